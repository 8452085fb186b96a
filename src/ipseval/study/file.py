"""The file `study.toml`: read into a study, with a sentence for everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ipseval.economics.plan import Persistence, Plan
from ipseval.estimates.published import Published, published
from ipseval.reference import reference
from ipseval.study import FollowUp, Span, Study, StudyError
from ipseval.study.adjustment import Adjustment

_KEYS: Mapping[str, frozenset[str]] = {
    "data": frozenset({"courses", "spells", "observed", "through", "benchmarks"}),
    "follow_up": frozenset({"months", "weeks", "days", "until_course_end"}),
    "compare": frozenset({"groups", "randomised", "adjust", "method", "estimand", "cluster", "benchmark"}),
    "analysis": frozenset({"primary", "unit", "success", "level", "starts_from", "starts_before"}),
    "release": frozenset({"smallest_cell"}),
    "report": frozenset({"evidence", "language", "states"}),
    "economics": frozenset(
        {
            "prices",
            "price_day",
            "years",
            "discount",
            "months_of_support",
            "persistence",
            "effect",
            "effect_source",
        }
    ),
}
_NEEDED = frozenset({"prices", "price_day", "years", "discount", "months_of_support", "persistence"})
_FREE = frozenset({"observed", "states", "labels", "sensitivity"})
_TEXTS = frozenset({"title", "question"})


def read_study(folder: Path) -> Study:
    """The study in `folder/study.toml`; `StudyError` with a sentence for everything wrong with it."""
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
    said = _unknown(content)
    if said:
        raise StudyError("\n".join(said))
    data, analysis, follow_up, report = (
        content.get(table, {}) for table in ("data", "analysis", "follow_up", "report")
    )
    files = {name: data[name] for name in ("courses", "spells", "observed") if name in data}
    reader = _Reader([])
    for name in ("courses", "spells"):
        if name not in files:
            reader.said.append(f"[data] {name} is missing: name the file.")
    for name in files:
        reader.take(data, "data", name, str, "")
    values = {
        "title": reader.take(content, "", "title", str, "Untitled"),
        "through": reader.day(data, "data", "through"),
        "starts_from": reader.day(analysis, "analysis", "starts_from"),
        "starts_before": reader.day(analysis, "analysis", "starts_before"),
        "until_course_end": reader.take(follow_up, "follow_up", "until_course_end", bool, False),
        "endings": reader.texts(content, "observed"),
        "states": reader.texts(content, "states"),
        "success": tuple(reader.listed(analysis, "analysis", "success", Study.success)),
        "follow_up": reader.follow_up(follow_up),
        "groups": tuple(reader.listed(content.get("compare", {}), "compare", "groups", ())) or None,
        "primary": reader.take(analysis, "analysis", "primary", str, Study.primary),
        "unit": reader.take(analysis, "analysis", "unit", str, "first course"),
        "smallest_cell": reader.take(content.get("release", {}), "release", "smallest_cell", int, 5),
        "level": reader.take(analysis, "analysis", "level", float, 0.95),
        "question": reader.take(content, "", "question", str, ""),
        "randomised": reader.take(content.get("compare", {}), "compare", "randomised", bool, False),
        "language": reader.take(report, "report", "language", str, "da"),
        "evidence": reader.take(report, "report", "evidence", bool, False),
        "shown": reader.take(report, "report", "states", str, "rungs"),
        "labels": reader.tables(content, "labels"),
    }
    values["sensitivity"] = reader.tables(content, "sensitivity")
    compare = content.get("compare", {})
    values["adjustment"] = reader.adjustment(compare)
    values["benchmarks"] = reader.benchmarks(compare, data, folder)
    if "economics" in content:
        values["economics"] = reader.economics(content["economics"])
    if reader.said:
        raise StudyError("\n".join(reader.said))
    return Study(files=files, **values)


def _unknown(content: Mapping[str, Any]) -> list[str]:
    said = []
    for table, body in content.items():
        if table in _TEXTS:
            continue
        if table not in _KEYS and table not in _FREE:
            known = ", ".join(sorted({*_KEYS, *_FREE, *_TEXTS}))
            said.append(f"study.toml has {table!r}, which means nothing here; it may have {known}.")
        elif not isinstance(body, dict):
            said.append(f"{table} must be a table: write [{table}] on its own line.")
        elif table in _KEYS:
            may = ", ".join(sorted(_KEYS[table]))
            said += [
                f"[{table}] {key} means nothing here; [{table}] may have {may}."
                for key in body
                if key not in _KEYS[table]
            ]
    return said


@dataclass
class _Reader:
    """Takes values of the right type out of TOML and notes a sentence for each that is not."""

    said: list[str]

    def take(self, body: Mapping[str, Any], table: str, key: str, kind: type, default: Any) -> Any:
        value = body.get(key, default)
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if isinstance(value, bool) and kind is not bool:
            fits = False
        if fits:
            return float(value) if kind is float else value
        place = f"[{table}] {key}" if table else key
        want = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}[kind]
        self.said.append(f"{place} = {value!r} must be {want}.")
        return default

    def day(self, body: Mapping[str, Any], table: str, key: str) -> date | None:
        value = body.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.said.append(f"[{table}] {key} = {value!r} must be a date without quotes, as 2025-12-31.")
        return None

    def tables(self, content: Mapping[str, Any], table: str) -> dict[str, dict[str, Any]]:
        """Tables of texts in a table, as [labels.da]."""
        body = content.get(table, {})
        for name, inner in body.items():
            if not isinstance(inner, dict):
                self.said.append(f"[{table}] {name} must be a table: write [{table}.{name}] on its own line.")
        return {
            name: self.texts(body, name, table) for name, inner in body.items() if isinstance(inner, dict)
        }

    def texts(self, content: Mapping[str, Any], table: str, outer: str = "") -> dict[str, Any]:
        place = f"{outer}.{table}" if outer else table
        for key, value in content.get(table, {}).items():
            if not isinstance(value, str):
                self.said.append(f"[{place}] {key} = {value!r} must be text in quotes.")
        return dict(content.get(table, {}))

    def listed(self, body: Mapping[str, Any], table: str, key: str, default: tuple[str, ...]) -> list[str]:
        value = body.get(key, list(default))
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self.said.append(f"[{table}] {key} = {value!r} must be a list of texts in quotes.")
        return list(default)

    def follow_up(self, body: Mapping[str, Any]) -> FollowUp:
        spans: list[Span] = [span for span in ("months", "weeks", "days") if span in body]
        if len(spans) != 1:
            self.said.append("[follow_up] must say exactly one of months, weeks or days, as months = 18.")
            return FollowUp()
        return FollowUp(self.take(body, "follow_up", spans[0], int, 18), spans[0])

    def adjustment(self, compare: Mapping[str, Any]) -> Adjustment | None:
        """None where neither covariates nor a method are named."""
        named = tuple(self.listed(compare, "compare", "adjust", ()))
        words: dict[str, Any] = {
            key: self.take(compare, "compare", key, str, default)
            for key, default in (("method", "unadjusted"), ("estimand", "att"), ("cluster", "person"))
        }
        if not named and words["method"] == "unadjusted":
            idle = [key for key in ("estimand", "cluster") if key in compare]
            self.said += [f"[compare] {key} says nothing without adjust." for key in idle]
            return None
        return Adjustment(named, **words)

    def benchmarks(
        self, compare: Mapping[str, Any], data: Mapping[str, Any], folder: Path | None
    ) -> tuple[Published, ...]:
        """The published figures of that name, from the study's own table or the one that comes along."""
        name = self.take(compare, "compare", "benchmark", str, "")
        own = self.take(data, "data", "benchmarks", str, "")
        if not name:
            self.said += ["[data] benchmarks says nothing without [compare] benchmark."] if own else []
            return ()
        try:
            return published(name, folder / own if own and folder else reference("benchmarks.csv"))
        except ValueError as error:
            self.said.append(f"[compare] benchmark = {name!r}: {error}")
            return ()

    def economics(self, body: Mapping[str, Any]) -> Plan | None:
        table, gone = "economics", sorted(_NEEDED - set(body))
        self.said += [f"[economics] {key} is missing." for key in gone]
        kept = self.numbers(body, table, "persistence")
        effect = self.numbers(body, table, "effect") if "effect" in body else None
        plan = {
            "prices": self.take(body, table, "prices", str, ""),
            "price_day": self.day(body, table, "price_day"),
            "years": self.take(body, table, "years", int, 1),
            "discount": self.take(body, table, "discount", float, 0.0),
            "months_of_support": self.take(body, table, "months_of_support", float, 1.0),
            "effect_source": self.take(body, table, "effect_source", str, ""),
        }
        if gone or kept is None or plan["price_day"] is None:
            return None
        return Plan(persistence=Persistence(*kept), effect=effect, **plan)

    def numbers(self, body: Mapping[str, Any], table: str, key: str) -> tuple[float, float, float] | None:
        """Value, low and high; a sentence and nothing where it is not three numbers."""
        value = body.get(key)
        numeric = isinstance(value, list) and all(
            isinstance(one, int | float) and not isinstance(one, bool) for one in value
        )
        if isinstance(value, list) and numeric and len(value) == 3:
            return float(value[0]), float(value[1]), float(value[2])
        if value is not None:
            self.said.append(f"[{table}] {key} = {value!r} must be three numbers: [value, low, high].")
        return None
