"""Lists that sort, page and export, in the look of dkfds; what is listed, and to whom, is the page's affair."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2
import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspor.base import display
from samspor.base.dates import local, today

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_767
NOTHING = "–"
"""What stands in an empty cell, on every page; in an export the cell is empty."""


class Table(django_tables2.Table):
    """One list. The first column names the row; `caption` names the list; `exports=True` offers Excel and CSV."""

    caption: Any = ""
    caption_shown = True
    none_yet: Any = gettext_lazy("There is nothing in the list yet.")

    def __init__(self, *args: Any, caption: Any = None, exports: bool = False, **words: Any):
        words.setdefault("default", NOTHING)
        super().__init__(*args, **words)
        self.caption = self.caption if caption is None else caption
        self.exports = exports

    def paginate(self, *args: Any, **words: Any) -> "Table":
        """As many rows a page as the list says; an address cannot ask for more."""
        words.pop("per_page", None)
        super().paginate(*args, **words)
        return self

    @property
    def on_page(self) -> list[Any]:
        """The things that this page of the list shows, for the log."""
        return [row.record for row in self.paginated_rows]

    @property
    def extent(self) -> str:
        """Which rows are shown, of how many."""
        count = len(self.rows)
        if getattr(self, "page", None) is None or self.paginator.num_pages < 2:
            return ngettext("%(count)s row", "%(count)s rows", count) % {"count": display.number(count)}
        return _("%(first)s–%(last)s of %(count)s rows") % {
            "first": display.number(self.page.start_index()),
            "last": display.number(self.page.end_index()),
            "count": display.number(count),
        }


class DayColumn(django_tables2.Column):
    """A date, as 24-12-2026 on one line; a real date in an export."""

    def __init__(self, *args: Any, **words: Any):
        words.setdefault("attrs", {"td": {"class": "day"}})
        super().__init__(*args, **words)

    def render(self, value: date) -> str:
        return display.short_day(value)

    def value(self, value: date | None = None, **words: Any) -> Any:
        return value


class NumberColumn(django_tables2.Column):
    """A number, set right with its decimals under each other; a real number in an export."""

    def __init__(self, *args: Any, decimals: int | None = None, **words: Any):
        words.setdefault("attrs", {"td": {"class": "number"}, "th": {"class": "number"}})
        super().__init__(*args, **words)
        self.decimals = decimals

    def render(self, value: Any) -> str:
        return display.number(value, self.decimals)

    def value(self, value: Any = None, **words: Any) -> Any:
        return value


class WordColumn(django_tables2.Column):
    """A kind in a word, from `get_<name>_display`: what a thing is, not how it stands, so that it bears no colour."""

    def render(self, record: Any, bound_column: Any) -> str:
        return capfirst(str(getattr(record, f"get_{bound_column.name}_display")()))


class TagColumn(django_tables2.Column):
    """A state in a word. `kinds` gives the tag's kind for a value; the word comes from `get_<name>_display`."""

    def __init__(
        self,
        *args: Any,
        kinds: Mapping[Any, str] | None = None,
        words: Mapping[Any, Any] | None = None,
        **more: Any,
    ):
        super().__init__(*args, **more)
        self.kinds, self.words = kinds or {}, words or {}

    def word(self, record: Any, value: Any, bound_column: Any) -> str:
        """`value` is the word already where the row has `get_<name>_display`."""
        return str(self.words.get(bound_column.accessor.resolve(record), value))

    def render(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        kind = self.kinds.get(bound_column.accessor.resolve(record), "neutral")
        return format_html(
            '<span class="badge badge-{}">{}</span>', kind, capfirst(self.word(record, value, bound_column))
        )

    def value(self, record: Any, value: Any, bound_column: Any) -> str:
        return self.word(record, value, bound_column)


def export(table: Table, name: str, format: str) -> HttpResponse:
    """The whole list, as sorted and filtered, to keep outside: who may is the page's affair. Never in a cache."""
    write = {"xlsx": _excel, "csv": _csv}[format]
    return attachment(write(table), name, format, FORMATS[format])


def attachment(content: bytes, name: str, format: str, kind: str) -> HttpResponse:
    """A file to keep outside. The name says nothing about a person; never in a cache."""
    response = HttpResponse(content, content_type=kind)
    demo = "demo-" if settings.DEMO else ""
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{demo}samspor-{name}-{today():%Y-%m-%d}.{format}"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def demo_note() -> str:
    """The line that every page, document and export of the demo bears."""
    return _("Demo – invented figures") if settings.DEMO else ""


def _rows(table: Table) -> Iterator[list[Any]]:
    for row in table.as_values():
        yield ["" if cell is None or cell == table.default else cell for cell in row]


def _csv(table: Table) -> bytes:
    """Semicolons and a byte order mark, as Danish Excel opens it; a cell that a sheet would run as a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    if note := demo_note():
        writer.writerow([note])
    writer.writerows([_as_text(cell) for cell in row] for row in _rows(table))
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, datetime):
        return local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return str(cell).replace(".", ",") if display.is_danish() else str(cell)
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def _excel(table: Table) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bg_color": "#e9f2f3", "bottom": 1})
    day = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
    moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm", "align": "left"})
    sheet = book.add_worksheet(_("List"))
    top = 0
    for line in filter(None, [demo_note(), str(table.caption)]):
        sheet.write_string(top, 0, line)
        top += 1
    for y, row in enumerate(_rows(table), top):
        for x, cell in enumerate(row):
            _write(sheet, y, x, cell, bold if y == top else None, day, moment)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofit()
    book.close()
    return out.getvalue()


def _write(sheet: Any, y: int, x: int, cell: Any, style: Any, day: Any, moment: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(y, x, local(cell).replace(tzinfo=None), moment)
    elif isinstance(cell, date):
        sheet.write_datetime(y, x, cell, day)
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        sheet.write_number(y, x, float(cell), style)
    else:
        text = (_("Yes") if cell else _("No")) if isinstance(cell, bool) else str(cell)
        sheet.write_string(y, x, text[:LONGEST_CELL], style)
