"""A delivery as CSV: what separates it, what its heading names, whether a row is cut short; reads no values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ipseval.engine import DataError

SEPARATORS = ",;\t|"
QUOTE, NEW_LINE = b'"\n'
BLOCK = 1 << 20
MOST = 5
"""So many rows that do not fit the heading are named."""


def no_text(path: Path) -> DataError:
    """What to say of a file that is in another code than UTF-8."""
    return DataError(f"{path.name} is not text in UTF-8: save it as “CSV UTF-8”.")


def heading(path: Path) -> tuple[str, list[str]]:
    """Separator and column names; `DataError` where there is no first line that names any."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            line = lines.readline()
    except UnicodeDecodeError:
        raise no_text(path) from None
    if not line.strip():
        raise DataError(f"{path.name} is empty: its first line must name the columns.")
    separator = max(SEPARATORS, key=line.count)
    return separator, next(csv.reader([line], delimiter=separator))


def whole_rows(path: Path, separator: str, wide: int) -> None:
    """`DataError` where a row has fewer cells than the heading, which the reader would fill with blank weeks.

    A longer row could hide a shorter one here, but the reader itself stops at that. Blank lines are rows without a
    person.
    """
    if not _separators_needed(path, separator, wide):
        uneven_rows(path, separator, wide)


def uneven_rows(path: Path, separator: str, wide: int) -> None:
    """`DataError` where rows do not fit the heading, which names them; slow, for when something is wrong."""
    try:
        wrong = list(_uneven(path, separator, wide))
    except csv.Error:
        wrong = [f"{path.name} cannot be read as CSV: is a quotation mark left open?"]
    more = [f"{path.name}: {len(wrong) - MOST} more rows like that."] if len(wrong) > MOST else []
    if wrong:
        raise DataError("\n".join([*wrong[:MOST], *more]))


def _separators_needed(path: Path, separator: str, wide: int) -> bool:
    """Whether the file has as many separators, those in quotation marks apart, as its rows need."""
    separators = rows = 0
    is_quoted, last = False, NEW_LINE
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            letters = np.frombuffer(block, np.uint8)
            last, marks = int(letters[-1]), letters == QUOTE
            if is_quoted or marks.any():
                inside = np.logical_xor.accumulate(marks) ^ is_quoted
                letters, is_quoted = letters[~inside], bool(inside[-1])
            separators += int(np.count_nonzero(letters == ord(separator)))
            rows += int(np.count_nonzero(letters == NEW_LINE))
    rows += last != NEW_LINE
    return separators == rows * (wide - 1) and not is_quoted


def _uneven(path: Path, separator: str, wide: int) -> Iterator[str]:
    """A sentence for each row that does not fit the heading, which is row 1."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter=separator), start=1):
            if row and len(row) != wide:
                opened = " Is a quotation mark left open?" if any("\n" in cell for cell in row) else ""
                yield f"{path.name} row {number} has {len(row)} cells, and the heading has {wide}.{opened}"
