"""Evaluation runs: what was asked, when, and the figures that were let out. No person's data."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import ScopedQuerySet
from samspor.access.models import Membership
from samspor.access.roles import Role
from samspor.agreements.models import Programme


class RunQuerySet(ScopedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Runs of programmes that the authority takes part in; the national analyst sees all."""
        if membership.role == Role.ANALYST:
            return Q()
        return Q(programme__in=programmes_of(membership))


def programmes_of(membership: Membership) -> Any:
    """The programmes whose figures a membership opens: those that its authority takes part in, the analyst all."""
    if membership.role == Role.ANALYST:
        return Programme.objects.all()
    return Programme.objects.filter(units__authority=membership.authority_id).distinct()


class Run(models.Model):
    """One run of one programme's study with the facts up to a month's end. Released figures only; those of each
    site at a quarter's end alone, so that two editions beside each other are not about one or two people there."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="runs", verbose_name=_("programme"))
    through = models.DateField(_("facts up to"))
    created_at = models.DateTimeField(_("run"))
    figures = models.JSONField(default=list)
    flow = models.JSONField(default=list)
    manifest = models.JSONField(default=dict)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-through"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "through"], name="outcomes_run_once_a_month_end")
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.through:%Y-%m-%d}"
