"""The courses of one scope (everyone, one group, one site) as arrays, with their counts; no statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ipseval.courses.cohort import BESIDE, CENSORED, COMPETING, FULL, STEPS
from ipseval.estimates.estimate import Whole
from ipseval.figures import MISSING
from ipseval.gate.ledger import Who

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scope:
    """Courses of one group or site, or all where both are None; `rows` as `recipe.people` has them, sorted."""

    group: str | None
    site: str | None
    rows: pl.DataFrame

    def whole(self, column: str) -> Whole:
        """A column of the courses as integers, −1 for none."""
        return self.rows[column].cast(pl.Int64).fill_null(-1).to_numpy()

    @property
    def persons(self) -> Whole:
        """A number for each person, the same in all courses of that person."""
        return self.whole("person")

    def are(self, step: str) -> Flags:
        """Which courses stand in that line of the flow table."""
        return (self.rows["step"] == step).to_numpy()

    @property
    def base(self) -> Flags:
        """Started, and not in work or education at start."""
        return self.are("immature") | self.are("mature")

    @property
    def ended_early(self) -> Flags:
        """Mature, but observation ended before the follow-up did."""
        flags: Flags = self.are("mature") & (self.whole("ending") == CENSORED)
        return flags

    @property
    def seen(self) -> Flags:
        """Mature, and seen to the end of the follow-up or to a competing event."""
        flags: Flags = self.are("mature") & ~self.ended_early
        return flags

    def among(self, part: Flags, flags: Flags) -> Flags:
        """Flags of a part, as flags of all."""
        whole = np.zeros(len(part), dtype=np.bool_)
        whole[part] = flags
        return whole

    def lines(self) -> dict[str, Who]:
        """For each line of `STEPS` which courses stand in it; by row delivered where one course may be several."""
        copies = self.whole("rows")
        rows: dict[str, Who] = {"records": copies, "never_started": copies * self.are("never_started")}
        rows["duplicate"] = (copies - 1) * ~self.are("never_started")
        started = {"started": self.base | self.are("in_work_at_start"), "ended_early": self.ended_early}
        return {step: self.are(step) for step in STEPS} | rows | started

    def flow(self) -> dict[str, int]:
        """The lines of `STEPS` with their numbers."""
        return {step: int(who.sum()) for step, who in self.lines().items()}

    def times(self, first: str, among: Flags) -> tuple[Whole, Whole]:
        """Day from start and ending (1 reached, 2 competing, 0 censored), as `estimate.incidence` asks."""
        since, ending = self.whole(first)[among], self.whole("ending")[among]
        time = np.where(since >= 0, since, self.followed(among)[0])
        status = np.select([since >= 0, ending == COMPETING], [1, 2], 0)
        return time.astype(np.int64), status.astype(np.int64)

    def followed(self, among: Flags) -> tuple[Whole, Flags]:
        """The day from start on which each was last followed, and who was lost from sight then.

        Whoever was seen to the horizon is later than everybody else, since months differ in days. A person seen on the
        days before `stop` is last seen the day before it; a competing event comes on it.
        """
        ending, seen = self.whole("ending")[among], (self.whole("stop") - self.whole("start"))[among]
        last = int((self.whole("horizon") - self.whole("start")).max(initial=0))
        time = np.select([ending == FULL, ending == COMPETING], [last, seen], seen - 1)
        return time.astype(np.int64), ending == CENSORED


def settle(rows: pl.DataFrame) -> pl.DataFrame:
    """Finds the line of the flow table for everyone who started, names the missing groups and sites, and leaves out the
    columns `BESIDE` that tell nothing."""
    held = pl.coalesce("in_work_at_start", "was_working") == 1
    step = (
        pl.when(pl.col("step") != "started").then(pl.col("step"))
        .when(held).then(pl.lit("in_work_at_start"))
        .when(pl.col("mature") == 1).then(pl.lit("mature"))
        .otherwise(pl.lit("immature"))
    )  # fmt: skip
    rows = rows.drop(name for name in BESIDE if rows[name].null_count() == len(rows))
    return rows.with_columns(step.alias("step"), pl.col("group", "site").fill_null(MISSING))


def scopes(rows: pl.DataFrame) -> Iterator[Scope]:
    """Everyone; then each group and each site by name, where there are at least two."""
    yield Scope(None, None, rows)
    for column in ("group", "site"):
        names = rows[column].unique().sort().to_list()
        if len(names) < 2:
            continue
        for name in names:
            part = rows.filter(pl.col(column) == name)
            yield Scope(name, None, part) if column == "group" else Scope(None, name, part)
