"""A programme's question and people as a folder that `ipseval run` answers: made in memory, under random names."""

import io
import json
import secrets
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from ipseval.study import Study
from samspor.outcomes.frames import Frames

STUDY, WHY = "study.toml", "why.md"
TABLES = ("courses", "spells", "observed")


def folder(study: Study, facts: Frames, why: str, language: str) -> bytes:
    """The zip. Every time it is made, everybody is somebody else in it."""
    named = _under_other_names(facts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(STUDY, study_toml(study, language))
        for name, table in named.items():
            files.writestr(f"{name}.csv", table.write_csv())
        files.writestr(WHY, why)
    return packed.getvalue()


def study_toml(study: Study, language: str) -> str:
    """The study as its file: what `ipseval` reads from it is the study again."""
    length = study.follow_up
    tables: dict[str, dict[str, Any]] = {
        "": {"title": study.title, "question": study.question},
        "data": {**{name: f"{name}.csv" for name in TABLES}, "through": study.through},
        "observed": dict(study.endings),
        "states": dict(study.states),
        "follow_up": {length.span: length.length, "until_course_end": study.until_course_end},
        "analysis": {"primary": study.primary, "success": list(study.success)},
        "release": {"smallest_cell": study.smallest_cell},
        "report": {"language": language},
        **{f"labels.{spoken}": dict(words) for spoken, words in study.labels.items()},
    }
    return "\n".join(line for name, body in tables.items() for line in _lines(name, body))


def _lines(name: str, body: dict[str, Any]) -> Iterable[str]:
    yield from [f"[{name}]"] if name else []
    for key, value in body.items():
        written = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
        yield f"{key} = {written}"
    yield ""


def _under_other_names(facts: Frames) -> dict[str, pl.DataFrame]:
    """Each table with random names in place of the people's keys, dates written out, sorted by the random names: the
    order of the rows tells nothing either."""
    people = pl.concat([table["person"] for table in (facts.courses, facts.spells, facts.observed)]).unique()
    names = [f"p{secrets.token_hex(8)}" for _person in people]
    days = {"courses": ("start", "end"), "spells": ("from", "to"), "observed": ("until",)}
    tables = {"courses": facts.courses.drop("group"), "spells": facts.spells, "observed": facts.observed}
    return {
        name: table.with_columns(
            pl.col("person").replace_strict(people, names, return_dtype=pl.String),
            pl.col(*days[name]).cast(pl.Int32).cast(pl.Date),
        ).sort(table.columns, nulls_last=True)
        for name, table in tables.items()
    }
