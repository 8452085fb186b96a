"""The recipe of an evaluation, read from top to bottom: tables in, what may leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.check.refuse import refuse
from ipseval.check.shape import found
from ipseval.courses import characteristics, chronogram, covariates
from ipseval.courses.cohort import COURSE, KEY, STEPS, cohort
from ipseval.courses.met import carried, met
from ipseval.courses.outcomes import per_course
from ipseval.courses.scope import Scope, scopes, settle
from ipseval.engine import DataError, Engine, collect, open_engine
from ipseval.figures import Released, Step, adjusted, alike
from ipseval.figures.benchmarks import benchmarks
from ipseval.figures.curves import points
from ipseval.figures.differences import differences
from ipseval.figures.pace import pace
from ipseval.figures.sensitivity import by, sensitivity
from ipseval.figures.sites import site_figures
from ipseval.gate import coarsen
from ipseval.gate.disclosure import release
from ipseval.gate.earlier import hold_back, refuse_close, refuse_few
from ipseval.gate.ledger import Key, Ledger
from ipseval.manifest import Data, manifest
from ipseval.measures import Draft, figures
from ipseval.registers import REGISTERS, declared
from ipseval.study import Study

Tables = Mapping[str, nw.LazyFrame[Any]]


def run(
    study: Study,
    tables: Mapping[str, pl.DataFrame | None],
    engine: str = "duckdb",
    earlier: Sequence[Released] = (),
) -> Released:
    """The study answered from Polars frames `courses`, `spells` and, optionally, `observed`.

    `DataError` where a table is not as its register declares; `TooClose` where one of the `earlier` releases of the
    same programme differs by a few people. Nothing is written.
    """
    given = {name for name, frame in tables.items() if frame is not None}
    if not {"courses", "spells"} <= given <= set(REGISTERS):
        raise DataError(f"A run takes courses, spells and perhaps observed, not {', '.join(sorted(given))}.")
    opened = open_engine(engine)
    registers = declared(study.covariates)
    taken = {name: opened.take(registers[name], frame) for name, frame in tables.items() if frame is not None}
    handed = {name: frame for name, frame in tables.items() if frame is not None}
    return evaluate(study, taken, opened, handed, earlier)


def run_folder(
    study: Study, folder: Path, engine: str = "duckdb", earlier: Sequence[Released] = ()
) -> Released:
    """The study answered from the files that it names, relative to `folder`."""
    opened = open_engine(engine)
    registers = declared(study.covariates)
    paths = found(study, registers, folder)
    read = {name: opened.read(registers[name], parts) for name, parts in paths.items()}
    return evaluate(study, read, opened, paths, earlier)


def evaluate(
    study: Study,
    tables: Tables,
    engine: Engine,
    data: Data,
    earlier: Sequence[Released] = (),
) -> Released:
    """Registers → cohort → outcomes → one row per course into memory, once → estimates → the gate."""
    noted = refuse(study, tables)
    rows, asked = characteristics.ask(people(study, tables, engine), study.covariates, study.smallest_cell)

    ledger, parts = Ledger(), list(scopes(rows))
    drafts: list[Draft] = []
    for scope in parts:
        drafts += figures(study, scope, ledger)
        characteristics.enter(scope, asked, ledger)
        chronogram.enter(scope, ledger)
    others = {rule: list(scopes(people(by(study, rule), tables, engine))) for rule in study.sensitivity}
    otherwise = list(sensitivity(study, parts, others, ledger)) if others else []
    pair = alike.pair(study, parts)
    if pair is not None:
        alike.enter(pair, parts, ledger)
    ledger.add_up()
    characteristics.tie(asked, ledger)
    drafts += [*differences(study, drafts), *points(study, parts, drafts), *pace(study, parts, drafts)]
    drafts += [*benchmarks(study, drafts), *otherwise]
    if pair is not None:
        drafts += adjusted.figures(pair, drafts, ledger)

    wholes = [scope for scope in parts if scope.site is None]
    steps = [line for scope in wholes for line in flow(scope, ledger)]
    who = characteristics.Description(asked, tuple(scope.group for scope in wholes), ledger)
    beyond = {*who.keys, *((scope.group, None, chronogram.BASE) for scope in wholes)}
    refuse_few(steps, earlier, ledger, study.smallest_cell)
    known = hold_back(drafts, steps, who.lines(), earlier, ledger, study.smallest_cell)
    released, table, hidden = release(drafts, steps, ledger, study.smallest_cell, beyond, who.few, known)
    rows_hidden = {"courses"} if (None, None, "records") in hidden else ()
    beside = tuple(site_figures(study, released))
    where = coarsen.chronograms(study, wholes, released, hidden, [one.chronograms for one in earlier])
    result = Released(
        (*released, *beside),
        table,
        manifest(study, engine, data, noted, {figure.method for figure in released}, rows_hidden),
        characteristics=who.gated(hidden),
        chronograms=where,
        moves=coarsen.transitions(study, wholes[0], where, [one.moves for one in earlier]),
    )
    refuse_close(result, earlier, study.smallest_cell)
    return result


def people(study: Study, tables: Tables, engine: Engine) -> pl.DataFrame:
    """One row per course, sorted; the only place where single people lie in memory, and it stays inside."""
    courses = engine.hold(cohort(tables["courses"], tables.get("observed"), study, engine), COURSE)
    columns = carried(tables["spells"])
    spells = engine.hold(met(courses, tables["spells"], study, columns))
    outcomes = per_course(courses, spells, study, engine, columns)
    stood = chronogram.paths(courses, spells, study, engine)
    rows = collect(outcomes.join(stood, on=COURSE, how="left").drop(COURSE, "served_to"), by=KEY)
    return settle(covariates.read(rows, study.covariates))


def flow(scope: Scope, ledger: Ledger) -> list[tuple[Step, Key]]:
    """The flow table of one scope, before the gate, each line with the key of its count."""
    lines = []
    for step, meaning in STEPS.items():
        key = (scope.group, scope.site, step)
        line = Step(step=step, meaning=meaning, group=scope.group, site=scope.site, n=ledger.counts[key])
        lines.append((line, key))
    return lines
