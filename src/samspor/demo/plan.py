"""Everybody in the demo world before anything is written: lives, invented names and numbers, and who has the course."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samspor.base.dates import add_months, month_end
from samspor.demo.dice import Dice, workday
from samspor.demo.lives import FAR, SHARED_FROM, Job, Life, Meeting, draw, unanswered, with_meetings
from samspor.demo.names import CLINICAL_NOTES, FAMILY, GIVEN
from samspor.demo.places import EFFORTS, Effort, Site

SEED = 2026
SIZE = sum(effort.size for effort in EFFORTS)
"""Courses in the full demo world."""
UNANSWERED = 0.07
"""Referrals that led to no course, for each course."""
INBOX = {
    "Jobcenter Odense": (-6, 2, 8, 15, 21, 27),
    "Jobcenter Middelfart": (-4, 10, 20),
    "Jobcenter Fredericia": (5, 18),
}
"""Days from the first of the month on which a referral is sent that waits for two weeks: somebody always waits."""
DRAFTS = {"Jobcenter Odense": (-9, -3), "Jobcenter Vejle": (-5,)}


CAST_AT = {("Jobcenter Odense", 0), ("Jobcenter Odense", 1), ("Jobcenter Middelfart", 0)}
"""Where Anna, Bo and Carl stand among the specialists of their units."""


@dataclass(frozen=True)
class Planned:
    """One life with its place. `specialist` and `clinician` count through the staff of the two units."""

    key: str
    effort: Effort
    site: Site
    life: Life
    given_names: str
    family_name: str
    number: str
    specialist: int = 0
    clinician: int = 0
    is_freja: bool = False


def plan(seed: int, size: int, anchor: date, staff: dict[str, int]) -> list[Planned]:
    """The whole world of a month. `staff`: how many specialists each municipal unit has, by its name."""
    taken: set[str] = set()
    everyone = [named(*place, seed=seed, taken=taken) for place in _places(seed, size, anchor)]
    everyone.append(_freja(anchor))
    return [_met(one, seed, anchor) for one in _handed_out(everyone, staff)]


def _places(seed: int, size: int, anchor: date) -> Iterator[tuple[str, Effort, Site, Life]]:
    factor = size / SIZE
    for effort in EFFORTS:
        for site in effort.sites:
            first = date(*site.from_month, 1) if site.from_month else effort.first
            last = effort.last or month_end(anchor)
            count = round(site.courses * factor)
            for kind, number in (("course", count), ("referral", round(count * UNANSWERED))):
                for n in range(number):
                    dice = Dice(seed, effort.code, site.unit, kind, n)
                    day = first + timedelta(days=round((n + dice.share()) / number * (last - first).days))
                    if kind == "referral" and day < SHARED_FROM:
                        continue
                    made = draw(dice, effort, day) if kind == "course" else unanswered(dice, effort, day)
                    yield f"{effort.code}/{site.unit}/{kind}/{n}", effort, site, made
    for unit, days in [*INBOX.items(), *DRAFTS.items()]:
        yield from _waiting(seed, unit, days, anchor)


def _waiting(
    seed: int, unit: str, days: tuple[int, ...], anchor: date
) -> Iterator[tuple[str, Effort, Site, Life]]:
    """Referrals of this month that wait for an answer, and drafts that wait for a decision to send."""
    effort = EFFORTS[0]
    site = next(site for site in effort.sites if site.unit == unit)
    for n, offset in enumerate(days):
        kind = "draft" if days is DRAFTS.get(unit) else "inbox"
        life = draw(Dice(seed, unit, kind, n), effort, anchor + timedelta(days=offset))
        waits = replace(
            life, origin="referral", sharing="both", answer="draft" if kind == "draft" else "accepted"
        )
        moved = workday(waits.sent_on + timedelta(days=14))
        shift = moved - life.answered_on
        yield f"{unit}/{kind}/{n}", effort, site, later(waits, shift)


def later(life: Life, shift: timedelta) -> Life:
    """The same life with everything after the referral some days later."""

    def move(on: date) -> date:
        return on if on == FAR else on + shift

    return replace(
        life,
        answered_on=move(life.answered_on), started_on=move(life.started_on), ended_on=move(life.ended_on),
        reopened_on=None, ended_again_on=None, withdrawn_on=None, treated_to=None,
        jobs=(), pause=None, status_at_start="none", hours_at_start=None,
    )  # fmt: skip


def named(key: str, effort: Effort, site: Site, life: Life, *, seed: int, taken: set[str]) -> Planned:
    dice = Dice(seed, "person", key)
    given = dice.one_of(GIVEN)
    if dice.chance(0.15):
        given = f"{given} {dice.one_of(GIVEN)}"
    return Planned(key, effort, site, life, given, dice.one_of(FAMILY), _number(dice, life.born, taken))


def _number(dice: Dice, born: date, taken: set[str]) -> str:
    """A number with the day plus 60, such as no living person has; the seventh digit tells the century."""
    while True:
        seventh = dice.whole(0, 3) if born.year < 2000 else dice.whole(4, 9)
        number = f"{born.day + 60:02}{born:%m%y}{seventh}{dice.whole(0, 999):03}"
        if number not in taken:
            taken.add(number)
            return number


# --- who has the course -----------------------------------------------------------------------------------
def _handed_out(everyone: list[Planned], staff: dict[str, int]) -> Iterator[Planned]:
    """Each course goes to the one of the unit who has the fewest on the day it is accepted."""
    held: dict[tuple[str, int], list[date]] = {}
    for one in sorted(everyone, key=lambda planned: (planned.life.answered_on, planned.key)):
        on, unit = one.life.answered_on, one.site.unit
        crowd = range(staff.get(unit, 1))
        loads = {n: sum(end >= on for end in held.get((unit, n), ())) for n in crowd}
        if unit == "Jobcenter Odense":
            loads[0] -= 2  # Anna has been there longest, and takes some more
        chosen = 0 if one.is_freja else min(crowd, key=lambda n: (loads[n], n))
        if one.life.is_course:
            ends = one.life.ended_again_on or one.life.ended_on
            held.setdefault((unit, chosen), []).append(ends)
        yield replace(one, specialist=chosen, clinician=0 if one.is_freja else sum(map(ord, one.key)))


def _met(one: Planned, seed: int, anchor: date) -> Planned:
    """The contacts: close together where somebody of the cast works today, thinner elsewhere and long ago."""
    if one.is_freja or not one.life.is_course:
        return one
    dice = Dice(seed, "meetings", one.key)
    if (one.life.ended_again_on or one.life.ended_on) < anchor:
        return replace(one, life=with_meetings(one.life, dice, every=900, since=date.min, shared=0.08))
    if _takes_back(one, anchor):
        return replace(one, life=_taken_back(one.life, dice, anchor))
    if (one.site.unit, one.specialist) not in CAST_AT:
        since = add_months(anchor, -3)
        return replace(one, life=with_meetings(one.life, dice, every=50, since=since, shared=0.3))
    life = with_meetings(one.life, dice, every=16, since=add_months(anchor, -6), shared=0.9)
    if life.origin == "referral" and life.withdrawn_on is None:
        noted_on = workday(anchor - timedelta(days=dice.whole(5, 90)))
        notes = ((noted_on, dice.one_of(CLINICAL_NOTES)[0]),) if noted_on > life.started_on else ()
        life = replace(life, sharing="both", notes=notes)
    return replace(one, life=life)


def _takes_back(one: Planned, anchor: date) -> bool:
    """Some in Odense withdraw their consent these weeks, so that the reviewers have something to decide."""
    life = one.life
    in_time = anchor - timedelta(days=300) < life.answered_on < anchor - timedelta(days=75)
    fits = life.origin == "referral" and life.is_started and in_time and one.effort == EFFORTS[0]
    return (
        fits
        and one.site.unit == "Jobcenter Odense"
        and one.specialist > 1
        and sum(map(ord, one.key)) % 2 == 0
    )


def _taken_back(life: Life, dice: Dice, anchor: date) -> Life:
    """Shared, read by the other side for a month, and then taken back."""
    life = replace(
        life,
        sharing="both",
        withdrawn_on=workday(anchor - timedelta(days=dice.whole(1, 20))),
        treated_to=None,
        confirmed=(workday(anchor - timedelta(days=60)),),
        notes=((workday(anchor - timedelta(days=45)), "employment"),),
    )
    return with_meetings(life, dice, every=30, since=add_months(anchor, -3), shared=1)


def _freja(anchor: date) -> Planned:
    """The candidate of the cast: seven months with Anna and Kirsten, a job for the last two."""
    effort = EFFORTS[0]
    sent_on = workday(add_months(anchor, -7))
    answered_on = workday(sent_on + timedelta(days=4))
    started_on = workday(answered_on + timedelta(days=6))
    works_from = workday(add_months(anchor, -2) + timedelta(days=6))
    job = Job(
        "ordinary_employment", works_from, None,
        ((works_from, 9.0), (works_from + timedelta(days=35), 15.0)), permanent=False,
    )  # fmt: skip
    life = Life(
        origin="referral", born=date(1997, 5, 14), treated_from=add_months(sent_on, -11), treated_to=None,
        sent_on=sent_on, answer="accepted", answered_on=answered_on, started_on=started_on,
        ended_on=add_months(anchor, 14), end_reason="goal", jobs=(job,), sharing="both", is_of_the_cast=True,
        confirmed=tuple(workday(add_months(anchor, -months)) for months in (5, 3, 1)),
        notes=(
            (workday(answered_on + timedelta(days=8)), "strengths"), (workday(add_months(anchor, -3)), "coping"),
            (workday(works_from + timedelta(days=9)), "warning_signs"),
        ),
    )  # fmt: skip
    meetings = [Meeting(started_on, 60, "both", "in_person", "psychiatry", "engagement", shared=True)]
    on = started_on + timedelta(days=9)
    while on < month_end(anchor):
        service = "follow_along" if on >= works_from else "assessment" if len(meetings) < 4 else "placement"
        where = (
            "workplace"
            if len(meetings) % 4 == 3 and on >= works_from
            else "community"
            if len(meetings) % 3
            else "psychiatry"
        )
        whom = "employer" if where == "workplace" else "candidate"
        meetings.append(
            Meeting(workday(on), 45, whom, "in_person", where, service, shared=len(meetings) % 2 == 0)
        )
        on += timedelta(days=11)
    site = effort.sites[0]
    return Planned(
        "freja",
        effort,
        site,
        replace(life, meetings=tuple(meetings)),
        "Freja",
        "Ærøskov",
        "7405970123",
        is_freja=True,
    )
