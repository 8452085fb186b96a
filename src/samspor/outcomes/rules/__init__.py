"""What follows from dates and states of an evaluation; plain Python."""

from samspor.outcomes.rules.days import (
    CourseSpan,
    day,
    end_of,
    is_quarter_end,
    last_month_end,
    last_quarter_end,
    quarter_ends,
    quarter_starts,
    weeks,
)
from samspor.outcomes.rules.runs import (
    ASKED_FOR,
    MOVES,
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
    "FEWEST",
    "MOVES",
    "Comparison",
    "CourseSpan",
    "Definition",
    "Fault",
    "Reason",
    "RunState",
    "Share",
    "day",
    "end_of",
    "is_quarter_end",
    "last_month_end",
    "last_quarter_end",
    "may_check",
    "may_move",
    "quarter_ends",
    "quarter_starts",
    "share",
    "weeks",
]
