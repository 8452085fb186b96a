"""What it takes to share an item in the same go as it is written; whether it may be read is asked at every read."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import Refused
from samspor.access.models import Membership
from samspor.courses.models import Course
from samspor.sharing.actions.reviews import drop_from_reviews
from samspor.sharing.disclosed import may_share
from samspor.sharing.rules import Category

CLOSED = _("This kind of information cannot be shared now. Take the tick away to save it for your own side.")


def sharing_now(course: Course, by: Membership, at: datetime, category: str, share: bool) -> dict[str, Any]:
    """The fields that mark an item as shared, or as one's own side's alone. Nothing is shared into a closed
    channel, to pass by itself when a consent comes."""
    if not share:
        return {"exchange": course.exchange, "released_at": None, "released_by": None}
    if not may_share(course, by, Category(category), timezone.localdate(at)):
        raise Refused(CLOSED, field="share")
    return {"exchange": course.exchange, "released_at": at, "released_by": by.user}


def keep_sharing(item: Any, by: Membership, at: datetime, *, share: bool | None = None, was: str) -> None:
    """What is changed goes on being shared into an open channel alone; `was` is its kind of information before.

    Else words written after sharing closed would pass by themselves when it opens, and be read until then by the
    other authority's reviewer. Without a word about sharing, what cannot be shared any more is taken back.
    """
    is_shared = item.is_shared
    wanted = is_shared if share is None else share
    is_open = wanted and may_share(item.course, by, Category(item.category), timezone.localdate(at))
    if share and not is_open:
        raise Refused(CLOSED, field="share")
    if is_open and is_shared and item.category == was:
        return
    item.exchange = item.course.exchange
    was_released = item.released_at is not None
    item.released_at, item.released_by = (at, by.user) if is_open else (None, None)
    if was_released and not is_open:
        drop_from_reviews(item, at)
