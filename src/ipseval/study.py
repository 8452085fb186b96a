"""A study as frozen data, read from `study.toml`; says what is wrong with the file, looks at no data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

LADDER = (
    "ordinary_employment",
    "ordinary_education",
    "flexjob",
    "subsidised_job",
    "vocational_rehabilitation",
    "internship",
    "none",
)
"""The rungs of the outcome ladder; a list, not a ranking."""

Span = Literal["months", "weeks", "days"]
Ending = Literal["censor", "competing"]
Shown = Literal["rungs", "codes"]
LANGUAGES = ("da", "en")
SHOWN_CODES = 8
"""So many state codes can be told apart in a chronogram."""
MEASURES = ("work_or_education", "weeks_in_work", "first_job")


class StudyError(ValueError):
    """The study cannot be run as declared; the text is one or more sentences for the person who wrote it."""


@dataclass(frozen=True)
class FollowUp:
    """How long each course is followed, half-open: the last day is the one before start + length."""

    length: int = 18
    span: Span = "months"

    @property
    def days(self) -> int | None:
        """The length in days, or `None` for calendar months, which differ."""
        return {"months": None, "weeks": self.length * 7, "days": self.length}[self.span]

    def __str__(self) -> str:
        return f"{self.length} {self.span}"


def _same() -> Mapping[str, str]:
    return {rung: rung for rung in LADDER}


@dataclass(frozen=True)
class Study:
    """A declared question. Every field has a default, so that the platform can build one without a file.

    `states` says which rung of `LADDER` each state code is; without it the codes are the rungs themselves.
    `endings` says of each `why` in `observed` whether it censors or competes.
    `success` are the rungs that count as work or education; work is always `ordinary_employment`.
    `starts_from` and `starts_before` bound the starts that are in (half-open); either may be open.
    `until_course_end`: the data see a person only while the course is open, so its end censors.
    `randomised` says that lot decided the group; without it no report speaks of effect. `shown` are the states of the
    chronogram, `labels` (language → word → text) what the report calls states, groups, sites and covariates.
    """

    title: str = "Untitled"
    files: Mapping[str, str] = field(default_factory=dict)
    through: date | None = None
    starts_from: date | None = None
    starts_before: date | None = None
    until_course_end: bool = False
    endings: Mapping[str, Ending] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=_same)
    success: tuple[str, ...] = ("ordinary_employment", "ordinary_education")
    follow_up: FollowUp = FollowUp()
    groups: tuple[str, str] | None = None
    primary: str = "work_or_education"
    smallest_cell: int = 5
    level: float = 0.95
    question: str = ""
    randomised: bool = False
    language: str = "da"
    shown: Shown = "rungs"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = tuple(_wrong(self))
        if wrong:
            raise StudyError("\n".join(wrong))


def _wrong(study: Study) -> list[str]:
    """What no run could make sense of, one sentence each."""
    rungs, measures = ", ".join(LADDER), ", ".join(MEASURES)
    states, success, groups = study.states, study.success, study.groups
    said = [
        f"[states] {code} = {rung!r} is not a rung; the rungs are {rungs}."
        for code, rung in states.items()
        if rung not in LADDER
    ]
    said += [
        f"[analysis] success names {rung!r}, which is not a rung; the rungs are {rungs}."
        for rung in success
        if rung not in LADDER
    ]
    said += [
        f'[observed] {why} = {ending!r}: an ending is either "censor" or "competing".'
        for why, ending in study.endings.items()
        if ending not in ("censor", "competing")
    ]
    backwards = study.starts_from and study.starts_before and study.starts_from >= study.starts_before
    rules = (
        (study.follow_up.length < 1, f"[follow_up] {study.follow_up} is none: give a whole number above 0."),
        (not states, "[states] is empty: say which rung of the ladder each state code is."),
        (not success, "[analysis] success is empty: name at least one rung."),
        (groups is not None and len(set(groups)) != 2, "[compare] groups must name two different groups."),
        (groups is not None and len(groups) > 2, "[compare] groups must name two groups, no more."),
        (
            study.primary not in MEASURES,
            f"[analysis] primary = {study.primary!r}; the measures are {measures}.",
        ),
        (
            study.smallest_cell < 3,
            "[release] smallest_cell below 3 protects nobody; 5 is the registers' rule.",
        ),
        (not 0.5 <= study.level < 1, "[analysis] level is the coverage of an interval, from 0.5 to below 1."),
        (study.language not in LANGUAGES, f'[report] language = {study.language!r}: "da" or "en".'),
        (study.shown not in ("rungs", "codes"), f'[report] states = {study.shown!r}: "rungs" or "codes".'),
        (
            study.shown == "codes"
            and (len(states) > SHOWN_CODES or bool({"none", "gone", "other"} & set(states))),
            f'[report] states = "codes" takes at most {SHOWN_CODES} codes, none of them called none, gone or other.',
        ),
        (
            any(language not in LANGUAGES for language in study.labels),
            "[labels] takes [labels.da] and [labels.en] only.",
        ),
        (bool(backwards), "[analysis] starts_from must lie before starts_before."),
    )
    return said + [sentence for broken, sentence in rules if broken]


_KEYS: Mapping[str, frozenset[str]] = {
    "data": frozenset({"courses", "spells", "observed", "through"}),
    "follow_up": frozenset({"months", "weeks", "days", "until_course_end"}),
    "compare": frozenset({"groups", "randomised"}),
    "analysis": frozenset({"primary", "unit", "success", "level", "starts_from", "starts_before"}),
    "release": frozenset({"smallest_cell"}),
    "report": frozenset({"language", "states"}),
}
_FREE = frozenset({"observed", "states", "labels"})
_TEXTS = frozenset({"title", "question"})
_LATER = {
    ("compare", "adjust"): "adjusting for covariates",
    ("compare", "method"): "any method but unadjusted",
    ("compare", "benchmark"): "a benchmark",
}


def read_study(folder: Path) -> Study:
    """The study in `folder/study.toml`; `StudyError` with a sentence for everything wrong with it."""
    path = folder / "study.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(f"There is no study.toml in {folder}.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"study.toml is not well-formed TOML: {error}.") from None
    except UnicodeDecodeError:
        raise StudyError("study.toml is not text in UTF-8.") from None
    return parse_study(content)


def parse_study(content: Mapping[str, Any]) -> Study:
    """The study in the parsed TOML; `StudyError` as `read_study`."""
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
        "smallest_cell": reader.take(content.get("release", {}), "release", "smallest_cell", int, 5),
        "level": reader.take(analysis, "analysis", "level", float, 0.95),
        "question": reader.take(content, "", "question", str, ""),
        "randomised": reader.take(content.get("compare", {}), "compare", "randomised", bool, False),
        "language": reader.take(report, "report", "language", str, "da"),
        "shown": reader.take(report, "report", "states", str, "rungs"),
        "labels": {
            language: reader.texts(content["labels"], language) for language in content.get("labels", {})
        },
    }
    if analysis.get("unit", "first course") != "first course":
        reader.said.append('[analysis] unit: this version counts the "first course" of a person only.')
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
            said += [_unknown_key(table, key) for key in body if _is_unknown(table, key, body)]
    return said


def _is_unknown(table: str, key: str, body: Mapping[str, Any]) -> bool:
    if (table, key) == ("compare", "method") and body[key] == "unadjusted":
        return False
    return key not in _KEYS[table]


def _unknown_key(table: str, key: str) -> str:
    if (table, key) in _LATER:
        return f"[{table}] {key}: this version does not have {_LATER[table, key]}."
    return f"[{table}] {key} means nothing here; [{table}] may have {', '.join(sorted(_KEYS[table]))}."


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

    def texts(self, content: Mapping[str, Any], table: str) -> dict[str, Any]:
        if not isinstance(content.get(table, {}), dict):
            self.said.append(f"[labels] {table} must be a table: write [labels.{table}] on its own line.")
            return {}
        for key, value in content.get(table, {}).items():
            if not isinstance(value, str):
                self.said.append(f"[{table}] {key} = {value!r} must be text in quotes.")
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
