"""Makes the demo world: the organisation, then every life's deeds in the order of their days, through the actions."""

from dataclasses import dataclass

from django.db import connection, transaction

from samspor.base.dates import today
from samspor.demo.settlement import settle

SEED = 2026
SIZE = 1_796


@dataclass
class Made:
    """What there is now, for the one who waited."""

    courses: int = 0
    deeds: int = 0

    def __str__(self) -> str:
        return f"{self.courses} courses by {self.deeds} deeds"


def build(*, size: int = SIZE, seed: int = SEED) -> Made:
    """The world as of today; the same for the same seed, size and month."""
    anchor = today().replace(day=1)
    with transaction.atomic():
        settle(anchor)
    return Made()
