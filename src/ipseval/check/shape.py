"""Whether the files of a study are tables at all: text with commas, as many cells in every row, the same columns in
all parts; what stands in the cells is looked at elsewhere.

Before any engine opens them, since each reads a broken file in its own way: one stops, one fills up with blanks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from ipseval.engine import DataError, files
from ipseval.registers import Register
from ipseval.study import Study

MOST = 5
"""So many rows of a broken file are named."""
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
Shape = Mapping[str, str]
"""The columns in their order, each with its kind; in CSV all are text."""


def found(study: Study, registers: Mapping[str, Register], folder: Path) -> dict[str, list[Path]]:
    """The files of each table; `DataError` with a sentence for everything that keeps one from being a table."""
    paths: dict[str, list[Path]] = {}
    said: list[str] = []
    for name, pattern in study.files.items():
        try:
            paths[name] = files(registers[name], folder, pattern)
        except DataError as error:
            said.append(str(error))
        else:
            said += shapeless(registers[name], paths[name])
    if said:
        raise DataError("\n".join(said))
    return paths


def shapeless(register: Register, paths: Sequence[Path]) -> list[str]:
    """A sentence for each thing that keeps the files from being one table of that register."""
    said: list[str] = []
    first: Shape | None = None
    for path in paths:
        try:
            shape = _of_parquet(path) if path.suffix == ".parquet" else _of_csv(path)
        except DataError as error:
            said += str(error).split("\n")
            continue
        said += _columns(register, path, shape)
        if first is None:
            first = shape
        elif list(shape.items()) != list(first.items()):
            said.append(_apart(path, shape, paths[0], first))
    return said


def _of_parquet(path: Path) -> Shape:
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException):
        raise DataError(f"{path.name} is no Parquet file, or not a whole one.") from None
    _once(path, schema.names)
    return {field.name: _kind(field.type) for field in sorted(schema, key=lambda field: field.name)}


def _kind(kind: pa.DataType) -> str:
    """The kind as the engines see it; they know texts of one kind only."""
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    text = pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain)
    return ("categories" if pa.types.is_dictionary(kind) else "text") if text else str(kind)


def _of_csv(path: Path) -> Shape:
    """`DataError` where it is no text, has no heading, or a row that is longer or shorter than that."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head.strip():
        raise DataError(f"{path.name} is empty: its first line must name the columns.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise DataError(f"{path.name} is not text in UTF-8: save it as “CSV UTF-8”.")
    text = head.decode("utf-8-sig", errors="replace")
    heading = next(csv.reader(StringIO(text)), [])
    if len(heading) == 1 and (name := next((SEPARATORS[one] for one in SEPARATORS if one in heading[0]), "")):
        raise DataError(
            f"{path.name} is separated by {name}. The file must be separated by commas, with decimal points."
        )
    _once(path, heading)
    if (_torn(path, heading) or _blank(path)) and (said := list(_broken(path, len(heading)))):
        raise DataError("\n".join(said))
    return dict.fromkeys(heading, "text")


def _torn(path: Path, heading: Sequence[str]) -> bool:
    """Whether some row is no text or does not fit the heading; every row is read once, and nothing kept."""
    parse = pc.ParseOptions(newlines_in_values=True)
    kinds = pc.ConvertOptions(column_types=dict.fromkeys(heading, pa.string()))
    try:
        with pc.open_csv(path, parse_options=parse, convert_options=kinds) as batches:
            for _ in batches:
                pass
    except pa.ArrowInvalid:
        return True
    return False


def _blank(path: Path) -> bool:
    """Whether some line is blank: one engine skips it, another takes it for a row."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return re.search(rb"\n\r?\n", content) is not None


def _broken(path: Path, wide: int) -> Iterator[str]:
    """The rows that are no text or have too many or too few cells, by number; read slowly, once something is wrong."""
    number = wrong = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            no_text = any("\udc80" <= letter <= "\udcff" for cell in row for letter in cell)
            if len(row) == wide and not no_text:
                continue
            wrong += 1
            if wrong > MOST:
                continue
            if no_text:
                yield f"{path.name} row {number} is not text in UTF-8: save it as “CSV UTF-8”."
            elif not row:
                yield f"{path.name} row {number} is blank: take the line away."
            else:
                opened = " Is a quotation mark left open?" if any("\n" in cell for cell in row) else ""
                yield f"{path.name} row {number} has {len(row)} cells, and the heading has {wide}.{opened}"
    if wrong > MOST:
        yield f"{path.name}: {wrong - MOST} more rows like that, of {number}."


def _once(path: Path, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{path.name} has more than one column called {', '.join(map(repr, twice))}.")


def _columns(register: Register, path: Path, shape: Shape) -> Iterator[str]:
    """The required columns that are not there, with the one that may be meant."""
    plain = {name.strip().casefold(): name for name in shape}
    for column in register.columns:
        if column.required and column.name not in shape:
            near = plain.get(column.name) or next(iter(get_close_matches(column.name, shape, 1, 0.7)), None)
            hint = (
                f" Is {near!r} meant?" if near else f" It has {', '.join(map(repr, shape)) or 'no columns'}."
            )
            yield f"{register.name}: the column {column.name} is missing in {path.name}.{hint}"


def _apart(path: Path, shape: Shape, other: Path, first: Shape) -> str:
    gone = [name for name in first if name not in shape]
    more = [name for name in shape if name not in first]
    what = [f"{name} is not there" for name in gone] + [f"{name} is there too" for name in more]
    what += [
        f"{name} is {shape[name]}, not {first[name]}"
        for name in first
        if name in shape and shape[name] != first[name]
    ]
    said = "; ".join(what) or "they stand in another order"
    return f"{path.name} has other columns than {other.name}: {said}. All files of a table need the same."
