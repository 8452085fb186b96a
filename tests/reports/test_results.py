"""The page Resultater: who sees which programme, what it says, what it hides, and what is taken along."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.test import Client

import factories as make
from evaluation import AT, START, words
from samspor.access.models import AuditEvent
from samspor.agreements.models import LocalAgreement
from samspor.outcomes.actions import make_edition, run_due
from samspor.outcomes.models import Run

pytestmark = pytest.mark.slow

MONTH = date(2025, 12, 31)
SEES = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "gitte", "henrik"]
TAKES = ["dorte", "eva", "gitte", "henrik"]
SEES_NOT = ["freja", "ida", "jens"]
PAGE = "/results/ips-syddanmark/"


def courses(world, agreement, reached: int, base: int) -> None:
    for n in range(base):
        person = make.person(agreement.municipal_unit, f"Nr{n}", "Prøvenavn")
        course = make.course(agreement, person, None, world.anna, accepted_on=START, started_on=START)
        if n < reached:
            make.engagement(course, world.anna, starts_on=date(2024, 2, 1))


@pytest.fixture(scope="module")
def worked_out() -> list[dict]:
    """What the runs of `figures` stored. They are worked out once; the pages are asked many times."""
    return []


@pytest.fixture
def figures(world, worked_out):
    """Odense 18 of 30, Middelfart 2 of 9: the one that must not be shown, nor be worked out."""
    courses(world, world.agreement, 18, 30)
    courses(world, LocalAgreement.objects.get(municipal_unit=world.middelfart), 2, 9)
    if not worked_out:
        run_due(at=AT)
        worked_out += Run.objects.values("through", "created_at", "figures", "flow", "manifest")
        return
    Run.objects.bulk_create(Run(programme=world.programme, **run) for run in worked_out)


@pytest.mark.parametrize("name", SEES)
def test_those_who_see_figures(as_, figures, name) -> None:
    read = words(as_(name).get("/results/"))
    assert "20 af 39" in read
    assert "51,3 %" in read
    assert "Der er ingen kontrolgruppe; tallet er ikke en effekt." in read
    assert "59,9 %" in read, "Projekt Inklusion stands beside it"


@pytest.mark.parametrize("name", SEES_NOT)
@pytest.mark.parametrize("address", ["/results/", PAGE, f"{PAGE}2025-12-31/", f"{PAGE}2025-12-31/chart.svg"])
def test_those_who_do_not(as_, figures, name, address) -> None:
    assert as_(name).get(address).status_code == 403


def test_signed_out(figures) -> None:
    assert Client().get("/results/").status_code == 302


def test_no_person_is_on_it(as_, figures) -> None:
    for name in SEES:
        page = as_(name).get("/results/").content.decode()
        assert "Prøvenavn" not in page
        assert "Ærøskov" not in re.sub(r"(?s)<header.*?</header>", "", page)
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", page), "no key of a person or a course"


def test_another_authority_s_programme_is_not_there(as_, world, figures) -> None:
    other = make.programme(code="elsewhere", name="Et andet sted")
    make_edition(other, MONTH, AT)
    assert as_("henrik").get("/results/elsewhere/").status_code == 200
    for name in ("anna", "eva", "gitte"):
        client = as_(name)
        assert client.get("/results/elsewhere/").status_code == 404
        assert client.get("/results/missing/").status_code == 404
        assert "Et andet sted" not in words(client.get("/results/"))
        assert client.get("/results/elsewhere/2025-12-31/chart.svg").status_code == 404


# --- what is hidden ---------------------------------------------------------------------------------------
def test_few_people_are_hidden_and_cannot_be_worked_out(as_, figures) -> None:
    """Middelfart's 2 of 9 must not follow from the whole and Odense."""
    page = as_("dorte").get("/results/").content.decode()
    rows = dict(re.findall(r'<tr><th scope="row">(Jobcenter \w+)</th>(.*?)</tr>', page, re.S))
    assert set(rows) == {"Jobcenter Odense", "Jobcenter Middelfart"}
    cells = {name: re.findall(r"<td[^>]*>\s*(.*?)\s*</td>", row, re.S) for name, row in rows.items()}
    assert cells["Jobcenter Middelfart"][0] == cells["Jobcenter Middelfart"][2] == "skjult"
    whole = re.search(r"(\d+) af (\d+)", words(as_("dorte").get("/results/")))
    reached = cells["Jobcenter Odense"][0]
    assert whole is None or reached == "skjult" or int(whole[1]) - int(reached) >= 5
    share = cells["Jobcenter Odense"][2]
    assert share == "skjult" or reached != "skjult", "a share and its base give the count back"


def test_what_the_page_hides_the_export_hides(as_, figures) -> None:
    text = as_("gitte").get(f"{PAGE}2025-12-31/figures.csv").content.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if "Middelfart" in line and "18 måneder" in line]
    assert lines
    assert all("Skjult" in line for line in lines if line.startswith("Arbejde eller uddannelse inden for"))
    assert not any(re.search(r";2;9;", line) for line in lines)


# --- editions, charts, export -----------------------------------------------------------------------------
def test_the_quarters_are_reached(as_, world, figures) -> None:
    client = as_("dorte")
    assert client.get(f"{PAGE}2025-12-31/").status_code == 200
    for address in (f"{PAGE}2026-01-31/", f"{PAGE}2026-01-31/chart.svg", f"{PAGE}2026-01-31/figures.csv"):
        assert client.get(address).status_code == 404
    assert client.get(f"{PAGE}2026-13-31/").status_code == 404


def test_the_chart_is_a_picture_with_words_beside_it(as_, figures) -> None:
    client = as_("eva")
    page = client.get("/results/").content.decode()
    address, alt = re.search(r'<img src="(/results/[^"]+chart\.svg)" alt="([^"]+)"', page).groups()
    assert "51,3" in alt
    picture = client.get(address)
    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")
    assert b"<script" not in picture.content


def test_the_curve_ends_where_the_sentence_does(as_, world) -> None:
    """The share within the follow-up is the last point of the curve and the last row of its table."""
    begun = [date(2023, 9, 1), date(2023, 12, 1), date(2024, 5, 1), None]
    for n in range(65):
        person = make.person(world.jobcentre, f"Nr{n}", "Prøvenavn")
        start = START if n < 60 else date(2025, 9, 8)
        course = make.course(world.agreement, person, None, world.anna, accepted_on=start, started_on=start)
        if n < 60 and begun[n % 4]:
            make.engagement(course, world.anna, starts_on=begun[n % 4])
    make_edition(world.programme, MONTH, AT)
    page = as_("eva").get("/results/").content.decode()
    (told,) = re.findall(r"har (\d+(?:,\d+)?\xa0?\s?%) haft en første dag", page)
    table = page.partition("Kurven som tabel</caption>")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row" class="number">(\d+)</th><td[^>]*>([^<]+)</td>', table)
    assert rows[-1] == ("548", told)
    assert b"<path" in as_("eva").get(f"{PAGE}2025-12-31/curve.svg").content


@pytest.mark.parametrize("name", [n for n in SEES if n not in TAKES])
def test_to_take_along_is_a_permission_of_its_own(as_, figures, name) -> None:
    client = as_(name)
    assert client.get(f"{PAGE}2025-12-31/figures.xlsx").status_code == 403
    assert "figures.xlsx" not in client.get("/results/").content.decode()


@pytest.mark.parametrize("name", TAKES)
def test_the_figures_with_their_definitions(as_, figures, name) -> None:
    response = as_(name).get(f"{PAGE}2025-12-31/figures.xlsx")
    assert "no-store" in response["Cache-Control"]
    flat = zipfile.ZipFile(BytesIO(response.content)).read("xl/sharedStrings.xml").decode()
    assert "Definition" in flat
    assert "ordinært arbejde" in flat
    assert AuditEvent.objects.filter(event="results.export", outcome="ok").exists()


def test_every_line_that_is_taken_along_has_words(as_, figures) -> None:
    text = as_("gitte").get(f"{PAGE}2025-12-31/figures.csv").content.decode("utf-8-sig")
    names = {line.split(";")[0] for line in text.splitlines()[1:]}
    assert len(names) >= 4
    assert not [name for name in names if re.fullmatch(r"[a-z0-9_]+", name)], "a code is no name"
    assert not re.search(r"\d,\d{5}", text), "no more decimals than say something"


def test_an_unknown_format_is_not_there(as_, figures) -> None:
    assert as_("dorte").get(f"{PAGE}2025-12-31/figures.exe").status_code == 404


# --- nothing yet ------------------------------------------------------------------------------------------
def test_before_the_first_run_it_says_when_it_comes(as_, world) -> None:
    assert "1. april 2026" in words(as_("dorte").get("/results/"))


def test_nobody_counts_yet(as_, world) -> None:
    make_edition(world.programme, MONTH, AT)
    read = words(as_("dorte").get("/results/"))
    assert "Ingen tæller med endnu" in read


def test_no_programme(as_, world) -> None:
    world.programme.units.clear()
    assert "Ingen indsats endnu" in words(as_("dorte").get("/results/"))


def test_the_look_is_on_record(as_, figures) -> None:
    as_("dorte").get("/results/")
    run = Run.objects.get(through=MONTH)
    assert AuditEvent.objects.filter(event="results.see", about=f"run:{run.pk}", outcome="ok").exists()


@pytest.mark.parametrize("runs", [1, 12])
def test_few_queries(as_, figures, runs, django_assert_max_num_queries) -> None:
    stored = Run.objects.values("programme_id", "created_at", "figures", "flow", "manifest").first()
    Run.objects.bulk_create(Run(through=date(2025, month, 28), **stored) for month in range(1, runs))
    client = as_("dorte")
    client.get("/results/")
    with django_assert_max_num_queries(12):
        client.get("/results/")
