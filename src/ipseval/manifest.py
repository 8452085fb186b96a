"""How a run came about: the study, the data by fingerprint, the versions; nothing about any person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import polars as pl

from ipseval.check.faults import FAULTS, PEOPLE
from ipseval.check.refuse import Noted
from ipseval.engine import Engine
from ipseval.estimates.bootstrap import SEED
from ipseval.study import Study

LIBRARIES = ("samspor", "highspy", "narwhals", "numpy", "polars", "scipy", "statsmodels")


Data = Mapping[str, Sequence[Path] | pl.DataFrame]
"""What each table was read from: files, or a frame that was handed over."""


def manifest(
    study: Study,
    engine: Engine,
    data: Data,
    noted: Noted,
    methods: Collection[str] = (),
    hidden: Collection[str] = (),
) -> dict[str, Any]:
    """Study and its hash, SHA-256 and number of rows of the data, versions, rules, and the seed if one was needed.

    A number of rows near that of courses is None: the difference may be few people. So are those of the `hidden`
    tables. `methods` are those of the figures.
    """
    declared = _declared(study)
    return {
        "title": study.title,
        "study": declared,
        "study_sha256": hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest(),
        "data_sha256": {name: fingerprints(found) for name, found in sorted(data.items())},
        "data_rows": {
            name: None if name in hidden else _rows(noted, name, study.smallest_cell)
            for name in sorted(noted.rows)
        },
        "engine": {"name": engine.name, "version": engine.version},
        "seed": SEED if any("bootstrap" in method for method in methods) else None,
        "versions": {"python": python_version(), **{name: version(name) for name in LIBRARIES}},
        "rules_used": list(_rules(noted, study.smallest_cell)),
    }


def _declared(study: Study) -> dict[str, Any]:
    """The study without the folders of its files: a path may tell of a machine, or of whose home it is."""
    declared: dict[str, Any] = json.loads(json.dumps(asdict(study), default=str, sort_keys=True))
    declared["files"] = {name: Path(pattern).name for name, pattern in declared["files"].items()}
    if declared["economics"]:
        declared["economics"]["prices"] = Path(declared["economics"]["prices"]).name
    return declared


def fingerprints(found: Sequence[Path] | pl.DataFrame) -> dict[str, str]:
    """SHA-256 of each file, by name, with its folder where two have one name; of a frame that of its rows as CSV, in
    their order."""
    if isinstance(found, pl.DataFrame):
        return {"handed over": hashlib.sha256(found.write_csv().encode()).hexdigest()}
    names = [path.name for path in found]
    said = {}
    for path in found:
        name = path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        with path.open("rb") as file:
            said[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return said


def _rows(noted: Noted, name: str, smallest: int) -> int | None:
    number, courses = noted.rows[name], noted.rows["courses"]
    apart = [number] if name == "courses" else [number, abs(courses - number)]
    return None if any(0 < few < smallest for few in apart) else number


def _rules(noted: Noted, smallest: int) -> Iterator[dict[str, Any]]:
    """Each rule that was needed. `count` is None for few, and for people no more is told than that they are not few:
    together with the flow table the exact number might give a hidden one back."""
    for name, number in noted.faults.items():
        if number:
            enough: int | str = f"{smallest} or more" if name in PEOPLE else number
            count = None if number < smallest else enough
            yield {"name": name, "count": count, "what": FAULTS[name].what, "rule": FAULTS[name].rule}
