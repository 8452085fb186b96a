"""Figures: the records that leave a run, and how they are worked out from the drafts of the measures."""

from ipseval.figures.figure import (
    MISSING,
    Chronogram,
    ChronogramLine,
    Figure,
    Move,
    Released,
    Step,
    Trait,
    to_json,
)

__all__ = [
    "MISSING", "Chronogram", "ChronogramLine", "Figure", "Move", "Released", "Step", "Trait", "to_json",
]  # fmt: skip
