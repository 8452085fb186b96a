"""DREAM and the hours register as declared: columns, kinds, limits and meaning; opens no data."""

from ipseval.registers.codes import HIGHEST
from ipseval.registers.register import Column, Register

WORST_INDUSTRY = 999_999
MOST_HOURS = 744
"""The hours that the longest month has."""

PERSON = Column(
    "person",
    "text",
    "The person, also under the name pnr; numbers are taken as text. A row without one is left out.",
    required=True,
    filled=True,
    names=r"(person|pnr)$",
)
WEEK = Column(
    "y_YYWW",
    "whole",
    "The public benefit in an ISO week: y_2453 is week 53 of the ISO year 2024, 91 to 99 are 1991 to 1999. One code a "
    "week, set by a single day, one hiding another; what a code means says the table of codes. Empty or 0: none, which "
    "is no proof of work. No week may be missing between the first and the last.",
    required=True,
    limits=(1, HIGHEST),
    names=r"y_(\d\d)(\d\d)$",
)
INDUSTRY = Column(
    "branche_YYYY_MM",
    "whole",
    "The industry of the month's employment, as a code of six digits. Empty or 0: no employment. A week belongs to the "
    "month of its Thursday.",
    limits=(1, WORST_INDUSTRY),
    names=r"branche_(\d{4})_(\d\d)$",
)
DEGREE = Column(
    "grad_YYYY_MM",
    "number",
    "The degree of the month's employment. Above 0 it is employment also where the industry is empty; how much is not "
    "asked.",
    limits=(0, None),
    names=r"grad_(\d{4})_(\d\d)$",
)
DREAM = Register(
    "dream",
    "One row per person: weeks of public benefits since 1991, months of employment. Parquet, SAS or CSV (in UTF-8, with "
    "commas, semicolons, tabs or upright strokes); several files hold the same weeks of other persons.",
    (PERSON, WEEK, INDUSTRY, DEGREE),
)

HOURS = Register(
    "hours",
    "One row per person, month and employer: the paid hours, which show the work that a benefit hides.",
    (
        Column("person", "text", "The person, written as in DREAM.", required=True, filled=True),
        Column("month", "month", "A date, or year and month as 2024-03 or 202403.", required=True, filled=True),
        Column("hours", "number", "Paid hours in that month.", required=True, filled=True, limits=(0, MOST_HOURS)),
        Column("employer", "text", "The employer. Empty: not named, and no job of the same employer is worked out."),
        Column(
            "ordinary",
            "yes_no",
            "Whether the job is ordinary. Without the column, weeks with the code of a subsidised job are left out.",
        ),
    ),
)  # fmt: skip
