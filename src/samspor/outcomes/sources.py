"""Where the facts of a run come from: the platform's own records, or a register delivery about those who consented."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from ipseval.study import Study
from samspor.base.dates import today
from samspor.outcomes.frames import OBSERVED, SPELLS, Frames, Question, frames, study_of
from samspor.outcomes.models import DeliveredPerson, Run
from samspor.outcomes.rules import Comparison, Definition
from samspor.sharing.models import Consent

DELIVERED = SPELLS | {"employer": pl.String, "occupation": pl.String}
OPTIONAL = ("minutes_week", "employer", "occupation")


def question_of(asked: Run) -> Question:
    return Question(
        Definition(asked.definition), Comparison(asked.comparison), asked.starts_from, asked.starts_before
    )


def study_for(asked: Run) -> Study:
    """The study of a run. A register sees people after their course too."""
    study = study_of(asked.programme, asked.through, question_of(asked))
    if asked.delivery is None:
        return study
    return replace(study, until_course_end=False, endings=dict(asked.delivery.endings))


def facts_for(asked: Run) -> Frames:
    """The facts of a run as they are today. For runs only."""
    question = question_of(asked)
    if asked.delivery is None:
        return frames(asked.programme, asked.through, question)
    live = consenting(asked.delivery.uploaded_from.authority_id, today())
    rows = DeliveredPerson.objects.filter(delivery=asked.delivery, person__in=live)
    said = {row.person_id: json.loads(row.said) for row in rows}
    own = frames(asked.programme, asked.through, question, list(said))
    seen = set(own.courses["person"])
    said = {person: words for person, words in said.items() if str(person) in seen}
    spells = pl.DataFrame(list(_spells(said)), schema=DELIVERED, orient="row")
    return Frames(
        courses=own.courses.with_columns(in_work_at_start=pl.lit(None, pl.Boolean)),
        # what a register tells of nobody was not asked of it: no column, rather than one that is missing throughout
        spells=spells.drop(name for name in OPTIONAL if spells[name].is_null().all()),
        observed=pl.DataFrame(list(_observed(said)), schema=OBSERVED, orient="row"),
    )


def consenting(authority_id: int | None, on: date) -> Any:
    """The records in which a live consent to evaluation names a unit of this authority."""
    return Consent.objects.for_evaluation(authority_id, on).values("person")


def _spells(said: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    for person, words in said.items():
        for spell in words["spells"]:
            yield str(person), *spell


def _observed(said: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    for person, words in said.items():
        for until, why in words["observed"]:
            yield str(person), until, why
