"""Two people at once, a worker that is ended in the midst of its work, and a long queue: nothing is lost, done twice or
left standing."""

from datetime import timedelta
from itertools import islice, product

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

import factories as make
from evaluation import AT, words
from samspor.access.models import AuditEvent
from samspor.operations.tick import tick
from samspor.outcomes import work
from samspor.outcomes.actions import ask_run
from samspor.outcomes.models import Run
from samspor.outcomes.rules import Comparison, Definition, quarter_ends
from samspor.outcomes.work import fail_stalled, work_out

pytestmark = pytest.mark.slow

MOVED_ON = "videre i mellemtiden"
BECAUSE = {"reason": "data"}


@pytest.fixture
def as_one(as_, world):
    """Signed in as one of the cast, or as Grete, who coordinates beside Gitte."""
    grete = Client()
    grete.force_login(make.staff("grete", "coordinator", world.office))
    return lambda name: grete if name == "grete" else as_(name)


# --- two at once ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "first", "second", "stands", "and_again"),
    [
        pytest.param("done", "gitte release", "grete release", "released", 422, id="two release"),
        pytest.param("done", "gitte release", "eva withdraw", "released", 302, id="released, withdrawn"),
        pytest.param("done", "eva withdraw", "gitte release", "withdrawn", 422, id="withdrawn, released"),
        pytest.param("released", "gitte withdraw", "eva withdraw", "withdrawn", 422, id="two withdraw"),
        pytest.param("asked", "eva cancel", "gitte cancel", "cancelled", 422, id="two cancel"),
        pytest.param("cancelled", "eva again", "gitte again", "asked", 422, id="two begin again"),
    ],
)
def test_the_second_is_told_and_nothing_is_done_twice(
    as_one, world, done, state, first, second, stands, and_again
) -> None:
    """Both have opened the page; once more, knowing what the other did, goes where the table of moves lets it."""
    done.state, done.asked_by = state, make.staff("else", "evaluator", world.office)
    done.checked_by = world.gitte if state == "released" else None
    done.save()
    seen = done.version

    def does(who: str, version: int):
        name, deed = who.split()
        return as_one(name).post(f"/runs/{done.pk}/{deed}/", {"version": version, **BECAUSE})

    def moves() -> int:
        return sum("state" in event.fields for event in AuditEvent.objects.filter(object_id=str(done.pk)))

    before = moves()
    assert does(first, seen).status_code == 302
    late = does(second, seen)
    assert late.status_code == 422
    assert "En anden har ændret" in words(late)
    done.refresh_from_db()
    assert done.state == stands
    assert moves() == before + 1
    knowing = does(second, done.version)
    assert knowing.status_code == and_again
    assert and_again == 302 or MOVED_ON in words(knowing)


# --- cancelled while it runs ----------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["facts", "evaluation", "stored"])
def test_cancelled_at_any_step_it_keeps_nothing(as_, asked, step) -> None:
    taken = work._take(asked.pk, asked.version)
    work._step(taken, step)
    assert as_("eva").post(f"/runs/{asked.pk}/cancel/", {"version": taken.version}).status_code == 302
    with pytest.raises(work.Cancelled):
        work._work_out(taken) if step == "facts" else work._finish(taken, {"figures": [1]})
    asked.refresh_from_db()
    assert (asked.state, asked.step, asked.figures) == ("cancelled", "", [])


def test_a_second_worker_with_the_same_task_leaves_it_alone(asked) -> None:
    taken = work._take(asked.pk, asked.version)
    assert work_out.call(asked.pk, asked.version) == "cancelled"
    work._work_out(taken)
    asked.refresh_from_db()
    assert asked.state == "done"
    assert work_out.call(asked.pk, asked.version) == "cancelled"


# --- ended in the midst ---------------------------------------------------------------------------------------
def test_a_worker_that_was_killed_leaves_a_run_that_can_begin_again(as_, asked) -> None:
    work._take(asked.pk, asked.version)  # and here the power goes
    assert fail_stalled(AT + timedelta(minutes=29)) == 0
    said = {step.name: step.said for step in tick(AT + timedelta(hours=1))}
    assert said["stalled"].startswith("1 runs")
    assert "Programmet blev afbrudt midt i kørslen" in words(as_("eva").get(f"/runs/{asked.pk}/"))
    asked.refresh_from_db()
    assert as_("eva").post(f"/runs/{asked.pk}/again/", {"version": asked.version}).status_code == 302
    asked.refresh_from_db()
    assert work_out.call(asked.pk, asked.version) == "done"
    assert fail_stalled(AT + timedelta(days=1)) == 0


def test_a_worker_that_comes_back_late_stores_nothing(asked) -> None:
    taken = work._take(asked.pk, asked.version)
    assert fail_stalled(AT + timedelta(hours=1)) == 1
    with pytest.raises(work.Cancelled):
        work._work_out(taken)
    asked.refresh_from_db()
    assert (asked.state, asked.fault, asked.figures) == ("failed", "stopped", [])


def test_a_question_and_its_place_in_the_queue_stand_together(world, by, people) -> None:
    def and_fails() -> None:
        with transaction.atomic():
            ask(world, by, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        and_fails()
    assert not Run.objects.asked().exists()
    assert not DBTaskResult.objects.exists()


# --- a long queue ---------------------------------------------------------------------------------------------
def ask(world, by, number: int) -> None:
    days = quarter_ends(world.programme.starts_on, AT.date())
    for through, definition, comparison in islice(product(days, Definition, Comparison), number):
        words = {"through": through, "definition": definition, "comparison": comparison}
        ask_run(world.programme, by=by("eva"), at=AT, **words)


@pytest.mark.one_database  # the worker closes its connection to PostgreSQL after each task, and this test's with it
def test_fifty_wait_and_each_is_worked_out_once(
    as_, world, by, people, django_assert_max_num_queries
) -> None:
    ask(world, by, 50)
    assert DBTaskResult.objects.count() == Run.objects.asked().count() == 50
    eva = as_("eva")
    with django_assert_max_num_queries(12):
        assert "1–25 af 50" in words(eva.get("/runs/"))
    call_command("db_worker", batch=True, interval=0, startup_delay=False, queue_name="*", verbosity=0)
    assert not Run.objects.asked().filter(state__in=["asked", "running"]).exists()
    assert {run.fault for run in Run.objects.asked().filter(state="failed")} <= {"empty_group"}
    assert Run.objects.asked().filter(state="done").count() >= 12
    assert AuditEvent.objects.filter(event="results.run").count() == 50
