"""The steps of the timed work, in order. Each takes the moment, does what is due, and says what it did."""

from collections.abc import Callable
from datetime import datetime

from samspor.access.models import Draft
from samspor.access.seals import LogIsBusy, seal_log
from samspor.base.dates import local
from samspor.courses.actions import expire_referrals
from samspor.outcomes.actions import forget_deliveries, mark_changed, run_due
from samspor.outcomes.work import fail_stalled
from samspor.sharing.actions import open_reviews_for_lapsed


def expire(at: datetime) -> str:
    """Offers that nobody answered in time."""
    return f"{expire_referrals(local(at).date(), at=at)} referrals expired"


def review(at: datetime) -> str:
    """Consents that ran out, treatments that nobody confirmed, units that have ended."""
    return f"{open_reviews_for_lapsed(at=at)} exchanges with something to review"


def editions(at: datetime) -> str:
    """The figures of the last quarter's end; and once a month, which earlier ones can no longer be repeated."""
    made = run_due(at=at)
    changed = mark_changed(at=at)
    stored = f"{len(made)} runs stored" + "".join(f"; {run}" for run in made)
    return stored + (f"; {len(changed)} can no longer be repeated" if changed else "")


def stalled(at: datetime) -> str:
    """Runs whose worker was ended in the midst of them."""
    return f"{fail_stalled(at)} runs that stood still can begin again"


def deliveries(at: datetime) -> str:
    """Before the results: what a register said of people who consent no longer, or that nobody stored."""
    return f"{forget_deliveries(at)} people's register data removed"


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
    ("referrals", expire),
    ("reviews", review),
    ("deliveries", deliveries),
    ("results", editions),
    ("stalled", stalled),
    ("drafts", purge_drafts),
    ("seal", seal),
)
