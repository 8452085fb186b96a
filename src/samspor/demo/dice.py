"""Seeded chance: one stream of dice for each life, so that the same seed gives the same life in a world of any size."""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

Face = TypeVar("Face")


class Dice:
    """The dice of one life. The words name the life; the same words, the same throws."""

    def __init__(self, *words: object) -> None:
        self._random = random.Random("/".join(map(str, words)))  # noqa: S311 – a demo world, no secret

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one_of(self, faces: Sequence[Face]) -> Face:
        return faces[int(self._random.random() * len(faces))]

    def weighted(self, faces: dict[Face, float]) -> Face:
        throw = self._random.random() * sum(faces.values())
        for face, weight in faces.items():
            throw -= weight
            if throw < 0:
                return face
        return next(reversed(faces))

    def around(self, median: float, spread: float, *, low: float = 1, high: float = 10_000) -> int:
        """A number of days with that median, long to the right (lognormal), between two bounds."""
        return round(min(high, max(low, median * math.exp(self._random.gauss(0, spread)))))

    def share(self) -> float:
        return self._random.random()


def workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
