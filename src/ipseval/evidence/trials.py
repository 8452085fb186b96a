"""Published randomised trials of IPS, read from the table that ships or from one's own; pools nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ipseval.estimates.estimate import Estimate, proportion_ratio
from ipseval.reference import reference
from ipseval.refusal import Refusal

TRIALS = reference("ips_trials.csv")
COLUMNS = (
    "trial", "year", "country", "population", "follow_up_months", "outcome", "arm", "n_analysed", "events",
    "events_status", "source", "used",
)  # fmt: skip


class EvidenceError(Refusal):
    """The table of trials is not as declared; the text has a sentence for each thing that is wrong."""


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

    One row per arm; the intervention's row comes first. `EvidenceError` where a used trial has not exactly two arms or
    a count is none.
    """
    file = path or TRIALS
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            gone = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if gone:
                raise EvidenceError(f"{file.name}: the column {', '.join(gone)} is missing.")
            rows = list(reader)
    except OSError:
        raise EvidenceError(f"There is no file {file}.") from None
    said: list[str] = []
    trials = list(_trials([row for row in rows if row["used"] == "yes"], said))
    if said:
        raise EvidenceError("\n".join(said))
    left_out = [
        LeftOut(row["trial"], int(row["year"]), row["arm"], row["used"])
        for row in rows
        if row["used"] != "yes"
    ]
    return sorted(trials, key=lambda trial: (trial.year, trial.name)), left_out


def _trials(rows: Sequence[Mapping[str, str]], said: list[str]) -> Iterator[Trial]:
    for (name, year), group in groupby(rows, key=lambda row: (row["trial"], row["year"])):
        arms = list(group)
        if len(arms) != 2:
            said.append(f"{name} {year} has {len(arms)} arms marked yes; one comparison is two.")
            continue
        ips, control = arms
        try:
            k, n, control_k, control_n = (
                int(row[column]) for row in arms for column in ("events", "n_analysed")
            )
        except ValueError:
            said.append(f"{name} {year} is marked yes, but a count is missing.")
            continue
        if not (0 <= k <= n and 0 <= control_k <= control_n and n and control_n):
            said.append(f"{name} {year} has more events than people, or nobody.")
            continue
        yield Trial(
            name=name,
            year=int(year),
            country=ips["country"],
            population=ips["population"],
            months=int(ips["follow_up_months"]),
            outcome=ips["outcome"],
            reached=k,
            n=n,
            control_reached=control_k,
            control_n=control_n,
            control=control["arm"],
            status=ips["events_status"],
            source=ips["source"],
        )
