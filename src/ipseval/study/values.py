"""Values of the right type out of a study file, and a sentence for each that is not; knows no study yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from ipseval.economics.plan import Persistence, Plan
from ipseval.estimates.published import Published
from ipseval.reference import reference
from ipseval.study import FollowUp, Span
from ipseval.study.adjustment import Adjustment
from ipseval.study.published import published

MEANT = {
    "prices": "name the table of prices",
    "price_day": "the day whose prices hold, as 2025-07-01",
    "years": "how many years are counted, as 5",
    "discount": "a share a year, as 0.035",
    "months_of_support": "how long a participant is supported, as 12",
    "persistence": "the share of the extra weeks left after each further year: [value, low, high]",
}
"""What [economics] cannot do without."""


def shown(value: Any) -> str:
    """A value as it stands in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {shown(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return repr(value) if isinstance(value, str) else str(value)


@dataclass
class Values:
    """Takes values of the right type out of TOML and notes a sentence for each that is not."""

    said: list[str]

    def take(self, body: Mapping[str, Any], table: str, key: str, kind: type, default: Any) -> Any:
        value = body.get(key, default)
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if isinstance(value, bool) and kind is not bool:
            fits = False
        if fits and kind is float:
            fits = isfinite(value)
        if fits:
            return float(value) if kind is float else value
        place = f"[{table}] {key}" if table else key
        want = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}[kind]
        self.said.append(f"{place} = {shown(value)} must be {want}.")
        return default

    def day(self, body: Mapping[str, Any], table: str, key: str) -> date | None:
        value = body.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.said.append(f"[{table}] {key} = {shown(value)} must be a date without quotes, as 2025-12-31.")
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
                self.said.append(f"[{place}] {key} = {shown(value)} must be text in quotes.")
        return {key: value for key, value in content.get(table, {}).items() if isinstance(value, str)}

    def listed(self, body: Mapping[str, Any], table: str, key: str, default: tuple[str, ...]) -> list[str]:
        value = body.get(key, list(default))
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self.said.append(f"[{table}] {key} = {shown(value)} must be a list of texts in quotes.")
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
        before = len(self.said)
        name = self.take(compare, "compare", "benchmark", str, "")
        own = self.take(data, "data", "benchmarks", str, "")
        if len(self.said) > before:
            return ()
        if not name:
            self.said += ["[data] benchmarks says nothing without [compare] benchmark."] if own else []
            return ()
        try:
            return published(name, folder / own if own and folder else reference("benchmarks.csv"))
        except ValueError as error:
            self.said.append(f"[compare] benchmark = {name!r}: {error}")
            return ()

    def economics(self, body: Mapping[str, Any]) -> Plan | None:
        table, gone = "economics", [key for key in MEANT if key not in body]
        self.said += [f"[economics] {key} is missing; {MEANT[key]}." for key in gone]
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
            isinstance(one, int | float) and not isinstance(one, bool) and isfinite(one) for one in value
        )
        if isinstance(value, list) and numeric and len(value) == 3:
            return float(value[0]), float(value[1]), float(value[2])
        if value is not None:
            self.said.append(f"[{table}] {key} = {shown(value)} must be three numbers: [value, low, high].")
        return None
