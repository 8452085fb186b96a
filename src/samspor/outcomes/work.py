"""The background work of a run that a person asked for: under that person's membership, step by step, to be
cancelled."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import task

import ipseval
from ipseval.figures import Released
from samspor.access import audit
from samspor.access.actions import Denied
from samspor.access.roles import Permission
from samspor.base.dates import now, today
from samspor.outcomes.actions.editions import content, let_out
from samspor.outcomes.models import Run
from samspor.outcomes.rules import STANDS_STILL, Fault, RunState
from samspor.outcomes.sources import facts_for, study_for

logger = logging.getLogger("samspor.outcomes")


class EmptyGroup(Exception):
    """Nobody is in one of the two groups that were to be compared."""


class Cancelled(Exception):
    """Somebody cancelled the run, or asked for it anew, while it was being worked out."""


@task()
def work_out(number: int, version: int) -> str:
    """Work out the run of that number as it was asked for. The queue holds two whole numbers, no person and no row."""
    try:
        asked = _take(number, version)
        _work_out(asked)
    except Cancelled:
        return "cancelled"
    except Denied:
        return _fail(number, Fault.MAY_NOT)
    except ipseval.TooClose:
        return _fail(number, Fault.TOO_ALIKE)
    except EmptyGroup:
        return _fail(number, Fault.EMPTY_GROUP)
    except Exception as error:
        # the kind alone: an error's words may hold a row
        logger.error("run %s failed: %s", number, type(error).__name__)
        return _fail(number, Fault.OURS)
    return "done"


def _take(number: int, version: int) -> Run:
    """The run, if it still waits as it was asked for, and its asker still may."""
    with transaction.atomic():
        asked = Run.objects.select_for_update(of=("self",)).filter(pk=number).first()
        if asked is None or asked.state != RunState.ASKED or asked.version != version:
            raise Cancelled
        by = asked.asked_from
        on = today()
        if by is None or not (
            by.is_valid_on(on) and by.user.is_active and Permission.RESULTS_ASK in by.permissions
        ):
            raise Denied
        if not Run.objects.filter(Run.objects.all().within(by, on), pk=number).exists():
            raise Denied
        asked.state, asked.step, asked.stepped_at = RunState.RUNNING, "facts", now()
        asked.save()
    return asked


def _work_out(asked: Run) -> None:
    facts = facts_for(asked)
    _step(asked, "evaluation")
    study = study_for(asked)
    if not set(study.groups or ()) <= set(facts.courses["group"]):
        raise EmptyGroup
    earlier = let_out(asked.programme)
    released: Released = ipseval.run(study, facts.tables(), earlier=[*earlier.values()])
    _step(asked, "stored")
    _finish(asked, {"facts_mark": facts.mark(), **content(released, earlier)})


def _step(asked: Run, step: str) -> None:
    """Note how far it is, unless somebody has cancelled."""
    as_taken = Run.objects.filter(pk=asked.pk, state=RunState.RUNNING, version=asked.version)
    if not as_taken.update(step=step, stepped_at=now()):
        raise Cancelled


def _finish(asked: Run, found: dict[str, Any]) -> None:
    with transaction.atomic():
        row = Run.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if row.state != RunState.RUNNING or row.version != asked.version:
            raise Cancelled
        for name, value in found.items():
            setattr(row, name, value)
        row.state, row.step, row.done_at = RunState.DONE, "", now()
        row.save()
        audit.record("results.run", by=row.asked_from, at=now(), about=f"run:{row.pk}", thing=row)


def _fail(number: int, fault: Fault) -> str:
    with transaction.atomic():
        row = Run.objects.select_for_update(of=("self",)).get(pk=number)
        if row.state not in {RunState.ASKED, RunState.RUNNING}:
            return "cancelled"
        row.state, row.step, row.fault = RunState.FAILED, "", fault
        row.save()
        audit.record(
            "results.run", by=row.asked_from, at=now(), about=f"run:{row.pk}", thing=row, outcome="denied"
        )
    return "failed"


def fail_stalled(at: datetime) -> int:
    """For the timed work: runs whose worker was ended in the midst of them. Whoever asked begins them again."""
    stalled = Run.objects.filter(state=RunState.RUNNING, stepped_at__lte=at - STANDS_STILL)
    return sum(_fail(number, Fault.STOPPED) == "failed" for number in stalled.values_list("pk", flat=True))
