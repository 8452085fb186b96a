"""What it takes to share an item in the same go as it is written; whether it may be read is asked at every read."""

from datetime import datetime
from typing import Any

from samspor.access.models import Membership
from samspor.courses.models import Course


def sharing_now(course: Course, by: Membership, at: datetime, category: str, share: bool) -> dict[str, Any]:
    """The fields that mark an item as shared, or as one's own side's alone."""
    if not share:
        return {"released_at": None, "released_by": None}
    return {"released_at": at, "released_by": by.user}
