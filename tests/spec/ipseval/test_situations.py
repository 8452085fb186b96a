"""What a follow-up is, drawn as situations: one person each, who is followed for 12 months from the start.

The data go to 31 December 2025. `job` is ordinary employment, `school` ordinary education, `trial` an internship,
which is neither. Every situation runs on both engines. Expected are the line of the flow table, the day (from start)
of the first work or education and of the first work, the days in work, and how the follow-up ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from ipseval import FollowUp, Study
from ipseval.engine import open_engine
from ipseval.recipe import people
from ipseval.registers import REGISTERS

FULL, CENSORED, COMPETING = "followed to the end", "observation ended", "a competing event came"
STUDY = Study(
    through=date(2025, 12, 31),
    follow_up=FollowUp(12, "months"),
    states={"job": "ordinary_employment", "school": "ordinary_education", "trial": "internship"},
    endings={"died": "competing", "emigrated": "competing", "register_end": "censor"},
)


@dataclass(frozen=True)
class Situation:
    """One person: `spells` as (state, from, to), `seen` as (until, why)."""

    title: str
    start: str | None
    spells: tuple[tuple[str, str, str | None], ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    at_work: bool | None = None
    step: str = "mature"
    success: int | None = None
    work: int | None = None
    days: int = 0
    ending: str = FULL


S = Situation
SITUATIONS = (
    # --- when the follow-up begins and ends -------------------------------------------------------------------
    S("nothing happens", "2024-01-10"),
    S("a job inside", "2024-01-10", (("job", "2024-05-01", "2024-09-01"),), success=112, work=112, days=123),
    S("a job on the first day", "2024-01-10", (("job", "2024-01-10", "2024-01-11"),), success=0, work=0, days=1),
    S("a job on the last day", "2024-01-10", (("job", "2025-01-09", "2025-03-01"),), success=365, work=365, days=1),
    S("a job on the day after the last", "2024-01-10", (("job", "2025-01-10", "2025-03-01"),)),
    S("a job that ended on the start day", "2024-01-10", (("job", "2023-11-01", "2024-01-10"),)),
    S("a job that is not over", "2024-01-10", (("job", "2024-12-31", None),), success=356, work=356, days=10),
    S("a job that reaches beyond", "2024-01-10", (("job", "2024-12-31", "2027-01-01"),), success=356, work=356, days=10),
    S("a spell that ends before it begins", "2024-01-10", (("job", "2024-06-02", "2024-06-01"),)),
    S("a spell of no days", "2024-01-10", (("job", "2024-06-01", "2024-06-01"),)),
    # --- the calendar -----------------------------------------------------------------------------------------
    S("leap day + 12 months is 28 February", "2024-02-29", (("job", "2025-02-27", None),), success=364, work=364, days=1),
    S("… and a job on 28 February is too late", "2024-02-29", (("job", "2025-02-28", None),)),
    S("over a leap day a year has 366 days", "2023-03-01", (("job", "2023-03-01", None),), success=0, work=0, days=366),
    S("week 53 is a week like any", "2020-12-28", (("job", "2020-12-28", "2021-01-04"),), success=0, work=0, days=7),
    S("the last day of a month", "2023-01-31", (("job", "2024-01-30", None),), success=364, work=364, days=1),
    # --- what counts ------------------------------------------------------------------------------------------
    S("education is success, not work", "2024-01-10", (("school", "2024-02-01", "2024-06-01"),), success=22),
    S("education, then work", "2024-01-10", (("school", "2024-02-01", "2024-06-01"), ("job", "2024-06-01", "2024-06-08")),
      success=22, work=143, days=7),
    S("an internship is neither", "2024-01-10", (("trial", "2024-02-01", "2024-06-01"),)),
    S("two jobs at once, days once", "2024-01-10", (("job", "2024-03-01", "2024-03-11"), ("job", "2024-03-06", "2024-03-16")),
      success=51, work=51, days=15),
    S("a job inside a job", "2024-01-10", (("job", "2024-03-01", "2024-03-31"), ("job", "2024-03-10", "2024-03-12")),
      success=51, work=51, days=30),
    S("the same job twice", "2024-01-10", (("job", "2024-03-01", "2024-03-11"), ("job", "2024-03-01", "2024-03-11")),
      success=51, work=51, days=10),
    S("two jobs that touch", "2024-01-10", (("job", "2024-03-01", "2024-03-11"), ("job", "2024-03-11", "2024-03-16")),
      success=51, work=51, days=15),
    S("a gap between jobs", "2024-01-10", (("job", "2024-03-01", "2024-03-11"), ("job", "2024-04-01", "2024-04-03")),
      success=51, work=51, days=12),
    S("three, the first longest", "2024-01-10",
      (("job", "2024-03-01", "2024-05-01"), ("job", "2024-03-10", "2024-03-12"), ("job", "2024-04-20", "2024-05-11")),
      success=51, work=51, days=71),
    # --- at work at the start ---------------------------------------------------------------------------------
    S("in a job that began before", "2024-01-10", (("job", "2023-11-01", "2024-01-11"),),
      step="in_work_at_start", success=0, work=0, days=1),
    S("in school that began before", "2024-01-10", (("school", "2023-08-01", None),), step="in_work_at_start", success=0),
    S("in an internship that began before", "2024-01-10", (("trial", "2023-11-01", None),)),
    S("said to be at work, no spell", "2024-01-10", at_work=True, step="in_work_at_start"),
    S("said not to be, though a spell runs", "2024-01-10", (("job", "2023-11-01", "2024-01-12"),), at_work=False,
      success=0, work=0, days=2),
    # --- maturity: by the calendar only -----------------------------------------------------------------------
    S("passed on the last day of the data", "2024-12-31"),
    S("passes a day after, though every day is seen", "2025-01-01", step="immature"),
    S("passes two days after", "2025-01-02", step="immature", ending=CENSORED),
    S("immature, though already in a job", "2025-06-01", (("job", "2025-07-01", "2025-07-08"),),
      step="immature", success=30, work=30, days=7, ending=CENSORED),
    S("immature, a job beyond the data", "2025-06-01", (("job", "2026-01-01", None),), step="immature", ending=CENSORED),
    S("… and one on the last day of the data", "2025-06-01", (("job", "2025-12-31", None),),
      step="immature", success=213, work=213, days=1, ending=CENSORED),
    S("died, and still immature", "2025-06-01", seen=(("2025-07-01", "died"),), step="immature", ending=COMPETING),
    # --- observation that ends on the last day of the data: that day is not seen ----------------------------------
    S("ends on the last day of the data, passed on it", "2024-12-31", seen=(("2025-12-31", "register_end"),)),
    S("… by death, of a follow-up that passed on it", "2024-12-31", seen=(("2025-12-31", "died"),)),
    S("… of one that passes a day later", "2025-01-01", seen=(("2025-12-31", "register_end"),), step="immature", ending=CENSORED),
    S("… by death, of one that passes a day later", "2025-01-01", seen=(("2025-12-31", "died"),), step="immature",
      ending=COMPETING),
    S("… on the day after: every day was seen", "2025-01-01", seen=(("2026-01-01", "register_end"),), step="immature"),
    # --- observation that ends early --------------------------------------------------------------------------
    S("observation ends before any job", "2024-01-10", (("job", "2024-08-01", None),), (("2024-07-01", "register_end"),),
      ending=CENSORED),
    S("… on the day the job begins", "2024-01-10", (("job", "2024-07-01", None),), (("2024-07-01", "register_end"),),
      ending=CENSORED),
    S("… on the day after it begins", "2024-01-10", (("job", "2024-06-30", None),), (("2024-07-01", "register_end"),),
      success=172, work=172, days=1, ending=CENSORED),
    S("died before any job", "2024-01-10", (("job", "2024-08-01", None),), (("2024-07-01", "died"),), ending=COMPETING),
    S("died after a job", "2024-01-10", (("job", "2024-02-01", "2024-03-01"),), (("2024-07-01", "died"),),
      success=22, work=22, days=29, ending=COMPETING),
    S("emigrated on the day after the last", "2024-01-10", seen=(("2025-01-10", "emigrated"),)),
    S("emigrated on the last day", "2024-01-10", seen=(("2025-01-09", "emigrated"),), ending=COMPETING),
    S("two ends: the earlier counts", "2024-01-10", (("job", "2024-06-15", None),),
      (("2024-07-01", "died"), ("2024-06-01", "register_end")), ending=CENSORED),
    S("two ends on one day: the event is known", "2024-01-10", seen=(("2024-07-01", "died"), ("2024-07-01", "register_end")),
      ending=COMPETING),
    S("gone before the start", "2024-01-10", seen=(("2024-01-10", "emigrated"),), step="not_observed"),
    S("gone on the day after the start", "2024-01-10", seen=(("2024-01-11", "emigrated"),), ending=COMPETING),
    S("a start after the data", "2026-01-05", step="not_observed"),
    # --- no course --------------------------------------------------------------------------------------------
    S("accepted, never started", None, (("job", "2024-05-01", None),), step="never_started"),
)  # fmt: skip


def frames(situations: tuple[Situation, ...]) -> dict[str, pl.DataFrame]:
    """The situations as the three registers, the title standing for the person."""
    courses = [(s.title, s.start, s.at_work) for s in situations]
    spells = [(s.title, *spell) for s in situations for spell in s.spells]
    seen = [(s.title, *end) for s in situations for end in s.seen]
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "in_work_at_start"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
        "observed": pl.DataFrame(seen, schema=["person", "until", "why"], orient="row"),
    }


def follow(study: Study, tables: dict[str, pl.DataFrame], engine: str) -> list[dict[str, object]]:
    """One row per course, as the run sees it before anything is estimated."""
    opened = open_engine(engine)
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}
    return people(study, taken, opened).to_dicts()


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def followed(request: pytest.FixtureRequest) -> dict[object, dict[str, object]]:
    rows = follow(STUDY, frames(SITUATIONS), request.param)
    return dict(zip(sorted(situation.title for situation in SITUATIONS), rows, strict=True))


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.title)
def test_situation(situation: Situation, followed: dict[object, dict[str, object]]) -> None:
    row = followed[situation.title]
    assert row["step"] == situation.step
    if situation.step not in ("never_started", "not_observed"):
        found = (
            row["first_success"],
            row["first_work"],
            row["work_days"],
            (FULL, CENSORED, COMPETING)[row["ending"]],
        )
        assert found == (situation.success, situation.work, situation.days, situation.ending)


def test_titles_tell_the_situations_apart() -> None:
    assert len({situation.title for situation in SITUATIONS}) == len(SITUATIONS)
