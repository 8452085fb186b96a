"""An evaluation run as a document that people move: asked, running, done, checked and released, withdrawn."""

from datetime import timedelta
from enum import StrEnum

STANDS_STILL = timedelta(minutes=30)
"""A step takes seconds: whoever worked on one for so long was ended in the midst of it."""


class RunState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    FAILED = "failed"


MOVES: dict[RunState, tuple[RunState, ...]] = {
    RunState.ASKED: (RunState.RUNNING, RunState.CANCELLED, RunState.FAILED),
    RunState.RUNNING: (RunState.DONE, RunState.CANCELLED, RunState.FAILED),
    RunState.DONE: (RunState.RELEASED, RunState.WITHDRAWN),
    RunState.RELEASED: (RunState.WITHDRAWN,),
    RunState.WITHDRAWN: (),
    RunState.CANCELLED: (RunState.ASKED,),
    RunState.FAILED: (RunState.ASKED,),
}
"""Where a run may go from where it is. What was released is never changed, only withdrawn with a reason."""

ASKED_FOR = frozenset({RunState.ASKED, RunState.RUNNING, RunState.DONE, RunState.CANCELLED, RunState.FAILED})
"""States that only those who ask and check see; the figures of a run leave it by release alone."""


def may_move(before: RunState, after: RunState) -> bool:
    return after in MOVES[before]


def may_check(asked_by: int | None, checker: int | None) -> bool:
    """Another person than the one who asked: nobody releases figures alone."""
    return checker is not None and asked_by != checker


class Definition(StrEnum):
    """What counts as reached."""

    PROGRAMME = "programme"
    """What the programme itself counts."""
    WORK_OR_EDUCATION = "work_or_education"
    WORK = "work"


class Comparison(StrEnum):
    """Which two groups stand beside each other. All are known at the start of the course."""

    NONE = "none"
    TEAM_FORM = "team_form"
    """The specialists have only IPS cases, or others too."""
    DECISION_AUTHORITY = "decision_authority"
    """The specialist decides on benefits in the course, or somebody else does."""
    WAY_IN = "way_in"
    """Referred by the psychiatry, or proposed by the jobcentre."""


class Reason(StrEnum):
    """Why a run is withdrawn, or not released."""

    DATA = "data"
    QUESTION = "question"
    SMALL = "small"
    OTHER = "other"


class Fault(StrEnum):
    """Why a run could not be worked out."""

    MAY_NOT = "may_not"
    EMPTY_GROUP = "empty_group"
    TOO_ALIKE = "too_alike"
    """It differs from a released one by a few people, who could be worked out."""
    STOPPED = "stopped"
    """The program was ended while it worked on it."""
    OURS = "ours"
