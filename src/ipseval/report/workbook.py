"""The figures as a workbook: one row a figure, a sheet each for the flow, who they were, where they stood, and about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from ipseval.figures import Chronogram, Figure, Move, Released, Step, Trait
from ipseval.report.words import Words

UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes on every run
Cell = str | int | float | bool | None


def workbook(released: Released, say: Words) -> bytes:
    """The file; texts are never read as formulas or links. Hidden cells are written as the word for it."""
    whole = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(whole, options) as book:
        book.set_properties({"title": str(released.manifest["title"]), "created": UNDATED})
        hidden = say("cell.hidden")
        _sheet(book, "figures", *_records(Figure, released.figures, hidden))
        _sheet(book, "flow", *_records(Step, released.flow, hidden))
        _sheet(book, "characteristics", *_records(Trait, released.characteristics, hidden))
        _sheet(
            book,
            "chronogram",
            ("group", "span", "point", "state", "n", "base"),
            _points(released.chronograms),
        )
        _sheet(book, "moves", *_records(Move, released.moves, hidden))
        _sheet(book, "about", (say("software.name"), say("software.value")), _about(released, say))
    return whole.getvalue()


def _records(kind: type[Any], records: Sequence[Any], hidden: str) -> tuple[Sequence[str], list[list[Cell]]]:
    names = [field.name for field in fields(kind)]
    rows = []
    for record in records:
        row = asdict(record)
        gone = ("n", "numerator", "value", "share") if row["suppressed"] else ()
        rows.append([hidden if name in gone and row[name] is None else row[name] for name in names])
    return names, rows


def _points(chronograms: Sequence[Chronogram]) -> list[list[Cell]]:
    return [
        [line.group, found.span, point, state, n, line.n]
        for found in chronograms
        for line in found.lines
        for point, counts in zip(found.points, line.counts, strict=True)
        for state, n in zip(found.states, counts, strict=True)
    ]


def _about(released: Released, say: Words) -> list[list[Cell]]:
    manifest = released.manifest
    rows: list[list[Cell]] = [
        ["title", str(manifest["title"])],
        [say("software.study"), manifest["study_sha256"]],
    ]
    rows += [
        [say("software.data", file=table), str(found)] for table, found in manifest["data_sha256"].items()
    ]
    rows.append([say("software.engine"), f"{manifest['engine']['name']} {manifest['engine']['version']}"])
    rows += [[say("software.library"), f"{name} {version}"] for name, version in manifest["versions"].items()]
    return [*rows, [say("cell.hidden"), say("cell.hidden_note", smallest=say.smallest)]]


def _sheet(book: Any, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.write_row(0, 0, head, bold)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(place, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)
    sheet.autofit(320)
