"""Makes the demo world: the organisation, then every life's deeds in the order of their days, through the actions.

Reproducible: the same seed, size and month give the same people, dates and figures (keys and sealed values differ).
Lives are drawn relative to the first of the month, and what lies before today has been done: made later in the month,
the world is the same and a little further on.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from samspor.base.dates import now, today
from samspor.demo import after
from samspor.demo.deeds import Deed, deeds
from samspor.demo.dice import Dice
from samspor.demo.doing import StandIn, Story, do
from samspor.demo.doing_sharing import review
from samspor.demo.parts import make_in_parts
from samspor.demo.plan import SEED, SIZE, Planned, plan
from samspor.demo.settlement import Settlement, recall, settle

SMALL = 400
"""Below so many courses one process is quicker, and the row gate is asked for every deed."""

__all__ = ["SEED", "SIZE", "Made", "build", "perform"]


@dataclass
class Made:
    """What there is now, for the one who waited."""

    courses: int
    deeds: int
    runs: int

    def __str__(self) -> str:
        return f"{self.courses} courses by {self.deeds} deeds, {self.runs} runs"


def build(*, size: int = SIZE, seed: int = SEED, processes: int | None = None) -> Made:
    """The world as of today, in a database that has been migrated and is empty. A small one asks every gate."""
    on = today()
    anchor = on.replace(day=1)
    if processes is None:
        processes = min(2, os.cpu_count() or 1) if size >= SMALL and connection.vendor == "sqlite" else 1
    with quickly():
        settle(anchor)
    if processes > 1:
        done = make_in_parts(seed=seed, size=size, anchor=anchor, today=on, processes=processes)
    else:
        done = perform(seed=seed, size=size, anchor=anchor, today=on)
    with quickly():
        return Made(courses=after.count_courses(), deeds=done, runs=after.finish(recall(), now()))


def perform(*, seed: int, size: int, anchor: date, today: date, part: tuple[int, int] = (0, 1)) -> int:
    """Do the deeds of one part of the people, whole or not at all. Returns how many."""
    settled = recall()
    number, of = part
    staff = {
        settled.units[key].name: len(settled.specialists.get(settled.units[key].pk, ()))
        for key in settled.units
    }
    mine = [one for n, one in enumerate(plan(seed, size, anchor, staff)) if n % of == number]
    stories = [(one, _story(one, settled, seed, all_gates=size < SMALL)) for one in mine]
    done, reviewed = 0, (0, 0)
    with quickly():
        for deed, story, step in _in_order(stories, seed, anchor):
            if deed.on >= today:
                break
            if (quarter := (deed.on.year, deed.on.month // 3)) != reviewed:
                reviewed = quarter
                done += review(deed.on, settled.reviewers, all_gates=size < SMALL)
            do(deed, story, step)
            done += 1
    return done


def _in_order(
    stories: list[tuple[Planned, Story]], seed: int, anchor: date
) -> Iterator[tuple[Deed, Story, int]]:
    """All deeds of these lives, day by day; within a day life by life."""
    told = [
        (deed.on, number, step, deed, story)
        for number, (one, story) in enumerate(stories)
        for step, deed in enumerate(deeds(one.life, Dice(seed, "deeds", one.key), anchor))
    ]
    told.sort(key=lambda entry: entry[:3])
    return ((deed, story, step % 40) for _on, _number, step, deed, story in told)


def _story(one: Planned, settled: Settlement, seed: int, *, all_gates: bool) -> Story:
    specialists = settled.specialists[settled.municipal(one.site).pk]
    clinicians = settled.clinicians[settled.treatment(one.effort, one.site).pk]
    specialist = specialists[one.specialist % len(specialists)]
    clinician = clinicians[one.clinician % len(clinicians)]
    return Story(
        life=one.life,
        dice=Dice(seed, "words", one.key),
        given_names=one.given_names,
        family_name=one.family_name,
        number=one.number,
        programme=settled.programmes[one.effort.code],
        agreement=settled.agreements[one.effort.code, one.site.unit],
        specialist=specialist if all_gates else StandIn.of(specialist),
        clinician=clinician if all_gates else StandIn.of(clinician),
        candidate=settled.cast["freja"].user if one.is_freja else None,
    )


@contextmanager
def quickly() -> Iterator[None]:
    """One transaction, without waiting for the disk and without looking for garbage: a lost demo is made again."""
    is_sqlite = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_sqlite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    gc.disable()
    try:
        with transaction.atomic():
            yield
    finally:
        gc.enable()
        if is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=NORMAL")
