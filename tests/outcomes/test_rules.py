"""Which days an evaluation counts: half-open, and nothing that was not so yet on the last day of the run."""

from datetime import date

import pytest

from samspor.outcomes.rules import (
    CourseSpan,
    day,
    end_of,
    is_quarter_end,
    last_quarter_end,
    weeks,
)

THROUGH = date(2026, 2, 28)
D = date


@pytest.mark.parametrize(
    ("on", "quarter"),
    [
        (D(2026, 3, 2), D(2025, 12, 31)),
        (D(2026, 4, 1), D(2026, 3, 31)),
        (D(2026, 3, 31), D(2025, 12, 31)),
        (D(2024, 12, 31), D(2024, 9, 30)),
        (D(2026, 1, 1), D(2025, 12, 31)),
    ],
)
def test_the_last_quarter(on: date, quarter: date) -> None:
    assert last_quarter_end(on) == quarter
    assert is_quarter_end(quarter)


@pytest.mark.parametrize(
    ("course", "end"),
    [
        pytest.param(CourseSpan(D(2025, 1, 1), None), None, id="open"),
        pytest.param(CourseSpan(D(2025, 1, 1), D(2026, 2, 28)), D(2026, 3, 1), id="ended on the last day"),
        pytest.param(CourseSpan(D(2025, 1, 1), D(2026, 3, 1)), None, id="ended the day after"),
        pytest.param(
            CourseSpan(D(2025, 1, 1), None, ((D(2026, 1, 10), D(2026, 3, 5)),)), D(2026, 1, 11),
            id="had ended, and was reopened after",
        ),
        pytest.param(
            CourseSpan(D(2025, 1, 1), None, ((D(2025, 6, 1), D(2025, 9, 1)),)), None, id="reopened before"
        ),
    ],
)  # fmt: skip
def test_the_end_as_it_stood(course: CourseSpan, end: date | None) -> None:
    assert end_of(course, THROUGH) == (None if end is None else day(end))


@pytest.mark.parametrize(
    ("first", "last", "changes", "spells"),
    [
        pytest.param(D(2026, 1, 5), D(2026, 1, 31), (), [(D(2026, 1, 5), D(2026, 2, 1), None)], id="no hours"),
        pytest.param(
            D(2026, 1, 5), None, ((D(2026, 1, 5), 9.5),), [(D(2026, 1, 5), D(2026, 3, 1), 570)], id="cut at the end"
        ),
        pytest.param(
            D(2026, 1, 5), D(2026, 2, 10), ((D(2026, 1, 5), 8), (D(2026, 2, 1), 15)),
            [(D(2026, 1, 5), D(2026, 2, 1), 480), (D(2026, 2, 1), D(2026, 2, 11), 900)], id="more hours",
        ),
        pytest.param(D(2026, 3, 1), None, (), [], id="begins after"),
        pytest.param(
            D(2026, 2, 1), None, ((D(2026, 2, 1), 8), (D(2026, 3, 9), 20)),
            [(D(2026, 2, 1), D(2026, 3, 1), 480)], id="hours of later",
        ),
        pytest.param(D(2026, 2, 28), D(2026, 2, 28), (), [(D(2026, 2, 28), D(2026, 3, 1), None)], id="one day"),
    ],
)  # fmt: skip
def test_time_in_an_engagement(first, last, changes, spells) -> None:
    found = [(a, b, minutes) for a, b, minutes in weeks(first, last, changes, THROUGH)]
    assert found == [(day(a), day(b), minutes) for a, b, minutes in spells]
