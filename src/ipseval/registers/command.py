"""The command `ipseval spells`: a national register in, spells and ends of observation out, as files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ipseval.registers.codes import Code, read_codes
from ipseval.registers.dream.ahead import ahead
from ipseval.registers.dream.convert import Conversion
from ipseval.registers.dream.faults import FAULTS
from ipseval.registers.dream.spells import ANY_WORK, PAID_HOURS, SELF_SUPPORTING, WORK

RUNGS = {"benefit": "none", "education": "ordinary_education", "subsidised_job": "subsidised_job"}
"""The rung that a study would give a state, by its role; the study decides."""


INSIDE = (
    "Stays with the register, inside the secure site: small counts stand as they are. No run reads this file."
)


def spells(given: argparse.Namespace) -> int:
    """Writes the spells, `observed.parquet` and the account of both; 0 when done, else `DataError`."""
    codes = read_codes(given.codes)
    conversion = Conversion.open(given.files, codes, given.hours, given.least_hours)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    write(conversion, given.out, given.out.parent / "observed.parquet")
    said = account(conversion, codes)
    given.out.with_suffix(".json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(_words(said, given.out))  # noqa: T201
    return 0


def write(conversion: Conversion, out: Path, observed: Path) -> None:
    """Writes both tables part by part, under another name first: a run that is stopped leaves nothing."""
    halves = [path.with_name(path.name + ".part") for path in (out, observed)]
    try:
        _write(conversion, halves)
        for half, path in zip(halves, (out, observed), strict=True):
            half.replace(path)
    finally:
        for half in halves:
            half.unlink(missing_ok=True)


def _write(conversion: Conversion, paths: Sequence[Path]) -> None:
    """Each part as a row group; while one is written, the next is worked on."""
    with ExitStack() as opened:
        writers: list[pq.ParquetWriter] = []
        done, rows = 0, conversion.source.rows
        for part in ahead(conversion.parts()):
            tables: tuple[pa.Table, pa.Table] = (part.spells, part.observed)
            for path, table in zip(paths[len(writers) :], tables, strict=False):
                writers.append(opened.enter_context(_writer(path, table.schema)))
            for writer, table in zip(writers, tables, strict=True):
                writer.write_table(table, row_group_size=max(len(table), 1))
            done += len(part.observed)
            _tell(f"\r{done:,}{f' of {rows:,}' if rows else ''} persons")
        _tell("\n")


def _tell(word: str) -> None:
    """How far it is, to whoever sits and waits; nothing in a file or a log."""
    if sys.stderr.isatty():
        sys.stderr.write(word)
        sys.stderr.flush()


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """What repeats is written as a dictionary, which is small by itself; each person comes in one place."""
    repeated = [name for name in schema.names if name != "person"]
    small = dict.fromkeys(repeated, "none") | {"person": "zstd"}
    return pq.ParquetWriter(
        path, schema, compression=small, use_dictionary=repeated, write_statistics=["person"]
    )


def account(conversion: Conversion, codes: Sequence[Code]) -> dict[str, Any]:
    """What was done, in whole numbers and words; about no person, but not for the outside (`INSIDE`)."""
    calendar = conversion.source.calendar
    months = [f"{year}-{month:02}" for year, month in calendar.months]
    return {
        "register": "dream",
        "keep": INSIDE,
        "files": [path.name for path in conversion.source.paths],
        "weeks": [calendar.weeks[0], calendar.weeks[-1]],
        "observed_until": calendar.day(conversion.until).isoformat(),
        "employment_known": [months[0], months[-1]] if months else None,
        "persons": conversion.persons,
        "spells": sum(conversion.rows.values()),
        "work": _rules(conversion),
        "states": [_state(name, number, codes) for name, number in sorted(conversion.rows.items())],
        "observation_ends": dict(sorted(conversion.ends.items())),
        "faults": [
            {"name": name, "count": conversion.faults[name], "what": fault.what, "rule": fault.rule}
            for name, fault in FAULTS.items()
            if conversion.faults[name]
        ],
        "unknown_codes": {f"{code:03}": weeks for code, weeks in sorted(conversion.unknown.items())},
    }


def _rules(conversion: Conversion) -> dict[str, Any]:
    """The rules of work that were used, in words; and what an employer is in each."""
    named = [ANY_WORK, SELF_SUPPORTING] if conversion.source.calendar.months else []
    if conversion.hours:
        named.append(PAID_HOURS)
    said: dict[str, Any] = {"rules": {name: WORK[name] for name in named}}
    if ANY_WORK in named:
        said["employer"] = (
            "DREAM knows no employer: the industry of the month stands in for it. Two employers of one industry look "
            "like one."
        )
    if conversion.hours:
        said["least_hours_a_month"] = conversion.least
        said["ordinary"] = (
            "The hours register says which hours are ordinary."
            if conversion.hours.tells_ordinary
            else "The hours register does not say which hours are ordinary: weeks with the code of a subsidised job "
            "are left out."
        )
    if not named:
        said["none"] = "The delivery has no branche, no grad and no hours: nothing is known of work."
    return said


def _state(name: str, number: int, codes: Sequence[Code]) -> dict[str, Any]:
    """A state with its number of spells, a rung that fits, and how sure its codes are."""
    rows = [code for code in codes if code.state == name]
    said: dict[str, Any] = {"state": name, "spells": number, "suggested_rung": "none"}
    if rows:
        said["suggested_rung"] = RUNGS.get(rows[0].role, "none")
        said["status"] = sorted({code.status for code in rows})
    return said


def _words(said: dict[str, Any], out: Path) -> str:
    """The account on the screen, with the lines that a study file needs."""
    lines = [f"{said['spells']} spells of {said['persons']} persons in {out}.", INSIDE.split(":")[0] + "."]
    lines += [f"{fault['count']} {fault['what']}. {fault['rule']}" for fault in said["faults"]]
    lines += said["work"].get("none", "").splitlines()
    work = next((name for name in (PAID_HOURS, ANY_WORK) if name in said["work"]["rules"]), None)
    lines += ["", "For study.toml (one rule of work at a time):", "[states]"]
    for state in said["states"]:
        rung = "ordinary_employment" if state["state"] == work else state["suggested_rung"]
        lines.append(f'{state["state"]} = "{rung}"')
    lines += ["[observed]", *(f'{why} = "censor"' for why in said["observation_ends"])]
    return "\n".join(lines)
