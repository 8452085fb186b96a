"""Paths, and what of a chronogram may leave: drawn situations, and a property over random deliveries."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipseval import FollowUp, Study, run
from ipseval.courses.chronogram import columns, points, unpack
from ipseval.courses.scope import Scope
from ipseval.engine import open_engine
from ipseval.gate.coarsen import Line, coarsen, coarsen_moves
from ipseval.recipe import people
from ipseval.registers import REGISTERS

pytestmark = pytest.mark.slow

STUDY = Study(
    follow_up=FollowUp(6, "months"),
    through=date(2025, 12, 31),
    endings={"death": "competing", "moved": "censor"},
)
WORK, SCHOOL, TRIAL = "ordinary_employment", "ordinary_education", "internship"
# start, spells (state, from, to), end of observation; and the state on the same day of each month, . for none, x for gone
SITUATIONS = [
    ("2024-01-31", [], None, "......"),
    ("2024-01-31", [(WORK, "2024-02-29", "2024-03-31")], None, ".W...."),
    ("2024-01-31", [(WORK, "2024-03-01", "2024-03-31")], None, "......"),
    ("2023-08-31", [(WORK, "2023-08-31", None)], None, "WWWWWW"),
    ("2023-08-31", [(WORK, "2020-01-01", "2023-09-30")], None, "W....."),
    ("2024-01-01", [(TRIAL, "2024-01-01", "2024-07-01"), (WORK, "2024-03-01", "2024-05-01")], None, "TTWWTT"),
    (
        "2024-01-01",
        [(SCHOOL, "2024-02-01", "2024-04-01"), (SCHOOL, "2024-03-01", "2024-03-02")],
        None,
        ".SS...",
    ),
    ("2024-01-01", [(WORK, "2024-01-01", None)], ("2024-03-01", "death"), "WWxxxx"),
]
MARKS = {"none": ".", WORK: "W", SCHOOL: "S", TRIAL: "T", "gone": "x"}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(("start", "spells", "ending", "expected"), SITUATIONS)
def test_the_state_on_the_same_day_of_each_month(
    engine: str,
    start: str,
    spells: list[tuple[str, str, str | None]],
    ending: tuple[str, str] | None,
    expected: str,
) -> None:
    opened = open_engine(engine)
    frames = {
        "courses": pl.DataFrame({"person": ["a"], "start": [start]}),
        "spells": pl.DataFrame(
            [("a", *spell) for spell in spells],
            schema={"person": str, "state": str, "from": str, "to": str},
            orient="row",
        ),
        "observed": pl.DataFrame(
            [("a", *ending)] if ending else [], schema={"person": str, "until": str, "why": str}, orient="row"
        ),
    }
    tables = {name: opened.take(REGISTERS[name], frame) for name, frame in frames.items()}
    rows = people(STUDY, tables, opened)
    path, names = unpack(Scope(None, None, rows), STUDY), columns(STUDY)
    assert "".join(MARKS[names[place]] for place in path[0]) == expected


def test_points_lie_by_months_or_by_weeks() -> None:
    assert [point.length for point in points(FollowUp(18, "months"))] == list(range(18))
    assert [point.length for point in points(FollowUp(52, "weeks"))] == list(range(0, 364, 28))
    assert [point.length for point in points(FollowUp(10, "weeks"))] == list(range(0, 70, 7))
    assert len(points(FollowUp(200, "months"))) <= 72


def line(group: str | None, counts: dict[str, list[int]]) -> Line:
    return Line(group, counts, [(0, 0, 0)] * len(next(iter(counts.values()))))


def test_a_rare_state_joins_the_next_rarest() -> None:
    counts = {"none": [20] * 8, WORK: [30] * 8, TRIAL: [3] * 8, SCHOOL: [9] * 8, "gone": [0] * 8}
    shown = coarsen([line(None, counts)], [], range(8), 5, base_name="", span="months")
    assert set(shown.merged) == {TRIAL, SCHOOL}
    assert set(shown.states) == {"none", WORK, "other"}
    assert shown.points == tuple(range(8))
    assert shown.lines[0].n == 62


# people without anything, in work and at school at eight points once; in a later release; and the points then shown
OTHERS = {SCHOOL: [9] * 8, "gone": [0] * 8}
EARLIER: dict[str, tuple[dict[str, list[int]], list[int]]] = {
    "the same again": ({"none": [20] * 8, WORK: [30] * 8, **OTHERS}, [*range(8)]),
    "many came": ({"none": [30] * 8, WORK: [40] * 8, **OTHERS}, [*range(8)]),
    "few came": ({"none": [22] * 8, WORK: [30] * 8, **OTHERS}, []),
    "many came, few of them to work on two points": (
        {"none": [30] * 6 + [38] * 2, WORK: [40] * 6 + [32] * 2, **OTHERS}, [*range(6)],
    ),
    "few came to school: it is told together with another": (
        {"none": [30] * 8, WORK: [40] * 8, SCHOOL: [11] * 8, "gone": [0] * 8}, [*range(8)],
    ),
    "a new rare state was nobody's before": (
        {"none": [30] * 8, WORK: [40] * 8, **OTHERS, TRIAL: [7] * 8}, [*range(8)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", EARLIER)
def test_beside_an_earlier_release(title: str) -> None:
    later, expected = EARLIER[title]
    words = {"base_name": "", "span": "months"}
    once = {"none": [20] * 8, WORK: [30] * 8, **OTHERS}
    first = coarsen([line(None, once)], [], range(8), 5, **words)
    assert not first.suppressed
    shown = coarsen([line(None, later)], [], range(8), 5, None, [first], **words)
    assert list(shown.points) == expected
    assert shown.suppressed == (not expected)
    assert (SCHOOL in shown.merged) == ("together" in title)


def test_nothing_is_shown_of_few() -> None:
    counts = {"none": [3] * 8, WORK: [1] * 8, "gone": [0] * 8}
    assert coarsen([line(None, counts)], [], range(8), 5, base_name="", span="months").suppressed


def test_moves_of_few_people_are_hidden_with_another_in_row_and_column() -> None:
    names = ["a", "b", "c"]
    found = {(one, two): (200, 60) if one == two else (30, 20) for one in names for two in names}
    found["a", "b"] = (12, 2)
    hidden = {(move.before, move.after) for move in coarsen_moves(found, names, 5) if move.suppressed}
    assert ("a", "b") in hidden
    assert len([pair for pair in hidden if pair[0] == "a"]) >= 2
    assert len([pair for pair in hidden if pair[1] == "b"]) >= 2


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 150))
def test_no_cell_is_of_few_and_none_holds_all(seed: int, people: int) -> None:
    draw = random.Random(seed)
    courses, spells, seen = [], [], []
    for person in range(people):
        start = date(2023, 1, 2) + timedelta(days=draw.randrange(100))
        courses.append((str(person), start, draw.choice("xy")))
        for state in (WORK, SCHOOL, TRIAL):
            if draw.random() < 0.4:
                begin = start + timedelta(days=draw.randrange(-60, 400))
                spells.append((str(person), state, begin, begin + timedelta(days=draw.randrange(1, 300))))
        if draw.random() < 0.1:
            seen.append(
                (str(person), start + timedelta(days=draw.randrange(400)), draw.choice(["death", "moved"]))
            )
    tables = {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group"], orient="row"),
        "spells": pl.DataFrame(
            spells, schema={"person": str, "state": str, "from": date, "to": date}, orient="row"
        ),
        "observed": pl.DataFrame(seen, schema={"person": str, "until": date, "why": str}, orient="row"),
    }
    released = run(Study(through=date(2025, 6, 30), endings=STUDY.endings), tables, engine="polars")
    for chronogram in released.chronograms:
        for shown in chronogram.lines:
            for counts in shown.counts:
                assert sum(counts) == shown.n
                assert all(count == 0 or 5 <= count < shown.n for count in counts)
            gone = (
                [counts[chronogram.states.index("gone")] for counts in shown.counts]
                if "gone" in chronogram.states
                else []
            )
            assert not [step for step in np.diff([0, *gone]) if 0 < step < 5]
    if len(released.chronograms) == 2 and not released.chronograms[1].suppressed:
        everyone, groups = released.chronograms
        assert sum(shown.n for shown in groups.lines) == everyone.lines[0].n or everyone.suppressed
    for trait in released.characteristics:
        assert trait.n is None or trait.n == 0 or trait.n >= 5
        assert trait.suppressed == (trait.n is None)
