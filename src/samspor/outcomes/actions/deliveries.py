"""Register deliveries: linked to those who consented, stored by rung, deleted; nothing is kept of anybody else."""

import json
from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from ipseval.study import LADDER
from samspor.access import audit
from samspor.access.actions import Actor, Denied, Refused, action
from samspor.access.case_data import trusted
from samspor.access.encryption import blind_indexes
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base.dates import local
from samspor.courses.models import Course
from samspor.outcomes.frames import taking_part
from samspor.outcomes.models import DeliveredPerson, Delivery, Run
from samspor.outcomes.reading import people_of
from samspor.outcomes.rules import (
    DELIVERY_MOVES,
    KEPT_UNSTORED,
    DeliveryState,
    RunState,
    linkage,
    month_of,
)
from samspor.outcomes.sources import consenting
from samspor.people.models import Identifier
from samspor.people.rules import System, same_number_space

Number = tuple[str, str]
ENDINGS = ("censor", "competing")


def check_delivery(
    programme: Programme, *, by: Actor, at: datetime, through: date, spells: pl.DataFrame,
    observed: pl.DataFrame | None, sha256: str,
) -> Delivery:  # fmt: skip
    """Link a delivery that was read without a fault. Of those with a live consent it is kept, sealed, for a day, until
    it is stored; of everybody else nothing is. The same files once more find the delivery that stands.

    The numbers are looked up before anything is locked: with many that takes its time.
    """
    said = people_of(spells, observed)
    with trusted():
        found = _records_of(list(said), programme)
    rungs = dict.fromkeys(sorted(spells["state"].unique()), "")
    endings = dict.fromkeys(sorted(observed["why"].unique()) if observed is not None else [], "")
    made: Delivery = _keep_delivery(
        programme, by=by, at=at, said=said, found=found, through=through, sha256=sha256, rungs=rungs,
        endings=endings,
    )  # fmt: skip
    return made


@action(Permission.DELIVERY_UPLOAD)
def _keep_delivery(
    programme: Programme, /, *, by: Actor, at: datetime, said: dict[Number, Any],
    found: dict[Number, set[UUID]], through: date, sha256: str, **words: dict[str, str],
) -> Delivery:  # fmt: skip
    on = local(at).date()
    if not isinstance(by, Membership):
        raise Denied
    if through > on:
        raise Refused(_("A delivery cannot cover days that have not come."), field="through")
    ours = Delivery.objects.filter(Delivery.objects.all().within(by, on), programme=programme, sha256=sha256)
    standing = ours.exclude(state=DeliveryState.DELETED).first()
    if standing is not None:
        return standing
    allowed = set(_may_be_in(programme, by.authority_id, on))
    linked = {number: people & allowed for number, people in found.items() if people & allowed}
    counts = linkage(linked=len(linked), without=len(found) - len(linked), unknown=len(said) - len(found))
    if not counts.is_enough:
        raise Refused(
            _(
                "Fewer than five people in the file could be linked to a course with a live consent to evaluation. "
                "Nothing is kept."
            )
        )
    made = Delivery.objects.create(
        programme=programme, uploaded_by_id=by.user_id, uploaded_from=by, uploaded_at=at, through=through,
        sha256=sha256, linkage=asdict(counts), **words,
    )  # fmt: skip
    _keep(made, said, linked)
    return made


@action(Permission.DELIVERY_UPLOAD)
def store_delivery(
    checked: Delivery, /, *, by: Actor, at: datetime, rungs: dict[str, str], endings: dict[str, str]
) -> None:
    """Take a delivery into use. Its words become rungs of the ladder; the register's own codes are kept of nobody."""
    _move(checked, DeliveryState.STORED)
    if rungs.keys() != checked.rungs.keys() or not set(rungs.values()) <= set(LADDER):
        raise Refused(_("Give each word of the register a rung."))
    if endings.keys() != checked.endings.keys() or not set(endings.values()) <= set(ENDINGS):
        raise Refused(_("Say of each ending what it means."))
    checked.rungs, checked.endings = rungs, endings
    checked.save()
    held = []
    for row in checked.people.all():
        said = json.loads(row.said)
        said["spells"] = [[rungs[state], *rest] for state, *rest in said["spells"]]
        row.said = json.dumps(said)
        row.save()
        held.append(row.about)
    audit.record(
        Permission.DELIVERY_UPLOAD, by=by, at=at, about=audit.about(checked), thing=checked, shown=held
    )


@action(Permission.DELIVERY_UPLOAD)
def delete_delivery(found: Delivery, /, *, by: Actor, at: datetime) -> None:
    """Delete what a delivery says of everybody. Released runs stay, and can no longer be repeated."""
    if found.runs.filter(state__in=[RunState.ASKED, RunState.RUNNING]).exists():
        raise Refused(_("A run on this delivery is being worked out. Wait for it, or cancel it first."))
    _move(found, DeliveryState.DELETED)
    found.deleted_at = at
    found.save()
    DeliveredPerson.objects.filter(delivery=found).delete()
    released = Run.objects.filter(delivery=found, state=RunState.RELEASED, changed_since=None)
    released.update(changed_since=month_of(at))


def forget_deliveries(at: datetime) -> int:
    """For the timed work: what was looked through and not stored within a day, and whoever no longer consents. Who
    still does is looked up before anything is locked."""
    gone = 0
    with trusted():
        late = Delivery.objects.filter(state=DeliveryState.CHECKED, uploaded_at__lte=at - KEPT_UNSTORED)
        with transaction.atomic():
            gone += DeliveredPerson.objects.filter(delivery__in=late).delete()[0]
            late.delete()
        stored = Delivery.objects.filter(state=DeliveryState.STORED).order_by()
        for key, authority in stored.values_list("programme", "uploaded_from__unit__authority").distinct():
            theirs = stored.filter(programme=key, uploaded_from__unit__authority=authority)
            held = DeliveredPerson.objects.filter(delivery__in=theirs)
            live = set(_may_be_in(Programme.objects.get(pk=key), authority, local(at).date()))
            over = set(held.values_list("person", flat=True).distinct()) - live
            gone += held.filter(person__in=over).delete()[0]
    return gone


def _may_be_in(programme: Programme, authority_id: int | None, on: date) -> Any:
    """The records of a programme's courses under which a register may be linked."""
    courses = taking_part(programme, on, consenting(authority_id, on)).order_by()
    return courses.values_list("municipal_person", flat=True).distinct()


def _records_of(numbers: list[Number], programme: Programme) -> dict[Number, set[UUID]]:
    """The records of the programme's courses that bear each number, found unopened by the blind index of the
    authorities that keep them."""
    people = Course.objects.filter(programme=programme).values("municipal_person")
    bearers: dict[str, set[UUID]] = defaultdict(set)
    authorities = set()
    rows = Identifier.objects.filter(person__in=people)
    for index, person, authority in rows.values_list("blind_index_next", "person_id", "authority_id"):
        bearers[index].add(person)
        authorities.add(authority)
    found: dict[Number, set[UUID]] = {}
    for system, value in numbers:
        indexes = [
            index
            for space in same_number_space(System(system))
            for authority in authorities
            for index in blind_indexes(str(space), value, authority)
        ]
        if who := set().union(*(bearers[index] for index in indexes if index in bearers)):
            found[system, value] = who
    return found


def _keep(delivery: Delivery, said: dict[Number, Any], linked: dict[Number, set[UUID]]) -> None:
    """One sealed row a person; two numbers of one person in the file are one person's."""
    whole: dict[UUID, dict[str, list[Any]]] = {}
    for number, people in linked.items():
        for person in people:
            words = whole.setdefault(person, {"spells": [], "observed": []})
            for table in words:
                words[table] += said[number][table]
    DeliveredPerson.objects.bulk_create(
        DeliveredPerson(delivery=delivery, person_id=person, said=json.dumps(words))
        for person, words in whole.items()
    )


def _move(found: Delivery, to: DeliveryState) -> None:
    if to not in DELIVERY_MOVES[DeliveryState(found.state)]:
        raise Refused(_("The delivery has moved on in the meantime. Load the page again."))
    found.state = to
