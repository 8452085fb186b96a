"""The figures as a workbook: what everything is, one row a figure, who is counted, who they were, where they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from ipseval.figures import Chronogram, Figure, Move, Released, Step, Trait
from ipseval.report.document import Bullets, Section, Table, Terms
from ipseval.report.ending import definitions, methods, software
from ipseval.report.results import name
from ipseval.report.view import View
from ipseval.report.words import Words, catalogue

UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes on every run
WIDEST, WIDE = 60, 90
"""Columns are as wide as what they hold, but no wider; and the one that explains."""
Cell = str | int | float | bool | None
SHARES = ("share", "difference of shares")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the columns by their key, and the rows; numbers in `percent` places are shares."""

    key: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    percent: Callable[[Sequence[Cell], str], bool]


def workbook(released: Released, say: Words) -> bytes:
    """The file; texts are never read as formulas or links. Hidden cells are written as the word for it."""
    whole = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    view = View(released, say)
    sheets = [
        _figures(view), _flow(view), _characteristics(view), _chronogram(view), _moves(view),
    ]  # fmt: skip
    with xlsxwriter.Workbook(whole, options) as book:
        title = say.own("title") or str(released.manifest["title"])
        book.set_properties({"title": title, "created": UNDATED})
        looks = {
            "bold": book.add_format({"bold": True}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
            "percent": book.add_format({"num_format": f"0.0{say.per_cent}"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _about(book, looks, view, title, sheets)
        for sheet in sheets:
            _write(book, looks, say, sheet)
    return whole.getvalue()


def _word(say: Words, table: str, key: str, **values: object) -> str:
    text: str = catalogue("columns")[table][key][say.language]
    return text.format(**values)


def _number(say: Words, record: Any, field: str) -> Cell:
    number: Cell = getattr(record, field)
    return say("cell.hidden") if number is None and record.suppressed else number


def _figures(view: View) -> Sheet:
    say = view.words
    texts: Mapping[str, Callable[[Figure], Cell]] = {
        "measure": lambda one: name(view, one),
        "code": lambda one: one.measure,
        "group": lambda one: say.label(one.group, "group"),
        "versus": lambda one: None if one.versus is None else say.versus(one.versus),
        "site": lambda one: None if one.site is None else say.label(one.site, "site"),
        "part": lambda one: None if one.part is None else say.occupation(one.part),
        "base_name": lambda one: say.base(one.base_name),
        "unit": lambda one: _word(say, "units", one.unit) if one.unit in catalogue("columns")["units"] else one.unit,
        "method": lambda one: say.method(one),
        "period": lambda one: say.period(one.period),
        "follow_up": lambda one: say.follow_up if one.follow_up else None,
        "warning": lambda one: say.warning(one.warning),
        "suppressed": lambda one: _word(say, "about", "yes") if one.suppressed else None,
        "primary": lambda one: _word(say, "about", "yes") if one.primary else None,
        "definition": say.definition,
    }  # fmt: skip
    columns = (
        "measure", "group", "versus", "site", "part", "n", "numerator", "value", "unit", "low", "high", "level", "method",
        "base_name", "period", "follow_up", "horizon_days", "excluded", "immature", "censored", "competing", "missing",
        "lowest", "highest", "se", "primary", "suppressed", "warning", "definition", "code",
    )  # fmt: skip
    hides = ("n", "numerator", "value")
    rows = [
        [
            texts[key](one) if key in texts else _number(say, one, key) if key in hides else getattr(one, key)
            for key in columns
        ]
        for one in view.released.figures
    ]
    shares = {_word(say, "units", unit) for unit in SHARES}
    unit = columns.index("unit")
    percent = ("value", "low", "high", "lowest", "highest", "se")
    return Sheet(
        "figures", columns, rows, lambda row, key: key == "level" or (key in percent and row[unit] in shares)
    )


def _flow(view: View) -> Sheet:
    def row(one: Step) -> list[Cell]:
        say = view.words
        return [say(f"flow.{one.step}", success=say.success), _group(view, one.group), _place(view, one.site),
                _number(say, one, "n")]  # fmt: skip

    return Sheet(
        "flow", ("step", "group", "site", "people"), [row(one) for one in view.released.flow], _never
    )


def _characteristics(view: View) -> Sheet:
    def row(one: Trait) -> list[Cell]:
        say = view.words
        return [view.trait(one.trait), say.label(one.category, one.trait), _group(view, one.group),
                *(_number(say, one, key) for key in ("n", "base", "share"))]  # fmt: skip

    columns = ("trait", "category", "group", "people", "base", "share")
    return Sheet("characteristics", columns, [row(one) for one in view.released.characteristics], _share)


def _chronogram(view: View) -> Sheet:
    def rows(found: Chronogram) -> Iterator[list[Cell]]:
        for line in found.lines:
            for point, counts in zip(found.points, line.counts, strict=True):
                for state, n in zip(found.states, counts, strict=True):
                    yield [_group(view, line.group), point, _word(view.words, "units", found.span),
                           view.words.label(state, "state"), n, line.n, n / line.n]  # fmt: skip

    columns = ("group", "point", "span", "state", "people", "base", "share")
    return Sheet(
        "chronogram", columns, [row for one in view.released.chronograms for row in rows(one)], _share
    )


def _moves(view: View) -> Sheet:
    def row(one: Move) -> list[Cell]:
        say = view.words
        ends = (say.label(state, "state") for state in (one.before, one.after))
        return [*ends, *(_number(say, one, key) for key in ("n", "share"))]

    return Sheet(
        "moves", ("before", "after", "moves", "share"), [row(one) for one in view.released.moves], _share
    )


def _group(view: View, group: str | None) -> str:
    return view.words.label(group, "group")


def _place(view: View, site: str | None) -> str | None:
    return None if site is None else view.words.label(site, "site")


def _never(row: Sequence[Cell], key: str) -> bool:
    return False


def _share(row: Sequence[Cell], key: str) -> bool:
    return key == "share"


def _about(book: Any, looks: Mapping[str, Any], view: View, title: str, sheets: Sequence[Sheet]) -> None:
    """The first sheet: the question, what each column is, what each measure counts, the methods, and the run."""
    say = view.words
    page = book.add_worksheet(_word(say, "sheet", "about"))
    page.set_column(0, 1, 34, looks["wrap"])
    page.set_column(2, 2, WIDE, looks["wrap"])
    page.hide_gridlines(2)
    lines: list[tuple[tuple[str, ...], str]] = [
        ((title,), "bold"),
        ((say.own("question") or str(view.study["question"]),), ""),
        ((_word(say, "about", "lead"),), ""),
    ]
    head = tuple(_word(say, "about", key) for key in ("sheet", "column", "meaning"))
    lines += [((), ""), ((_word(say, "about", "columns"),), "bold"), (head, "head")]
    for sheet in sheets:
        for column in sheet.columns:
            words = [_word(say, column, part, smallest=say.smallest) for part in ("title", "meaning")]
            lines.append(((_word(say, "sheet", sheet.key), *words), ""))
    for heading, section in (
        ("measures", definitions(view)),
        ("methods", methods(view)),
        ("run", software(view)),
    ):
        lines += [
            ((), ""),
            ((_word(say, "about", heading),), "bold"),
            *((told, "") for told in _told(section)),
        ]
    for row, (texts, look) in enumerate(lines):
        for across, text in enumerate(texts):
            # a line of one text runs on to the right
            page.write_string(
                row, across, text, looks[look] if look else book.add_format() if len(texts) == 1 else None
            )


def _told(section: Section) -> Iterator[tuple[str, ...]]:
    """The words of a section, in rows."""
    for block in section.blocks:
        if isinstance(block, Terms):
            yield from ((term, "", text) for term, text in block.pairs)
        elif isinstance(block, Bullets):
            yield from (("", "", text) for text in block.items)
        elif isinstance(block, Table):
            yield from ((row[0], "", row[1]) for row in block.rows)


def _write(book: Any, looks: Mapping[str, Any], say: Words, sheet: Sheet) -> None:
    page = book.add_worksheet(_word(say, "sheet", sheet.key))
    page.write_row(0, 0, [_word(say, column, "title") for column in sheet.columns], looks["head"])
    for place, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if cell is not None:
                look = looks["percent"] if sheet.percent(row, sheet.columns[column]) else None
                page.write(place, column, cell, look)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.autofit(7 * WIDEST)
