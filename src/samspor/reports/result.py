"""What a stored run says, arranged for a page: the measure, who is counted, the sites. Takes nothing but the run."""

from dataclasses import dataclass
from typing import Any

from samspor.outcomes.models import Run

MEASURE = "work_or_education"
FIRST_JOB = "first_job"
FROM_WORK = "in_work_at_start"


@dataclass(frozen=True)
class Part:
    """One published figure, as it was released: `None` where a number is hidden."""

    name: str | None
    n: int | None
    numerator: int | None
    value: float | None
    low: float | None
    high: float | None
    suppressed: bool
    lowest: float | None = None
    highest: float | None = None
    censored: int | None = None
    immature: int | None = None
    days: int | None = None

    @classmethod
    def of(cls, figure: dict[str, Any]) -> "Part":
        plain = (
            "n",
            "numerator",
            "value",
            "low",
            "high",
            "suppressed",
            "lowest",
            "highest",
            "censored",
            "immature",
        )
        return cls(name=figure["site"], days=figure["horizon_days"], **{name: figure[name] for name in plain})


@dataclass(frozen=True)
class Count:
    """One line of the table of who is counted."""

    step: str
    n: int | None
    suppressed: bool


@dataclass(frozen=True)
class Result:
    """A run of a programme, and the run of the last quarter's end, from which the sites are."""

    run: Run
    quarter: Run | None = None

    @property
    def main(self) -> Part | None:
        """The measure that the programme is judged by; None while nobody's follow-up has passed."""
        return self._whole(MEASURE)

    @property
    def first_job(self) -> Part | None:
        return self._whole(FIRST_JOB)

    @property
    def median_days(self) -> Part | None:
        return self._whole("first_job_median")

    @property
    def at_start(self) -> Part | None:
        return self._whole(FROM_WORK)

    def _whole(self, measure: str) -> Part | None:
        found = (
            figure for figure in self.run.figures
            if figure["measure"] == measure and figure["site"] is None and figure["group"] is None
        )  # fmt: skip
        return next((Part.of(figure) for figure in found), None)

    @property
    def curve(self) -> list[Part]:
        """The share that had had a first job by a number of days from the start."""
        points = [Part.of(figure) for figure in self.run.figures if figure["measure"] == "first_job_curve"]
        shown = [point for point in points if point.value is not None and point.days is not None]
        return sorted(shown, key=lambda point: point.days or 0)

    @property
    def sites(self) -> list[Part]:
        """The measure for each municipal unit, by name; hidden where few people stand behind it."""
        figures = self.quarter.figures if self.quarter else []
        found = [Part.of(f) for f in figures if f["measure"] == MEASURE and f["site"] is not None]
        return sorted(found, key=lambda part: part.name or "")

    def count(self, step: str) -> Count:
        found = (
            Count(step, line["n"], line["suppressed"]) for line in self.run.flow
            if line["step"] == step and line["site"] is None and line["group"] is None
        )  # fmt: skip
        return next(found, Count(step, 0, suppressed=False))
