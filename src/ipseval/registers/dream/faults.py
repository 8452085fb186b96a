"""What can be wrong in a delivery of DREAM or of hours, and the rule that handles it; counts nothing itself."""

from __future__ import annotations

from ipseval.registers.dream.declared import MOST_HOURS
from ipseval.registers.register import Fault

FAULTS = {
    "columns_unread": Fault(
        "columns named like a week or month that no calendar has, as y_1053", "They are left unread."
    ),
    "months_missing": Fault(
        "weeks between the first and the last known month whose month has neither branche nor grad",
        "They are counted as without work.",
    ),
    "person_missing": Fault("rows without a person", "They are left out."),
    "person_twice": Fault(
        "rows of a person that has had a row before", "The first row counts; the later ones are left out."
    ),
    "no_code": Fault(
        "weeks whose value is none of the numbers 1 to 999",
        "They are weeks with a benefit in the state unknown_code; they do not count as self-supporting.",
    ),
    "unknown_code": Fault(
        "weeks with a code that the table of codes does not have on that day (unknown_codes says which)",
        "They are weeks with a benefit in the state unknown_code; they do not count as self-supporting.",
    ),
    "code_after_end": Fault(
        "persons with a benefit or employment after the week that ended their observation",
        "Observation ends with the first such week; what comes later is left out.",
    ),
    "blank_after_end": Fault(
        "persons with blank weeks, and nothing else, after the week that ended their observation",
        "Observation ends with the first such week; the blank weeks are left out.",
    ),
    "never_observed": Fault(
        "persons whose observation has ended in the first week", "They have no spells, and are in observed."
    ),
    "degree_without_industry": Fault(
        "weeks of a month with a degree and no industry that can be read",
        "They count as employment; the employer is not known.",
    ),
    "industry_without_degree": Fault(
        "months with an industry and without a degree above 0", "They count as employment."
    ),
    "self_supporting_too_short": Fault(
        "times of no benefit and employment shorter than 4 weeks, those cut off at an end of the data among them",
        "They do not count as self-supporting.",
    ),
    "hours_without_person_or_month": Fault(
        "rows of hours without a person, or with a month that cannot be read", "They are left out."
    ),
    "hours_impossible": Fault(
        f"rows whose hours cannot be read, or are below 0 or above the {MOST_HOURS} of a month",
        "They are left out.",
    ),
    "hours_not_said_ordinary": Fault(
        "rows of hours that say neither yes nor no in ordinary", "They are left out."
    ),
    "hours_not_ordinary": Fault("rows of hours in a job that is not ordinary", "They are left out."),
    "hours_outside": Fault("rows of hours in a month outside the weeks of DREAM", "They are left out."),
    "hours_twice": Fault(
        "further rows of hours of one person, month and employer", "The hours are added together."
    ),
    "hours_of_nobody": Fault(
        "persons with months of work by hours who are not in DREAM", "They are left out."
    ),
}
