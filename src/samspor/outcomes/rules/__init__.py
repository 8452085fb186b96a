"""What follows from dates and states of an evaluation; plain Python."""

from samspor.outcomes.rules.days import (
    CourseSpan,
    day,
    end_of,
    is_quarter_end,
    last_quarter_end,
    month_of,
    quarter_ends,
    quarter_starts,
    weeks,
)
from samspor.outcomes.rules.deliveries import (
    DELIVERY_MOVES,
    KEPT_UNSTORED,
    DeliveryState,
    Linkage,
    linkage,
)
from samspor.outcomes.rules.runs import (
    ASKED_FOR,
    MOVES,
    STANDS_STILL,
    Comparison,
    Definition,
    Fault,
    Reason,
    RunState,
    may_check,
    may_move,
)
from samspor.outcomes.rules.sharing import FEWEST, Share, share

__all__ = [
    "ASKED_FOR",
    "DELIVERY_MOVES",
    "FEWEST",
    "KEPT_UNSTORED",
    "MOVES",
    "STANDS_STILL",
    "Comparison",
    "CourseSpan",
    "Definition",
    "DeliveryState",
    "Fault",
    "Linkage",
    "Reason",
    "RunState",
    "Share",
    "day",
    "end_of",
    "is_quarter_end",
    "last_quarter_end",
    "linkage",
    "may_check",
    "may_move",
    "month_of",
    "quarter_ends",
    "quarter_starts",
    "share",
    "weeks",
]
