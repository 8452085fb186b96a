"""A study to start from: a commented study.toml and three small invented tables, as text; writes nothing."""

from __future__ import annotations

STUDY = """\
# A study: one question to the registers. `ipseval check DIR` says what is wrong with the data,
# `ipseval run DIR` answers. The tables beside this file are invented; put your own in their place.
title = "Who came into work or education?"

[data]                          # CSV (commas, UTF-8, dates as 2025-12-31) or Parquet; globs for many files
courses = "courses.csv"         # person, start; optional end, group, site, in_work_at_start
spells = "spells.csv"           # person, state, from, to: the first day in the state, and the first day no longer
observed = "observed.csv"       # optional: person, until, why: the first day not observed
through = 2025-12-31            # the last day that the data cover

[observed]                      # what each `why` means
moved_abroad = "competing"      # competes: the person stays in the base, without the outcome
withdrew = "censor"             # censors: nothing is known from here on

[states]                        # which rung of the outcome ladder each state code is
job = "ordinary_employment"
school = "ordinary_education"
trial_job = "internship"

[follow_up]
months = 18                     # or weeks, or days
until_course_end = false        # true where the data see a person only while the course is open

[compare]                       # leave out where there is one group only
groups = ["ips", "usual"]       # the first against the second; known at start

[analysis]
primary = "work_or_education"   # named before the run; the rest is secondary
success = ["ordinary_employment", "ordinary_education"]
# starts_from = 2022-01-01      # the period of the starts, half-open
# starts_before = 2024-01-01

[release]
smallest_cell = 5
"""

PEOPLE = 40


def beginning() -> dict[str, str]:
    """File name to content: `study.toml`, `courses.csv`, `spells.csv`, `observed.csv`."""
    courses, spells = ["person,start,end,group,site"], ["person,state,from,to"]
    for person in range(PEOPLE):
        group, site = ("ips", "usual")[person % 2], ("north", "south")[person // 2 % 2]
        courses.append(f"p{person:02},2023-{person % 12 + 1:02}-01,,{group},{site}")
        if person % 5 < 3 - person % 2:
            state = ("job", "job", "school", "trial_job")[person % 4]
            spells.append(f"p{person:02},{state},2024-{person % 6 + 1:02}-15,2025-{person % 3 + 1:02}-01")
    observed = ["person,until,why", "p07,2023-11-01,moved_abroad", "p12,2024-05-01,withdrew"]
    tables = {"courses.csv": courses, "spells.csv": spells, "observed.csv": observed}
    return {"study.toml": STUDY} | {name: "\n".join(lines) + "\n" for name, lines in tables.items()}
