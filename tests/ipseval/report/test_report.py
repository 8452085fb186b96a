"""The report: both languages whole, readable by everybody, the same bytes each time, and never more than was released."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from string import Formatter
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from ipseval import FollowUp, Released, Study, run
from ipseval.check.faults import FAULTS
from ipseval.courses.cohort import STEPS
from ipseval.measures import DEFINITIONS
from ipseval.measures.weeks_in_work import UNLIKE
from ipseval.report import document, files
from ipseval.report.document import Chart, Document, Table, Text
from ipseval.report.words import catalogue
from ipseval.study import LADDER
from ipseval.study.adjustment import Adjustment

pytestmark = pytest.mark.slow

START = date(2023, 1, 2)
STUDY = Study(
    title='Who? <b>*bold*</b> #strong[x] =1+1 "q"',
    groups=("ips", "usual"),
    through=date(2025, 6, 30),
    endings={"death": "competing", "moved_away": "censor"},
    labels={"da": {"group.ips": "IPS", "north": "Nord"}, "en": {"north": "North"}},
)
# what a report may not say of groups that no lot decided
CAUSAL = r"skyldes|førte til|på grund af|takket være|because of|led to|thanks to|caused|virkningen af|the effect of"


def released(people: int = 240, **changes: Any) -> Released:
    """Two groups and two sites; every third works, some die, some move away."""
    courses, spells, observed = [], [], []
    for person in range(people):
        start = START + timedelta(days=person % 90)
        group, site = ("ips", "usual")[person % 2], ("north", "south")[person // 2 % 2]
        courses.append((str(person), start, group, site))
        if person % 3 == 0 or (group == "ips" and person % 5 == 0):
            job = start + timedelta(days=person % 300)
            state = ("ordinary_employment", "internship")[person % 7 == 0]
            spells.append((str(person), state, job, job + timedelta(days=60 + person)))
        if person % 17 == 0:
            why = ("death", "moved_away")[person % 2]
            observed.append((str(person), start + timedelta(days=200 + person % 100), why))
    tables = {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group", "site"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
        "observed": pl.DataFrame(observed, schema=["person", "until", "why"], orient="row"),
    }
    return run(replace(STUDY, **changes), tables)


@pytest.fixture(scope="module")
def whole() -> Released:
    return released()


def texts(made: Document) -> str:
    return re.sub(r"svg|spec=\{.*?\}\}", "", str(made))


def test_every_sentence_stands_in_both_languages_with_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for table, sentences in catalogue("sentences").items():
        for name, pair in sentences.items():
            assert set(pair) == {"da", "en"}, (table, name)
            assert gaps(pair["da"]) == gaps(pair["en"]), (table, name)


def test_every_measure_step_and_rung_has_its_words() -> None:
    measures, sentences = catalogue("measures"), catalogue("sentences")
    for name in DEFINITIONS:
        assert set(measures[name]["title"]) == {"da", "en"}, name
        assert measures[name]["definition"], name
    assert set(STEPS) <= set(sentences["flow"])
    assert set(LADDER) <= set(sentences["rung"])
    assert set(FAULTS) == set(sentences["fault"])


class Page(HTMLParser):
    """What a reader without eyes, mouse or network would meet."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_is_whole_in_itself_and_open_to_everybody(whole: Released, language: str) -> None:
    html = files(whole, language)["report.html"].decode()
    page = Page()
    page.feed(html)
    assert page.of("html")[0]["lang"] == language
    assert not page.of("script", "link", "iframe", "object")
    assert not [tag for _, tag in page.tags if any(name.startswith("on") or name == "style" for name in tag)]
    assert all((image["src"] or "").startswith("data:") for image in page.of("img"))
    assert "url(" not in html
    assert "@import" not in html
    assert all(len(image["alt"] or "") > 20 for image in page.of("img"))
    assert len(page.of("h1")) == len(page.of("main")) == 1
    order = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(order))
    assert all(cell["scope"] in ("row", "col") for cell in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    assert {link["href"] for link in page.of("a")} <= {f"#{name}" for name in names}


def test_every_chart_has_its_table_in_its_section(whole: Released) -> None:
    for section in document(whole).sections:
        charts = [block for block in section.blocks if isinstance(block, Chart)]
        tables = [block for block in section.blocks if isinstance(block, Table)]
        assert len(tables) >= min(len(charts), 1), section.name
    states = next(section for section in document(whole).sections if section.name == "states")
    charted = [place for place, block in enumerate(states.blocks) if isinstance(block, Chart)]
    assert len(charted) == 3
    assert all(isinstance(states.blocks[place + 1], Table) for place in charted)


def test_the_words_of_the_study_are_never_markup(whole: Released) -> None:
    made = files(whole)
    html = made["report.html"].decode()
    assert "<b>*bold*</b>" not in html
    assert "&lt;b&gt;*bold*&lt;/b&gt; #strong[x] =1+1" in html
    with zipfile.ZipFile(BytesIO(made["figures.xlsx"])) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "sheet" in name]
    assert not [sheet for sheet in sheets if "<f>" in sheet]


def test_the_paper_is_tagged_and_says_its_language(whole: Released) -> None:
    pdf = files(whole, "en")["report.pdf"]
    for mark in (b"/StructTreeRoot", b"/Marked true", b"pdfuaid:part", b"/Lang", b"Libertinus"):
        assert mark in pdf, mark
    assert b"/CreationDate" not in pdf


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_workbook_says_what_it_holds_in_its_language(whole: Released, language: str) -> None:
    book = load_workbook(BytesIO(files(whole, language)["figures.xlsx"]))
    first, *others = book.worksheets
    told = [[cell for cell in row if cell] for row in first.iter_rows(values_only=True)]
    sheets = catalogue("columns")["sheet"]
    assert [sheet.title for sheet in book] == [sheets[key][language] for key in sheets]
    for sheet in others:
        head = [cell.value for cell in sheet[1]]
        # each column is named, explained on the first sheet, wide enough to read, and stays in sight
        assert all([sheet.title, name] in [row[:2] for row in told] for name in head), sheet.title
        assert sheet.freeze_panes == "B2"
        assert all(width.width > 5 for width in sheet.column_dimensions.values())
    for measure in {
        figure.measure for figure in whole.figures if figure.versus is None and figure.site is None
    }:
        if measure in DEFINITIONS:
            assert any(row[-1:] and row[0].startswith(title_of(measure, language)) for row in told), measure
    if language == "en":
        assert not re.search(r"[æøåÆØÅ]", str([list(row) for s in book for row in s.values]))


def title_of(measure: str, language: str) -> str:
    return str(catalogue("measures")[measure]["title"][language]).partition("{")[0]


def test_no_english_is_left_in_a_danish_workbook() -> None:
    found = released(400, endings={"death": "competing", "moved_away": "competing"}, evidence=True)
    book = load_workbook(BytesIO(files(found, "da")["figures.xlsx"]))
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row if isinstance(cell, str)}
    english = re.compile(
        r"\b(the|of|not|started|passed|known|people|weeks|days|months|difference|employment)\b"
    )
    code = re.compile(r"[a-z]+(_[a-z0-9]+)*|.*sha256.*", re.IGNORECASE)
    said = [cell for cell in cells if english.search(cell) and not code.fullmatch(cell)]
    assert not [cell for cell in said if STUDY.title not in cell]


def test_numbers_in_the_workbook_are_numbers(whole: Released) -> None:
    sheet = load_workbook(BytesIO(files(whole, "en")["figures.xlsx"]))["Figures"]
    place = {cell.value: cell.column - 1 for cell in sheet[1]}
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(whole.figures)
    for figure, row in zip(whole.figures, rows, strict=True):
        for column, number in (
            ("Result", figure.value),
            ("Interval from", figure.low),
            ("People in the base", figure.n),
        ):
            cell = row[place[column]]
            if number is None:
                assert cell.value in (None, "hidden"), (figure.measure, column)
            else:
                assert cell.value == pytest.approx(number), (figure.measure, column)
        if figure.unit == "share" and figure.value is not None:
            assert "%" in row[place["Result"]].number_format


def test_the_same_bytes_on_every_run(whole: Released) -> None:
    assert files(whole) == files(released())


def test_danish_unless_another_is_asked_for(whole: Released) -> None:
    assert document(whole).language == "da"
    assert document(whole, "en").language == "en"
    assert document(released(40, language="en")).language == "en"
    danish, english = texts(document(whole)), texts(document(whole, "en"))
    assert "Spørgsmål og svar" in danish
    assert "Question and answer" in english
    assert "Nord" in danish
    assert not re.search(r"[æøåÆØÅ]", english)


def test_the_answer_says_what_was_found_how_sure_and_what_not() -> None:
    first = document(released(endings={"death": "competing", "moved_away": "competing"})).sections[0]
    made = " ".join(block.text for block in first.blocks if isinstance(block, Text))
    share, more = r"[\d,]+.%", r"[\d,]+ procentpoint"
    success = "ordinært arbejde eller ordinær uddannelse"
    assert re.search(rf"IPS: {share} kom i {success} inden for 18 måneder\. Usual: {share}\.", made)
    assert re.search(
        rf"Det er {more} (flere|færre) for IPS end for usual, med en usikkerhed fra .* til {more}", made
    )
    assert "er ikke en effekt" in made


def test_the_trials_stand_beside_only_when_asked(whole: Released) -> None:
    assert "evidence" not in [section.name for section in document(whole).sections]
    for language, caution in (("da", "Det er andre mennesker"), ("en", "They are other people")):
        (section,) = [s for s in document(released(evidence=True), language).sections if s.name == "evidence"]
        table, left_out = [block for block in section.blocks if isinstance(block, Table)]
        (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
        assert caution in str(section)
        assert [row[0][:5] for row in table.rows][:2] == ["Drake", "Muese"]
        assert all(row[0] in chart.alt for row in table.rows)
        assert any("I² 77" in note for note in table.notes)
        assert "Christensen 2019" in [row[0] for row in left_out.rows]


def test_a_study_that_makes_its_groups_alike_stands_so_beside_the_trials_and_decides_by_it() -> None:
    alike = Adjustment(("site",), "ipw")
    endings = {"death": "competing", "moved_away": "competing"}
    made = document(released(600, evidence=True, adjustment=alike, endings=endings), "en")
    of = {section.name: section for section in made.sections}
    rows = {row[0]: row for block in of["evidence"].blocks if isinstance(block, Table) for row in block.rows}
    adjusted = [block for block in of["comparison"].blocks if isinstance(block, Table)][1].rows
    ratio = next(row for row in adjusted if row[0].endswith("within 18 months: ratio, adjusted"))
    assert rows["The study here, made alike"][-2:] == ratio[2:4]
    assert rows["The study here, as they are"][-2:] != ratio[2:4]
    lead = [block.text for block in of["question"].blocks if isinstance(block, Text) and block.kind == "lead"]
    assert [("settle" in text or "by chance alone" in text) for text in lead] == [False, True]


def test_another_rule_of_work_stands_in_the_row_below_the_studys_own() -> None:
    rules = {"lønpraktik": {"internship": "ordinary_employment"}}
    made = document(
        released(600, sensitivity=rules, endings={"death": "competing", "moved_away": "competing"})
    )
    of = {section.name: section for section in made.sections}
    tables = [block for block in of["sensitivity"].blocks if isinstance(block, Table)]
    rows = next(table.rows for table in tables if len(table.rows) == 2)
    assert [row[0].split("\n")[0] for row in rows] == ["Studiets egen", "lønpraktik"]
    assert rows[1][0].endswith("virksomhedspraktik og ordinært arbejde")
    for name in ("results", "comparison"):
        assert "efter en anden regel" not in str(of[name])


def test_what_has_no_value_says_why(whole: Released) -> None:
    for language, why in (("da", "data fortæller ikke om timer"), ("en", "the spells tell no hours")):
        results = next(s for s in document(whole, language).sections if s.name == "results")
        assert why in str(results)


@pytest.mark.parametrize(("language", "said"), [("da", "ligner så lidt"), ("en", "so unlike those lost")])
def test_what_is_doubtful_is_marked_and_named_beside_its_note(
    whole: Released, language: str, said: str
) -> None:
    """The weeks of one group, and as the primary measure: in its cell, under its table, and on the first page."""
    of = ("weeks_in_work", None, "ips")
    figures = [replace(f, warning=UNLIKE) if (f.measure, f.site, f.group) == of else f for f in whole.figures]
    doubtful = replace(whole, figures=figures)
    sections = {section.name: section for section in document(doubtful, language).sections}
    results = next(b for b in sections["results"].blocks if isinstance(b, Table))
    (weeks,) = (row for row in results.rows if row[0] in ("Uger i arbejde", "Weeks in work"))
    assert [" †" in cell for cell in weeks[1:4]] == [False, True, False]
    (note,) = (note for note in results.notes if "†" in note)
    assert note.startswith(f"† {weeks[0]}: ")
    assert said in note
    assert said not in str(sections["question"])
    study = whole.manifest["study"] | {"primary": "weeks_in_work"}
    asked = replace(doubtful, manifest=whole.manifest | {"study": study})
    assert said in str(document(asked, language).sections[0])


def test_the_curve_ends_where_the_share_within_the_follow_up_lies(whole: Released) -> None:
    section = next(s for s in document(whole).sections if s.name == "curve")
    table = next(block for block in section.blocks if isinstance(block, Table))
    chart = next(block for block in section.blocks if isinstance(block, Chart))
    first = [f for f in whole.figures if f.measure == "first_job" and f.site is None and f.versus is None]
    assert table.rows[-1][0] == "18 måneder"
    for figure, cell in zip(first, table.rows[-1][1:], strict=True):
        assert cell.startswith(f"{100 * figure.value:.0f}")
    drawn = chart.spec["data"]["values"]
    assert max(point["x"] for point in drawn) == 18
    assert {point["y"] for point in drawn if point["x"] == 18} == {f.value for f in first if f.group}


def test_what_is_hidden_says_so() -> None:
    made = files(released(14))
    assert "Skjult: tallet hviler på færre end 5 personer" in made["report.html"].decode()
    with zipfile.ZipFile(BytesIO(made["figures.xlsx"])) as book:
        assert "skjult" in book.read("xl/sharedStrings.xml").decode()


def test_no_word_of_cause_without_lot(whole: Released) -> None:
    for language in ("da", "en"):
        assert not re.search(CAUSAL, texts(document(whole, language)), re.IGNORECASE)
    assert "er ikke en effekt" in texts(document(whole))
    assert "skøn over virkningen" in texts(document(released(randomised=True)))
    assert "Der er ingen sammenligningsgruppe" in texts(document(released(groups=None)))


def test_nobody_to_report_on() -> None:
    early = released(40, follow_up=FollowUp(60, "months"))
    assert "Der er endnu ingen, hvis 60 måneder er gået" in files(early)["report.html"].decode()
