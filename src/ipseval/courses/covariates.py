"""What was known of each course at start, as numbers and categories; no outcome and no statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ipseval.courses.cohort import at_start
from ipseval.estimates.estimate import Floats
from ipseval.estimates.weighting import Flags

WHOLE = r"^-?\d{1,18}$"
FEW = 4
"""A number with so few values is shown value by value; in the model it stays a number."""


def read(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows with every covariate that has whole numbers only as numbers; the others are words."""
    whole = [
        at_start(name)
        for name in names
        if rows[at_start(name)].dtype == pl.String and bool(rows[at_start(name)].str.contains(WHOLE).all())
    ]
    return rows.with_columns(pl.col(whole).cast(pl.Int64))


def known(rows: pl.DataFrame, names: Sequence[str]) -> Flags:
    """Which courses have every covariate."""
    columns = [at_start(name) for name in names]
    flags: Flags = rows.select(pl.all_horizontal(pl.col(columns).is_not_null()).alias("known"))[
        "known"
    ].to_numpy()
    return flags


@dataclass(frozen=True)
class Part:
    """A covariate or one category of it, as a number for each course; 1 for those in a category, else 0."""

    covariate: str
    category: str | None
    values: Floats

    @property
    def name(self) -> str:
        """As it is shown."""
        return self.covariate if self.category is None else f"{self.covariate}: {self.category}"


def categories(rows: pl.DataFrame, names: Sequence[str]) -> dict[str, list[str]]:
    """The categories of each covariate that is shown by category, over all courses; numbers of many values are not."""
    found = {}
    for name in names:
        values = rows[at_start(name)]
        if not values.dtype.is_numeric() or values.n_unique() <= FEW:
            found[name] = words(rows, name).drop_nulls().unique().sort().to_list()
    return found


def shown(rows: pl.DataFrame, names: Sequence[str], by: Mapping[str, Sequence[str]]) -> list[Part]:
    """What the groups are shown to be alike in: every category of those in `by`, and the other covariates as numbers."""
    return [
        part
        for name in names
        for part in (_categories(rows, name, by[name]) if name in by else [_number(rows, name)])
    ]


def modelled(rows: pl.DataFrame, names: Sequence[str]) -> Floats:
    """The terms of a model (courses by terms): numbers about their mean in standard deviations, all but one category.

    The commonest category is left out; what does not vary is too.
    """
    terms = []
    for name in names:
        if rows[at_start(name)].dtype.is_numeric():
            terms.append(_number(rows, name))
        else:
            present = words(rows, name).drop_nulls().unique().sort().to_list()
            terms += sorted(_categories(rows, name, present), key=lambda part: -part.values.sum())[1:]
    columns = [part.values for part in terms if part.values.std() > 0]
    scaled = [(values - values.mean()) / values.std() for values in columns]
    return np.column_stack(scaled) if scaled else np.empty((len(rows), 0))


def words(rows: pl.DataFrame, name: str) -> pl.Series:
    """The category of each course, rare ones together if they have been put so."""
    together = f"who.{name}"
    return rows[together] if together in rows.columns else rows[at_start(name)].cast(pl.String)


def _number(rows: pl.DataFrame, name: str) -> Part:
    return Part(name, None, rows[at_start(name)].to_numpy().astype(np.float64))


def _categories(rows: pl.DataFrame, name: str, among: Sequence[str]) -> list[Part]:
    here = words(rows, name)
    return [Part(name, word, (here == word).fill_null(False).to_numpy().astype(np.float64)) for word in among]
