"""When an agreement is in force, when it is warned of, and how it moves: drawn, through the rule and the database."""

from datetime import date

import pytest

import factories as make
from samspor.agreements import rules
from samspor.agreements.models import LocalAgreement
from samspor.agreements.rules import MOVES, AgreementFacts, Stage

ON = date(2026, 3, 2)
SIGNED, TALKING = Stage.AGREEMENT, Stage.CLARIFICATION

# what                                first day            last day              stage             valid  warned
SITUATIONS = [
    ("no last day",                   date(2021, 1, 1),    None,                 Stage.FOLLOW_UP,  True,  False),
    ("begins today",                  ON,                  None,                 SIGNED,           True,  False),
    ("begins tomorrow",               date(2026, 3, 3),    None,                 SIGNED,           False, False),
    ("last day today",                date(2021, 1, 1),    ON,                   SIGNED,           True,  True),
    ("last day yesterday",            date(2021, 1, 1),    date(2026, 3, 1),     SIGNED,           False, False),
    ("last day in 60 days",           date(2021, 1, 1),    date(2026, 5, 1),     SIGNED,           True,  True),
    ("last day in 61 days",           date(2021, 1, 1),    date(2026, 5, 2),     SIGNED,           True,  False),
    ("a single day",                  ON,                  ON,                   SIGNED,           True,  True),
    ("still talking",                 date(2021, 1, 1),    None,                 Stage.DIALOGUE,   False, False),
    ("still being clarified",         date(2021, 1, 1),    None,                 TALKING,          False, False),
    ("talking, last day soon",        date(2021, 1, 1),    date(2026, 3, 20),    TALKING,          False, False),
    ("signed, staff in training",     date(2021, 1, 1),    None,                 Stage.TRAINING,   True,  False),
    ("first course",                  date(2021, 1, 1),    None,                 Stage.FIRST_COURSE, True, False),
    ("supervision",                   date(2021, 1, 1),    date(2026, 3, 3),     Stage.SUPERVISION, True, True),
    ("begins tomorrow, ends soon",    date(2026, 3, 3),    date(2026, 3, 9),     SIGNED,           False, False),
]  # fmt: skip
IDS = [row[0] for row in SITUATIONS]


@pytest.mark.parametrize(("what", "first", "last", "stage", "valid", "warned"), SITUATIONS, ids=IDS)
def test_in_force(what, first, last, stage, valid, warned):
    facts = AgreementFacts(first, last, stage)
    assert (rules.is_valid(facts, ON), rules.ends_soon(facts, ON)) == (valid, warned)


@pytest.mark.parametrize(("what", "first", "last", "stage", "valid", "warned"), SITUATIONS, ids=IDS)
def test_in_force_in_the_database(db, what, first, last, stage, valid, warned):
    municipal = make.unit(make.authority("Odense"), "Jobcenter Odense")
    team = make.unit(make.authority("Region Syddanmark", kind="region"), "Lokalpsykiatri", kind="treatment")
    agreement = make.agreement(make.programme(), municipal, team, starts_on=first, ends_on=last, stage=stage)
    assert LocalAgreement.objects.valid_on(ON).exists() is valid
    assert LocalAgreement.objects.ending_soon(ON).exists() is warned
    assert agreement.is_valid_on(ON) is valid


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_moves_go_one_step_on_or_one_step_back(before, after):
    order = list(Stage)
    assert rules.may_move(before, after) is (abs(order.index(before) - order.index(after)) == 1)


def test_every_stage_has_its_moves():
    assert set(MOVES) == set(Stage)


@pytest.mark.parametrize(
    ("before", "after", "closes"),
    [
        (Stage.AGREEMENT, Stage.CLARIFICATION, True),
        (Stage.TRAINING, Stage.AGREEMENT, False),
        (Stage.CLARIFICATION, Stage.DIALOGUE, False),
        (Stage.CLARIFICATION, Stage.AGREEMENT, False),
    ],
)
def test_which_move_closes_sharing(before, after, closes):
    assert rules.closes_sharing(before, after) is closes


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ((date(2021, 1, 1), date(2021, 12, 31)), (date(2022, 1, 1), None), False),
        ((date(2021, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), None), True),
        ((date(2021, 1, 1), None), (date(2022, 1, 1), None), True),
        ((date(2022, 1, 1), None), (date(2021, 1, 1), date(2021, 12, 31)), False),
        ((date(2022, 1, 1), None), (date(2021, 1, 1), None), True),
    ],
)
def test_periods_with_a_day_in_common(first, second, common):
    assert rules.overlap(first, second) is common
    assert rules.overlap(second, first) is common
