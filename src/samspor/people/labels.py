"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _

from samspor.people.rules import System

SYSTEMS = [
    (System.CPR.value, _("CPR number")),
    (System.REPLACEMENT.value, _("replacement CPR number")),
    (System.X_REGIONAL.value, _("regional X-number")),
    (System.X_MUNICIPAL.value, _("municipal X-number")),
]

FAULTS = {
    "ten_digits": _("A CPR number has ten digits: day, month, year and four more, for example 610190-1234."),
    "no_date": _("The first six digits are not a date. Check the number."),
    "x_form": _("An X-number has 6 to 20 letters and digits."),
    "real_in_demo": _("This is a demo: only invented numbers with the day plus 60 (61 to 91) are taken."),
}

SYSTEM_LABELS = dict(SYSTEMS)
