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

CATEGORY_HINTS = {
    Category.SYMPTOMS.value: _("what the illness is like for you, for example low mood, anxiety, voices"),
    Category.COPING.value: _("what you do that helps"),
    Category.WARNING_SIGNS.value: _("what shows that it is getting worse"),
    Category.MEDICINE.value: _("tiredness, restlessness and the like that matter at work"),
    Category.STRENGTHS.value: _("what you are good at"),
    Category.ATTENDANCE.value: _("whether you come to your appointments in the psychiatry"),
    Category.EMPLOYMENT.value: _("wishes, applications, jobs, education, support at work"),
    Category.PRACTICAL.value: _("times, places, telephone numbers"),
}

DECISIONS = {
    "own": {
        "keep": _("The note stands in your own record again, on a legal basis of its own."),
        "delete": _("The note is deleted with all its versions. It cannot be brought back."),
    },
    "received": {
        "keep": _("For what your authority has written elsewhere. It opens nothing here."),
        "delete": _(
            "It stays closed to your authority, also if sharing opens again, unless it is shared anew."
        ),
    },
}

PURPOSE_HINTS = {
    Purpose.REFERRAL.value: _("before a referral can be sent"),
    Purpose.EXCHANGE.value: _("what the two sides may share while the course runs"),
    Purpose.EMPLOYERS.value: _("talking with employers by name"),
    Purpose.EVALUATION.value: _("never a condition for IPS"),
    Purpose.SATISFACTION.value: _("a short questionnaire on the phone"),
}
