"""What of a course the other authority's people get to read: items with the constant notice, whether a kind of
information is open to a reader, and what stands at the top of the course page. Called behind the course's own gate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case

from samspor.access.models import Authority, Membership, Unit
from samspor.agreements.rules import ends_soon
from samspor.sharing import rules
from samspor.sharing.labels import CATEGORIES, CLOSED_NOTICE
from samspor.sharing.models import Exchange, Item, ItemQuerySet, ReviewItem, item_models
from samspor.sharing.models.facts import channel_of
from samspor.sharing.models.open import is_open as _annotation
from samspor.sharing.rules import Category, Channel

RECONFIRM_WARN_DAYS = 14
"""The clinician is told in time that treatment must be confirmed."""
CONSENT_WARN_DAYS = 30


@dataclass(frozen=True)
class Section:
    """Items that the viewer may read, and the one sentence about the rest, the same whatever the rest is."""

    items: ItemQuerySet
    notice: Any = CLOSED_NOTICE


@dataclass(frozen=True)
class Direction:
    """What one side gives the other, as both may know it: kinds of information while open, else since when not."""

    giver: Unit
    reader: Unit
    is_own: bool
    categories: tuple[Any, ...]
    valid_to: date | None
    closed_since: date | None
    lapses_soon: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.categories)


@dataclass(frozen=True)
class Ended:
    """A unit that is no more, and who follows it: a unit, or an authority; perhaps nobody."""

    unit: Unit
    successor: Unit | Authority | None
    since: date

    @property
    def consent_to(self) -> int | None:
        """The unit that a new consent names; none is known where only the authority has a successor."""
        return self.successor.pk if isinstance(self.successor, Unit) else None


@dataclass(frozen=True)
class Sharing:
    """The top of the course page: the two directions, and what the viewer's own side must look after."""

    directions: tuple[Direction, ...]
    agreement_ends_on: date | None
    reconfirm_by: date | None
    ended: tuple[Ended, ...] = ()

    def __iter__(self) -> Iterator[Direction]:
        return iter(self.directions)


def disclosed(items: ItemQuerySet, viewer: Membership, on: date, *, course: Any) -> Section:
    """The items of a course that an assigned viewer may read, still to be sorted and paged, and the notice."""
    return Section(items=items.filter(course=course).select_related("course").disclosed_to(viewer, on))


def channel_open(course: Any, viewer: Membership, category: Category, on: date) -> bool:
    """Whether the other side's information of this kind is open to the viewer."""
    return course.exchange is not None and rules.is_open(
        channel_of(course.exchange), viewer.unit_id, category, on
    )


def is_open(viewer: Membership, on: date, category: Category, path: str = "exchange__") -> Case:
    """The same for the rows of a list: `.annotate(is_open=is_open(viewer, on, Category.EMPLOYMENT))`."""
    return _annotation(viewer, on, category, path)


def may_share(course: Any, viewer: Membership, category: Category, on: date) -> bool:
    """Whether what the viewer's own unit writes under this kind would reach the other side if released."""
    if course.exchange is None or viewer.unit_id not in course.exchange.unit_ids:
        return False
    other = course.exchange.other_unit(viewer.unit_id)
    return rules.is_open(channel_of(course.exchange), other.pk, category, on)


def under_review(row: ReviewItem) -> Item | None:
    """The item that a reviewer, and nobody else, reads until it is decided. The row has passed the gate of its
    review. None when its owner took it back or deleted it."""
    if row.decision:
        return None
    rows = item_models()[row.kind].objects.filter(pk=row.item_id).select_related("owner_unit")
    rows = rows.filter(released_at__isnull=False) if row.is_received else rows.filter(is_derived=True)
    return rows.gated().first()


def open_directions(exchange: Exchange | None, viewer: Membership, on: date) -> Sharing | None:
    """Own → other, then other → own. `exchange` comes with its two units joined. A candidate sees both as given."""
    if exchange is None:
        return None
    channel = channel_of(exchange)
    own = exchange.treatment_unit if viewer.unit_id == exchange.treatment_unit_id else exchange.municipal_unit
    other = exchange.other_unit(own.pk)
    return Sharing(
        directions=(
            _direction(channel, own, other, viewer, on),
            _direction(channel, other, own, viewer, on),
        ),
        agreement_ends_on=_agreement_ends_on(channel, on),
        reconfirm_by=_reconfirm_by(channel, on) if viewer.unit_id == exchange.treatment_unit_id else None,
        ended=() if rules.units_exist(channel, on) else tuple(ended_units(exchange.unit_ids, on)),
    )


def ended_units(keys: Iterable[int], on: date) -> Iterator[Ended]:
    """Those of these units that are no more on a day, by themselves or with their authority."""
    units = Unit.objects.filter(pk__in=keys)
    for unit in units.select_related("authority__successor", "successor__successor"):
        last = min((day for day in (unit.valid_to, unit.authority.valid_to) if day), default=None)
        if last is not None and last < on:
            followers = (unit.as_of(on), unit.authority.as_of(on))
            successor = next((f for f in followers if f not in (unit, unit.authority)), None)
            yield Ended(unit, successor, last + rules.DAY)


def _direction(channel: Channel, giver: Unit, reader: Unit, viewer: Membership, on: date) -> Direction:
    opened = rules.open_categories(channel, reader.pk, on)
    until = [_until(channel, reader.pk, category, on) for category in opened]
    valid_to = min(until, default=None)
    return Direction(
        giver=giver,
        reader=reader,
        is_own=giver.pk == viewer.unit_id,
        categories=tuple(label for value, label in CATEGORIES if value in opened),
        valid_to=valid_to,
        closed_since=rules.closed_since(channel, reader.pk, on),
        lapses_soon=valid_to is not None and (valid_to - on).days <= CONSENT_WARN_DAYS,
    )


def _until(channel: Channel, reader_unit: int, category: Category, on: date) -> date:
    """The last day that consent keeps this kind open; of two consents, the later."""
    covering = [c for c in channel.consents if rules.covers(c, channel, reader_unit, category, on)]
    return max(rules.last_day(c) for c in covering)


def _agreement_ends_on(channel: Channel, on: date) -> date | None:
    """The last day of the agreement in force, when it is within 60 days and none follows it."""
    in_force = [a for a in channel.agreements if rules.holds(a, channel, on)]
    if not in_force or not all(ends_soon(a.terms, on) for a in in_force):
        return None
    ends_on = max(a.terms.ends_on for a in in_force if a.terms.ends_on)
    is_followed = any(rules.holds(a, channel, ends_on + rules.DAY) for a in channel.agreements)
    return None if is_followed else ends_on


def _reconfirm_by(channel: Channel, on: date) -> date | None:
    """The day by which the clinician must confirm that treatment goes on, when it is near or past."""
    going_on = [t for t in channel.treatments if t.starts_on <= on and (t.ends_on is None or on < t.ends_on)]
    due = max((rules.reconfirm_by(t) for t in going_on), default=None)
    return due if due is not None and (due - on).days <= RECONFIRM_WARN_DAYS else None
