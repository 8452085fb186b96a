"""Sentences, labels and numbers in the language of the reader; knows no figure and no layout."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from ipseval.figures import Figure

HERE = Path(__file__).parent
LOCALES = {"da": "da_DK", "en": "en_GB"}
PLACES = {"weeks": 1, "days": 0, "hours": 0, "people": 0, "standard deviations": 2}
SUFFIXES = (
    "_sensitivity_difference", "_sensitivity", "_adjusted_difference", "_adjusted_ratio", "_difference", "_odds_ratio", "_ratio", "_win_odds", "_e_value", "_against_benchmark",
    "_others", "_together",
)  # fmt: skip
MINUS, THIN = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"


@cache
def catalogue(name: str) -> Mapping[str, Any]:
    """The sentences or the measures, as they stand in the file."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


class Words:
    """The words of one report: its language, and what its study calls its own states, groups and traits."""

    def __init__(self, study: Mapping[str, Any], language: str) -> None:
        self.language, self._locale = language, LOCALES[language]
        self.per_cent = f"{THIN}%" if language == "da" else "%"
        self._labels: Mapping[str, str] = study["labels"].get(language, {})
        length, span = study["follow_up"]["length"], study["follow_up"]["span"]
        self.follow_up = self(f"span.{span}", n=length)
        self.success = self.either([self.label(rung, "rung") for rung in study["success"]])
        self.smallest: int = study["smallest_cell"]
        self.level = self.percent(study["level"], 0)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence `table.name`, filled in."""
        table, name = key.split(".", 1)
        text: str = catalogue("sentences")[table][name][self.language]
        return text.format(**values)

    def own(self, word: str, otherwise: str = "") -> str:
        """What the study itself calls it in this language, or `otherwise`."""
        return self._labels.get(word, otherwise)

    def label(self, word: str | None, kind: str = "") -> str:
        """A state, group, site or trait as it is shown: as the study calls it, as the ladder does, or as it is."""
        if word is None:
            return self("cell.everyone")
        rungs = catalogue("sentences")["rung"]
        known = rungs[word][self.language] if word in rungs else word.replace("_", " ")
        return self._labels.get(f"{kind}.{word}", self._labels.get(word, known))

    def versus(self, name: str) -> str:
        """The other group; of a published one its source, and what the study or else the report calls it."""
        source, _, group = name.partition(": ")
        if not group:
            return self.label(name, "group")
        known = catalogue("sentences")["published"].get(group, {}).get(self.language, group)
        return f"{source}: {self.own(f'group.{group}', self.own(group, known))}"

    def either(self, words: list[str]) -> str:
        """`a, b or c`."""
        return self._joined(words, self("span.or"))

    def all_of(self, words: list[str]) -> str:
        """`a, b and c`."""
        return self._joined(words, self("span.and"))

    def _joined(self, words: list[str], last: str) -> str:
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"

    def number(self, value: float, places: int = 0) -> str:
        """With the separators of the language and a minus sign."""
        text: str = format_decimal(
            round(value, places) + 0.0, f"#,##0.{'0' * places}" if places else "#,##0", locale=self._locale
        )
        return text.replace("-", MINUS)

    def percent(self, share: float, places: int = 1) -> str:
        """A share of one as a percentage."""
        return f"{self.number(share * 100, places)}{self.per_cent}"

    def day(self, iso: str) -> str:
        """A date, written out."""
        return str(
            format_date(
                date.fromisoformat(iso), "d. MMMM y" if self.language == "da" else "d MMMM y", self._locale
            )
        )

    def value(self, figure: Figure, number: float | None, *, signed: bool = False) -> str:
        """One number of a figure in its unit."""
        if number is None:
            return self("cell.none")
        sign = "+" if signed and number > 0 else ""
        if figure.unit == "share":
            return sign + self.percent(number, self.places(figure))
        if figure.unit == "difference of shares":
            return sign + self("cell.points", n=self.number(number * 100, self.places(figure)))
        if figure.unit == "p-value":
            return f"< {self.number(0.001, 3)}" if number < 0.001 else self.number(number, 3)
        text = sign + self.number(number, PLACES.get(figure.unit, 2))
        return self(f"cell.{figure.unit}", n=text) if figure.unit in ("weeks", "days", "hours") else text

    def places(self, figure: Figure) -> int:
        """Decimals of a percentage: none where the gate left whole ones."""
        return 0 if "whole per cent" in figure.method else 1

    def interval(self, figure: Figure) -> str:
        """Low to high, the unit once."""
        if figure.suppressed:
            return self("cell.hidden")
        if figure.low is None and figure.high is None:
            return self("cell.none")
        low, high = (
            self("cell.open") if end is None else self.value(figure, end) for end in (figure.low, figure.high)
        )
        return self("cell.interval", low=self.bare(low, high), high=high)

    @staticmethod
    def bare(low: str, high: str) -> str:
        """The lower end without the unit that the upper one ends in."""
        if high.endswith("%"):
            return low.removesuffix("%").rstrip(THIN)
        for mark in (THIN, " "):
            head, _, unit = high.partition(mark)
            if unit and head and low.endswith(f"{mark}{unit}"):
                return low.removesuffix(f"{mark}{unit}")
        return low

    def shown(self, figure: Figure) -> str:
        """The value, or that it is hidden."""
        return self("cell.hidden") if figure.suppressed else self.value(figure, figure.value)

    def count(self, number: int | None) -> str:
        """A number of people; None is one that is hidden."""
        return self("cell.hidden") if number is None else self.number(number)

    def measure(self, name: str) -> str:
        """What the measure is called."""
        of, suffix = _parted(name)
        if suffix:
            title: str = catalogue("measures")["suffix"][suffix][self.language]
            return title.format(title=self.measure(of))
        if name not in catalogue("measures"):
            return name.replace("_", " ").capitalize()
        named: str = catalogue("measures")[name]["title"][self.language]
        return named.format(success=self.success, Success=capital(self.success), follow_up=self.follow_up)

    def definition(self, figure: Figure) -> str:
        """What the measure counts."""
        of, suffix = _parted(figure.measure)
        known = catalogue("measures").get(of, {}).get("definition" if self.language == "da" else "plain")
        if known is None or (suffix and self.language == "en"):
            return figure.definition
        text = str(known).format(success=self.success, follow_up=self.follow_up)
        return catalogue("measures")["suffix_definition"][suffix].format(definition=text) if suffix else text

    def method(self, figure: Figure) -> str:
        """The method, its name left as it is in the literature."""
        return self._turned("method", figure.method) or self("cell.none")

    def marked(self, figure: Figure, text: str) -> str:
        """With a mark where a note says what is doubtful about the value."""
        return f"{text} †" if figure.warning and figure.value is not None and not figure.suppressed else text

    def warning(self, text: str) -> str:
        """Why there is no value, or what is doubtful about it."""
        return self._turned("warning", text)

    def base(self, text: str) -> str:
        """Who is in the base."""
        return self._turned("base", text)

    def period(self, text: str) -> str:
        """Which starts and data are in."""
        return re.sub(r"\d{4}-\d\d-\d\d", lambda day: self.day(day[0]), self._turned("period", text))

    def left_out(self, why: str) -> str:
        """Why a published trial is not pooled."""
        return self._turned("left_out", why)

    def occupation(self, part: str) -> str:
        """A major group of occupations, as its code and name are given; or that it is not recorded."""
        return self._turned("occupation", self.label(part))

    def _turned(self, kind: str, text: str) -> str:
        """Out of the English of the figures, part by part."""
        for english, danish in catalogue("measures")[kind].items() if self.language == "da" else ():
            text = text.replace(english, danish)
        return text


def capital(text: str) -> str:
    """With its first letter large, as a line begins."""
    return text[:1].upper() + text[1:]


def _parted(name: str) -> tuple[str, str]:
    """A measure and what was made of it: `weeks_in_work` and `adjusted_difference`; the latter empty for itself."""
    found = next((end for end in SUFFIXES if name.endswith(end) and name not in catalogue("measures")), "")
    return name.removesuffix(found), found[1:]
