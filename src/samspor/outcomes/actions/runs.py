"""Runs that people ask for: asked, cancelled, begun again, released by another person, withdrawn, repeated."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import ipseval
from samspor.access import audit
from samspor.access.actions import SYSTEM, Actor, Refused, action
from samspor.access.case_data import trusted
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base.dates import local
from samspor.outcomes.actions.editions import let_out
from samspor.outcomes.models import Delivery, Run
from samspor.outcomes.rules import (
    DeliveryState,
    Reason,
    RunState,
    may_check,
    may_move,
    month_of,
    quarter_ends,
)
from samspor.outcomes.sources import facts_for, study_for

CHANGED = "results.changed"
"""In the log: no person's deed, it follows from the records."""


@action(Permission.RESULTS_ASK)
def ask_run(
    programme: Programme, /, *, by: Actor, at: datetime, through: date, definition: str, comparison: str,
    starts_from: date | None = None, starts_before: date | None = None, delivery: Delivery | None = None,
) -> Run:  # fmt: skip
    """Ask a question of a programme; the figures are worked out in the background. Asked twice while the first waits,
    it is one run."""
    if through not in quarter_ends(programme.starts_on, local(at).date()):
        raise Refused(_("Choose the last day of a quarter that has passed."), field="through")
    if starts_from and starts_before and starts_from >= starts_before:
        raise Refused(_("The period of the starts ends before it begins."), field="starts_before")
    if delivery is not None:
        _check_source(programme, delivery, through, by)
    question = {
        "programme": programme,
        "delivery": delivery,
        "through": through,
        "definition": definition,
        "comparison": comparison,
        "starts_from": starts_from,
        "starts_before": starts_before,
        "asked_by_id": by.user_id,
    }
    waiting: Run | None = Run.objects.filter(state__in=[RunState.ASKED, RunState.RUNNING], **question).first()
    if waiting is not None:
        return waiting
    made = Run.objects.create(
        state=RunState.ASKED, created_at=at, asked_from=by if isinstance(by, Membership) else None, **question
    )
    _enqueue(made)
    return made


@action(Permission.RESULTS_ASK)
def cancel_run(asked: Run, /, *, by: Actor, at: datetime) -> None:
    """Stop a run that waits or is being worked out; what it has found is thrown away."""
    _move(asked, RunState.CANCELLED)
    asked.step = ""
    asked.save()


@action(Permission.RESULTS_ASK)
def ask_run_again(asked: Run, /, *, by: Actor, at: datetime) -> None:
    """Begin a cancelled or failed run once more."""
    _check_delivery(asked)
    _move(asked, RunState.ASKED)
    asked.fault = ""
    asked.created_at = at
    asked.save()
    _enqueue(asked)


@action(Permission.RESULTS_CHECK)
def release_run(done: Run, /, *, by: Actor, at: datetime) -> None:
    """Let everybody with the programme's results see the figures; never by the person who asked for them."""
    if not may_check(done.asked_by_id, by.user_id):
        raise Refused(_("You asked for this run yourself. Another person checks and releases it."))
    _move(done, RunState.RELEASED)
    done.checked_by_id, done.checked_at = by.user_id, at
    done.save()


@action(Permission.RESULTS_WITHDRAW)
def withdraw_run(found: Run, /, *, by: Actor, at: datetime, reason: str, reason_words: str = "") -> None:
    """Take a run back, before or after its release. It stays on the list with the reason, without its figures."""
    if reason == Reason.OTHER and not reason_words.strip():
        raise Refused(_("Write the reason in a few words."), field="reason_words")
    if found.asked_by_id is None:
        raise Refused(_("The figures of a quarter's end follow from the calendar and are not withdrawn."))
    _move(found, RunState.WITHDRAWN)
    found.reason, found.reason_words = reason, reason_words.strip()
    found.withdrawn_by_id, found.withdrawn_at = by.user_id, at
    found.save()


@dataclass(frozen=True)
class Repeated:
    """What came of repeating a run: whether the facts are what they were, and whether the figures are."""

    same_facts: bool
    same_figures: bool


@action(Permission.RESULTS_CHECK)
def repeat_run(found: Run, /, *, by: Actor, at: datetime) -> Repeated:
    """Work the run out once more from today's records up to its last day, and compare. The published figures stay."""
    if found.state not in {RunState.DONE, RunState.RELEASED}:
        raise Refused(_("Only a run that has been worked out can be repeated."))
    _check_delivery(found)
    facts, study = facts_for(found), study_for(found)
    earlier = let_out(found.programme, found.manifest.get("earlier_runs", []))
    released = ipseval.run(study, facts.tables(), earlier=[*earlier.values()]).content()
    same = Repeated(facts.mark() == found.facts_mark, _as_stored(released["figures"]) == found.figures)
    if not same.same_facts and found.changed_since is None:
        found.changed_since = month_of(at)
        found.save()
    return same


def _as_stored(figures: Any) -> Any:
    return json.loads(json.dumps(figures))


def mark_changed(*, at: datetime) -> list[Run]:
    """For the timed work, once a month: released runs whose people or records are no longer what they were. By the
    month, so that nobody can tell on which day somebody withdrew."""
    marked, month = [], month_of(at)
    released = Run.objects.filter(state=RunState.RELEASED, changed_since=None).exclude(facts_mark="")
    due = Q(compared_in__lt=month) | Q(compared_in=None, done_at__date__lt=month)
    for found in released.filter(due).select_related("programme"):
        with trusted():
            is_same = facts_for(found).mark() == found.facts_mark
        with transaction.atomic():
            found.compared_in = month
            if not is_same:
                found.changed_since = month
                audit.record(CHANGED, by=SYSTEM, at=at, about=f"run:{found.pk}", thing=found)
                marked.append(found)
            found.save()
    return marked


def _move(found: Run, to: RunState) -> None:
    if not may_move(RunState(found.state), to):
        raise Refused(_("The run has moved on in the meantime. Load the page again."))
    found.state = to


def _check_source(programme: Programme, delivery: Delivery, through: date, by: Actor) -> None:
    ours = delivery.uploaded_from.authority_id == by.authority_id
    if not ours or delivery.programme_id != programme.pk or delivery.state != DeliveryState.STORED:
        raise Refused(_("Choose a register delivery that is in use."), field="delivery")
    if through > delivery.through:
        raise Refused(_("The register delivery does not cover that quarter."), field="through")


def _check_delivery(found: Run) -> None:
    if found.delivery is not None and found.delivery.state != DeliveryState.STORED:
        raise Refused(_("The register delivery has been deleted."))


def _enqueue(asked: Run) -> None:
    """Into the queue, which is a table beside: the question and its place in it stand together or not at all."""
    from samspor.outcomes.work import work_out

    work_out.enqueue(asked.pk, asked.version)
