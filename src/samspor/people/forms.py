"""The words that are typed about a candidate: well formed here, weighed by the actions and rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.base.forms import Day, LongText, NewId, Version
from samspor.people.labels import SYSTEMS
from samspor.people.models import Person

SHORTEST_SEARCH = 2


class Search(forms.Form):
    """A name, or a number in full."""

    words = forms.CharField(
        label=_("Name or number"),
        help_text=_("Parts of the name are enough. A CPR number or X-number must be written in full."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if len(words) < SHORTEST_SEARCH:
            raise forms.ValidationError(_("Write at least two characters."))
        return words


class Facts(forms.Form):
    """What is known of a candidate apart from their numbers."""

    given_names = forms.CharField(label=_("Given names"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    is_protected = forms.BooleanField(
        label=_("Name and address are protected"),
        help_text=_("The name and the way of contact are then hidden until somebody asks to see them."),
        required=False,
    )
    safe_contact = LongText(
        label=_("Safe way of contact"),
        help_text=_(
            "How and when the candidate wants to be reached, for example: text message, not before 10."
        ),
        max_length=500,
        rows=2,
        required=False,
    )
    interpreter_language = forms.CharField(
        label=_("Needs an interpreter in"),
        help_text=_("The language, for example Arabic. Empty: no interpreter."),
        max_length=50,
        required=False,
    )
    representative = LongText(
        label=_("Guardian or representative"),
        help_text=_("Name, telephone and what they represent the candidate in."),
        max_length=500,
        rows=2,
        required=False,
    )


class Number(forms.Form):
    """One number and who gave it."""

    system = forms.ChoiceField(label=_("Kind of number"), choices=SYSTEMS)
    number = forms.CharField(
        label=_("Number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "spellcheck": "false"}),
    )


class Create(Facts, Number):
    """A new record. The number may be added later."""

    new_id = NewId()
    unit = forms.ModelChoiceField(label=_("Unit that keeps the record"), queryset=Unit.objects.none())

    field_order = ["new_id", "unit", "given_names", "family_name", "system", "number"]

    def __init__(self, *args: Any, units: list[Unit], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Can be added later, if it is not known yet.")
        if len(units) == 1:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units])  # type: ignore[attr-defined]


class Change(Facts):
    version = Version()


class AddNumber(Number):
    new_id = NewId()


class Restrict(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("For example: employed in the department."), max_length=200
    )


class Named(forms.Form):
    """One more colleague who may see a restricted record."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200)
    starts_on = Day(label=_("From"), initial=today)
    ends_on = Day(label=_("To"), required=False)

    def __init__(self, *args: Any, person: Person, **words: Any) -> None:
        super().__init__(*args, **words)
        colleagues = Membership.objects.with_permission(Permission.PERSON_SEE, today()).filter(
            unit=person.unit_id
        )
        self.fields["user"].queryset = User.objects.filter(pk__in=colleagues.values("user"))  # type: ignore[attr-defined]
