"""Forms on the course's own life: start, what is known at the start, pause, end, reopening, who has it, cover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.access.models import User
from samspor.agreements.labels import RUNGS
from samspor.base.forms import Day, LongText, NewId, Number, Version
from samspor.courses.forms.referrals import ByWords
from samspor.courses.labels import COVER_REASONS
from samspor.courses.models import Course

UNKNOWN = [("", _("not known yet"))]


class AtStart(forms.Form):
    """What is recorded at the start. All but the day can wait."""

    version = Version()
    started_on = Day(
        label=_("First meeting"), help_text=_("The day you first met is the registered start of the course.")
    )
    benefit_at_start = forms.CharField(label=_("Benefit at the start"), max_length=100, required=False)
    status_at_start = forms.ChoiceField(
        label=_("Work or education at the start"), choices=[*UNKNOWN, *RUNGS], required=False
    )
    hours_at_start = Number(
        label=_("Hours a week at the start"), suffix=_("hours"), max_digits=4, decimal_places=1, required=False,
        min_value=0, max_value=99,
    )  # fmt: skip
    wish_for_work = LongText(label=_("Wish for work or education"), max_length=2000, rows=3, required=False)
    caseworker = forms.CharField(label=_("Authority caseworker"), max_length=150, required=False)
    decision_authority = forms.ChoiceField(
        label=_("Does the specialist have decision authority in this course?"),
        widget=forms.RadioSelect,
        choices=Course.Decision.choices,
    )
    practical = LongText(
        label=_("Practical agreements"),
        help_text=_("For example where you meet, and when the candidate is best reached."),
        max_length=2000,
        rows=3,
        required=False,
    )


class Change(AtStart):
    """The same, later: before the start there is no first meeting to put right."""

    def __init__(self, *args: Any, has_started: bool, **words: Any):
        super().__init__(*args, **words)
        if not has_started:
            del self.fields["started_on"]


class PauseCourse(forms.Form):
    new_id = NewId()
    starts_on = Day(label=_("First day of the pause"))
    ends_on = Day(
        label=_("Last day of the pause"), required=False, help_text=_("Leave empty if you do not know.")
    )


class EndPause(forms.Form):
    version = Version()


class Close(forms.Form):
    version = Version()
    ended_on = Day(label=_("Last day of the course"))
    end_reason = forms.ChoiceField(
        label=_("Reason for the end"), widget=forms.RadioSelect, choices=Course.EndReason.choices
    )


class Reopen(forms.Form):
    version = Version()
    reopened_on = Day(label=_("The course goes on from"))


class Assign(forms.Form):
    new_id = NewId()
    user = ByWords(User.objects.none(), label=_("Who gets the course?"), empty_label=_("Choose"))
    starts_on = Day(label=_("From"))
    replaces = forms.ChoiceField(label=_("Instead of"), required=False)

    def __init__(self, *args: Any, colleagues: Any, assigned: Any, **words: Any):
        super().__init__(*args, **words)
        self.fields["user"].queryset = colleagues  # type: ignore[attr-defined]
        replaceable = [(str(a.pk), a.user.name) for a in assigned]
        self.fields["replaces"].choices = [("", _("nobody: beside those who have it")), *replaceable]  # type: ignore[attr-defined]


class UndoAssignment(forms.Form):
    assignment = forms.UUIDField(widget=forms.HiddenInput)


class EndAssignment(UndoAssignment):
    ends_on = Day(label=_("Last day"))


class Cover(forms.Form):
    new_id = NewId()
    reason = forms.ChoiceField(label=_("Why do you cover?"), widget=forms.RadioSelect, choices=COVER_REASONS)
    ends_on = Day(
        label=_("Last day of the cover"),
        help_text=_("At most 30 days. Your team leader sees that you cover."),
    )
