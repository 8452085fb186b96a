"""Authorities and their units, as they are on a date: who exists, and who follows whom."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import ScopedQuerySet
from samspor.base.alphabet import sortable

if TYPE_CHECKING:
    from samspor.access.models import Membership


class DatedQuerySet(ScopedQuerySet):
    """Rows that hold from a day to another day, the last one included."""

    def valid_on(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """Something that holds from a day and, perhaps, to a last day."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    def is_valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Followed(Dated):
    """Something that another of its kind may take over from when it ends: its `successor`."""

    successor: Any

    class Meta(Dated.Meta):
        abstract = True

    def as_of(self, on: date) -> Self:
        """Itself, or the successor that has taken over by that day."""
        if self.valid_to is not None and on > self.valid_to and self.successor is not None:
            return cast(Self, self.successor.as_of(on))
        return self


class FollowedQuerySet(DatedQuerySet):
    def that_became(self, key: int | None, on: date) -> Self:
        """One of them, and those that had ended by that day and that it follows: what was theirs is its to keep."""
        return self.filter(Q(pk=key) | Q(successor=key, successor__isnull=False, valid_to__lt=on))


class AuthorityQuerySet(FollowedQuerySet):
    def within(self, membership: "Membership", on: date) -> Q:
        """One's own authority."""
        return Q(pk=membership.authority_id)


class Authority(Followed):
    """A municipality, a region, or a provider that acts for a municipality."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        REGION = "region", _("region")
        PROVIDER = "provider", _("provider")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(
        _("code"), max_length=8, help_text=_("Municipality or region code; CVR for a provider")
    )
    name = models.CharField(_("name"), max_length=100)
    region = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="municipalities", verbose_name=_("region")
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    sharing_reviewer = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewer of closed sharing"),
        help_text=_("The one named person who decides on received items when sharing closes"),
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["kind", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "code"], name="access_authority_code_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sort_name(self) -> str:
        return sortable(self.name)

    def region_on(self, on: date) -> "Authority | None":
        """The region that a municipality lies in on a day."""
        return self.region.as_of(on) if self.region else None


class UnitQuerySet(FollowedQuerySet):
    def within(self, membership: "Membership", on: date) -> Q:
        """The units of one's own authority."""
        return Q(authority=membership.authority_id)


class Unit(Followed):
    """A place of work inside an authority: a jobcentre, a treatment team. The name is a label, not a type."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("employment (jobcentre)")
        YOUTH = "youth", _("youth unit")
        TREATMENT = "treatment", _("treatment team")
        TRAUMA = "trauma", _("department for trauma and torture survivors")
        OFFICE = "office", _("administration")

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="units", verbose_name=_("authority")
    )
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    daytime_phone = models.CharField(_("telephone, daytime"), max_length=30, blank=True)
    acute_phone = models.CharField(_("telephone, acute"), max_length=30, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = UnitQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "code"], name="access_unit_code_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_treatment(self) -> bool:
        """Belongs to the psychiatry, so that what it knows of a person is health data."""
        return self.kind in {self.Kind.TREATMENT, self.Kind.TRAUMA}


class ActsForQuerySet(DatedQuerySet):
    def within(self, membership: "Membership", on: date) -> Q:
        """The mandates that one's own authority gave; a provider cannot give itself one."""
        return Q(municipality=membership.authority_id)


class ActsFor(Dated):
    """A provider does IPS work for a named municipality in a period."""

    provider = models.ForeignKey(Authority, models.PROTECT, related_name="acts_for")
    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="providers")

    objects = ActsForQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("provider's mandate")
        verbose_name_plural = _("providers' mandates")

    def __str__(self) -> str:
        return f"{self.provider} → {self.municipality}"
