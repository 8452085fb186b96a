"""What was agreed: programmes with their aims, and local agreements between a municipality's unit and a treatment
unit. No person's data."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import ScopedQuerySet, Versioned
from samspor.access.models import Authority, Membership, Unit
from samspor.access.roles import Role
from samspor.agreements.labels import STAGES
from samspor.agreements.rules import WARN_DAYS, AgreementFacts, Rung, Stage, is_valid


class ProgrammeQuerySet(ScopedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Programmes in which one's own authority takes part, by a unit or by an agreement."""
        if membership.role == Role.ANALYST:
            return Q()
        agreements = LocalAgreement.objects.all()
        agreements = agreements.filter(agreements.within(membership, on))
        units = Programme.units.through.objects.filter(unit__authority=membership.authority_id)
        return Q(pk__in=units.values("programme")) | Q(pk__in=agreements.values("programme"))


class Programme(Versioned):
    """An IPS effort with a period, a target group and aims, shared by several authorities."""

    class Setting(models.TextChoices):
        REGIONAL = "regional", _("regional psychiatry")
        OTHER = "other", _("other support")
        NONE = "none", _("no treatment")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    target_group = models.TextField(_("target group"), blank=True, max_length=2000)
    min_age = models.PositiveSmallIntegerField(_("lowest age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("highest age"), null=True, blank=True)
    psychiatry_setting = models.CharField(
        _("psychiatry"), max_length=10, choices=Setting, default=Setting.REGIONAL,
        help_text=_("Health data can only be exchanged where citizens are in regional psychiatry."),
    )  # fmt: skip
    success_rungs = models.JSONField(_("counts as reached"), default=list)
    follow_up_months = models.PositiveSmallIntegerField(_("follow-up, months"), default=18)
    target_share = models.DecimalField(
        _("aim, per cent in work or education"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    target_citizens = models.PositiveIntegerField(_("aim, citizens"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    units = models.ManyToManyField(Unit, related_name="programmes", blank=True, verbose_name=_("units"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreements_programme_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rungs(self) -> list[Rung]:
        return [Rung(value) for value in self.success_rungs]


class LocalAgreementQuerySet(ScopedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """One's own authority on either side, or one that it has taken over from."""
        if membership.role == Role.ANALYST:
            return Q()
        own = Authority.objects.that_became(membership.authority_id, on).values("pk")
        return (
            Q(municipal_unit__authority__in=own)
            | Q(treatment_unit__authority__in=own)
            | Q(provider=membership.authority_id, provider__isnull=False)
        )

    def valid_on(self, on: date) -> Self:
        """SQL twin of `rules.is_valid`."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            starts_on__lte=on,
            stage__in=[s.value for s in Stage.in_force()],
        )

    def ending_soon(self, on: date) -> Self:
        """SQL twin of `rules.ends_soon`."""
        return self.valid_on(on).filter(ends_on__lte=on + timedelta(days=WARN_DAYS))

    def to_be_followed(self, on: date) -> Self:
        """Signed ones that name a unit which has ended, or is about to, and has a successor; without those that the
        successors have agreed anew."""
        leaving, lasts, followers = Q(), Q(ends_on=None) | Q(ends_on__gte=on), {}
        for side in ("municipal_unit", "treatment_unit"):
            leaving |= Q(**{f"{side}__successor__isnull": False})
            lasts |= Q(ends_on__gte=F(f"{side}__valid_to"))
            followers[side] = Coalesce(OuterRef(f"{side}__successor"), OuterRef(side))
        anew = LocalAgreement.objects.filter(programme=OuterRef("programme"), **followers)
        return self.filter(leaving, lasts, ~Exists(anew), stage__in=[s.value for s in Stage.in_force()])

    def of_unit(self, unit_id: int | None) -> Self:
        """Those in which the unit is one of the two."""
        return self.filter(Q(municipal_unit=unit_id) | Q(treatment_unit=unit_id))


class LocalAgreement(Versioned):
    """What a municipality's unit and a treatment unit agreed, and how far they are in the rollout."""

    class Meetings(models.TextChoices):
        WITH_LEADERS = "with_leaders", _("fixed meetings with leaders")
        WITHOUT_LEADERS = "without_leaders", _("fixed meetings without leaders")
        NONE = "none", _("no fixed meetings")

    class Team(models.TextChoices):
        IPS_ONLY = "ips_only", _("IPS only")
        MIXED = "mixed", _("mixed with other cases")

    class Decision(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        VARIES = "varies", _("varies from case to case")

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="agreements", verbose_name=_("programme")
    )
    municipal_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("municipal unit")
    )
    treatment_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("treatment unit")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=STAGES, default=Stage.DIALOGUE)
    target_group = models.TextField(_("target group"), blank=True, max_length=2000)
    municipal_contact = models.CharField(_("contact person in the municipality"), max_length=200, blank=True)
    treatment_contact = models.CharField(_("contact person in the psychiatry"), max_length=200, blank=True)
    meeting_weekday = models.PositiveSmallIntegerField(
        _("weekly meeting"), choices=Weekday, null=True, blank=True
    )
    meeting_place = models.CharField(_("place of the meeting"), max_length=200, blank=True)
    meetings = models.CharField(_("meetings"), max_length=20, choices=Meetings, default=Meetings.NONE)
    office_in_psychiatry = models.BooleanField(
        _("the specialist has an office in the psychiatry"), default=False
    )
    case_consultation = models.BooleanField(_("case consultation"), default=False)
    team_form = models.CharField(_("team"), max_length=10, choices=Team, default=Team.MIXED)
    decision_authority = models.CharField(
        _("specialist has decision authority"), max_length=10, choices=Decision, default=Decision.NO
    )
    provider = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("external provider"),
        limit_choices_to={"kind": Authority.Kind.PROVIDER},
    )  # fmt: skip
    consent_is_condition = models.BooleanField(
        _("consent is a condition for the course"), default=True,
        help_text=_("Never opens sharing: without consent nothing is exchanged, whatever stands here."),
    )  # fmt: skip

    objects = LocalAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("local agreement")
        verbose_name_plural = _("local agreements")
        ordering = ["municipal_unit__name", "treatment_unit__name", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreements_agreement_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["programme", "municipal_unit", "treatment_unit", "starts_on"],
                name="agreements_agreement_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipal_unit} – {self.treatment_unit}"

    @property
    def facts(self) -> AgreementFacts:
        return AgreementFacts(self.starts_on, self.ends_on, Stage(self.stage))

    def is_valid_on(self, on: date) -> bool:
        return is_valid(self.facts, on)

    @property
    def leaving(self) -> list[Unit]:
        """Those of the two units that have a successor."""
        return [unit for unit in (self.municipal_unit, self.treatment_unit) if unit.successor is not None]

    @property
    def followers(self) -> tuple[Unit, Unit]:
        """The municipal and the treatment unit of the agreement that would follow this one."""
        return (
            self.municipal_unit.successor or self.municipal_unit,
            self.treatment_unit.successor or self.treatment_unit,
        )

    @property
    def weekly_meeting(self) -> str:
        """Day and place, as far as they are known."""
        day = self.get_meeting_weekday_display() if self.meeting_weekday else ""
        return ", ".join(str(part) for part in (day, self.meeting_place) if part)
