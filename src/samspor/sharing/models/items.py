"""What may pass through the channel: items that one authority wrote in a course, and who may read them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet
from samspor.access.models import Membership, Unit, User
from samspor.base import display
from samspor.sharing.labels import CATEGORIES
from samspor.sharing.models.channel import Exchange
from samspor.sharing.models.open import of_a_side, open_to
from samspor.sharing.models.reviews import ReviewItem

PATH = "exchange__"


class ItemQuerySet(GatedQuerySet):
    """Items of a course: the concrete model has a foreign key `course`."""

    def within(self, membership: Membership, on: date) -> Q:
        """What one's own unit wrote in courses that one is assigned to; of that, what builds on the other side's
        information only while that is shared."""
        model: Any = self.model._meta.get_field("course").related_model
        courses = model._default_manager.all()
        assigned = courses.filter(courses.within(membership, on))
        stands = Q(is_derived=False) | _open_to(membership.unit_id, on)
        return Q(owner_unit=membership.unit_id, course__in=assigned) & stands

    def disclosed_to(self, membership: Membership, on: date) -> Self:
        """SQL twin of `rules.may_read`, for a reader already known to be assigned to the course."""
        unit = membership.unit_id
        received = passed_on(membership.authority_id) & of_a_side(PATH)
        through = (Q(owner_unit=unit) | received) & _open_to(unit, on)  # the channel is asked once for both
        return self.filter(Q(owner_unit=unit, is_derived=False) | through).gated()


def passed_on(authority: Any) -> Q:
    """Twin of `rules.is_passed_on` to an authority, which may be a path from the item."""
    given_up = ReviewItem.objects.filter(
        item_id=OuterRef("pk"),
        decision=ReviewItem.Decision.DELETE,
        decided_at__gte=OuterRef("released_at"),
        review__authority=authority,
    )
    return Q(~Exists(given_up), released_at__isnull=False)


def _open_to(unit: int | None, on: date) -> Q:
    return open_to(unit, on, OuterRef("category"), PATH)


class Item(CaseData):
    """Something that one authority wrote in a course and may release to the other, one click, one category.

    `exchange` is the one in which it was shared last, or on whose information it builds. When the course goes on with
    another team, what was shared with the first one does not pass to the next by itself.
    """

    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("owner"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    category = models.CharField(_("kind of information"), max_length=20, choices=CATEGORIES)
    released_at = models.DateTimeField(_("shared"), null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared by")
    )
    exchange = models.ForeignKey(
        Exchange, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    is_derived = models.BooleanField(
        _("builds on what the other authority shared"), default=False,
        help_text=_("Such a note closes too when sharing closes."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("written"), editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta(CaseData.Meta):
        abstract = True

    @property
    def is_shared(self) -> bool:
        """Shared in the exchange that the course has now; the course comes joined."""
        return self.released_at is not None and self.exchange_id == self.course.exchange_id  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        """Which kind of item, as it stands in an address and in a review."""
        return str(self._meta.model_name)

    @property
    def words(self) -> Iterator[tuple[str, Any]]:
        """What it says, field by field with the field's name, for one who reads it outside its own page."""
        base = {field.name for field in Item._meta.get_fields()}
        for field in self._meta.concrete_fields:
            if field.name in base or field.is_relation or not field.editable:
                continue
            shown = getattr(self, f"get_{field.name}_display", None)
            value = shown() if shown else getattr(self, field.name)
            value = display.day(value) if isinstance(value, date) else value
            if value not in (None, "", False):
                yield str(field.verbose_name), _("yes") if value is True else value


def item_models() -> dict[str, Any]:
    """Every kind of item that any room has, by its kind."""
    return {
        str(m._meta.model_name): m for m in apps.get_models() if issubclass(m, Item) and not m._meta.proxy
    }
