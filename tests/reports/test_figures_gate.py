"""What is promised of a run: who may do what with it, who sees which figures, that it can be repeated to the byte, and
what somebody's no does to it."""

from datetime import date, timedelta

import pytest
from django.test import Client

import factories as make
from evaluation import ASK, AT, MAPPING, QUESTION, words
from ipseval.report import files
from samspor.access.models import AuditEvent
from samspor.access.roles import Permission, Role, roles_with
from samspor.operations.tick import tick
from samspor.outcomes.models import Run
from samspor.outcomes.work import work_out

pytestmark = pytest.mark.slow

READ = {Role.SPECIALIST, Role.CLINICIAN, Role.TEAM_LEADER, Role.COORDINATOR, Role.EVALUATOR, Role.ANALYST}
NEXT_MONTH = AT + timedelta(days=31)


def worked_out(as_, **change: str) -> Run:
    as_("eva").post(ASK, QUESTION | change)
    run = Run.objects.asked().get(state="asked")
    assert work_out.call(run.pk, run.version) == "done"
    run.refresh_from_db()
    return run


# --- who may --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.RESULTS_SEE, READ),
        (Permission.RESULTS_EXPORT, READ - {Role.SPECIALIST, Role.CLINICIAN}),
        (Permission.RESULTS_ASK, {Role.EVALUATOR, Role.COORDINATOR}),
        (Permission.RESULTS_CHECK, {Role.EVALUATOR, Role.COORDINATOR}),
        (Permission.RESULTS_WITHDRAW, {Role.EVALUATOR, Role.COORDINATOR}),
        (Permission.STUDY_DOWNLOAD, {Role.EVALUATOR}),
        (Permission.DELIVERY_UPLOAD, {Role.EVALUATOR}),
    ],
)
def test_who_may_do_what(permission, roles) -> None:
    assert set(roles_with(permission)) == roles


@pytest.mark.parametrize("name", ["henrik", "dorte", "anna"])
def test_who_may_not_ask_is_told_who_does(as_, released, name) -> None:
    read = words(as_(name).get("/runs/"))
    assert "Det er evaluatorer og indsatsens koordinator, der stiller spørgsmål" in read
    assert "Stil et spørgsmål" not in read
    assert as_(name).get(ASK).status_code == 403
    assert "Det er evaluatorer" not in words(as_("gitte").get("/runs/"))


# --- who sees -------------------------------------------------------------------------------------------------
def test_before_the_release_another_authoritys_evaluator_sees_nothing(world, done) -> None:
    make.staff("ejner", "evaluator", world.middelfart)
    other = Client()
    other.force_login(make.User.objects.get(username="ejner"))
    for page in ("", "progress/", "report.pdf", "release/", "repeat/", "withdraw/", "cancel/", "again/"):
        assert other.get(f"/runs/{done.pk}/{page}").status_code == 404, page
    assert "Ingen har stillet et spørgsmål endnu" in words(other.get("/runs/"))


@pytest.mark.parametrize("state", ["asked", "running", "withdrawn", "cancelled", "failed"])
def test_no_other_state_shows_a_figure_to_anybody(as_, released, state) -> None:
    reason = "data" if state == "withdrawn" else ""
    Run.objects.filter(pk=released.pk).update(state=state, reason=reason, withdrawn_at=AT)
    for name in ("eva", "gitte", "henrik", "anna"):
        assert "60,0 %" not in words(as_(name).get(f"/runs/{released.pk}/"))
        assert as_(name).get(f"/runs/{released.pk}/report.html").status_code in (403, 404)


def test_a_look_and_a_report_are_on_record(as_, world, released) -> None:
    as_("henrik").get(f"/runs/{released.pk}/report.pdf")
    seen = AuditEvent.objects.filter(user_id=world.henrik.pk, about=f"run:{released.pk}")
    assert {event.event for event in seen} == {"results.export"}


# --- repeated to the byte -------------------------------------------------------------------------------------
@pytest.mark.parametrize("comparison", ["none", "way_in"])
def test_a_rerun_gives_the_same_bytes(as_, world, people, comparison) -> None:
    from samspor.courses.models import Referral

    first = [person.courses.get().referral_id for person in people[:14]]
    Referral.objects.filter(pk__in=first).update(kind="proposal")
    one = worked_out(as_, comparison=comparison)
    two = worked_out(as_, comparison=comparison)
    assert one.pk != two.pk
    assert one.facts_mark == two.facts_mark
    assert one.released.files() == two.released.files()
    assert files(one.released, "da") == files(two.released, "da")


def test_a_rerun_on_a_delivery_gives_the_same_bytes(as_, stored) -> None:
    one, two = (worked_out(as_, delivery=str(stored.pk)) for _time in range(2))
    assert one.delivery == stored
    assert one.released.files() == two.released.files()


# --- somebody says no -----------------------------------------------------------------------------------------
def says_no(person) -> None:
    consent = person.consents.get(purpose="evaluation")
    consent.withdrawn_at = AT
    consent.save()


def test_the_month_after_it_is_marked_and_its_figures_stand(as_, released, people) -> None:
    before, bytes_before = released.figures, released.released.files()
    says_no(people[0])
    assert not any(step.failed for step in tick(NEXT_MONTH))
    released.refresh_from_db()
    assert released.changed_since == date(2026, 4, 1), "by the month, so that nobody can tell the day"
    assert (released.figures, released.released.files()) == (before, bytes_before)
    read = words(as_("anna").get(f"/runs/{released.pk}/"))
    assert "Kan ikke længere gentages med samme resultat" in read
    assert "60,0 %" in read


def test_a_later_run_is_without_them(as_, people) -> None:
    def counted(run: Run) -> int:
        return run.released.find("work_or_education").n or 0

    assert counted(worked_out(as_)) == 30
    for person in people[:6]:
        says_no(person)
    assert counted(worked_out(as_)) == 24


# --- a dry run of a delivery ----------------------------------------------------------------------------------
def test_what_was_only_looked_through_cannot_be_asked(as_, checked) -> None:
    eva = as_("eva")
    assert "Registerleverance nr." not in words(eva.get(ASK))
    eva.post(ASK, QUESTION | {"delivery": str(checked.pk)})
    assert not Run.objects.filter(delivery=checked).exists()
    eva.post(f"/runs/delivery/{checked.pk}/", {"version": checked.version, **MAPPING})
    assert f"Registerleverance nr. {checked.pk}" in words(eva.get(ASK))
