"""The measures, one module each: what a figure counts, in words and in numbers; all of it before the gate."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Ledger
from ipseval.measures import (
    at_course_end,
    at_start,
    first_job,
    first_job_occupation,
    flow,
    hours,
    job_outcome,
    kinds,
    longest,
    own_goal,
    sustained,
    waiting,
    weeks_in_work,
    work_or_education,
    working_this_quarter,
)
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet, define, period
from ipseval.study import Study

ALL: tuple[Measure, ...] = (
    flow.MEASURE,
    work_or_education.MEASURE,
    weeks_in_work.MEASURE,
    first_job.MEASURE,
    first_job_occupation.MEASURE,
    at_course_end.MEASURE,
    at_start.MEASURE,
    sustained.MEASURE,
    working_this_quarter.MEASURE,
    longest.MEASURE,
    hours.MEASURE,
    job_outcome.MEASURE,
    own_goal.MEASURE,
    waiting.MEASURE,
)
"""In the order of their figures. A new measure is a module of its own and a line here."""

COMPARED = tuple(name for measure in ALL for name in measure.compared)
DEFINITIONS = {name: words for measure in ALL for name, words in measure.definitions.items()}

__all__ = ["ALL", "COMPARED", "DEFINITIONS", "OUT_OF_WORK", "Draft", "Measure", "define", "figures", "period"]


def figures(study: Study, scope: Scope, ledger: Ledger) -> Iterator[Draft]:
    """The figures of one scope, its counts noted in the ledger; a measure without anybody in its base is left out."""
    page = ledger.page(scope.group, scope.site, scope.persons)
    for measure in ALL:
        measure.enter(study, scope, page)
    kinds.enter(scope, page)
    for measure in ALL:
        yield from measure.drafts(Sheet(study, scope, page))
