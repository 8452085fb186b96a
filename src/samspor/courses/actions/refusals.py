"""How a rule's no becomes a sentence on the form, and for which unit one acts; keeps out the rules themselves."""

from typing import Any

from samspor.access.actions import Denied, Refused
from samspor.access.models import Membership, Unit
from samspor.courses.labels import FAULTS
from samspor.courses.rules import Fault, Wrong


def refuse(wrong: Wrong) -> None:
    """Nothing, where nothing is wrong."""
    if wrong is not None:
        field, fault = wrong
        raise Refused(FAULTS[fault], field=field)


def no(fault: Fault, field: str | None = None) -> Refused:
    return Refused(FAULTS[fault], field=field)


def own_unit(by: Membership) -> Unit:
    """The unit for which somebody acts; who belongs to none does nothing in a course."""
    if by.unit is None:
        raise Denied
    return by.unit


def fill(row: Any, words: dict[str, Any]) -> None:
    """Set the named fields of a row."""
    for name, value in words.items():
        setattr(row, name, value)
