"""A question asked, worked out in the background, checked by another person, released, taken back: by whom, and what
the others see meanwhile."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

import factories as make
from evaluation import ASK, AT, QUESTION, START, words
from ipseval.report import document
from ipseval.report.paper import paper
from samspor.access.models import AuditEvent
from samspor.outcomes.models import Run
from samspor.outcomes.work import work_out
from samspor.people.models import Person
from samspor.sharing.rules import Purpose

pytestmark = pytest.mark.slow


def test_a_question_waits_until_it_is_worked_out(as_, asked) -> None:
    assert asked.state == "asked"
    read = words(as_("eva").get(f"/runs/{asked.pk}/"))
    assert "venter på sin tur" in read
    assert as_("eva").get(f"/runs/{asked.pk}/progress/").headers.get("HX-Refresh") is None
    work_out.call(asked.pk, asked.version)
    assert as_("eva").get(f"/runs/{asked.pk}/progress/").headers["HX-Refresh"] == "true"


def test_the_asker_sees_the_figures_and_may_not_release_them(as_, done) -> None:
    read = words(as_("eva").get(f"/runs/{done.pk}/"))
    assert "60,0 %" in read
    assert "En anden person" in read
    answer = as_("eva").post(f"/runs/{done.pk}/release/", {"version": done.version})
    assert answer.status_code == 422
    assert "Du har selv bedt om kørslen" in words(answer)
    done.refresh_from_db()
    assert done.state == "done"


@pytest.mark.parametrize("name", ["anna", "kirsten", "dorte", "henrik", "carl"])
def test_nobody_else_sees_what_is_not_released(as_, done, name) -> None:
    assert as_(name).get(f"/runs/{done.pk}/").status_code == 404
    assert f"/runs/{done.pk}/" not in as_(name).get("/runs/").content.decode()
    assert as_(name).get("/runs/99999/").status_code == 404


@pytest.mark.parametrize("name", ["anna", "kirsten", "dorte", "eva", "gitte", "henrik"])
def test_everybody_with_results_sees_what_is_released(as_, released, name) -> None:
    read = words(as_(name).get(f"/runs/{released.pk}/"))
    assert "18" in read
    assert "60,0 %" in read
    assert released.facts_mark in read
    assert "Prøvenavn" not in read


@pytest.mark.parametrize(
    ("format", "begins"), [("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("xlsx", b"PK")]
)
def test_the_whole_report_is_taken_along(as_, released, format, begins) -> None:
    answer = as_("henrik").get(f"/runs/{released.pk}/report.{format}")
    assert answer.content.lower().startswith(begins.lower())
    name = f"samspor-koersel-{released.pk}-2026-03-02.{format}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert as_("anna").get(f"/runs/{released.pk}/report.{format}").status_code == 403
    assert as_("henrik").get(f"/runs/{released.pk}/report.exe").status_code == 404


@pytest.mark.parametrize("format", ["page", "pdf", "html", "xlsx"])
def test_a_released_figure_carries_its_run_and_what_identifies_it(as_, released, format) -> None:
    address = f"/runs/{released.pk}/" + ("" if format == "page" else f"report.{format}")
    content = as_("henrik").get(address).content
    if format == "xlsx":
        content = zipfile.ZipFile(BytesIO(content)).read("xl/sharedStrings.xml")
    if format == "pdf":  # its letters are drawn: it is what the same document gives
        manifest = {**released.manifest, "run": str(released.pk)}
        whole = document(replace(released.released, manifest=manifest), "da")
        assert content == paper(whole)
        content = str(whole).encode()
    read = re.sub(r"<[^>]+>|[\s',()]", "", content.decode()).lower()
    assert f"kørselnr.{released.pk}" in read
    assert released.manifest["study_sha256"] in read
    assert f"statsmodels{released.manifest['versions']['statsmodels']}" in read.replace("bibliotek", "")


def test_nobody_takes_along_what_is_not_released(as_, done) -> None:
    assert as_("henrik").get(f"/runs/{done.pk}/report.pdf").status_code == 404


def test_the_release_names_who_checked(as_, released) -> None:
    assert released.checked_by.username == "gitte"
    assert AuditEvent.objects.filter(event="results.check", outcome="ok", object_id=str(released.pk)).exists()


def test_a_withdrawn_run_keeps_its_number_and_reason_and_shows_no_figures(as_, released) -> None:
    bare = as_("gitte").post(
        f"/runs/{released.pk}/withdraw/", {"version": released.version, "reason": "other"}
    )
    assert bare.status_code == 422
    said = {
        "version": released.version,
        "reason": "other",
        "reason_words": "Spørgsmålet gjaldt et andet forløb.",
    }
    assert as_("gitte").post(f"/runs/{released.pk}/withdraw/", said).status_code == 302
    read = words(as_("anna").get(f"/runs/{released.pk}/"))
    assert "Spørgsmålet gjaldt et andet forløb." in read
    assert "60,0 %" not in read


def test_two_who_act_at_once_are_told(as_, done) -> None:
    assert as_("gitte").post(f"/runs/{done.pk}/release/", {"version": done.version}).status_code == 302
    late = as_("gitte").post(f"/runs/{done.pk}/release/", {"version": done.version})
    assert late.status_code == 422


def test_a_cancelled_run_keeps_nothing_and_can_begin_again(
    as_, asked, django_capture_on_commit_callbacks
) -> None:
    was = asked.version
    assert as_("eva").post(f"/runs/{asked.pk}/cancel/", {"version": was}).status_code == 302
    assert work_out.call(asked.pk, was) == "cancelled"
    asked.refresh_from_db()
    assert (asked.state, asked.figures) == ("cancelled", [])
    with django_capture_on_commit_callbacks(execute=True):
        assert as_("eva").post(f"/runs/{asked.pk}/again/", {"version": asked.version}).status_code == 302
    asked.refresh_from_db()
    assert work_out.call(asked.pk, asked.version) == "done"


def test_the_worker_asks_whether_the_asker_still_may(world, asked) -> None:
    asked.asked_from.valid_to = date(2026, 3, 1)
    asked.asked_from.save()
    assert work_out.call(asked.pk, asked.version) == "failed"
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert asked.fault == "may_not"


def test_asked_twice_is_one_run(as_, asked) -> None:
    as_("eva").post(ASK, QUESTION)
    assert Run.objects.asked().count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"through": "2025-12-30"}, "through"),
        ({"through": "2026-03-31"}, "through"),
        ({"starts_from": "2025-01-01", "starts_before": "2024-01-01"}, "starts_before"),
        ({"comparison": "diagnosis"}, "comparison"),
    ],
)
def test_a_question_that_cannot_be_asked(as_, people, change, field) -> None:
    answer = as_("eva").post(ASK, QUESTION | change)
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    assert not Run.objects.asked().exists()


def test_groups_stand_beside_each_other(as_, world, people) -> None:
    from samspor.courses.models import Course

    every = Course.objects.filter(started_on=START).order_by("pk")
    Course.objects.filter(pk__in=list(every.values_list("pk", flat=True)[:14])).update(
        decision_authority="yes"
    )
    as_("eva").post(ASK, QUESTION | {"comparison": "decision_authority"})
    run = Run.objects.asked().get()
    assert work_out.call(run.pk, run.version) == "done"
    run.refresh_from_db()
    assert {figure["group"] for figure in run.figures} == {None, "yes", "no"}
    read = words(as_("eva").get(f"/runs/{run.pk}/"))
    assert "forskel Med myndighedsansvar − uden myndighedsansvar" in read
    assert "forhold Med myndighedsansvar mod uden myndighedsansvar" in read


def test_a_group_without_anybody_is_said(as_, people) -> None:
    as_("eva").post(ASK, QUESTION | {"comparison": "decision_authority"})
    run = Run.objects.asked().get()
    assert work_out.call(run.pk, run.version) == "failed"
    assert "Der er ingen i den ene af de to grupper" in words(as_("eva").get(f"/runs/{run.pk}/"))


def test_a_question_that_differs_by_a_few_people_is_refused(as_, world, released) -> None:
    for n in range(3):
        person = make.person(world.jobcentre, f"Sen{n}", "Prøvenavn")
        make.course(world.agreement, person, None, world.anna, accepted_on=START, started_on=START)
    as_("eva").post(ASK, QUESTION)
    run = Run.objects.asked().get(state="asked")
    assert work_out.call(run.pk, run.version) == "failed"
    assert "få personer" in words(as_("eva").get(f"/runs/{run.pk}/"))


def test_repeating_comes_to_the_same_until_somebody_says_no(as_, world, released) -> None:
    assert "samme tal ud fra de samme oplysninger" in words(
        as_("gitte").post(f"/runs/{released.pk}/repeat/", {"version": released.version}, follow=True)
    )
    before = released.figures
    person = Person.objects.filter(given_names="Nr25").get()
    consent = make.consent(person, None, world.anna, purpose=Purpose.EVALUATION)
    consent.withdrawn_at = AT
    consent.save()
    released.refresh_from_db()
    read = words(
        as_("gitte").post(f"/runs/{released.pk}/repeat/", {"version": released.version}, follow=True)
    )
    assert "kan ikke længere gentages med samme resultat" in read.lower()
    released.refresh_from_db()
    assert released.changed_since == date(2026, 3, 1)
    assert released.figures == before


def test_a_program_that_has_changed_is_not_said_to_be_the_facts(as_, released) -> None:
    """What an older program stored of the same facts: other figures."""
    Run.objects.filter(pk=released.pk).update(figures=released.figures[1:])
    page = as_("gitte").post(f"/runs/{released.pk}/repeat/", {"version": released.version}, follow=True)
    assert "Oplysningerne er de samme, men programmet er ændret siden" in words(page)
    released.refresh_from_db()
    assert released.changed_since is None


def test_an_edition_is_not_on_the_list_and_is_not_withdrawn(as_, world, people) -> None:
    from samspor.outcomes.actions import run_due

    run_due(at=AT)
    run = Run.objects.editions().first()
    assert as_("gitte").get(f"/runs/{run.pk}/").status_code == 404
    assert as_("gitte").post(f"/runs/{run.pk}/withdraw/", {"version": 1, "reason": "data"}).status_code == 404


def test_the_way_to_the_runs_is_on_the_results(as_, world) -> None:
    assert 'href="/runs/"' in as_("anna").get("/results/").content.decode()


def test_the_list_asks_the_database_little(as_, world, released, django_assert_max_num_queries) -> None:
    for n in range(30):
        Run.objects.create(
            programme=world.programme, through=date(2025, 12, 31), created_at=AT, state="released",
            asked_by=released.asked_by, asked_from=released.asked_from, checked_by=released.checked_by,
            starts_from=date(2020, 1, 1 + n % 28),
        )  # fmt: skip
    client = as_("gitte")
    with django_assert_max_num_queries(12):
        page = client.get("/runs/").content.decode()
    assert page.count('badge-success">Frigivet') == 25
