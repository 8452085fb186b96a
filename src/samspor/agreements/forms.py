"""The words in which coordinators enter programmes and agreements."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.models import Authority, Unit
from samspor.agreements.labels import RUNGS, STAGES
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.dates import today
from samspor.base.forms import Day, LongText, Number, Version, Whole

TREATMENT = (Unit.Kind.TREATMENT, Unit.Kind.TRAUMA)


def with_authority(unit: Unit) -> str:
    """A unit's name, and its authority's where the name does not say it already: Jobcenter Odense is Odense's."""
    return unit.name if unit.authority.name in unit.name else f"{unit.name} ({unit.authority.name})"


class UnitChoice(forms.ModelChoiceField):
    """One unit, with its authority beside it."""

    widget = forms.Select(attrs={"class": "input-width-xl"})

    def label_from_instance(self, obj: Unit) -> str:
        return with_authority(obj)


class UnitChoices(forms.ModelMultipleChoiceField):
    """Several units, each with its authority beside it."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        return with_authority(obj)


class ProgrammeFacts(forms.Form):
    """What a programme is for, for whom, and what counts as reached."""

    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.SlugField(
        label=_("Code"),
        help_text=_(
            "Short and without spaces, for example ips-syddanmark. It names the programme in figures."
        ),
        max_length=50,
    )
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("To"), required=False)
    target_group = LongText(label=_("Target group"), max_length=2000, rows=3, required=False)
    min_age = Whole(label=_("Lowest age"), suffix=_("years"), min_value=0, max_value=120, required=False)
    max_age = Whole(label=_("Highest age"), suffix=_("years"), min_value=0, max_value=120, required=False)
    psychiatry_setting = forms.ChoiceField(
        label=_("Where the citizens are treated"),
        help_text=_("Health data can only be exchanged where citizens are in regional psychiatry."),
        choices=Programme.Setting.choices,
        widget=forms.RadioSelect,
        initial=Programme.Setting.REGIONAL,
    )
    success_rungs = forms.MultipleChoiceField(
        label=_("Counts as reached"),
        help_text=_("A list, not a ranking: what is ticked is counted, each by itself."),
        choices=[choice for choice in RUNGS if choice[0] != "none"],
        widget=forms.CheckboxSelectMultiple,
    )
    follow_up_months = Whole(label=_("Follow-up"), suffix=_("months"), min_value=1, max_value=120, initial=18)
    target_share = Number(
        label=_("Aim: share in work or education"), suffix=_("per cent"), min_value=0, max_value=100, max_digits=4,
        decimal_places=1, required=False,
    )  # fmt: skip
    target_citizens = Whole(label=_("Aim: citizens in all"), min_value=0, max_value=1_000_000, required=False)
    source = forms.CharField(
        label=_("Source"), help_text=_("Where the aims are decided."), max_length=200, required=False
    )
    taking_part = UnitChoices(label=_("Units that take part"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        units = Unit.objects.valid_on(today()).select_related("authority").order_by("kind", "name")
        self.fields["taking_part"].queryset = units  # type: ignore[attr-defined]


class ChangeProgramme(ProgrammeFacts):
    version = Version()


class AgreementFacts(forms.Form):
    """Everything that two units agree on, but the stage."""

    municipal_unit = UnitChoice(label=_("Municipal unit"), queryset=Unit.objects.none())
    treatment_unit = UnitChoice(label=_("Treatment unit"), queryset=Unit.objects.none())
    starts_on = Day(label=_("From"))
    ends_on = Day(
        label=_("To"),
        help_text=_("You are warned 60 days before. Empty: until it is changed."),
        required=False,
    )
    target_group = LongText(label=_("Target group"), max_length=2000, rows=3, required=False)
    municipal_contact = forms.CharField(
        label=_("Contact person in the municipality"),
        help_text=_("Name, telephone, e-mail. Never a candidate's."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input-width-xl"}),
        required=False,
    )
    treatment_contact = forms.CharField(
        label=_("Contact person in the psychiatry"),
        help_text=_("Name, telephone, e-mail. Never a candidate's."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input-width-xl"}),
        required=False,
    )
    meeting_weekday = forms.TypedChoiceField(
        label=_("Weekly meeting"),
        choices=[("", _("none")), *LocalAgreement.Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    meeting_place = forms.CharField(
        label=_("Place of the meeting"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"class": "input-width-xl"}),
    )  # fmt: skip
    meetings = forms.ChoiceField(
        label=_("Meetings about the cooperation"), choices=LocalAgreement.Meetings.choices, widget=forms.RadioSelect,
        initial=LocalAgreement.Meetings.NONE,
    )  # fmt: skip
    office_in_psychiatry = forms.BooleanField(
        label=_("The specialist has an office in the psychiatry"), required=False
    )
    case_consultation = forms.BooleanField(label=_("Case consultation"), required=False)
    team_form = forms.ChoiceField(
        label=_("The specialists' cases"), choices=LocalAgreement.Team.choices, widget=forms.RadioSelect,
        initial=LocalAgreement.Team.MIXED,
    )  # fmt: skip
    decision_authority = forms.ChoiceField(
        label=_("The specialist decides on benefits"),
        help_text=_("Usual practice. It is recorded for each course."),
        choices=LocalAgreement.Decision.choices,
        widget=forms.RadioSelect,
        initial=LocalAgreement.Decision.NO,
    )
    provider = forms.ModelChoiceField(
        label=_("External provider"), queryset=Authority.objects.none(), required=False, empty_label=_("none")
    )
    consent_is_condition = forms.BooleanField(
        label=_("Consent is a condition for the course"),
        help_text=_("Never opens sharing: without consent nothing is exchanged, whatever stands here."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, agreement: LocalAgreement | None = None, **words: Any) -> None:
        super().__init__(*args, **words)
        on = today()
        going_on = Unit.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on)
        )  # one that opens later can agree now
        units = going_on.select_related("authority").order_by("authority__name", "name")
        kept = [agreement.municipal_unit_id, agreement.treatment_unit_id] if agreement else []
        units = units | Unit.objects.filter(pk__in=kept).select_related("authority")
        providers = Authority.objects.valid_on(on).filter(kind=Authority.Kind.PROVIDER)
        self._let("municipal_unit", units.exclude(kind__in=[*TREATMENT, Unit.Kind.OFFICE]))
        self._let("treatment_unit", units.filter(kind__in=TREATMENT))
        self._let("provider", providers)

    def _let(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


class CreateAgreement(AgreementFacts):
    """A new agreement, at the stage that it has reached."""

    stage = forms.ChoiceField(
        label=_("Stage"), help_text=_("The agreement is in force from the stage “agreement”."), choices=STAGES
    )
    field_order = ["municipal_unit", "treatment_unit", "starts_on", "ends_on", "stage"]


class ChangeAgreement(AgreementFacts):
    version = Version()


class Move(forms.Form):
    """Where the agreement is moved to."""

    version = Version()
    to = forms.ChoiceField(choices=STAGES, widget=forms.HiddenInput)
