"""The drawn tables are the manual's chapter: docs/evaluation/measures.md says what they say.

`DRAW=1 pytest tests/spec/ipseval/test_chapter.py` writes it anew, to be read before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ipseval.measures import DEFINITIONS
from spec.ipseval.test_situations import SITUATIONS
from spec.ipseval.test_work import SITUATIONS as WORK
from spec.ipseval.test_work import TWO

CHAPTER = Path(__file__).parents[3] / "docs" / "evaluation" / "measures.md"

OPENING = """# What the measures count

Drawn by `tests/spec/ipseval`, which run every line below through `ipseval`: the tables are the definition. All days are
half-open: a spell from 1 to 11 March has ten days, and 11 March is the first day no longer in it.

## The words

Each figure says its definition, base, period and method. `{success}` are the rungs that the study counts, `{follow_up}` is
its follow-up; work is always ordinary employment.
"""
DECIDED = """
## Decided

- **The follow-up has passed** when start + follow-up ≤ the last day of the data (`through`), by the calendar only. The day
  after the follow-up must thus be in the data: a follow-up whose last day is the last day of the data is immature, though
  each of its days is seen. The same holds for 13 and 26 weeks.
- **Observation that ends on the last day of the data** (`until` = `through`) leaves that day unseen. A follow-up that has
  passed was over the day before, so nothing changes for it. One that has not passed is immature and censored, or met by a
  competing event; and 13 weeks that pass on that day are counted apart, or not sustained.
- **Still employed beyond 13 (26) weeks** is work on every day from the first to the one that comes 13 (26) weeks after it.
  Any employer counts; spells that touch are one; a single day between them is a break.
  It is told of each group and not compared: those who got a job are no longer the groups that began. An effort that helps
  more people into work also brings in some who find it harder to stay.
- **Served in a quarter**: the course was open, and the person seen, on a day of it. The day the course ended is not one.
- **Lost from sight** before the follow-up ended: how many weeks, hours or days the longest job came to is not known of these.
  In a mean those seen to the end stand for them too, each weighed by one over the chance of being still seen (Kaplan–Meier
  of being lost, among all whose follow-up has passed; Bang and Tsiatis 2000). `n` counts those seen. The same holds for the
  shares by hours. With nobody lost it is the plain mean. The weeks stay within the lowest and the highest that they can be:
  where the weighted mean of a few people lies beyond, it is the nearer of these. If nobody is left to stand for the last
  who were lost, there is no value. All of it takes those lost to be like those who stayed, as the incidence does.
- **Hours** are the minutes a week of a spell times its days in the follow-up, over seven. Whoever has a spell that does not
  tell its minutes is missing. Among workers hours are described, and never compared: who works is not drawn by lot.
- **The fourth paid hour** is that of all jobs together, the hours of a spell lying evenly over its days: a job may come as
  several spells. A start counts in the job outcome rate from that day; without hours in the spells the rate is not counted.
- **What the first jobs were** is told by the major groups of ISCO-08 (DISCO-08 has the same), those without a code being a
  group of their own: ten groups can be shown where single codes would be of few people.
- **Sites** have work or education, weeks in work, first job and the end of the course; the other measures are for everyone
  and each group, since at a site there would be too few.
- **Waiting times and own goals** are read from the courses, where they tell them. Who has had no contact with an employer yet
  is missing from the days to it, and counted: those days are of the others.
- **Not counted here**: caseload, coverage of the target group, contacts with employers a week and shares of the specialists'
  time. They are of specialists and places, not of people who are followed up, and no register here tells them.
- **`unit = "course"`** counts every course of a person. Intervals then take each person once: shares by Wilson for the
  effective number of courses, means by Student's t with the error and the degrees of freedom of Bell and McCaffrey (CR2),
  incidences and mean times by the infinitesimal jackknife; differences of means by Welch, other differences and ratios by
  MOVER, win odds by drawing persons again; all as if nobody were in both groups. Hazards are left out. Where fewer than 20
  people stand behind an interval, it says so (Cameron and Miller 2015). The gate counts people, not courses.
- **Bond's eight** (Bond, Campbell and Drake 2012): ever employed (`first_job`), days to the first job (`first_job_median`),
  weeks worked (`weeks_in_work`), longest job (`longest_job_to_horizon`), hours (`work_hours`), hours a week
  (`work_hours_a_week`), 20 hours a week or more (`work_hours_20_a_week`). Wages are left out: no register here tells them.
"""
NOT_FOLLOWED = ("never_started", "not_observed")


def table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for line in lines:
        yield "| " + " | ".join("" if cell is None else str(cell).replace("|", "○") for cell in line) + " |"


def spells(of: Sequence[tuple[object, ...]]) -> str:
    said = []
    for state, first, last, *more in of:
        told = [f"employer {more[0]}"] if more and more[0] else []
        told += [f"{more[1]} min/week"] if more and more[1] is not None else []
        told += [f"occupation {more[2]}"] if more[2:] and more[2] else []
        said.append(f"{state} {first} – {last or 'open'}" + (f" ({', '.join(told)})" if told else ""))
    return "; ".join(said)


def chapter() -> str:
    lines = [OPENING]
    lines += table(("figure", "counts"), [(f"`{name}`", words) for name, words in DEFINITIONS.items()])
    lines += [DECIDED, "## Who is in, and what is seen of them", ""]
    lines += ["Follow-up 12 months, data to 31 December 2025. Days are counted from the start.", ""]
    lines += table(
        ("situation", "start", "spells", "observed until", "line of the flow", "first work or education", "first work",
         "days in work", "follow-up"),
        [
            (s.title, s.start, spells(s.spells), "; ".join(f"{until} {why}" for until, why in s.seen),
             s.step.replace("_", " "), s.success, s.work, *((None, None) if s.step in NOT_FOLLOWED else (s.days, s.ending)))
            for s in SITUATIONS
        ],
    )  # fmt: skip
    lines += ["", "## What became of the work", ""]
    lines += ["Quarters of 2024 and 2025: `x` worked, `○` served without work, `.` not served.", ""]
    lines += table(
        ("situation", "start", "spells", "ends", "13 weeks", "26 weeks", "longest employment (days)",
         "longest job (days)", "hours", "fourth paid hour (day)",
         "first job's group", "quarters"),
        [
            (w.title, w.start, spells(w.spells),
             "; ".join([*(f"{until} {why}" for until, why in w.seen), *([f"{w.end} course"] if w.end else [])]),
             *w.sustained, w.longest, w.job, round(w.hours, 2) if isinstance(w.hours, float) else w.hours, w.fourth, w.first, f"`{w.worked}`" if w.worked else None)
            for w in WORK
        ],
    )  # fmt: skip
    lines += ["", "## Two courses of one person", ""]
    lines += table(
        ("situation", "first course", "second course", "job", "days in work of each (`course`)", "of the one that counts (`first course`)"),
        [
            (title, *(f"{first} – {last or 'open'}" for first, last in (one, two, job)), ", ".join(map(str, days)), days[0])
            for title, (one, two, job, days) in TWO.items()
        ],
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def test_the_chapter_says_what_the_tables_say() -> None:
    if os.environ.get("DRAW"):
        CHAPTER.write_text(chapter(), encoding="utf-8")
    assert chapter() == CHAPTER.read_text(encoding="utf-8")
