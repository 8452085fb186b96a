"""Whether making somebody whom another authority knows takes as long as making anybody: the clock, not the words."""

import statistics
import time
import uuid
from collections.abc import Iterator

from django.db import transaction

from samspor.access.models import Membership, User
from samspor.base.dates import now, today
from samspor.people.actions import create_person
from samspor.people.models import Identifier

TURNS = 150


class Undone(Exception):
    """What was made for the measure is not kept."""


def run() -> Iterator[tuple[str, str]]:
    anna = User.objects.get(username="anna").memberships_on(today())[0]
    elsewhere = Identifier.objects.exclude(authority=anna.authority_id)[:TURNS]
    own = {i.value for i in Identifier.objects.filter(authority=anna.authority_id)}
    known = [i.value for i in elsewhere if i.value not in own]
    new = [f"{61 + n % 28}01{n // 28 % 90 + 10}{7000 + n}" for n in range(len(known))]
    took: dict[str, list[float]] = {"known": [], "new": []}
    for turn, pair in enumerate(zip(known, new, strict=True)):
        both = list(zip(took, pair, strict=True))
        for kind, number in both if turn % 2 else reversed(both):  # neither is always the first
            took[kind].append(_makes(anna, number))
    middle = {kind: statistics.median(times[5:]) for kind, times in took.items()}
    spread = statistics.stdev(took["new"][5:])
    yield (
        f"making somebody: known elsewhere ÷ new ({len(known)} each)",
        f"{middle['known']:8.2f} ms ÷ {middle['new']:.2f} ms = {middle['known'] / middle['new']:.3f}"
        f" (one spreads by {spread:.2f} ms)",
    )


def _makes(by: Membership, number: str) -> float:
    began = time.perf_counter()
    try:
        with transaction.atomic():
            create_person(
                by.unit,
                by=by,
                at=now(),
                new_id=uuid.uuid4(),
                number=number,
                given_names="Ny",
                family_name="Ny",
            )
            took = (time.perf_counter() - began) * 1000
            raise Undone
    except Undone:
        return took
