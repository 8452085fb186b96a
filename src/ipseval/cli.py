"""The command `ipseval`: what is asked on the line, what is said on the screen, the exit code.

The rooms are opened when they are asked for: statistics take seconds to load, and neither help nor a wrong study
should wait for them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path

from ipseval.folder import may_write, write
from ipseval.refusal import Refusal
from ipseval.study import LANGUAGES, StudyError
from ipseval.study.begin import beginning
from ipseval.study.file import read_study

ENGINES = ("duckdb", "polars", "spark")
STOPPED = 130
"""The exit code of a command that was interrupted, as the shell knows it."""
SOMETIMES = ("economics.json",)
"""Files that a run writes for some studies only: one of an earlier run does not stay beside another's figures."""
WRITTEN = ("figures.json", "flow.json", "manifest.json", "report.html", "report.pdf", "figures.xlsx")
STUDY = "the folder with study.toml"
CODES = "Exit code 0: done. 1: the study or its data are wrong, a sentence each. 2: the line is. 130: interrupted."


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code, as `CODES` says; what is wrong stands on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # τ² is in no code page of Windows
    given = _parser().parse_args(arguments)
    deeds: dict[str, Callable[[argparse.Namespace], int]] = {
        "run": _run, "check": _check, "new": _new, "spells": _spells, "evidence": _evidence,
    }  # fmt: skip
    try:
        return deeds[given.command](given)
    except Refusal as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # whoever read along has seen enough: `ipseval check DIR | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        print(f"{error.filename or 'A file'}: {reason}.", file=sys.stderr)
    except MemoryError:
        print("There is not enough memory for this. Nothing half is left behind.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. Nothing half is left behind.", file=sys.stderr)
        return STOPPED
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ipseval",
        description="What became of them, from declared registers.",
        epilog=f"`ipseval COMMAND --help` says more. {CODES}",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    begins = _command(commands, "new", "write a commented study with invented tables to start from")
    begins.add_argument("dir", type=Path, metavar="DIR", help="a folder that is not there yet, or is empty")
    checks = _command(
        commands,
        "check",
        "say what is wrong with a study and its data, by row and column, before anything runs",
    )
    checks.add_argument("dir", type=Path, metavar="DIR", help=STUDY)
    _run_line(_command(commands, "run", f"answer a study: {', '.join(WRITTEN)}"))
    _spells_line(_command(commands, "spells", "turn a national register into spells and ends of observation"))
    pools = _command(commands, "evidence", "pool published trials of IPS: evidence.json, forest.svg")
    pools.add_argument(
        "--trials", type=Path, metavar="FILE", help="a table of trials; without it, ips_trials.csv"
    )
    pools.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")
    pools.add_argument("--language", choices=LANGUAGES, default="en", help="of forest.svg; without it, en")
    return parser


def _run_line(line: argparse.ArgumentParser) -> None:
    line.add_argument("dir", type=Path, metavar="DIR", help=STUDY)
    line.add_argument(
        "--engine", choices=ENGINES, default="duckdb", help="the same figures on each; without it, duckdb"
    )
    line.add_argument("--out", type=Path, metavar="OUT", help="where to write; without it, DIR/out")
    line.add_argument("--language", choices=LANGUAGES, help="of the report; without it, as the study says")
    line.add_argument(
        "--earlier",
        type=Path,
        nargs="+",
        default=[],
        metavar="OUT",
        help="folders of earlier releases of the programme; refused where a count differs by a few people",
    )


def _spells_line(line: argparse.ArgumentParser) -> None:
    what = "Parquet, CSV or SAS (sas7bdat, xpt), one row a person"
    line.add_argument("files", nargs="+", type=Path, metavar="FILE", help=what)
    line.add_argument("--register", choices=("dream",), required=True, help="which register it is")
    line.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="spells.parquet",
        help="the spells; observed.parquet and an account (.json) are written beside them",
    )
    line.add_argument(
        "--codes", type=Path, metavar="FILE", help="what the codes mean; without it, dream_codes.csv"
    )
    line.add_argument(
        "--hours",
        type=Path,
        metavar="FILE",
        help="paid hours: person, month, hours; perhaps employer, ordinary",
    )
    line.add_argument(
        "--least-hours",
        type=_hours,
        default=4.0,
        metavar="HOURS",
        help="in a month, to be work; without it, 4",
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.", epilog=CODES)


def _hours(text: str) -> float:
    """As many hours as a month has."""
    if not 0 < (hours := float(text)) <= 744:
        raise argparse.ArgumentTypeError(f"{text} is no number of hours in a month")
    return hours


def _new(given: argparse.Namespace) -> int:
    folder: Path = given.dir
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder} is there already, and not empty; a new study takes a folder of its own.")
    may_write(folder)
    write(folder, {name: content.encode() for name, content in beginning().items()})
    print(f'A study to start from is in {folder}; `ipseval run "{folder}"` answers it.')
    return 0


def _check(given: argparse.Namespace) -> int:
    study = read_study(given.dir)
    from ipseval.check.problems import problems
    from ipseval.economics.prices import price_faults

    found = problems(study, given.dir)
    stops = [*found.stops, *price_faults(study.economics, given.dir)]
    fine = "Nothing stops a run." if found.handled else "Nothing is wrong."
    print("\n".join([*(stops or [fine]), *found.handled]))
    return 1 if stops else 0


def _run(given: argparse.Namespace) -> int:
    folder, study = given.dir, read_study(given.dir)
    place = given.out or folder / "out"
    may_write(place)
    from ipseval.economics.case import case
    from ipseval.economics.prices import price_faults
    from ipseval.figures import to_json
    from ipseval.gate.earlier import read_released
    from ipseval.recipe import run_folder
    from ipseval.reference import TableError
    from ipseval.report import files as report_files

    if faults := price_faults(study.economics, folder):
        raise TableError("\n".join(faults))
    _tell(f"Answering {folder / 'study.toml'} with {given.engine} …")
    released = run_folder(study, folder, given.engine, [read_released(one) for one in given.earlier])
    economy = case(study, released, folder)
    files = released.files() | ({"economics.json": to_json(economy.record())} if economy else {})
    _tell("Writing the report …")
    contents = {name: content.encode() for name, content in files.items()}
    write(place, contents | report_files(released, given.language, economy), SOMETIMES)
    nobody = "" if released.manifest["data_rows"]["courses"] != 0 else ". The table courses has no rows"
    print(f"{len(released.figures)} figures and the report in {place}{nobody}")
    return 0


def _spells(given: argparse.Namespace) -> int:
    if given.out.suffix != ".parquet":
        raise Refusal(f"{given.out}: spells are written as Parquet; give a name that ends in .parquet.")
    may_write(given.out.parent)
    from ipseval.registers.command import spells

    return spells(given)


def _evidence(given: argparse.Namespace) -> int:
    may_write(given.out)
    from ipseval.evidence.command import evidence

    return evidence(given)


def _tell(word: str) -> None:
    """How far it is, to whoever sits and waits; nothing in a file or a log."""
    if sys.stderr.isatty():
        print(word, file=sys.stderr)
