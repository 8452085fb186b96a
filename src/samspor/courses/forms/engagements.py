"""Forms for jobs, educations and other steps on the outcome ladder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.agreements.labels import RUNGS
from samspor.agreements.rules import Rung
from samspor.base.forms import Day, LongText, NewId, Number, Version
from samspor.courses.models import Engagement


def _hours(**words: Any) -> Number:
    return Number(
        label=_("Hours a week"),
        suffix=_("hours"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=99,
        **words,
    )


class EngagementWords(forms.Form):
    """What, where, from when."""

    rung = forms.ChoiceField(label=_("What is it?"), choices=[rung for rung in RUNGS if rung[0] != Rung.NONE])
    employer_name = forms.CharField(label=_("Employer or school"), max_length=150, required=False)
    occupation = forms.CharField(label=_("Occupation or education"), max_length=150, required=False)
    workplace_contact = forms.CharField(label=_("Contact at the workplace"), max_length=150, required=False)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Only when it is agreed from the start."))
    fourth_hour_on = Day(
        label=_("Day of the fourth paid hour"), required=False,
        help_text=_("A job counts as started after four paid hours."),
    )  # fmt: skip
    pay = forms.ChoiceField(label=_("Pay"), choices=Engagement.Pay.choices, initial="ordinary")
    is_permanent = forms.BooleanField(label=_("Permanent"), required=False)
    share = forms.BooleanField(
        label=_("Share with the other side"), required=False,
        help_text=_("Only while consent, treatment and agreement allow it. Without a tick only your own side reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, can_share: bool = True, **words: Any):
        super().__init__(*args, **words)
        if not can_share:
            del self.fields["share"]


class Start(EngagementWords):
    new_id = NewId()
    hours_week = _hours(required=False)
    field_order = [
        "rung", "employer_name", "occupation", "workplace_contact", "starts_on", "hours_week", "fourth_hour_on", "pay",
        "is_permanent", "ends_on", "share",
    ]  # fmt: skip


class Change(EngagementWords):
    version = Version()


class Hours(forms.Form):
    version = Version()
    hours_week = _hours()
    from_on = Day(label=_("From"))


class End(forms.Form):
    version = Version()
    ends_on = Day(label=_("Last day"))
    end_reason = forms.ChoiceField(
        label=_("Reason for the end"), widget=forms.RadioSelect, choices=Engagement.EndReason.choices
    )
    learned = LongText(
        label=_("What was learned"), required=False, max_length=2000, rows=4,
        help_text=_("What is good to know for the next job."),
    )  # fmt: skip
