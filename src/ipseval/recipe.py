"""The recipe of an evaluation, read from top to bottom: tables in, what may leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.check.refuse import refuse
from ipseval.check.shape import found
from ipseval.courses import characteristics, chronogram, covariates
from ipseval.courses.cohort import KEY, STEPS, asked, cohort, placed, unnamed
from ipseval.courses.met import carried, met
from ipseval.courses.outcomes import beside, outcomes
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
    rows = people(study, tables, engine)
    others = {rule: people(by(study, rule), tables, engine) for rule in study.sensitivity}
    inside = estimate(study, rows, others)
    return leave(inside, earlier, partial(manifest, study, engine, data, noted))


def people(study: Study, tables: Tables, engine: Engine) -> pl.DataFrame:
    """One row per course, sorted; the only place where single people lie in memory, and it stays inside."""
    courses = collect(cohort(tables["courses"], tables.get("observed"), study, engine), by=KEY)
    rows, columns = placed(courses, study), carried(tables["spells"])
    spells = engine.hold(met(engine.table(asked(rows)), tables["spells"], study, columns))
    found = [*outcomes(spells, study, engine, columns), chronogram.paths(spells, study, engine)]
    rows = beside(unnamed(rows), found)
    engine.release()
    return settle(covariates.read(rows, study.covariates))


@dataclass(frozen=True)
class Inside:
    """What a run knows before the gate: every scope, every count, every figure, and who they were."""

    study: Study
    scopes: Sequence[Scope]
    ledger: Ledger
    drafts: Sequence[Draft]
    who: characteristics.Description


def estimate(study: Study, rows: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> Inside:
    """Each measure of each scope, by the study's rule of work and by others, and the groups beside each other.

    Every count is noted in the ledger before any is compared; `others` are the courses by rule.
    """
    rows, asked = characteristics.ask(rows, study.covariates, study.smallest_cell)
    parts, ledger, drafts = list(scopes(rows)), Ledger(), list[Draft]()
    for scope in parts:
        drafts += figures(study, scope, ledger)
        characteristics.enter(scope, asked, ledger)
        chronogram.enter(scope, ledger)
    by_rule = {rule: list(scopes(moved)) for rule, moved in others.items()}
    otherwise = list(sensitivity(study, parts, by_rule, ledger))
    pair = alike.pair(study, parts)
    if pair is not None:
        alike.enter(pair, parts, ledger)
    ledger.add_up()
    characteristics.tie(asked, ledger)

    drafts += [*differences(study, drafts), *points(study, parts, drafts), *pace(study, parts, drafts)]
    drafts += [*benchmarks(study, drafts), *otherwise]
    if pair is not None:
        drafts += adjusted.figures(pair, drafts, ledger)
    groups = tuple(scope.group for scope in parts if scope.site is None)
    return Inside(study, parts, ledger, drafts, characteristics.Description(asked, groups, ledger))


def leave(inside: Inside, earlier: Sequence[Released], signed: Callable[..., dict[str, Any]]) -> Released:
    """What of it may leave, beside all that earlier releases of the programme told; `signed` makes the manifest."""
    study, ledger, who, smallest = inside.study, inside.ledger, inside.who, inside.study.smallest_cell
    wholes = [scope for scope in inside.scopes if scope.site is None]
    steps = [line for scope in wholes for line in flow(scope, ledger)]
    beyond = {*who.keys, *((scope.group, None, chronogram.BASE) for scope in wholes)}

    refuse_few(steps, earlier, ledger, smallest)
    known = hold_back(inside.drafts, steps, who.lines(), earlier, ledger, smallest)
    shown, table, hidden = release(inside.drafts, steps, ledger, smallest, beyond, who.few, known)

    unsaid = {"courses"} if (None, None, "records") in hidden else ()
    where = coarsen.chronograms(study, wholes, shown, hidden, [one.chronograms for one in earlier])
    released = Released(
        figures=(*shown, *site_figures(study, shown)),
        flow=table,
        manifest=signed({figure.method for figure in shown}, unsaid),
        characteristics=who.gated(hidden),
        chronograms=where,
        moves=coarsen.transitions(study, wholes[0], where, [one.moves for one in earlier]),
    )
    refuse_close(released, earlier, smallest)
    return released


def flow(scope: Scope, ledger: Ledger) -> list[tuple[Step, Key]]:
    """The flow table of one scope, before the gate, each line with the key of its count."""
    lines = []
    for step, meaning in STEPS.items():
        key = (scope.group, scope.site, step)
        line = Step(step=step, meaning=meaning, group=scope.group, site=scope.site, n=ledger.counts[key])
        lines.append((line, key))
    return lines
