"""The words that the pages of sharing ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.access.models import Unit
from samspor.base.forms import Day, LongText, NewId, Version
from samspor.sharing.labels import CATEGORIES, CATEGORY_HINTS, DECISIONS
from samspor.sharing.models import Consent, ReviewItem
from samspor.sharing.reference import LegalBasis

WHOLE, PART = "whole", "part"


class Asked(forms.Form):
    """Some questions are asked only under one answer to another: shown without "(optional)", and not demanded."""

    asked_sometimes: tuple[str, ...] = ()

    def __init__(self, *args: Any, **words: Any):
        super().__init__(*args, **words)
        for name in self.asked_sometimes:
            self.fields[name].required = not self.is_bound


class Units(forms.ModelMultipleChoiceField):
    """Units to tick, with the authority that they belong to."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, unit: Any) -> str:
        return f"{unit.name}, {unit.authority.name}"


class GiveConsent(forms.Form):
    """A consent. For other purposes than exchange in the course, kinds of information are not asked for."""

    new_id = NewId()
    language = forms.ChoiceField(choices=[("da", "Dansk"), ("en", "English")], widget=forms.HiddenInput)
    units = Units(
        label=_("May be given to"), queryset=Unit.objects.none(),
        error_messages={"required": _("Choose the unit that shall receive.")},
    )  # fmt: skip
    others = LongText(
        label=_("Other recipients"), rows=2, max_length=1000, required=False,
        help_text=_("One a line, for example the GP, social services, a substance-use unit."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("About"), choices=CATEGORIES, widget=forms.CheckboxSelectMultiple,
        help_text=_("Go through them together, one by one. What is not ticked is not shared."),
        error_messages={"required": _("Tick at least one kind of information, or do not record a consent.")},
    )  # fmt: skip
    given_on = Day(label=_("Given on"))
    valid_from = Day(label=_("Holds from"))
    valid_to = Day(label=_("Last day"))
    how_given = forms.ChoiceField(
        label=_("How it was given"), choices=Consent.Given, widget=forms.RadioSelect
    )
    entered_in_record_on = Day(label=_("Entered in the patient record on"), required=False)

    def __init__(self, *args: Any, partners: Any, kinds: bool, to_unit: bool, record: bool, **words: Any):
        super().__init__(*args, **words)
        self.fields["units"].required = to_unit
        self.fields["units"].queryset = partners  # type: ignore[attr-defined]
        self.fields["categories"].option_hints = CATEGORY_HINTS  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["categories"]
        if not record:
            del self.fields["entered_in_record_on"]

    def clean_others(self) -> list[str]:
        return [line for line in self.cleaned_data["others"].splitlines() if line.strip()]


class WithdrawConsent(Asked):
    """All of it, or what is ticked."""

    asked_sometimes = ("kinds", "whom")

    version = Version()
    extent = forms.ChoiceField(
        label=_("What is withdrawn"), widget=forms.RadioSelect,
        choices=[(WHOLE, _("The whole consent")), (PART, _("Only what I tick below"))],
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of information"), widget=forms.CheckboxSelectMultiple, required=False
    )
    whom = forms.MultipleChoiceField(
        label=_("Recipients"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, kinds: list, whom: list, **words: Any):
        super().__init__(*args, **words)
        for name, choices in [("kinds", kinds), ("whom", whom)]:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if words.get("extent") == PART and not words.get("kinds") and not words.get("whom"):
            self.add_error(
                "kinds" if "kinds" in self.fields else "whom",
                _("Tick what is withdrawn, or choose the whole consent."),
            )
        return words

    @property
    def words(self) -> dict[str, Any]:
        """As the action takes them."""
        words = {"version": self.cleaned_data["version"]}
        if self.cleaned_data["extent"] == PART:
            words |= {
                "categories": self.cleaned_data.get("kinds", []),
                "recipients": self.cleaned_data.get("whom", []),
            }
        return words


class EnterConsent(forms.Form):
    version = Version()
    entered_on = Day(label=_("Entered in the patient record on"))


class StartTreatment(forms.Form):
    new_id = NewId()
    starts_on = Day(label=_("Treatment began on"))


class MoveTreatment(forms.Form):
    """Which team goes on with the treatment."""

    unit = forms.ModelChoiceField(
        label=_("The team that goes on with the treatment"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, teams: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["unit"].queryset = teams  # type: ignore[attr-defined]


class EndTreatment(forms.Form):
    version = Version()
    ends_on = Day(
        label=_("Treatment ended on"), help_text=_("From this day on nothing is shared, neither way.")
    )


class Confirm(forms.Form):
    """A click; nothing is asked."""


class Release(forms.Form):
    category = forms.ChoiceField(label=_("Shared as"), choices=CATEGORIES)


class DecideItem(Asked):
    asked_sometimes = ("legal_basis", "archive_reference")
    decision = forms.ChoiceField(label=_("Decision"), choices=ReviewItem.Decision, widget=forms.RadioSelect)
    legal_basis = forms.ChoiceField(
        label=_("Legal basis on which it is kept"), widget=forms.RadioSelect, required=False
    )
    archive_reference = forms.CharField(
        label=_("Archive authorisation"), max_length=100, required=False,
        help_text=_("The reference of the decision that lets it be deleted."),
    )  # fmt: skip

    def __init__(self, *args: Any, bases: list[LegalBasis], is_received: bool, **words: Any):
        super().__init__(*args, **words)
        self.fields["legal_basis"].choices = [(b.code, str(b)) for b in bases]  # type: ignore[attr-defined]
        self.fields["decision"].option_hints = DECISIONS["received" if is_received else "own"]  # type: ignore[attr-defined]
