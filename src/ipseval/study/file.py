"""The file `study.toml`: read into a study, with a sentence for everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ipseval.study import Study, StudyError
from ipseval.study.values import MEANT, Values

_KEYS: Mapping[str, frozenset[str]] = {
    "data": frozenset({"courses", "spells", "observed", "through", "benchmarks"}),
    "follow_up": frozenset({"months", "weeks", "days", "until_course_end"}),
    "compare": frozenset({"groups", "randomised", "adjust", "method", "estimand", "cluster", "benchmark"}),
    "analysis": frozenset({"primary", "unit", "success", "level", "starts_from", "starts_before"}),
    "release": frozenset({"smallest_cell"}),
    "report": frozenset({"evidence", "language", "states"}),
    "economics": frozenset({*MEANT, "effect", "effect_source"}),
}
_FREE = frozenset({"observed", "states", "labels", "sensitivity"})
_TEXTS = frozenset({"title", "question"})


def read_study(folder: Path) -> Study:
    """The study in `folder/study.toml`; `StudyError` with a sentence for everything wrong with it."""
    if folder.is_file():
        raise StudyError(f"{folder} is a file: give the folder that it lies in.")
    path = folder / "study.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise StudyError(f"There is no study.toml in {folder}.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"study.toml is not well-formed TOML: {error}.") from None
    except UnicodeDecodeError:
        raise StudyError("study.toml is not text in UTF-8.") from None
    return parse_study(content, folder)


def parse_study(content: Mapping[str, Any], folder: Path | None = None) -> Study:
    """The study in the parsed TOML; `StudyError` as `read_study`. A table of benchmarks is looked for in `folder`."""
    unknown = list(_unknown(content))
    tables = {table: body if isinstance(body, dict) else {} for table, body in content.items()}
    data, compare, report, follow_up, analysis = (
        tables.get(table, {}) for table in ("data", "compare", "report", "follow_up", "analysis")
    )
    take = Values([])
    study = {
        "files": _files(take, data, tables),
        "title": take.take(content, "", "title", str, "Untitled"),
        "question": take.take(content, "", "question", str, ""),
        "through": take.day(data, "data", "through"),
        "endings": take.texts(tables, "observed"),
        "states": take.texts(tables, "states"),
        "follow_up": take.follow_up(follow_up),
        "until_course_end": take.take(follow_up, "follow_up", "until_course_end", bool, False),
        "groups": tuple(take.listed(compare, "compare", "groups", ())) if "groups" in compare else None,
        "randomised": take.take(compare, "compare", "randomised", bool, False),
        "adjustment": take.adjustment(compare),
        "benchmarks": take.benchmarks(compare, data, folder),
        "primary": take.take(analysis, "analysis", "primary", str, Study.primary),
        "unit": take.take(analysis, "analysis", "unit", str, Study.unit),
        "success": tuple(take.listed(analysis, "analysis", "success", Study.success)),
        "level": take.take(analysis, "analysis", "level", float, Study.level),
        "starts_from": take.day(analysis, "analysis", "starts_from"),
        "starts_before": take.day(analysis, "analysis", "starts_before"),
        "smallest_cell": take.take(
            tables.get("release", {}), "release", "smallest_cell", int, Study.smallest_cell
        ),
        "language": take.take(report, "report", "language", str, Study.language),
        "evidence": take.take(report, "report", "evidence", bool, Study.evidence),
        "shown": take.take(report, "report", "states", str, Study.shown),
        "labels": take.tables(tables, "labels"),
        "sensitivity": take.tables(tables, "sensitivity"),
        "economics": take.economics(tables["economics"]) if "economics" in content else None,
    }
    return _study(study, unknown, take.said)


def _files(take: Values, data: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, str]:
    """The tables of people by name; each is named, and the ends of observation go with what they mean."""
    named = {
        name: take.take(data, "data", name, str, "")
        for name in ("courses", "spells", "observed")
        if name in data
    }
    for name in ("courses", "spells"):
        if name not in named:
            take.said.append(f"[data] {name} is missing: name the file.")
    take.said += [f"[data] {name} is empty: name the file." for name in named if data[name] == ""]
    if tables.get("observed") and "observed" not in named:
        take.said.append("[observed] says nothing without [data] observed: name the file.")
    if "observed" in named and not tables.get("observed"):
        take.said.append(
            '[observed] is missing: say of each why whether it is "censor" or "competing", as death = "competing".'
        )
    return named


def _study(values: dict[str, Any], unknown: list[str], mistyped: list[str]) -> Study:
    """The study; what is wrong with its types does not hide what is wrong with the rest."""
    hurt = {sentence.partition("]")[0].lstrip("[") for sentence in mistyped}
    if "follow_up" in hurt:
        values["benchmarks"] = ()
    if "states" in hurt:
        values["sensitivity"] = {}
    try:
        study = Study(**values)
    except StudyError as error:
        # of a table with a mistyped value no more is known
        rest = [line for line in str(error).split("\n") if line.partition("]")[0].lstrip("[") not in hurt]
        raise StudyError("\n".join([*unknown, *mistyped, *rest])) from None
    if unknown or mistyped:
        raise StudyError("\n".join([*unknown, *mistyped]))
    return study


def _unknown(content: Mapping[str, Any]) -> Iterator[str]:
    """The tables and keys that mean nothing, with the one that may be meant."""
    whole = [*_KEYS, *_FREE, *_TEXTS]
    for table, body in content.items():
        if table in _TEXTS:
            continue
        if table not in whole:
            hint = _meant(table, whole, f"it may have {', '.join(sorted(whole))}")
            yield f"study.toml has {table!r}, which means nothing here; {hint}."
        elif not isinstance(body, dict):
            yield f"{table} must be a table: write [{table}] on its own line."
        elif table in _KEYS:
            may = f"[{table}] may have {', '.join(sorted(_KEYS[table]))}"
            for key in body:
                if key not in _KEYS[table]:
                    yield f"[{table}] {key} means nothing here; {_meant(key, _KEYS[table], may)}."


def _meant(key: str, known: Collection[str], else_said: str) -> str:
    near = get_close_matches(key.casefold(), known, 1, 0.75)
    homes = [table for table, keys in _KEYS.items() if key in keys]
    if near:
        return f"perhaps {near[0]} is meant"
    return f"it belongs under [{homes[0]}]" if homes else else_said
