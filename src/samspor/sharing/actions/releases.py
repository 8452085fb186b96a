"""Releasing what one wrote to the other authority, and taking it back. The other side cannot pull."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from samspor.access.actions import Actor, Refused, action
from samspor.access.roles import Permission
from samspor.sharing import rules
from samspor.sharing.actions.reviews import drop_from_reviews
from samspor.sharing.models import Item, ReviewItem
from samspor.sharing.models.facts import channel_of
from samspor.sharing.rules import Category


@action(Permission.ITEM_RELEASE)
def release_item(item: Item, *, by: Actor, at: datetime, category: str | None = None) -> None:
    """Share one item with the other side, under the kind of information that it has or is now given. Refused while
    that kind is closed, so that nothing waits to pass by itself when a consent comes."""
    chosen = Category(category or item.category)
    require_open(item, chosen, at)
    if item.is_shared and chosen == item.category and not _was_given_up(item):
        return
    item.category, item.exchange = chosen, item.course.exchange  # type: ignore[attr-defined]
    item.released_at, item.released_by = at, by.user
    item.save()


@action(Permission.ITEM_RELEASE)
def take_back_release(item: Item, *, by: Actor, at: datetime) -> None:
    """From the next request the other side does not see it. What they lawfully did with it is not undone."""
    item.released_at = item.released_by = None
    item.save()
    drop_from_reviews(item, at)


def require_open(item: Item, category: Category, at: datetime) -> None:
    """Refuse unless this kind of information passes to the other side now."""
    exchange = item.course.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Refused(
            _("This course has no exchange with another authority, so nothing can be shared from it.")
        )
    reader = exchange.other_unit(item.owner_unit_id).pk
    if not rules.is_open(channel_of(exchange), reader, category, timezone.localdate(at)):
        raise Refused(
            _(
                "This kind of information cannot be shared now. It takes a consent that covers it, ongoing treatment "
                "and an agreement in force."
            ),
            field="category",
        )


def _was_given_up(item: Item) -> bool:
    """The receiving reviewer deleted it from what they may see; sharing it once more is a new release."""
    deleted = ReviewItem.objects.filter(item_id=item.pk, decision=ReviewItem.Decision.DELETE)
    return deleted.filter(is_received=True, decided_at__gte=item.released_at).exists()
