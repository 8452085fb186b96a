"""A register delivery: looked through, linked to those who consented, stored by rung, asked, deleted; and what nobody
learns by it."""

import io
import json
import re
from datetime import date, timedelta
from tempfile import TemporaryFile

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories as make
from evaluation import AT, HEADING, LIST, MAPPING, QUESTION, UPLOAD, number, rows, send, sheet, words
from ipseval.estimates.influence import FEW_CLUSTERS
from samspor.access.case_data import gates_shut
from samspor.access.models import AuditEvent
from samspor.base import uploads
from samspor.outcomes.actions import forget_deliveries
from samspor.outcomes.models import DeliveredPerson, Delivery, Run
from samspor.outcomes.rules import Linkage, linkage
from samspor.outcomes.work import work_out

pytestmark = pytest.mark.slow


# --- the story ------------------------------------------------------------------------------------------------
def test_those_alone_who_consented_are_linked(as_, checked, people) -> None:
    held = set(DeliveredPerson.objects.values_list("person", flat=True))
    assert held == {person.pk for person in people[:20]}
    read = words(as_("eva").get(f"/runs/delivery/{checked.pk}/"))
    assert "10 uden samtykke, 10 ukendte i indsatsen" in read
    assert "y_761" in read


def test_the_registers_own_words_are_kept_of_nobody(as_, stored) -> None:
    said = [json.loads(row.said) for row in DeliveredPerson.objects.all()]
    assert {state for one in said for state, *_rest in one["spells"]} == {"ordinary_employment", "none"}
    assert {spell[4] for one in said for spell in one["spells"]} == {None, "1"}, (
        "the same employer or another"
    )
    assert {spell[5] for one in said for spell in one["spells"]} == {None, "5"}, (
        "the major group of occupations"
    )


def test_what_is_kept_lies_sealed(stored) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM outcomes_deliveredperson")
        for (said,) in cursor.fetchall():
            assert b"ordinary" not in bytes(said)


def test_a_run_on_it(as_, stored, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        as_("eva").post("/runs/ask/ips-syddanmark/", QUESTION | {"delivery": stored.pk})
    run = Run.objects.asked().get()
    assert run.delivery == stored
    assert work_out.call(run.pk, run.version) == "done"
    run.refresh_from_db()
    figure = next(f for f in run.figures if f["measure"] == "work_or_education" and f["site"] is None)
    assert (figure["numerator"], figure["n"]) == (10, 20)
    first_jobs = {f["part"]: f["numerator"] for f in run.figures if f["measure"] == "first_job_occupation"}
    assert (first_jobs["5 service and sales workers"], first_jobs["missing"]) == (5, 5)
    read = words(as_("eva").get(f"/runs/{run.pk}/"))
    assert f"registerleverance nr. {stored.pk}" in read
    assert "†" not in read
    figure["warning"] = FEW_CLUSTERS
    Run.objects.filter(pk=run.pk).update(figures=run.figures)
    read = words(as_("eva").get(f"/runs/{run.pk}/"))
    assert re.search(r"%\s†", read)
    assert re.search(r"† [^:]+: Intervallet hviler på færre end 20 personer", read)


def test_what_a_register_does_not_tell_is_not_missing_throughout(as_, people) -> None:
    from samspor.outcomes.sources import facts_for

    send(as_("eva"), sheet([row[:5] for row in rows()], HEADING[:5]))
    delivery = Delivery.objects.get()
    as_("eva").post(f"/runs/delivery/{delivery.pk}/", {"version": delivery.version, **MAPPING})
    delivery.refresh_from_db()
    facts = facts_for(Run(programme=delivery.programme, delivery=delivery, through=date(2025, 12, 31)))
    assert facts.spells.columns == ["person", "state", "from", "to"]


def test_whoever_withdraws_is_in_no_later_run(as_, stored, people) -> None:
    from samspor.outcomes.sources import facts_for

    run = Run(programme=stored.programme, delivery=stored, through=date(2025, 12, 31))
    assert facts_for(run).courses["person"].n_unique() == 20
    consent = people[0].consents.get(purpose="evaluation")
    consent.withdrawn_at = AT
    consent.save()
    facts = facts_for(run)
    for table in (facts.courses, facts.spells):
        assert str(people[0].pk) not in set(table["person"])
    assert forget_deliveries(AT) == 1
    assert DeliveredPerson.objects.count() == 19


def test_deleted_with_everything_that_it_said(as_, stored, world) -> None:
    run = Run.objects.create(
        programme=stored.programme, through=date(2025, 12, 31), created_at=AT, state="released", delivery=stored,
        asked_by=world.eva, asked_from=stored.uploaded_from, checked_by=world.gitte,
    )  # fmt: skip
    assert "slettes med det samme" in words(as_("eva").get(f"/runs/delivery/{stored.pk}/delete/"))
    answer = as_("eva").post(f"/runs/delivery/{stored.pk}/delete/", {"version": stored.version})
    assert answer.url == f"/runs/delivery/{stored.pk}/"
    assert not DeliveredPerson.objects.exists()
    run.refresh_from_db()
    assert (run.state, run.changed_since) == ("released", date(2026, 3, 1))
    again = as_("gitte").post(f"/runs/{run.pk}/repeat/", {"version": run.version})
    assert "Registerleverancen er slettet" in words(again)


def test_not_deleted_under_a_run(as_, stored, world) -> None:
    Run.objects.create(
        programme=stored.programme, through=date(2025, 12, 31), created_at=AT, state="running", delivery=stored,
        asked_by=world.eva, asked_from=stored.uploaded_from,
    )  # fmt: skip
    answer = as_("eva").post(f"/runs/delivery/{stored.pk}/delete/", {"version": stored.version})
    assert answer.status_code == 422
    assert DeliveredPerson.objects.count() == 20


def test_the_same_files_are_the_same_delivery(as_, stored) -> None:
    assert send(as_("eva")).url == f"/runs/delivery/{stored.pk}/"
    assert Delivery.objects.count() == 1
    assert send(as_("eva"), through="30-09-2025").url != f"/runs/delivery/{stored.pk}/"


def test_what_nobody_stores_is_gone_after_a_day(checked) -> None:
    assert forget_deliveries(AT + timedelta(hours=23)) == 0
    assert forget_deliveries(AT + timedelta(hours=24)) == 20
    assert not Delivery.objects.exists()


def test_parquet_semicolons_and_ends_of_observation(as_, people) -> None:
    packed = io.BytesIO()
    pl.DataFrame(
        [[*row[:3], date.fromisoformat(str(row[3])), None] for row in rows()],
        schema={"system": pl.String, "value": pl.String, "state": pl.String, "from": pl.Date, "to": pl.Date},
        orient="row",
    ).write_parquet(packed)
    ends = "\ufeffsystem;value;until;why\ncpr;" + number(1) + ";2025-01-01;death\n"
    answer = send(
        as_("eva"), SimpleUploadedFile("x.parquet", packed.getvalue()),
        observed=SimpleUploadedFile("y.csv", ends.encode()),
    )  # fmt: skip
    assert answer.status_code == 302
    delivery = Delivery.objects.get()
    mapping = {"version": delivery.version, **MAPPING, "ending_0": "competing"}
    assert as_("eva").post(answer.url, mapping).status_code == 302
    delivery.refresh_from_db()
    assert delivery.endings == {"death": "competing"}


# --- faults ---------------------------------------------------------------------------------------------------
GOOD = ["cpr", number(0), "job", "2024-02-01", "2025-02-01", 900, "", ""]


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"value": "123"}, "value", "Et CPR-nummer har ti cifre"),
        ({"value": ""}, "value", "Er tom"),
        ({"system": "passport"}, "system", "Skal være cpr"),
        ({"state": ""}, "state", "Er tom"),
        ({"from": "01-02-2024"}, "from", "Er ikke en dato som 2025-12-31"),
        ({"to": "2024-01-31"}, "to", "Ligger ikke efter from"),
        ({"minutes_week": "37,5"}, "minutes_week", "Er ikke et helt tal"),
    ],
)
def test_a_fault_is_told_by_row_and_column_never_the_number(as_, people, change, column, said) -> None:
    bad = [change.get(name, value) for name, value in zip(HEADING, GOOD, strict=True)]
    answer = send(as_("eva"), sheet([*rows(), bad]))
    assert answer.status_code == 422
    read = words(answer)
    assert f"{len(rows()) + 2} {column} {said}" in read
    assert not re.search(r"61019\d{5}|\b123\b", read)
    assert not Delivery.objects.exists()


def test_every_fault_is_told_at_once(as_, people) -> None:
    bad = [
        ["cpr", "123", "job", "1-1-2024", "", "x", "", ""],
        ["pas", "1", "job", "2024-01-01", "", "", "", ""],
    ]
    read = words(send(as_("eva"), sheet([*rows(), *bad])))
    for told in ("62 from", "62 minutes_week", "62 value", "63 system"):
        assert told in read


def test_each_word_needs_its_rung(as_, checked) -> None:
    answer = as_("eva").post(f"/runs/delivery/{checked.pk}/", {"version": 1, "rung_0": "ordinary_employment"})
    assert answer.status_code == 422
    checked.refresh_from_db()
    assert checked.state == "checked"


def test_a_register_does_not_know_tomorrow(as_, people) -> None:
    answer = send(as_("eva"), through="03-03-2026")
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_a_quarter_that_is_not_covered(as_, stored) -> None:
    Delivery.objects.update(through=date(2025, 11, 30))
    answer = as_("eva").post("/runs/ask/ips-syddanmark/", QUESTION | {"delivery": stored.pk})
    assert answer.status_code == 422
    assert not Run.objects.asked().exists()


# --- nothing in a file ----------------------------------------------------------------------------------------
def test_a_file_lies_in_memory_and_is_not_too_large(as_, people, monkeypatch) -> None:
    def no_file(*args, **kwargs):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", no_file)
    big = sheet([*rows(), *([GOOD] * 60_000)])
    assert big.size > 2_621_440
    assert send(as_("eva"), big).status_code == 302
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    answer = send(as_("eva"), sheet(rows()), through="30-09-2025")
    assert answer.status_code == 422
    assert "større end" in words(answer)


def test_a_page_that_asks_for_no_file_takes_none(as_, people) -> None:
    with TemporaryFile() as file:
        file.write(b"x" * 100)
        file.seek(0)
        answer = as_("eva").post("/runs/ask/ips-syddanmark/", {"definition": "work", "x": file})
    assert answer.status_code == 422
    assert not answer.wsgi_request.FILES


# --- what nobody learns ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("linked", "without", "unknown", "said"),
    [
        (20, 10, 10, Linkage(20, 20, 10, 10, is_enough=True)),
        (20, 4, 10, Linkage(20, 14, is_enough=True)),
        (20, 10, 4, Linkage(20, 14, is_enough=True)),
        (20, 0, 10, Linkage(20, 10, is_enough=True)),
        (20, 2, 2, Linkage(is_enough=True)),
        (20, 0, 0, Linkage(is_enough=True)),
        (4, 10, 10, Linkage()),
        (0, 0, 10, Linkage()),
    ],
)
def test_counts_from_which_nobody_can_be_worked_out(linked, without, unknown, said) -> None:
    assert linkage(linked=linked, without=without, unknown=unknown) == said


def test_one_person_is_looked_up_in_vain(as_, people) -> None:
    """Somebody with a course and a consent, with a course alone, and unknown: the answers are the same."""
    answers = []
    for n in (0, 25, 99):
        file = sheet([["cpr", number(n), "job", "2024-02-01", "", "", "", ""]])
        answers.append(words(send(as_("eva"), file)))
    assert answers[0] == answers[1] == answers[2]
    assert not DeliveredPerson.objects.exists()


def test_a_course_of_another_programme_is_unknown(as_, world, people) -> None:
    other = make.programme(code="ips-other", name="IPS andetsteds")
    person = people[0]
    person.courses.update(programme=other)
    send(as_("eva"))
    assert DeliveredPerson.objects.count() == 19


def test_it_opens_to_no_membership(world, stored, by) -> None:
    for name in ("anna", "kirsten", "eva", "gitte", "freja"):
        rows = DeliveredPerson.objects.all()
        assert not rows.filter(rows.within(by(name), date(2026, 3, 2))).exists()
    from samspor.access.case_data import Ungated

    with gates_shut(), pytest.raises(Ungated):
        list(DeliveredPerson.objects.all())


def test_who_linked_whom_stands_in_the_log_without_a_number(stored, people) -> None:
    event = AuditEvent.objects.get(event="delivery.upload", count__gt=0)
    assert set(event.shown) == {f"person:{person.pk}" for person in people[:20]}
    assert not any("61019" in json.dumps(event.facts(), default=str) for event in AuditEvent.objects.all())


# --- for whom -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", [LIST, UPLOAD, "/runs/delivery/{}/", "/runs/delivery/{}/delete/"])
def test_only_an_evaluator_of_the_authority(as_, world, stored, page) -> None:
    page = page.format(stored.pk)
    assert Client().get(page).status_code == 302
    assert as_("eva").get(page).status_code == 200
    for name in ("anna", "kirsten", "dorte", "gitte", "henrik", "freja", "ida", "jens"):
        assert as_(name).get(page).status_code == 403
        assert as_(name).post(page).status_code == 403
    make.staff("ejner", "evaluator", world.middelfart)
    other = Client()
    other.force_login(make.User.objects.get(username="ejner"))
    assert str(stored.pk) not in words(other.get(LIST)).partition("Nr.")[2]
    if "/delivery/" in page:
        assert other.get(page).status_code == other.get("/runs/delivery/9999/").status_code == 404


def test_another_authoritys_delivery_cannot_be_asked(as_, world, stored) -> None:
    make.staff("ejner", "evaluator", world.middelfart)
    other = Client()
    other.force_login(make.User.objects.get(username="ejner"))
    assert "delivery" not in other.get("/runs/ask/ips-syddanmark/").content.decode()
    other.post("/runs/ask/ips-syddanmark/", QUESTION | {"delivery": stored.pk})
    assert not Run.objects.filter(delivery=stored).exists()


@pytest.mark.parametrize("page", [LIST, UPLOAD, "/runs/delivery/{}/", "/runs/delivery/{}/delete/"])
def test_the_pages_ask_the_database_little(as_, world, stored, page, django_assert_max_num_queries) -> None:
    for n in range(50):
        Delivery.objects.create(
            programme=world.programme, uploaded_by=world.eva, uploaded_from=stored.uploaded_from, uploaded_at=AT,
            through=date(2025, 12, 31), sha256=str(n),
        )  # fmt: skip
    eva = as_("eva")
    with django_assert_max_num_queries(12):
        assert eva.get(page.format(stored.pk)).status_code == 200
