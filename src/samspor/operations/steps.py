"""The steps of the timed work, in order. Each takes the moment, does what is due, and says what it did."""

from collections.abc import Callable
from datetime import datetime

from samspor.access.models import Draft
from samspor.access.seals import LogIsBusy, seal_log


def purge_drafts(at: datetime) -> str:
    """Text kept from a locked session lives for a day."""
    gone, _ = Draft.objects.out_of_date(at).delete()
    return f"{gone} kept texts removed"


def seal(at: datetime) -> str:
    """Last, so that what the other steps wrote is sealed too."""
    try:
        batches = seal_log(at)
    except LogIsBusy:
        return "the log is being written to at length; the next tick seals it"
    return f"{sum(batch.count for batch in batches)} rows sealed"


STEPS: tuple[tuple[str, Callable[[datetime], str]], ...] = (
    ("drafts", purge_drafts),
    ("seal", seal),
)
