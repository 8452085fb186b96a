"""What a register is: named columns with kind and meaning; what can be wrong with it; no data."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["text", "day", "yes_no", "whole", "number", "month"]
KINDS: dict[Kind, str] = {
    "text": "text",
    "day": "a date as 2025-12-31 (or, as a column of whole numbers, days since 1970-01-01)",
    "yes_no": "true/false, yes/no, ja/nej or 1/0",
    "whole": "a whole number",
    "number": "a number",
    "month": "a month",
}
"""What may stand in a cell. The tables of a study hold the first four."""


@dataclass(frozen=True)
class Column:
    """One column. A `required` column must be there; a `filled` one must also have a value in every row.

    `advice` says what to do where the column is of another kind. `limits` are the smallest and the largest value that
    mean anything. `names` is a pattern for a column of many names, as one a week, of which `name` is the form.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    filled: bool = False
    advice: str = ""
    limits: tuple[int, int | None] | None = None
    names: str = ""


@dataclass(frozen=True)
class Register:
    """One table. Columns that are not declared are left unread."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


class Fault(NamedTuple):
    """Something wrong that stops nobody: what is counted, and the rule that handles it."""

    what: str
    rule: str
