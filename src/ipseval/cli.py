"""The command `ipseval`: reads a study folder, writes what may leave; the only module that writes files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ipseval.check.problems import problems
from ipseval.economics.case import case
from ipseval.economics.prices import PriceError, price_faults
from ipseval.engine import ENGINES, DataError
from ipseval.evidence import EvidenceError
from ipseval.evidence import command as evidence_command
from ipseval.figures import to_json
from ipseval.gate.earlier import TooClose, read_released
from ipseval.recipe import run_folder
from ipseval.registers.command import add_parser, spells
from ipseval.report import files as report_files
from ipseval.study import LANGUAGES, StudyError
from ipseval.study.begin import beginning
from ipseval.study.file import read_study


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when done, 1 when the study or its data are wrong (a sentence each on standard error)."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "spells":
            return spells(given)
        if given.command == "evidence":
            return evidence_command.evidence(given)
        if given.command == "new":
            return _new(given.dir)
        return _check(given.dir) if given.command == "check" else _run(given)
    except (StudyError, DataError, PriceError, EvidenceError, TooClose) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ipseval", description="What became of them, from declared registers."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="answer a study")
    runs.add_argument("dir", type=Path, help="the folder with study.toml")
    runs.add_argument("--engine", choices=ENGINES, default="duckdb")
    runs.add_argument("--out", type=Path, help="where to write; without it, DIR/out")
    runs.add_argument("--language", choices=LANGUAGES, help="of the report; without it, as the study says")
    runs.add_argument(
        "--earlier",
        type=Path,
        nargs="+",
        default=[],
        help="folders of earlier releases of the programme; refused where a count differs by a few people",
    )
    checks = commands.add_parser("check", help="say what is wrong with the data, before anything runs")
    checks.add_argument("dir", type=Path, help="the folder with study.toml")
    begins = commands.add_parser("new", help="write a commented study to start from")
    begins.add_argument("dir", type=Path, help="a folder that is not there yet, or is empty")
    add_parser(commands)
    evidence_command.add_parser(commands)
    return parser


def _check(folder: Path) -> int:
    study = read_study(folder)
    found = problems(study, folder)
    stops = [*found.stops, *price_faults(study.economics, folder)]
    fine = "Nothing stops a run." if found.handled else "Nothing is wrong."
    print("\n".join([*(stops or [fine]), *found.handled]))
    return 1 if stops else 0


def _run(given: argparse.Namespace) -> int:
    folder, study = given.dir, read_study(given.dir)
    earlier = [read_released(place) for place in given.earlier]
    released = run_folder(study, folder, given.engine, earlier)
    files = released.files()
    economy = case(study, released, folder)
    if economy:
        files["economics.json"] = to_json(economy.record())
    place = given.out or folder / "out"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8")
    for name, report in report_files(released, given.language, economy).items():
        (place / name).write_bytes(report)
    print(f"{len(released.figures)} figures and the report in {place}")
    return 0


def _new(folder: Path) -> int:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder} is there already, and not empty; a new study takes a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in beginning().items():
        (folder / name).write_text(content, encoding="utf-8")
    print(f"A study to start from is in {folder}; `ipseval run {folder}` answers it.")
    return 0
