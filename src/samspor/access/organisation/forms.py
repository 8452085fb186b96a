"""The words in which an administrator enters units, people and mandates."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.organisation.rules import KINDS, TREATMENT
from samspor.access.roles import UNITLESS, Permission, Role
from samspor.base.dates import today
from samspor.base.forms import Day

ROLES = [(role.value, role.label) for role in Role if role not in UNITLESS]


class UnitFacts(forms.Form):
    """What a unit is called and how it is reached."""

    name = forms.CharField(label=_("Name"), max_length=100)
    daytime_phone = forms.CharField(
        label=_("Telephone, daytime"), help_text=_("Candidates see it."), max_length=30, required=False
    )
    acute_phone = forms.CharField(
        label=_("Telephone, acute"), help_text=_("Candidates see it."), max_length=30, required=False
    )


class CreateUnit(UnitFacts):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("As in your directory of users; sign-in finds the unit by it."),
        max_length=30,
    )
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    valid_from = Day(label=_("From"), initial=today)

    field_order = ["name", "code", "kind", "valid_from"]

    def __init__(self, *args: Any, authority: Authority, **words: Any) -> None:
        super().__init__(*args, **words)
        kinds = [choice for choice in Unit.Kind.choices if choice[0] in KINDS[authority.kind]]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ChangeUnit(UnitFacts):
    valid_to = Day(
        label=_("Last day"),
        help_text=_(
            "After it nobody works in the unit and nothing is shared with it. Its courses do not go along by themselves; "
            "its leader sees on the front page how many there are."
        ),
        required=False,
    )
    successor = forms.ModelChoiceField(
        label=_("Successor"), help_text=_("The unit that takes over. Consents are not carried over by themselves."),
        queryset=Unit.objects.none(), required=False, empty_label=_("none"),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **words: Any) -> None:
        super().__init__(*args, **words)
        same = (
            Unit.objects.filter(kind__in=TREATMENT)
            if unit.is_treatment
            else Unit.objects.exclude(kind__in=TREATMENT)
        )
        authorities = {unit.authority_id, unit.authority.successor_id} - {None}
        self.fields["successor"].queryset = same.filter(authority__in=authorities).exclude(pk=unit.pk)  # type: ignore[attr-defined]


class UserFacts(forms.Form):
    """Somebody who signs in."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)


class ChangeUser(UserFacts):
    is_active = forms.BooleanField(
        label=_("The account is open"),
        help_text=_("When it is closed, nobody signs in with it."),
        required=False,
    )


class Join(forms.Form):
    """Where and as what, from when to when."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *ROLES])
    valid_from = Day(label=_("From"), initial=today)
    valid_to = Day(label=_("To"), required=False)

    def __init__(self, *args: Any, authority_id: int | None, **words: Any) -> None:
        super().__init__(*args, **words)
        units = Unit.objects.valid_on(today()).filter(authority=authority_id)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class CreateUser(UserFacts, Join):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[RegexValidator(r"^[\w.@+-]+$", _("Letters, digits and . @ + - _ only, without spaces."))],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    field_order = ["name", "username", "email", "phone", "unit", "role", "valid_from", "valid_to"]


class LastDay(forms.Form):
    valid_to = Day(label=_("Last day"), initial=today)


class Reviewer(forms.Form):
    user = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args: Any, authority_id: int | None, **words: Any) -> None:
        super().__init__(*args, **words)
        held = Membership.objects.with_permission(Permission.REVIEW_DECIDE, today())
        held = held.filter(unit__authority=authority_id)
        self.fields["user"].queryset = User.objects.filter(pk__in=held.values("user"))  # type: ignore[attr-defined]


class Mandate(forms.Form):
    """A provider that is known, or a new one by name and CVR number."""

    provider = forms.ModelChoiceField(
        label=_("Provider"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("a new one, named below"),
    )
    name = forms.CharField(label=_("Name of a new provider"), max_length=100, required=False)
    code = forms.RegexField(
        r"^\d{8}$", label=_("CVR number of a new provider"), required=False,
        error_messages={"invalid": _("A CVR number has eight digits.")},
    )  # fmt: skip
    valid_from = Day(label=_("From"), initial=today)
    valid_to = Day(label=_("To"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        providers = Authority.objects.valid_on(today()).filter(kind=Authority.Kind.PROVIDER)
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        if not words.get("provider"):
            for name in ("name", "code"):
                if not words.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Choose a provider, or write the name and CVR number of a new one.")
                    )
        return words
