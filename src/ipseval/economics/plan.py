"""What a study declares about its economy: which prices, how many years, what is assumed; no prices, no effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Persistence:
    """The share of the extra weeks in work that is left after each further year; assumed, so it has a range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Plan:
    """The `[economics]` table of a study.

    `discount`: a year, 0.035 for 3.5 per cent. `price_day`: the day whose prices hold. `months_of_support`: how long a
    participant is supported, for prices a month. Where a study has no comparison, `effect` may give the extra weeks in
    work within the follow-up from elsewhere, as (value, low, high), with its source in words.
    """

    prices: str
    price_day: date
    years: int
    discount: float
    months_of_support: float
    persistence: Persistence
    effect: tuple[float, float, float] | None = None
    effect_source: str = ""

    def faults(self) -> list[str]:
        """A sentence for everything that no account could make sense of."""
        kept, effect = self.persistence, self.effect
        rules = (
            (not 1 <= self.years <= 40, "[economics] years is a whole number from 1 to 40."),
            (not 0 <= self.discount < 0.5, "[economics] discount is a share a year, 0.035 for 3.5 per cent."),
            (not self.prices, "[economics] prices is empty: name the table of prices."),
            (
                not 0 < self.months_of_support <= 1_200,
                "[economics] months_of_support is a number of months, above 0 and not longer than a life.",
            ),
            (
                not 0 <= kept.low <= kept.value <= kept.high <= 1,
                "[economics] persistence is [value, low, high], shares from 0 to 1 with the value between the others.",
            ),
            (
                effect is not None and not effect[1] <= effect[0] <= effect[2],
                "[economics] effect is [value, low, high] in weeks, with the value between the others.",
            ),
            (
                effect is None and bool(self.effect_source),
                "[economics] effect_source says nothing without effect.",
            ),
            (
                effect is not None and not self.effect_source.strip(),
                "[economics] effect comes from somewhere: say where in effect_source.",
            ),
        )
        return [sentence for broken, sentence in rules if broken]
