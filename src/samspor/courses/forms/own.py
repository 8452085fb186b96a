"""The few forms on the candidate's own pages."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.access.models import Authority, Unit
from samspor.base.forms import Day, LongText, NewId
from samspor.courses.forms.referrals import ByWords
from samspor.sharing.labels import CATEGORIES, CATEGORY_HINTS


class AskCorrection(forms.Form):
    new_id = NewId()
    to_authority = ByWords(
        Authority.objects.none(), label=_("Who has written it?"), widget=forms.RadioSelect, empty_label=None
    )
    text = LongText(
        label=_("What should be corrected?"),
        help_text=_("Write what is wrong and what it should say. You get an answer here."),
        max_length=2000,
        rows=5,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **words: Any):
        super().__init__(*args, **words)
        field: Any = self.fields["to_authority"]
        known = {
            unit.authority_id: unit.name for unit in units
        }  # the candidate knows the place, not the authority
        field.queryset = Authority.objects.filter(pk__in=known)
        field.words = lambda authority: known.get(authority.pk, authority.name)
        if len(known) == 1:
            field.initial = units[0].authority_id


class AnswerCorrection(forms.Form):
    answer = LongText(label=_("Your answer"), max_length=2000, rows=4)


class FlagLook(forms.Form):
    event_id = forms.IntegerField(widget=forms.HiddenInput)


class AnswerLook(forms.Form):
    flag = forms.UUIDField(widget=forms.HiddenInput)


class StopSharing(forms.Form):
    """Everything, or the ticked kinds only. Stopping is as easy as giving: no reason is asked."""

    categories = forms.MultipleChoiceField(
        label=_("What do you want to stop sharing?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one kind of information.")},
    )

    def __init__(self, *args: Any, live: Sequence[str], **words: Any):
        super().__init__(*args, **words)
        names = dict(CATEGORIES)
        self.fields["categories"].choices = [(one, names[one]) for one in live]  # type: ignore[attr-defined]


class GiveSharing(forms.Form):
    """Each kind of information is ticked by itself; "all" is no choice."""

    new_id = NewId()
    categories = forms.MultipleChoiceField(
        label=_("What may be shared?"),
        choices=CATEGORIES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one kind of information, or go back.")},
    )
    valid_to = Day(label=_("Until when?"), help_text=_("One year at the most. You can stop before."))

    def __init__(self, *args: Any, last_day: date, **words: Any):
        super().__init__(*args, **words)
        self.fields["categories"].option_hints = CATEGORY_HINTS  # type: ignore[attr-defined]
        self.fields["valid_to"].initial = last_day - timedelta(days=1)
