"""When an agreement is in force, how it may move through the rollout, and the rungs of the outcome ladder."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WARN_DAYS = 60
"""An agreement that ends within these days is warned of."""


class Rung(StrEnum):
    """Graduated attachment to work and education. A list, not a ranking: rungs are never added together unasked."""

    ORDINARY_EMPLOYMENT = "ordinary_employment"
    ORDINARY_EDUCATION = "ordinary_education"
    FLEXJOB = "flexjob"
    SUBSIDISED_JOB = "subsidised_job"
    VOCATIONAL_REHABILITATION = "vocational_rehabilitation"
    INTERNSHIP = "internship"
    NONE = "none"


WORK_OR_EDUCATION = frozenset({Rung.ORDINARY_EMPLOYMENT, Rung.ORDINARY_EDUCATION})
"""What Projekt Inklusion counted."""


class Stage(StrEnum):
    """How far two units are on the way from talking to running."""

    DIALOGUE = "dialogue"
    CLARIFICATION = "clarification"
    AGREEMENT = "agreement"
    TRAINING = "training"
    FIRST_COURSE = "first_course"
    SUPERVISION = "supervision"
    FOLLOW_UP = "follow_up"

    @classmethod
    def in_force(cls) -> list["Stage"]:
        """From the stage where the agreement stands signed."""
        stages = list(cls)
        return stages[stages.index(cls.AGREEMENT) :]


MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.DIALOGUE: (Stage.CLARIFICATION,),
    Stage.CLARIFICATION: (Stage.AGREEMENT, Stage.DIALOGUE),
    Stage.AGREEMENT: (Stage.TRAINING, Stage.CLARIFICATION),
    Stage.TRAINING: (Stage.FIRST_COURSE, Stage.AGREEMENT),
    Stage.FIRST_COURSE: (Stage.SUPERVISION, Stage.TRAINING),
    Stage.SUPERVISION: (Stage.FOLLOW_UP, Stage.FIRST_COURSE),
    Stage.FOLLOW_UP: (Stage.SUPERVISION,),
}
"""One step on, or one step back when it was taken too early. No step is passed over: each is work of its own."""


def may_move(before: Stage, after: Stage) -> bool:
    return after in MOVES[before]


def closes_sharing(before: Stage, after: Stage) -> bool:
    """The move takes an agreement that stood signed out of force."""
    return before in Stage.in_force() and after not in Stage.in_force()


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Two periods, last days included, have a day in common."""
    (start, end), (other_start, other_end) = first, second
    return (end is None or other_start <= end) and (other_end is None or start <= other_end)


@dataclass(frozen=True)
class AgreementFacts:
    starts_on: date
    ends_on: date | None
    stage: Stage


def is_valid(agreement: AgreementFacts, on: date) -> bool:
    """In force on the day: signed, begun, and not past its last day. Twin of `LocalAgreement.objects.valid_on`."""
    begun = agreement.starts_on <= on and (agreement.ends_on is None or on <= agreement.ends_on)
    return begun and agreement.stage in Stage.in_force()


def ends_soon(agreement: AgreementFacts, on: date) -> bool:
    """Valid, but with its last day within 60 days."""
    if agreement.ends_on is None or not is_valid(agreement, on):
        return False
    return agreement.ends_on - on <= timedelta(days=WARN_DAYS)


def days_left(agreement: AgreementFacts, on: date) -> int | None:
    """Days from this one to the last day; None without a last day."""
    return None if agreement.ends_on is None else (agreement.ends_on - on).days
