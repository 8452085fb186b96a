"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _

from samspor.sharing.rules import Category, Purpose

CATEGORIES = [
    (Category.SYMPTOMS.value, _("symptoms")),
    (Category.COPING.value, _("how you cope")),
    (Category.WARNING_SIGNS.value, _("early warning signs")),
    (Category.MEDICINE.value, _("effects of medicine")),
    (Category.STRENGTHS.value, _("strengths")),
    (Category.ATTENDANCE.value, _("attendance in treatment")),
    (Category.EMPLOYMENT.value, _("job search and work")),
    (Category.PRACTICAL.value, _("practical contact")),
]

PURPOSES = [
    (Purpose.REFERRAL.value, _("referral to IPS")),
    (Purpose.EXCHANGE.value, _("exchange in the course")),
    (Purpose.EMPLOYERS.value, _("contact to employers")),
    (Purpose.EVALUATION.value, _("evaluation")),
    (Purpose.SATISFACTION.value, _("questionnaire on satisfaction")),
]

CLOSED_NOTICE = _(
    "Here stands only what is shared with you. The other authority may hold more, or nothing at all."
)
"""The one constant notice: the same whether or not anything exists, and whatever closed the sharing."""
