"""The forms of runs: what is asked, and why one is taken back."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.agreements.labels import RUNGS
from samspor.agreements.models import Programme
from samspor.base import display
from samspor.base.forms import LongText, Version
from samspor.outcomes.frames import success_of
from samspor.outcomes.labels import COMPARISONS, DEFINITIONS, REASONS
from samspor.outcomes.models import Delivery
from samspor.outcomes.rules import Definition, quarter_ends, quarter_starts


class Source(forms.ModelChoiceField):
    """The platform's own records, or a register delivery."""

    def label_from_instance(self, delivery: Delivery) -> str:
        words = {"number": delivery.pk, "through": display.day(delivery.through)}
        return str(_("Register delivery no. %(number)s, up to %(through)s")) % words


class Question(forms.Form):
    """Fixed quarters and fixed groupings alone: two questions that differ by a few people cannot be asked."""

    through = forms.TypedChoiceField(
        label=_("Facts up to"),
        help_text=_("The last day of a quarter. What was recorded later is left out."),
        coerce=date.fromisoformat,
    )
    definition = forms.ChoiceField(
        label=_("What counts as reached"),
        choices=DEFINITIONS,
        widget=forms.RadioSelect,
        initial=DEFINITIONS[0][0],
    )

    def __init__(self, *args: Any, programme: Programme, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.can_be_asked = self._let("through", quarter_ends(programme.starts_on, on))
        counted = ", ".join(str(word) for rung, word in RUNGS if rung in success_of(programme))
        self.fields["definition"].option_hints = {Definition.PROGRAMME: counted}  # type: ignore[attr-defined]

    def _let(self, name: str, days: list[date], none: Any = None) -> bool:
        choices: list[tuple[str, Any]] = [(day.isoformat(), display.day(day)) for day in days]
        self.fields[name].choices = ([("", none)] if none else []) + choices  # type: ignore[attr-defined]
        return bool(days)


class Ask(Question):
    """A question to be answered here: of whom besides, which groups, from which facts."""

    comparison = forms.ChoiceField(
        label=_("Comparison"),
        help_text=_("The groups are known at the start of the course. A difference is not an effect."),
        choices=COMPARISONS,
        widget=forms.RadioSelect,
        initial=COMPARISONS[0][0],
    )
    starts_from = forms.TypedChoiceField(
        label=_("Courses that started from"), coerce=date.fromisoformat, required=False, empty_value=None
    )
    starts_before = forms.TypedChoiceField(
        label=_("Courses that started before"), coerce=date.fromisoformat, required=False, empty_value=None
    )
    delivery = Source(
        Delivery.objects.none(),
        label=_("Where the facts come from"),
        help_text=_("A register delivery knows those alone who have consented to evaluation."),
        empty_label=_("The platform's own records"),
        required=False,
    )

    def __init__(self, *args: Any, programme: Programme, on: date, deliveries: Any = (), **kwargs: Any):
        super().__init__(*args, programme=programme, on=on, **kwargs)
        if deliveries:
            self.fields["delivery"].queryset = deliveries  # type: ignore[attr-defined]
        else:
            del self.fields["delivery"]
        starts = quarter_starts(programme.starts_on, on)
        self._let("starts_from", starts, _("The beginning of the programme"))
        self._let("starts_before", starts, _("No limit"))


class Confirm(forms.Form):
    version = Version()


class Withdraw(Confirm):
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS, widget=forms.RadioSelect)
    reason_words = LongText(
        label=_("The reason in words"),
        help_text=_("Needed with another reason. Write nothing about a person."),
        max_length=500,
        required=False,
    )
