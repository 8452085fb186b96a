"""What becomes of one invented candidate: the plain facts of a course, drawn with dice. No database, no names.

The shares aim at the published ones (domain, measures); the dice for one life are its own, so a life is the same in
a world of any size. Days beyond today are drawn too: what lies ahead is known here and simply not done yet.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from samspor.demo.dice import Dice, workday
from samspor.demo.places import Effort

FOLLOW_UP = 545
"""Days of eighteen months, for the dice."""
FAR = date.max
"""A day that never comes: a course that never started, an end that nobody has thought of."""
SHARED_FROM = date(2020, 2, 1)
"""Courses from before were entered by the municipality alone: the consent texts are in force from 2020."""


@dataclass(frozen=True)
class Job:
    """An engagement of the life: rung, days, hours a week from days."""

    rung: str
    starts_on: date
    ends_on: date | None
    hours: tuple[tuple[date, float], ...]
    permanent: bool = False
    end_reason: str = ""


@dataclass(frozen=True)
class Meeting:
    """A contact of the specialist (or the clinician) with or for the candidate."""

    on: date
    minutes: int
    with_whom: str
    how: str
    where: str
    service: str
    by_clinician: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Life:
    """One way through IPS, from treatment to follow-along. `answer` is what became of the referral."""

    origin: str
    born: date
    treated_from: date
    treated_to: date | None
    sent_on: date
    answer: str
    answered_on: date
    started_on: date = FAR
    ended_on: date = FAR
    end_reason: str = ""
    reopened_on: date | None = None
    ended_again_on: date | None = None
    jobs: tuple[Job, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    pause: tuple[date, date] | None = None
    sharing: str = "both"
    withdrawn_on: date | None = None
    confirmed: tuple[date, ...] = ()
    notes: tuple[tuple[date, str], ...] = ()
    status_at_start: str = "none"
    hours_at_start: float | None = None
    is_of_the_cast: bool = False

    @property
    def is_started(self) -> bool:
        return self.started_on < FAR

    @property
    def is_course(self) -> bool:
        return self.answer == "accepted"


def draw(dice: Dice, effort: Effort, sent_on: date) -> Life:
    """A life that begins with a referral on that day."""
    age = _age(dice, effort)
    sent_on = workday(sent_on)
    alone = dice.chance(0.18) and not effort.graduated
    life = Life(
        origin="proposal" if alone or sent_on < SHARED_FROM else "referral",
        born=sent_on - timedelta(days=age * 365 + dice.whole(0, 364)),
        treated_from=sent_on - timedelta(days=dice.around(200, 0.9, low=14, high=2500)),
        treated_to=None,
        sent_on=sent_on,
        answer="accepted",
        answered_on=workday(sent_on + timedelta(days=dice.around(6, 0.6, high=24))),
    )
    if dice.chance(0.05):
        return _never_started(life, dice)
    started_on = workday(life.answered_on + timedelta(days=dice.around(8, 0.6, high=45)))
    life = replace(life, started_on=started_on)
    life = _in_work(life, dice) if dice.chance(0.07) else _out_of_work(life, dice, effort)
    return _sharing(_pause(life, dice), dice)


def unanswered(dice: Dice, effort: Effort, sent_on: date) -> Life:
    """A referral that led to no course: declined, withdrawn or expired."""
    sent_on = workday(sent_on)
    answer = dice.weighted({"declined": 0.55, "withdrawn": 0.25, "expired": 0.2})
    days = 31 if answer == "expired" else dice.whole(2, 16)
    return Life(
        origin="referral",
        born=sent_on - timedelta(days=_age(dice, effort) * 365),
        treated_from=sent_on - timedelta(days=dice.around(200, 0.9, low=14, high=2500)),
        treated_to=None,
        sent_on=sent_on,
        answer=answer,
        answered_on=sent_on + timedelta(days=days),
    )


def _age(dice: Dice, effort: Effort) -> int:
    high = effort.max_age or 58
    return min(high - 1, max(effort.min_age or 18, round(19 + dice.around(11, 0.6, high=39))))


def _never_started(life: Life, dice: Dice) -> Life:
    ended_on = workday(life.answered_on + timedelta(days=dice.whole(20, 90)))
    return replace(
        life, ended_on=ended_on, end_reason=dice.weighted({"wish": 0.8, "moved": 0.2}), sharing="region"
    )


# --- work and education -----------------------------------------------------------------------------------
def _out_of_work(life: Life, dice: Dice, effort: Effort) -> Life:
    """Finds work or education within the follow-up, later, or not at all while the course lasts."""
    if dice.chance(effort.reach):
        first = dice.around(150, 0.85, low=9, high=FOLLOW_UP - 5)
    elif dice.chance(0.1):
        first = dice.whole(FOLLOW_UP + 10, 900)
    else:
        return _without(life, dice, effort)
    jobs = _steps_before(life.started_on, first, dice, effort)
    jobs += _career(life.started_on + timedelta(days=first), dice, effort)
    ended_on = _follow_along_ends(jobs, dice)
    jobs = _cut(jobs, ended_on)
    works = jobs[-1].ends_on is None
    reasons = {"goal": 0.9, "moved": 0.1} if works else {"wish": 0.7, "moved": 0.2, "time_limit": 0.1}
    return _end(replace(life, jobs=jobs), ended_on, dice, reasons)


def _without(life: Life, dice: Dice, effort: Effort) -> Life:
    """No ordinary job or education: some leave before the follow-up has passed, most stay longer."""
    days = (
        dice.whole(45, FOLLOW_UP - 10)
        if dice.chance(0.24)
        else dice.around(600, 0.2, low=FOLLOW_UP + 5, high=1200)
    )
    jobs = _steps_before(life.started_on, days, dice, effort)
    ended_on = life.started_on + timedelta(days=days)
    reasons = {"wish": 0.66, "moved": 0.18, "time_limit": 0.13, "death": 0.03}
    return _end(replace(life, jobs=_cut(jobs, ended_on)), ended_on, dice, reasons)


def _in_work(life: Life, dice: Dice) -> Life:
    """Had a job or an education already, and wants to keep it or find a better one."""
    rung = dice.weighted({"ordinary_employment": 0.7, "ordinary_education": 0.3})
    hours = float(dice.whole(6, 30))
    held = Job(
        rung, life.started_on - timedelta(days=dice.around(180, 0.8, low=20, high=1500)),
        life.started_on + timedelta(days=dice.around(400, 0.7)) if dice.chance(0.6) else None,
        ((life.started_on, hours),),
        permanent=dice.chance(0.5),
    )  # fmt: skip
    held = replace(held, hours=((held.starts_on, hours),), end_reason="new_job" if held.ends_on else "")
    ended_on = life.started_on + timedelta(days=dice.around(380, 0.4))
    life = replace(life, jobs=_cut((held,), ended_on), status_at_start=rung, hours_at_start=hours)
    return _end(life, ended_on, dice, {"goal": 0.75, "wish": 0.25})


def _steps_before(started_on: date, until: int, dice: Dice, effort: Effort) -> tuple[Job, ...]:
    """An internship or another rung on the way, more often where outcomes are graduated."""
    if until < 50 or not dice.chance(0.75 if effort.graduated else 0.22):
        return ()
    rungs = {"internship": 0.75, "subsidised_job": 0.25}
    if effort.graduated:
        rungs = {"internship": 0.5, "flexjob": 0.2, "vocational_rehabilitation": 0.12, "subsidised_job": 0.18}
    rung = dice.weighted(rungs)
    first = started_on + timedelta(days=dice.whole(20, max(21, until - 30)))
    days = dice.whole(150, 700) if rung in {"flexjob", "vocational_rehabilitation"} else dice.whole(20, 90)
    last = min(first + timedelta(days=days), started_on + timedelta(days=until - 1))
    return (
        Job(
            rung,
            workday(first),
            max(workday(first), last),
            ((workday(first), float(dice.whole(8, 20))),),
            end_reason="agreed",
        ),
    )


def _career(day: date, dice: Dice, effort: Effort) -> tuple[Job, ...]:
    """The first ordinary job or education, and what followed."""
    jobs: list[Job] = []
    for _ in range(3):
        day = workday(day)
        learns = dice.chance(effort.education if not jobs else 0.12)
        rung = "ordinary_education" if learns else "ordinary_employment"
        hours = [(day, float(dice.whole(15, 32) if learns else dice.whole(4, 20)))]
        if not learns and dice.chance(0.3):
            hours.append(
                (day + timedelta(days=dice.whole(40, 150)), min(37.0, hours[0][1] + dice.whole(3, 12)))
            )
        last = day + timedelta(days=dice.around(800, 1.0, low=12, high=3000))
        hours = [(on, week) for on, week in hours if on <= last]
        reason = dice.weighted(
            {"agreed": 0.25, "resigned": 0.3, "dismissed": 0.2, "illness": 0.15, "other": 0.1}
        )
        jobs.append(
            Job(
                rung,
                day,
                last,
                tuple(hours),
                dice.chance(0.4),
                "finished" if learns and dice.chance(0.5) else reason,
            )
        )
        if not dice.chance(0.6):
            break
        day = last + timedelta(days=dice.around(60, 0.8, low=3, high=400))
    return tuple(jobs)


def _follow_along_ends(jobs: tuple[Job, ...], dice: Dice) -> date:
    """When support is no longer needed: some time into a job that lasts, or some time after the last was lost."""
    for job in jobs:
        into = job.starts_on + timedelta(days=dice.around(250, 0.35, low=90, high=800))
        lost_on = job.ends_on or FAR
        if into <= lost_on:
            return into
    return lost_on + timedelta(days=dice.around(90, 0.6, low=20))


def _cut(jobs: tuple[Job, ...], ended_on: date) -> tuple[Job, ...]:
    """What the platform gets to know: nothing that begins or ends after the course."""
    known = (job for job in jobs if job.starts_on <= ended_on)
    return tuple(
        job
        if job.ends_on is not None and job.ends_on <= ended_on
        else replace(job, ends_on=None, end_reason="")
        for job in known
    )


# --- the course around it ---------------------------------------------------------------------------------
def _end(life: Life, ended_on: date, dice: Dice, reasons: dict[str, float]) -> Life:
    life = replace(life, ended_on=workday(ended_on), end_reason=dice.weighted(reasons))
    if life.end_reason == "wish" and dice.chance(0.12):
        again = workday(ended_on + timedelta(days=dice.whole(40, 200)))
        life = replace(
            life, reopened_on=again, ended_again_on=workday(again + timedelta(days=dice.whole(90, 400)))
        )
    if dice.chance(0.07):
        life = replace(life, treated_to=workday(ended_on - timedelta(days=dice.whole(10, 300))))
    if life.treated_to and life.treated_to < life.started_on:
        life = replace(life, treated_to=None)
    return life


def _pause(life: Life, dice: Dice) -> Life:
    days = (life.ended_on - life.started_on).days
    if days < 120 or not dice.chance(0.08):
        return life
    first = workday(life.started_on + timedelta(days=dice.whole(40, days - 60)))
    return replace(life, pause=(first, min(first + timedelta(days=dice.whole(14, 60)), life.ended_on)))


def _sharing(life: Life, dice: Dice) -> Life:
    """Which directions are consented to, and whether that was taken back."""
    if life.origin == "proposal":
        return replace(life, sharing="none")
    sharing = dice.weighted({"both": 0.45, "region": 0.41, "none": 0.14})
    withdrawn_on = None
    if sharing != "none" and dice.chance(0.06):
        withdrawn_on = workday(life.answered_on + timedelta(days=dice.whole(30, 330)))
    return replace(life, sharing=sharing, withdrawn_on=withdrawn_on)


def with_meetings(life: Life, dice: Dice, *, every: int, since: date, shared: float) -> Life:
    """The contacts of a course: the first meeting, around each job, and one every so many days since a day.
    `shared`: in how many courses anything is shared with the other side."""
    if not life.is_started:
        return life
    shares = dice.chance(shared)
    meetings = [
        Meeting(life.started_on, 60, "candidate", "in_person", "psychiatry", "engagement", shared=shares)
    ]
    for job in life.jobs:
        if job.starts_on > life.started_on and dice.chance(0.35):
            meetings.append(
                Meeting(
                    job.starts_on,
                    dice.one_of((30, 45, 60)),
                    "employer",
                    "in_person",
                    "workplace",
                    "follow_along",
                )
            )
    day = max(life.started_on, since) + timedelta(days=dice.whole(5, every))
    while day < life.ended_on:
        meetings.append(_meeting(workday(day), life, dice, shares=shares))
        day += timedelta(days=dice.around(every, 0.25, low=3))
    kept = {meeting.on: meeting for meeting in meetings if meeting.on <= life.ended_on}
    return replace(life, meetings=tuple(kept[on] for on in sorted(kept)))


def _meeting(on: date, life: Life, dice: Dice, *, shares: bool) -> Meeting:
    works = any(job.starts_on <= on and (job.ends_on is None or on <= job.ends_on) for job in life.jobs)
    service = "follow_along" if works else "assessment" if (on - life.started_on).days < 45 else "placement"
    how = dice.weighted({"in_person": 0.72, "phone": 0.16, "text": 0.06, "video": 0.03, "not_met": 0.03})
    where = ""
    if how == "in_person":
        where = dice.weighted(
            {"community": 0.4, "psychiatry": 0.25, "workplace": 0.2, "jobcentre": 0.12, "home": 0.03}
        )
    with_whom = dice.weighted({"candidate": 0.74, "both": 0.1, "employer": 0.12, "clinician": 0.04})
    clinician = with_whom in {"both", "clinician"} and dice.chance(0.3)
    return Meeting(
        on, dice.one_of((15, 30, 45, 45, 60, 90)), "candidate" if clinician else with_whom, how, where, service,
        by_clinician=clinician, shared=dice.chance(0.4) and shares,
    )  # fmt: skip
