"""A hand-made programme of fourteen courses against its hand-counted figures, and the edition that is stored once."""

from datetime import UTC, date, datetime, timedelta

import pytest

import factories as make
from evaluation import words
from samspor.access.models import AuditEvent
from samspor.agreements.models import LocalAgreement
from samspor.outcomes.actions import make_edition, run_due
from samspor.outcomes.frames import frames, study_of
from samspor.outcomes.models import Run
from samspor.outcomes.rules import day

pytestmark = pytest.mark.slow

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL, MAY, JULY = (datetime(2026, month, 1, 9, tzinfo=UTC) for month in (4, 5, 7))
PAGE = "/results/ips-syddanmark/"
QUARTER, MONTH = date(2025, 12, 31), date(2026, 2, 28)
START = date(2024, 1, 8)


def one(world, n: int, **words):
    """A course of its own person, started so long ago that its follow-up has passed."""
    person = make.person(world.jobcentre, f"Nr{n}", "Prøve")
    words = {"accepted_on": date(2024, 1, 2), "started_on": START, **words}
    return make.course(world.agreement, person, None, world.anna, **words)


@pytest.fixture
def programme(world):
    """Freja's course is immature. Of thirteen others: six reached, five did not, one in work at start, one never
    started; one of the five ended early, one of the six by education."""
    for n in range(5):
        make.engagement(one(world, n), world.anna, starts_on=date(2024, 6, 3), ends_on=date(2025, 6, 3))
    make.engagement(one(world, 5), world.anna, rung="ordinary_education", starts_on=date(2025, 6, 30))
    for n in range(6, 10):
        one(world, n)
    make.engagement(one(world, 10), world.anna, rung="internship", starts_on=date(2024, 3, 4))
    in_work = one(world, 11, status_at_start="ordinary_employment")
    make.engagement(in_work, world.anna, starts_on=date(2023, 1, 2))
    one(world, 12, started_on=None, ended_on=date(2024, 3, 1), end_reason="wish")
    return world.programme


def test_the_frames_hold_days_and_no_names(world, programme) -> None:
    taken = frames(programme, MONTH)
    assert taken.courses.shape[0] == 14
    columns = taken.tables()["courses"].columns
    assert set(columns) == {"person", "start", "end", "site", "in_work_at_start"}
    assert taken.courses["site"].unique().to_list() == ["Jobcenter Odense"]
    assert taken.courses["start"].null_count() == 1
    assert "Prøve" not in taken.courses.write_csv() + taken.spells.write_csv()
    assert taken.spells["to"].max() == day(MONTH) + 1  # an open engagement is cut after the last day
    assert study_of(programme, MONTH).until_course_end


def test_what_was_said_of_the_start_stands_and_what_was_not_is_asked_of_the_jobs(world, programme) -> None:
    said = {"": None, "none": False, "internship": False, "ordinary_employment": True}
    courses = {
        str(one(world, 30 + n, status_at_start=status).municipal_person_id): is_in_work
        for n, (status, is_in_work) in enumerate(said.items())
    }
    taken = frames(programme, MONTH).courses
    found = dict(zip(taken["person"], taken["in_work_at_start"], strict=True))
    assert {person: found[person] for person in courses} == courses


def test_what_came_later_is_not_in_the_frames(world, programme) -> None:
    make.engagement(
        one(world, 20, accepted_on=date(2026, 3, 1), started_on=None), world.anna, starts_on=AT.date()
    )
    assert frames(programme, MONTH).courses.shape[0] == 14


def test_a_later_end_is_not_known_yet(world, programme) -> None:
    one(world, 21, ended_on=date(2026, 1, 20), end_reason="wish")
    assert frames(programme, QUARTER).courses["end"].drop_nulls().to_list() == [day(date(2024, 3, 2))]
    assert frames(programme, MONTH).courses["end"].drop_nulls().len() == 2


def more_of_each(world) -> None:
    """Four more by education, four more in work at start, never started and immature: none of these are few."""
    for n in range(100, 104):
        make.engagement(one(world, n), world.anna, rung="ordinary_education", starts_on=date(2024, 6, 30))
        one(world, n + 10, status_at_start="ordinary_employment")
        one(world, n + 20, started_on=None, ended_on=date(2024, 3, 1), end_reason="wish")
        one(world, n + 30, accepted_on=date(2025, 9, 1), started_on=date(2025, 9, 8))


def test_hand_counted(world, programme) -> None:
    more_of_each(world)
    run = make_edition(programme, MONTH, AT)
    (figure,) = [f for f in run.figures if f["measure"] == "work_or_education" and f["site"] is None]
    assert (figure["numerator"], figure["n"]) == (10, 15)
    assert figure["value"] == pytest.approx(10 / 15)
    assert figure["low"] < 10 / 15 < figure["high"]


def test_death_competes_and_an_early_end_is_counted_apart(world, programme) -> None:
    more_of_each(world)
    for n in range(30, 35):
        one(world, n, ended_on=date(2024, 9, 2), end_reason="death")
    for n in range(40, 46):
        one(world, n, ended_on=date(2024, 9, 2), end_reason="moved")
    (figure,) = [
        f for f in make_edition(programme, MONTH, AT).figures
        if f["measure"] == "work_or_education" and f["site"] is None
    ]  # fmt: skip
    assert (figure["numerator"], figure["n"], figure["competing"], figure["censored"]) == (10, 26, 5, 6)
    assert figure["lowest"] == pytest.approx(10 / 26)
    assert figure["highest"] == pytest.approx(16 / 26)


def test_a_run_is_stored_once(world, programme) -> None:
    first = make_edition(programme, MONTH, AT)
    make.engagement(one(world, 50), world.anna, starts_on=date(2024, 6, 3))
    assert make_edition(programme, MONTH, AT) == first
    assert Run.objects.count() == 1
    assert Run.objects.get().figures == first.figures
    assert AuditEvent.objects.filter(event="results.run").count() == 1


def test_the_timed_work_makes_what_is_missing(world, programme) -> None:
    made = run_due(at=AT)
    assert [(run.programme, run.through) for run in made] == [(programme, QUARTER)]
    assert run_due(at=AT) == []
    assert [run.through for run in run_due(at=APRIL)] == [date(2026, 3, 31)]


def test_one_person_at_a_site_is_never_a_figure(world, programme) -> None:
    elsewhere = LocalAgreement.objects.get(municipal_unit=world.middelfart)
    person = make.person(world.middelfart, "Nr99", "Prøve")
    make.course(elsewhere, person, None, world.carl, started_on=START, accepted_on=START)
    (edition,) = run_due(at=AT)
    assert {f["site"] for f in edition.figures} == {None, "Jobcenter Middelfart", "Jobcenter Odense"}
    apart = [f for f in edition.figures if f["site"] == "Jobcenter Middelfart"]
    assert {f["value"] for f in apart} == {None}


def main_figure(run: Run) -> dict:
    (figure,) = [f for f in run.figures if f["measure"] == "work_or_education" and f["site"] is None]
    return figure


def test_two_editions_cannot_be_subtracted(world, programme) -> None:
    """Two more people: no new edition. Two more with a job among twelve: the figure waits; with six more it is shown."""
    more_of_each(world)
    (first,) = run_due(at=AT)
    for n in range(60, 62):
        _old(world, n)
    assert run_due(at=APRIL) == []
    for n in range(62, 72):
        _old(world, n)
    for n in range(80, 82):
        make.engagement(_old(world, n), world.anna, starts_on=date(2024, 6, 3), ends_on=date(2025, 6, 3))
    (second,) = run_due(at=MAY)
    assert (main_figure(second)["suppressed"], main_figure(second)["numerator"]) == (True, None)
    for n in range(82, 88):
        make.engagement(_old(world, n), world.anna, starts_on=date(2024, 6, 3), ends_on=date(2025, 6, 3))
    (third,) = run_due(at=JULY)
    assert main_figure(third)["numerator"] == main_figure(first)["numerator"] + 8
    assert third.manifest["earlier_runs"] == [first.pk, second.pk]


def test_an_edition_that_waits_says_so_and_is_tried_once_a_month(as_, world, programme) -> None:
    """Two more people: it waits, and every page says so. Twelve more the day after: it waits the month out."""
    more_of_each(world)
    assert "venter" not in words(as_("gitte").get(PAGE))
    (first,) = run_due(at=AT)
    for n in range(60, 62):
        _old(world, n)
    assert run_due(at=APRIL) == []
    for name in ("gitte", "anna", "henrik"):
        read = words(as_(name).get(PAGE))
        assert "Tallene pr. 31. marts 2026 venter" in read
        assert "Næste gang er 1. april 2026" in read, "the first of the month after the clock of the tests"
        assert "31. december 2025" in read, "the figures before stay"
    assert as_("gitte").get(f"{PAGE}2026-03-31/").status_code == 404
    assert "31. marts 2026" not in words(as_("gitte").get("/runs/"))
    for n in range(62, 74):
        _old(world, n)
    assert run_due(at=APRIL + timedelta(days=29)) == [], "not tried again"
    (second,) = run_due(at=MAY)
    assert (second.state, second.fault, second.done_at) == ("released", "", MAY)
    assert run_due(at=MAY) == []
    assert "Tallene pr. 31. marts 2026 venter" not in words(as_("gitte").get(PAGE))
    assert [run.pk for run in Run.objects.order_by("pk")] == [first.pk, second.pk]
    assert AuditEvent.objects.filter(event="results.run").count() == 2


def _old(world, n: int):
    """Recorded late: nothing in the frames says so but the edition that it is first in."""
    return one(world, n)


def test_a_programme_without_courses_has_no_run(world) -> None:
    make.programme(code="empty", name="Tom")
    assert {run.programme.code for run in run_due(at=AT)} == {world.programme.code}
