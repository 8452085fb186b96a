"""Published randomised trials of IPS, read from the table that ships or from one's own; pools nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ipseval.estimates.estimate import Estimate, proportion_ratio
from ipseval.reference import Row, TableError, read_table, reference, whole

TRIALS = reference("ips_trials.csv")
COLUMNS = (
    "trial", "year", "country", "population", "follow_up_months", "outcome", "arm", "n_analysed", "events",
    "events_status", "source", "used",
)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """One randomised comparison: `reached` of `n` people with IPS, `control_reached` of `control_n` without."""

    name: str
    year: int
    country: str
    population: str
    months: int
    outcome: str
    reached: int
    n: int
    control_reached: int
    control_n: int
    control: str
    status: str
    source: str

    def ratio(self, level: float = 0.95) -> Estimate:
        """The trial's own ratio of shares, with Koopman's interval."""
        return proportion_ratio(self.reached, self.n, self.control_reached, self.control_n, level)


@dataclass(frozen=True)
class LeftOut:
    """An arm of a published trial that is not pooled, and why."""

    name: str
    year: int
    arm: str
    why: str


def read_trials(path: Path | None = None) -> tuple[list[Trial], list[LeftOut]]:
    """The trials of the table whose arms are marked as used, oldest first, and the arms that are not, with the reason.

    One row per arm; the intervention's row comes first. `TableError` where a used trial has not exactly two arms or
    a count is none.
    """
    file = path or TRIALS
    rows = read_table(file, COLUMNS, _arm)
    used = [row for row in rows if row["used"] == "yes"]
    said: list[str] = []
    trials = [
        trial
        for _, arms in groupby(used, key=lambda row: row["trial"] + row["year"])
        for trial in _trial([*arms], said)
    ]
    if said:
        raise TableError("\n".join(f"{file.name}: {sentence}" for sentence in said))
    left_out = [
        LeftOut(row["trial"], row.value("year", whole), row["arm"], row["used"])
        for row in rows
        if row not in used
    ]
    return sorted(trials, key=lambda trial: (trial.year, trial.name)), left_out


def _arm(row: Row) -> Row:
    """The row, its numbers looked at."""
    row.value("year", whole)
    for column in ("n_analysed", "events", "follow_up_months"):
        row.value(column, whole, None)
    if not row["used"]:
        raise ValueError("used is empty; it says yes, or why not.")
    return row


def _trial(arms: Sequence[Row], said: list[str]) -> Iterator[Trial]:
    """The comparison of two arms, or nothing and a sentence in `said`."""
    ips, control = arms[0], arms[-1]
    title = f"{ips['trial']} {ips['year']}"
    counts = [row.value(column, whole, -1) for row in (ips, control) for column in ("events", "n_analysed")]
    reached, n, control_reached, control_n = counts
    if len(arms) != 2:
        said.append(f"{title} has {len(arms)} arms marked yes; one comparison is two.")
    elif -1 in counts:
        said.append(f"{title} is marked yes, but a count is missing.")
    elif not (0 <= reached <= n and 0 <= control_reached <= control_n and n and control_n):
        said.append(f"{title} has more events than people, or nobody.")
    else:
        yield Trial(
            name=ips["trial"],
            year=ips.value("year", whole),
            country=ips["country"],
            population=ips["population"],
            months=ips.value("follow_up_months", whole, 0),
            outcome=ips["outcome"],
            reached=reached,
            n=n,
            control_reached=control_reached,
            control_n=control_n,
            control=control["arm"],
            status=ips["events_status"],
            source=ips["source"],
        )
