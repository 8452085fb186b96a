"""The timed work: each step is safe to run twice, says what it did, and stops no other by failing."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

import factories as make
from samspor.access.models import AuditBatch, Draft
from samspor.courses.models import Referral
from samspor.operations.steps import STEPS
from samspor.operations.tick import tick
from samspor.outcomes.models import Run

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_it_does_what_is_due_and_nothing_twice(world) -> None:
    Draft.objects.create(user=world.anna, path="/x/", page="/x/", words="{}", kept_at=AT - timedelta(days=2))
    waiting = Referral.objects.exclude(pk=world.course.referral_id)
    old = make.person(world.team, "Gammel", "Henvisning")
    Referral.objects.create(
        programme=world.programme, agreement=world.agreement, from_unit=world.team, to_unit=world.jobcentre,
        sender=world.kirsten, person=old, state="offered", created_at=AT - timedelta(days=40),
        sent_at=AT - timedelta(days=40), consent=world.to_municipality,
    )  # fmt: skip
    first = {done.name: done for done in tick(AT)}
    assert not any(done.failed for done in first.values()), first
    assert waiting.get().state == "expired"
    assert not Draft.objects.exists()
    assert Run.objects.filter(through=date(2025, 12, 31)).exists()
    assert AuditBatch.objects.exists()
    runs = Run.objects.count()
    again = {done.name: done.said for done in tick(AT)}
    assert Run.objects.count() == runs
    assert again["drafts"].startswith("0 ")
    assert again["referrals"].startswith("0 ")


def test_the_log_is_sealed_last(world) -> None:
    assert [name for name, _step in STEPS][-1] == "seal"


def test_one_failing_step_stops_no_other_and_tells_no_text() -> None:
    def fails(at: datetime) -> str:
        raise ValueError("Freja Ærøskov")

    done = list(tick(AT, [("first", fails), ("second", lambda at: "done")]))
    assert [(d.name, d.failed) for d in done] == [("first", True), ("second", False)]
    assert "Freja" not in done[0].said
    assert "ValueError" in done[0].said


def test_the_command_says_what_was_done_and_fails_when_a_step_did(world, monkeypatch) -> None:
    out = StringIO()
    call_command("tick", stdout=out)
    assert "seal:" in out.getvalue()

    def fails(at: datetime) -> str:
        raise ValueError("secret")

    monkeypatch.setattr("samspor.operations.tick.STEPS", (("one", fails),))
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("tick", stdout=out, stderr=errors)
    assert "FAILED" in errors.getvalue()
    assert "secret" not in errors.getvalue()
