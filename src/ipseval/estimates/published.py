"""Published figures to stand beside a study's own: which measure each asks the same as, and of how many people it may
be; reads no table."""

from __future__ import annotations

from dataclasses import dataclass

SAME = {
    "employment or education": "work_or_education",
    "paid work": "job_outcome_rate",
    "reached own goal of job or education": "own_goal_reached",
}
"""What the table calls a measure, and the measure of ours that it may be set beside."""
ENDED = {"work_or_education": "at_course_end", "own_goal_reached": "own_goal_reached"}
"""The same, asked when the course ended."""
AT_END, IN_PERIOD = "end of course", "in period"
"""Horizons that are no length of time: the second is that of IPS Grow, whose rate has no fixed follow-up."""
SMALLER = 0.9
"""How much of the published number of people a percentage may be of, at least; some are always missing."""


@dataclass(frozen=True)
class Published:
    """One published share: whose, of what, within what time, of how many people, with its limits if it has any."""

    name: str
    group: str
    measure: str
    horizon: str
    value: float
    n: int | None
    low: float | None
    high: float | None
    source: str

    @property
    def title(self) -> str:
        """Name and group."""
        return f"{self.name}: {self.group}" if self.group else self.name

    def stands_beside(self, measure: str, follow_up: str) -> bool:
        """Whether a measure of ours, followed up so long, asks the same."""
        if self.horizon == AT_END:
            return ENDED.get(SAME.get(self.measure, "")) == measure
        return SAME.get(self.measure) == measure and self.horizon in (follow_up, IN_PERIOD)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of people that the share may be of: `n`, and where it fits no whole count of `n` people, the

        nearest number below of which it does. Published are the randomised; the percentage is often of those seen.
        """
        if self.n is None:
            return ()
        if self._fits(self.n):
            return (self.n,)
        below = range(self.n - 1, int(SMALLER * self.n) - 1, -1)
        fitting = next((size for size in below if self._fits(size)), None)
        return (self.n,) if fitting is None else (fitting, self.n)

    def _fits(self, size: int) -> bool:
        """Whether some whole count of so many people is this share, as far as it is printed."""
        digits = len(f"{self.value:.10f}".rstrip("0").partition(".")[2])
        return round(round(self.value * size) / size, max(digits, 2)) == self.value
