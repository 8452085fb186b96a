"""How a rule's no becomes a sentence on the form; keeps out the rules themselves."""

from typing import Any

from samspor.access.actions import Refused
from samspor.courses.labels import FAULTS
from samspor.courses.rules import Fault, Wrong


def refuse(wrong: Wrong) -> None:
    """Nothing, where nothing is wrong."""
    if wrong is not None:
        field, fault = wrong
        raise Refused(FAULTS[fault], field=field)


def no(fault: Fault, field: str | None = None) -> Refused:
    return Refused(FAULTS[fault], field=field)


def fill(row: Any, words: dict[str, Any]) -> None:
    """Set the named fields of a row."""
    for name, value in words.items():
        setattr(row, name, value)
