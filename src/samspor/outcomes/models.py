"""Evaluation runs: what was asked, by whom, how far it is, and the figures that were let out; and what a register said of
people who consented, sealed, for runs alone."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ipseval.figures import Released
from samspor.access.case_data import CaseData, GatedQuerySet, ScopedQuerySet, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership, User
from samspor.access.roles import Permission, Role
from samspor.agreements.models import Programme
from samspor.outcomes.labels import COMPARISONS, DEFINITIONS, DELIVERY_STATES, FAULTS, REASONS, STATES, STEPS
from samspor.outcomes.rules import ASKED_FOR, Comparison, Definition, DeliveryState, RunState
from samspor.people.models import Person


class RunQuerySet(ScopedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Runs of programmes that the authority takes part in; the national analyst sees all. One that somebody asked
        for and that is not released is open to those alone who ask and check at the authority that asked for it."""
        ours = Q() if membership.role == Role.ANALYST else Q(programme__in=programmes_of(membership))
        if not {Permission.RESULTS_ASK, Permission.RESULTS_CHECK} & membership.permissions:
            return ours & (~Q(state__in=ASKED_FOR) | Q(asked_by=None))
        asked_here = Q(asked_from__unit__authority=membership.authority_id)
        return ours & (~Q(state__in=ASKED_FOR) | Q(asked_by=None) | asked_here)

    def editions(self) -> Self:
        """Made by the calendar, with the programme's own question."""
        return self.filter(asked_by=None, state=RunState.RELEASED)

    def waiting(self) -> Self:
        """Editions that would have told of the few people who have come since the one before."""
        return self.filter(asked_by=None, state=RunState.FAILED)

    def asked(self) -> Self:
        """Asked for by a person."""
        return self.filter(asked_by__isnull=False)


def programmes_of(membership: Membership) -> Any:
    """The programmes whose figures a membership opens: those that its authority takes part in, the analyst all."""
    if membership.role == Role.ANALYST:
        return Programme.objects.all()
    return Programme.objects.filter(units__authority=membership.authority_id).distinct()


class DeliveryQuerySet(ScopedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Those that one's own authority sent in."""
        return Q(uploaded_from__unit__authority=membership.authority_id)


class Delivery(Versioned):
    """What a register said of a programme's people: when it came, through which day, how its words were read. The same
    files sent twice are one delivery. What it says of each person lies in `DeliveredPerson`."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="deliveries", verbose_name=_("programme")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DELIVERY_STATES, default=DeliveryState.CHECKED
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent in by"))
    uploaded_from = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("sent in"))
    through = models.DateField(_("covers up to"))
    sha256 = models.CharField(max_length=64, editable=False)
    rungs = models.JSONField(default=dict)
    endings = models.JSONField(default=dict)
    linkage = models.JSONField(default=dict)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("register delivery")
        verbose_name_plural = _("register deliveries")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "uploaded_from", "sha256"],
                condition=~Q(state=DeliveryState.DELETED),
                name="outcomes_delivery_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}, {self.through:%Y-%m-%d}"


class DeliveredPersonQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Opens to no page and nobody, only to runs."""
        return Q(pk__in=[])


class DeliveredPerson(CaseData):
    """What a delivery says of one person, sealed; kept as long as the delivery and the person's consent."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    said = EncryptedTextField()

    objects = DeliveredPersonQuerySet.as_manager()

    class Meta(CaseData.Meta):
        constraints = [
            models.UniqueConstraint(fields=["delivery", "person"], name="outcomes_delivered_person_once")
        ]

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"


class Run(Versioned):
    """One run of one programme's study with the facts up to the end of a quarter. Its number is its key.

    An edition is made by the calendar and released at once, or waits, failed, for more people. A run that a person asks
    for is checked by another before anybody else sees its figures. Whatever has moved by few people since an earlier
    one waits in both.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="runs", verbose_name=_("programme"))
    through = models.DateField(_("facts up to"))
    created_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=RunState.RELEASED)
    definition = models.CharField(
        _("what counts as reached"), max_length=20, choices=DEFINITIONS, default=Definition.PROGRAMME
    )
    comparison = models.CharField(
        _("comparison"), max_length=20, choices=COMPARISONS, default=Comparison.NONE
    )
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("source")
    )
    starts_from = models.DateField(_("starts from"), null=True, blank=True)
    starts_before = models.DateField(_("starts before"), null=True, blank=True)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_from = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    step = models.CharField(_("how far it is"), max_length=20, choices=STEPS, blank=True)
    stepped_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(_("worked out"), null=True, blank=True)
    fault = models.CharField(_("why it could not be worked out"), max_length=20, choices=FAULTS, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=REASONS, blank=True)
    reason_words = models.CharField(_("the reason in words"), max_length=500, blank=True)
    changed_since = models.DateField(
        _("the facts have changed since"),
        null=True,
        blank=True,
        help_text=_(
            "Somebody withdrew, or records were corrected: the run cannot be repeated with the same result."
        ),
    )
    facts_mark = models.CharField(max_length=64, blank=True, editable=False)
    compared_in = models.DateField(null=True, blank=True, editable=False)
    """The first day of the month in which the facts were last held against the mark, or an edition tried."""
    figures = models.JSONField(default=list)
    flow = models.JSONField(default=list)
    manifest = models.JSONField(default=dict)
    more = models.JSONField(
        default=dict, help_text="who they were and where they stood, as they left the gate"
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-through", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "through"],
                condition=Q(asked_by=None),
                name="outcomes_one_edition_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("asked_by")),
                name="outcomes_run_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None) | ~Q(state=RunState.RELEASED) | Q(checked_by__isnull=False),
                name="outcomes_run_is_released_by_a_check",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.WITHDRAWN) | ~Q(reason=""),
                name="outcomes_run_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.through:%Y-%m-%d}"

    @property
    def released(self) -> Released:
        """All that left the gate, as the evaluation gave it."""
        parts = {"figures": self.figures, "flow": self.flow, "manifest": self.manifest, **self.more}
        return Released.from_content(parts)
