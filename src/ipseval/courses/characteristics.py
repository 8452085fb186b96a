"""Who they were: what was known at start of those who started, in few categories; all of it before the gate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl

from ipseval.courses.cohort import at_start
from ipseval.courses.scope import Scope
from ipseval.figures import MISSING, Trait
from ipseval.gate.ledger import Key, Ledger

OTHER = "other"
DEAR = 35
"""Cheaper to hide than what became of them, dearer than how many rows were left out."""
CUTS = (0.25, 0.5, 0.75)
DESIGNED = ("site", "start_year")
"""Known of everyone without any register: that a whole group has one of these is no secret."""


@dataclass(frozen=True)
class Question:
    """One trait and its categories, in the order in which they are shown."""

    name: str
    categories: tuple[str, ...]

    @property
    def column(self) -> str:
        """Where the category of each course stands."""
        return f"who.{self.name}"

    def count(self, category: str) -> str:
        """The name of its count in the ledger."""
        return f"{self.column}.{category}"


def ask(
    rows: pl.DataFrame, covariates: Sequence[str], smallest: int
) -> tuple[pl.DataFrame, tuple[Question, ...]]:
    """The traits that tell people apart (year of start, site, the covariates), and the rows with their categories."""
    started = rows["step"].is_in(["in_work_at_start", "immature", "mature"])
    year = rows["start"].cast(pl.Int32).cast(pl.Date).dt.year().cast(pl.String)
    columns = {"start_year": year, "site": rows["site"], **_known(rows, covariates)}
    asked: list[Question] = []
    for name, values in columns.items():
        among = values.filter(started)
        sort = _quartiles(among) if values.dtype.is_numeric() else _words(among, name, smallest)
        answers = pl.DataFrame({"value": values}).select(sort.alias(name))[name].fill_null(MISSING)
        question = Question(name, tuple(sorted(answers.filter(started).unique(), key=_order)))
        if len(question.categories) > 1:
            asked.append(question)
            rows = rows.with_columns(answers.alias(question.column))
    return rows, tuple(asked)


def _known(rows: pl.DataFrame, covariates: Sequence[str]) -> dict[str, pl.Series]:
    return {name: rows[at_start(name)] for name in covariates if name not in DESIGNED}


def _quartiles(values: pl.Series) -> pl.Expr:
    """`≤ a`, `a–b` …: quarters of those who started, cut at values of theirs; few values stay as they are."""
    value = pl.col("value")
    known = values.drop_nulls().sort()
    if known.n_unique() <= len(CUTS) + 1:
        return value.cast(pl.String)
    cuts = sorted({known[int(share * (len(known) - 1))] for share in CUTS} - {known[-1]})
    text: pl.Expr = pl.when(value.is_not_null()).then(pl.lit(f"≤ {cuts[0]:g}"))
    for low, high in pairwise(cuts):
        text = pl.when(value > low).then(pl.lit(f"> {low:g}, ≤ {high:g}")).otherwise(text)
    return pl.when(value > cuts[-1]).then(pl.lit(f"> {cuts[-1]:g}")).otherwise(text)


def _words(values: pl.Series, name: str, smallest: int) -> pl.Expr:
    """The words as they are, the rare ones together; sites each by itself."""
    counted = values.drop_nulls().value_counts()
    column = counted.columns[0]
    rare = [] if name == "site" else counted.filter(pl.col("count") < smallest)[column].to_list()
    return pl.when(pl.col("value").is_in(rare)).then(pl.lit(OTHER)).otherwise(pl.col("value"))


def _order(text: str) -> tuple[int, float, str]:
    """Quarters and whole numbers by size, words by letter, `other` and `missing` last."""
    if text in (OTHER, MISSING):
        return (2 if text == OTHER else 3, 0.0, text)
    try:
        number = float(text.rpartition(" ")[2])
    except ValueError:
        return (1, 0.0, text)
    return (0, number + 0.5 * (text.startswith("> ") and "≤" not in text), text)


def enter(scope: Scope, asked: Sequence[Question], ledger: Ledger) -> None:
    """Notes how many of the scope have each trait."""
    page, held = ledger.page(scope.group, scope.site), scope.are("in_work_at_start")
    page.count({"who.held": held})
    if scope.site is not None:
        return
    page.adds_up("in_work_at_start", "who.held")
    started = scope.base | held
    for question in asked:
        answers = scope.rows[question.column]
        counts = {
            question.count(category): started & (answers == category).to_numpy()
            for category in question.categories
        }
        page.count(counts, dict.fromkeys(counts, DEAR))
        page.adds_up("started", *counts)


def tie(asked: Sequence[Question], ledger: Ledger) -> None:
    """Notes, when all else adds up, that the people at a site are those of its own figures and those in work."""
    for site in (site for question in asked if question.name == "site" for site in question.categories):
        page, name = ledger.page(None, site), f"who.site.{site}"
        page.count({name: np.array([page["first_job.n"] + page["who.held"]])})
        page.adds_up(name, "first_job.n", "who.held")
        ledger.equations.append(((None, None, name), (page.key(name),)))


@dataclass(frozen=True)
class Description:
    """The table of everyone and each group, its counts in the ledger."""

    asked: tuple[Question, ...]
    groups: tuple[str | None, ...]
    ledger: Ledger

    def cells(self) -> Iterator[tuple[Question, str, str | None, Key]]:
        """Question, category, group and the key of the count."""
        for question in self.asked:
            for category in question.categories:
                for group in self.groups:
                    yield question, category, group, (group, None, question.count(category))

    def lines(self) -> Iterator[tuple[Trait, Key]]:
        """Each cell by what it is of, with the key of its count."""
        for question, category, group, key in self.cells():
            yield Trait(trait=question.name, category=category, group=group), key

    @property
    def keys(self) -> set[Key]:
        """Every count that the table publishes."""
        return {key for *_, key in self.cells()}

    @property
    def few(self) -> set[Key]:
        """The counts that are a whole group: they say something of each of its people."""
        counts = self.ledger.counts
        return {
            key
            for question, _, group, key in self.cells()
            if question.name not in DESIGNED and 0 < counts[key] == counts[group, None, "started"]
        }

    def gated(self, hidden: Collection[Key]) -> tuple[Trait, ...]:
        """The cells as they may leave: with a hidden base, the count alone; hidden, nothing."""
        return tuple(self._gated(*cell, hidden) for cell in self.cells())

    def _gated(
        self, question: Question, category: str, group: str | None, key: Key, hidden: Collection[Key]
    ) -> Trait:
        trait = Trait(trait=question.name, category=category, group=group)
        if key in hidden:
            return replace(trait, suppressed=True)
        n, base = self.ledger.counts[key], self.ledger.counts[group, None, "started"]
        if base == 0 or (group, None, "started") in hidden:
            return replace(trait, n=n)
        return replace(trait, n=n, base=base, share=n / base)
