"""Whether a run may begin: what in the tables stops it, and how often each stated rule is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from ipseval.courses.cohort import FAR, day
from ipseval.engine import DataError, collect, preceding
from ipseval.registers import COURSES, OBSERVED, REGISTERS, SPELLS, Register
from ipseval.registers.courses import SCALE
from ipseval.study import Study

Table = nw.LazyFrame[Any]
Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Noted:
    """How many rows each table has, and how often each of `FAULTS` was met that the flow table does not tell."""

    rows: Mapping[str, int]
    faults: Mapping[str, int]


def refuse(study: Study, tables: Tables) -> Noted:
    """What was counted on the way; `DataError` with a sentence for each thing that stops the run."""
    courses, spells, observed = tables["courses"], tables["spells"], tables.get("observed")
    found = _tallies(study, tables)
    said = [line for name, count in found.items() for line in _said(REGISTERS[name], count)]
    said += _unknown_words(study, tables, found)
    if said:
        raise DataError("\n".join(said))
    people = _tally(_people(courses, spells, observed), _of_people(study))
    overlaps = _tally(_after_another(spells, study), {"spells_overlap": nw.col("from") < nw.col("before")})
    counts = found["courses"] | found["spells"] | people | overlaps
    rows = {name: count["rows"] for name, count in found.items()}
    return Noted(rows, {name: counts[name] for name in TOLD})


def unsuited(study: Study, tables: Tables) -> list[str]:
    """What stops the run although every value can be read: words and groups that study and data do not share."""
    return list(_unknown_words(study, tables, _tallies(study, tables)))


MOST = 20
"""So many unknown words are named; the others are counted."""
DECIMAL = r"^-?[0-9]*[.,][0-9]+$"
TOLD = (
    "course_backwards",
    "in_two_groups",
    "start_unseen",
    "in_no_register",
    "without_course",
    "spell_backwards",
    "spells_overlap",
    "observed_twice",
)
BACKWARDS = {
    "courses": {"course_backwards": nw.col("end") < nw.col("start")},
    "spells": {"spell_backwards": nw.col("to") <= nw.col("from")},
}


def _tallies(study: Study, tables: Tables) -> dict[str, dict[str, int]]:
    flags = {
        "courses": _unfit(COURSES) | _in_groups(study) | BACKWARDS["courses"],
        "spells": _unfit(SPELLS) | _unknown("state", study.states) | BACKWARDS["spells"],
        "observed": _unfit(OBSERVED) | _unknown("why", study.endings),
    }
    return {name: _tally(table, flags[name]) for name, table in tables.items()}


def _tally(table: Table, flags: Mapping[str, nw.Expr]) -> dict[str, int]:
    """How many rows there are (`rows`) and how many each flag holds for, in one pass over the table."""
    flagged = table.select(nw.when(flag).then(1).otherwise(0).alias(name) for name, flag in flags.items())
    counted = flagged.with_columns(nw.lit(1).alias("rows")).select(nw.col("rows", *flags).sum())
    return {name: number or 0 for name, number in collect(counted, by=["rows"]).row(0, named=True).items()}


def _unfit(register: Register) -> dict[str, nw.Expr]:
    # an unreadable value is null too, and is told of as such
    readable = nw.col("unreadable") == 0
    filled = (column.name for column in register.columns if column.filled)
    flags = {f"no {name}": nw.col(name).is_null() & readable for name in filled}
    return flags | {"unreadable": ~readable}


def _unknown(column: str, known: Iterable[str]) -> dict[str, nw.Expr]:
    return {f"unknown {column}": ~nw.col(column).is_in(list(known))}


def _in_groups(study: Study) -> dict[str, nw.Expr]:
    if study.groups is None:
        return {}
    flags = {f"group {group}": nw.col("group") == group for group in study.groups}
    decimal = {f"decimal {name}": nw.col(name).str.contains(DECIMAL) for name in study.covariates}
    return flags | decimal | {"settled late": nw.col("known_on") > nw.col("start")}


def _said(register: Register, count: Mapping[str, int]) -> Iterator[str]:
    """The values that cannot be read and those that are missing."""
    if bad := count["unreadable"]:
        yield f"{register.name}: {bad} rows have a value that cannot be read; `ipseval check` names them."
    for column in register.columns:
        if empty := count.get(f"no {column.name}", 0):
            yield f"{register.name}: {empty} rows have no {column.name}."


def _unknown_words(study: Study, tables: Tables, found: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for name, table in tables.items():
        yield from _words(study, name, table, found[name])


def _words(study: Study, name: str, table: Table, count: Mapping[str, int]) -> Iterator[str]:
    """The words of the data that the study does not know, and the other way round."""
    remedies = {
        "state": (study.states, "[states] give it a rung"),
        "why": (study.endings, "[observed] call it censor or competing"),
    }
    for column, (known, remedy) in remedies.items():
        if count.get(f"unknown {column}"):
            words = collect(table.select(column).unique(), by=[column])[column].drop_nulls()
            strange = words.filter(~words.is_in(list(known)))
            for word in strange[:MOST]:
                yield f"The {column} {word!r} is in the data but not in the study: under {remedy}."
            if len(strange) > MOST:
                yield f"So are {len(strange) - MOST} more words in {column}."
    if name == "courses" and study.groups:
        yield from _comparable(study, count)


def _comparable(study: Study, count: Mapping[str, int]) -> Iterator[str]:
    """What keeps the groups from being compared."""
    for group in sorted(study.groups or ()):
        if not count[f"group {group}"]:
            yield f"courses: nobody is in the group {group!r} of [compare]."
    if late := count["settled late"]:
        yield (
            f"courses: {late} rows have a group or covariates that were settled after the start (known_on). Whoever had a "
            "job or left before that day can never be in such a group (immortal time): take what was settled at start."
        )
    for name in study.covariates:
        if rows := count[f"decimal {name}"]:
            yield f"courses: {rows} rows have a decimal number as {name}. {SCALE}"


def _people(courses: Table, spells: Table, observed: Table | None) -> Table:
    """One row per person of any table: how many rows in each, groups, first start and end of observation."""
    none: dict[str, int | None] = {"courses": None, "spells": None, "observed": None}
    absent = {"group": nw.String(), "start": nw.Int64(), "until": nw.Int64()}
    stacked = []
    for name, table in (("courses", courses), ("spells", spells), ("observed", observed)):
        if table is None:
            continue
        columns = [nw.lit(number, dtype=nw.Int8).alias(kind) for kind, number in (none | {name: 1}).items()]
        for column, kind in absent.items():
            here = column in {"courses": ("group", "start"), "observed": ("until",)}.get(name, ())
            columns.append(nw.col(column) if here else nw.lit(None, dtype=kind).alias(column))
        stacked.append(table.select("person", *columns))
    return nw.concat(stacked).group_by("person").agg(
        nw.col(*none).count(),
        nw.col("group").min().alias("lowest"),
        nw.col("group").max().alias("highest"),
        nw.col("start", "until").min(),
    )  # fmt: skip


def _of_people(study: Study) -> dict[str, nw.Expr]:
    last = FAR if study.through is None else (day(study.through) or 0)
    enrolled = nw.col("courses") > 0
    seen = (nw.col("spells") > 0) | (nw.col("observed") > 0)
    return {
        "in_two_groups": nw.col("lowest") != nw.col("highest"),
        "start_unseen": (nw.col("start") >= nw.col("until").fill_null(FAR)) | (nw.col("start") > last),
        "in_no_register": enrolled & ~seen,
        "without_course": ~enrolled,
        "observed_twice": nw.col("observed") > 1,
    }


def on_a_rung(study: Study) -> list[str]:
    """The states that a measure may ask for."""
    return [code for code, rung in study.states.items() if rung != "none"]


def _after_another(spells: Table, study: Study) -> Table:
    """Each spell on a rung with the first day after the one before it, of the same person, state and employer."""
    asked = spells.filter(nw.col("state").is_in(on_a_rung(study)))
    days = nw.col("from", "to").fill_null(FAR).cast(nw.Int32)
    forwards = asked.with_columns(days).filter(nw.col("to") > nw.col("from"))
    return preceding(forwards, by=("person", "state", "employer"))
