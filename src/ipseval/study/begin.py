"""A study to start from: a commented study.toml and small invented tables, as text; writes nothing."""

from __future__ import annotations

from random import Random

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
# adjust = ["age"]              # columns of courses, known at start: whole numbers or words
# method = "aipw"               # or "ipw"; unadjusted without adjust
# benchmark = "Projekt Inklusion" # published shares beside one's own

[analysis]
primary = "work_or_education"   # named before the run; the rest is secondary
success = ["ordinary_employment", "ordinary_education"]
# starts_from = 2022-01-01      # the period of the starts, half-open
# starts_before = 2024-01-01

# [sensitivity.with_trial_jobs]   # the primary measure once more, with these states on other rungs
# trial_job = "ordinary_employment"

[release]
smallest_cell = 5

[report]
language = "da"                 # or "en"
# evidence = true               # published randomised trials of IPS beside the comparison

[economics]                     # leave out where nobody asks what it costs and saves
prices = "prices.csv"           # item, kind, payer, per, dkk, low, high, valid_from, valid_to, source
price_day = 2025-07-01          # the day whose prices hold
years = 5
discount = 0.035                # a year
months_of_support = 12          # how long a participant is supported
persistence = [0.6, 0.3, 0.8]   # share of the extra weeks in work left after each further year: value, low, high
# effect = [8, 2, 14]           # extra weeks from elsewhere, where the study has no comparison: value, low, high
# effect_source = "…"

[labels.da]                     # what a Danish report calls words of the data, the study and the prices
title = "Hvem kom i arbejde eller uddannelse?"
"group.ips" = "IPS"             # with its kind (group, site, state, why), where a word means several things
"group.usual" = "sædvanlig indsats"
school = "uddannelse"
trial_job = "praktik"
north = "nord"
south = "syd"
moved_abroad = "udrejse"
withdrew = "trak sit samtykke"
"employment specialist" = "IPS-konsulent"
"usual effort not used" = "sædvanlig indsats, der spares"
"time of the treatment team" = "behandlernes tid"
"training and supervision" = "uddannelse og supervision"
"benefit not paid by the municipality" = "ydelse, som kommunen sparer"
"benefit not paid by the state" = "ydelse, som staten sparer"
"tax on earnings" = "skat af løn"
"invented example" = "opdigtet eksempel"
"""

# the kinds of prices are real, the kroner are not
PRICES = """\
item,kind,payer,per,dkk,low,high,valid_from,valid_to,source
employment specialist,cost,municipality,month_of_support,2500,2000,3200,2025-01-01,,invented example
usual effort not used,cost,municipality,month_of_support,-900,-1400,-400,2025-01-01,,invented example
time of the treatment team,cost,region,month_of_support,400,200,600,2025-01-01,,invented example
training and supervision,cost,region,participant,1500,1000,2500,2025-01-01,,invented example
benefit not paid by the municipality,consequence,municipality,week_in_work,1300,900,1700,2025-01-01,,invented example
benefit not paid by the state,consequence,state,week_in_work,900,600,1200,2025-01-01,,invented example
tax on earnings,consequence,state,week_in_work,600,300,900,2025-01-01,,invented example
"""

PEOPLE = 480
STATES = ("job", "job", "job", "school", "school", "trial_job")
"""What the invented people come into, the commoner ones more often."""


def beginning() -> dict[str, str]:
    """File name to content: `study.toml`, `courses.csv`, `spells.csv`, `observed.csv`, `prices.csv`."""
    chance = Random(20230101)  # noqa: S311 – invented people, the same each time
    courses, spells = ["person,start,end,group,site"], ["person,state,from,to"]
    observed = ["person,until,why"]
    for person in range(PEOPLE):
        group, site = ("ips", "usual")[person % 2], ("north", "south")[person // 2 % 2]
        courses.append(f"p{person:03},2023-{person % 12 + 1:02}-01,,{group},{site}")
        if chance.random() < (0.65 if group == "ips" else 0.5):
            began = f"2024-{chance.randint(1, 6):02}-15"
            spells.append(f"p{person:03},{chance.choice(STATES)},{began},2025-{chance.randint(1, 9):02}-01")
        elif chance.random() < 0.3:
            why = chance.choice(("moved_abroad", "withdrew"))
            observed.append(f"p{person:03},2024-{chance.randint(2, 4):02}-01,{why}")
    tables = {"courses.csv": courses, "spells.csv": spells, "observed.csv": observed}
    return {"study.toml": STUDY, "prices.csv": PRICES} | {
        name: "\n".join(lines) + "\n" for name, lines in tables.items()
    }
