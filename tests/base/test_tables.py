"""Lists: sorting, pages, empty, and what leaves the house as Excel or CSV."""

import csv
import io
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import django_tables2
import pytest
from django.test import RequestFactory
from django.utils import translation

from samspor.base import tables


class List(tables.Table):
    caption = "Kandidater"
    name = django_tables2.Column(verbose_name="Navn")
    on = tables.DayColumn(verbose_name="Startet")
    state = tables.TagColumn(verbose_name="Status", kinds={"a": "success"}, words={"a": "Åben"})
    hours = tables.NumberColumn(verbose_name="Timer", decimals=1)
    link = django_tables2.Column(verbose_name="", empty_values=(), exclude_from_export=True, orderable=False)

    def render_link(self):
        return "Vis"


def rows(count=60, **words):
    return [
        {"name": f"Åse {n:02}", "on": date(2026, 1, 1) + timedelta(n), "state": "a", "hours": n / 2, **words}
        for n in range(count)
    ]


def ask(address="/"):
    return RequestFactory().get(address)


def shown(data, address="/", **words):
    request = ask(address)
    return List(data, request=request, **words).as_html(request)


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


def test_a_page_holds_25_rows_and_says_of_how_many():
    page = shown(rows(), "/?page=3")
    assert "51–60 af 60 rækker" in page
    assert page.count('<th scope="row">') == 10


@pytest.mark.parametrize(
    "address", ["/?page=99", "/?page=ti", "/?per_page=1000", "/?sort=nonsense", "/?page=-1"]
)
def test_a_nonsense_address_shows_an_ordinary_page(address):
    assert 10 <= shown(rows(), address).count('<th scope="row">') <= 25


def test_headers_sort_and_say_how_they_are_sorted():
    page = shown(rows(3), "/?sort=-name&page=1&phase=job")
    assert 'aria-sort="descending"' in page
    assert page.index("Åse 02") < page.index("Åse 00")
    assert "?sort=name&amp;phase=job" in page


def test_an_empty_list_says_so():
    page = shown([])
    assert "Der er ikke noget på listen endnu." in page
    assert "<table" not in page


def test_export_is_offered_only_where_the_page_says_so():
    assert "export=" not in shown(rows(3))
    assert "export=xlsx" in shown(rows(3), exports=True)


def test_the_log_is_told_what_the_page_shows():
    table = List(rows(), request=ask("/?page=3"))
    assert [row["name"] for row in table.on_page] == [f"Åse {n}" for n in range(50, 60)]


def test_cells_are_text():
    assert "<script>" not in shown(rows(1, name="<script>alert(1)</script>"))


# --- out of the house ---------------------------------------------------------------------------------------------------


def exported(data, format, settings, demo=False):
    settings.DEMO = demo
    return tables.export(List(data, request=ask()), "kandidater", format)


def read_csv(response):
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_csv_holds_the_whole_list_as_danish_excel_reads_it(settings):
    lines = read_csv(exported(rows(), "csv", settings))
    assert lines[0] == ["Navn", "Startet", "Status", "Timer"]
    assert lines[2] == ["Åse 01", "2026-01-02", "Åben", "0,5"]
    assert len(lines) == 61


@pytest.mark.parametrize(
    "text", ["=1+1", "+45 11", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://example.dk")']
)
def test_no_cell_is_run_as_a_formula(text, settings):
    assert read_csv(exported(rows(1, name=text), "csv", settings))[1][0] == f"'{text}"
    sheet = read_excel(exported(rows(1, name=text), "xlsx", settings))
    assert sheet[2][0].strip() == text.strip()


def read_excel(response):
    """Rows of (kind of cell, what it holds); a formula would be a cell with an <f>."""
    book = zipfile.ZipFile(io.BytesIO(response.content))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    texts = [
        "".join(part.text or "" for part in item.iterfind(".//x:t", space))
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iterfind("x:si", space)
    ]
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(".//x:f", space) is None
    return [
        [
            texts[int(cell.findtext("x:v", "", space))]
            if cell.get("t") == "s"
            else float(cell.findtext("x:v", "", space))
            for cell in row.iterfind("x:c", space)
        ]
        for row in sheet.iterfind(".//x:row", space)
    ]


def test_excel_holds_real_dates_and_numbers(settings):
    sheet = read_excel(exported(rows(3), "xlsx", settings))
    assert sheet[0][0] == "Kandidater"
    assert sheet[1] == ["Navn", "Startet", "Status", "Timer"]
    assert sheet[3] == ["Åse 01", (date(2026, 1, 2) - date(1899, 12, 30)).days, "Åben", 0.5]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_is_kept_in_no_cache(format, settings):
    response = exported(rows(1), format, settings)
    assert response.headers["Cache-Control"] == "no-store"
    assert f'filename="samspor-kandidater-2026-03-02.{format}"' in response.headers["Content-Disposition"]


def test_an_export_of_the_demo_says_so(settings):
    response = exported(rows(1), "csv", settings, demo=True)
    assert read_csv(response)[0] == ["Demo – opdigtede tal"]
    assert 'filename="demo-samspor-' in response.headers["Content-Disposition"]
    assert read_excel(exported(rows(1), "xlsx", settings, demo=True))[0][0] == "Demo – opdigtede tal"
