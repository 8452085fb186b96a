"""What a register is: named columns with kind and meaning; what can be wrong with it; no data."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["text", "day", "yes_no", "whole"]
"""`text`; `day`: a date, or whole days since 1970-01-01; `yes_no`: true/false, yes/no, ja/nej, 1/0; `whole`."""


@dataclass(frozen=True)
class Column:
    """One column. A `required` column must be there; a `filled` one must also have a value in every row.

    `advice` says what to do where the column is of another kind.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    filled: bool = False
    advice: str = ""


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
