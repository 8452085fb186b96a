"""A register delivery as a document that people move, and what may be said of how it was linked."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from samspor.outcomes.rules.sharing import FEWEST

KEPT_UNSTORED = timedelta(hours=24)
"""A delivery that was looked through and that nobody stored."""


class DeliveryState(StrEnum):
    CHECKED = "checked"
    STORED = "stored"
    DELETED = "deleted"


DELIVERY_MOVES: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    DeliveryState.CHECKED: (DeliveryState.STORED, DeliveryState.DELETED),
    DeliveryState.STORED: (DeliveryState.DELETED,),
    DeliveryState.DELETED: (),
}


@dataclass(frozen=True)
class Linkage:
    """People of a delivery by what became of them; None where it may not be said."""

    linked: int | None = None
    not_linked: int | None = None
    without: int | None = None
    unknown: int | None = None
    is_enough: bool = False


def linkage(*, linked: int, without: int, unknown: int) -> Linkage:
    """Whoever sent the file knows how many are in it. So a number is said only where it and what is left of the whole
    are five or more: nobody learns of one person whether there is a course, or a consent."""
    if linked < FEWEST:
        return Linkage()
    if without + unknown < FEWEST:
        return Linkage(is_enough=True)
    if min(without, unknown) < FEWEST:
        return Linkage(linked, without + unknown, is_enough=True)
    return Linkage(linked, without + unknown, without, unknown, is_enough=True)
