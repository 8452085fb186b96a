"""Days of an evaluation: what was so on the last day of a run, as whole days, half-open; and which days those are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samspor.base.dates import local

EPOCH = date(1970, 1, 1)


def day(on: date) -> int:
    """Whole days since 1970-01-01."""
    return (on - EPOCH).days


def month_of(at: datetime) -> date:
    """Its first day. What is tried or compared again goes by months: the day on which a page changes tells of nobody."""
    return local(at).date().replace(day=1)


def last_quarter_end(on: date) -> date:
    """The last day of the quarter before: fixed periods, and more people in each step."""
    return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)


def is_quarter_end(on: date) -> bool:
    return on.month in {3, 6, 9, 12} and (on + timedelta(days=1)).day == 1


@dataclass(frozen=True)
class CourseSpan:
    """When a course ran; `reopened` are pairs of the day it had ended and the day it was taken up again."""

    started_on: date | None
    ended_on: date | None
    reopened: tuple[tuple[date, date], ...] = ()


def end_of(course: CourseSpan, through: date) -> int | None:
    """The first day after the course, as it stood on the last day of the run; None while it was open."""
    for had_ended_on, reopened_on in course.reopened:
        if had_ended_on <= through < reopened_on:
            return day(had_ended_on) + 1
    if course.ended_on is None or course.ended_on > through:
        return None
    return day(course.ended_on) + 1


def weeks(
    starts_on: date, ends_on: date | None, changes: Sequence[tuple[date, float]], through: date
) -> Iterator[tuple[int, int, int | None]]:
    """An engagement cut into spells of the same hours: first day, first day after, minutes a week. Nothing after the
    last day of the run is known. Hours before the first entry are not known."""
    last = min(ends_on, through) if ends_on is not None else through
    if starts_on > last:
        return
    known = [(on, round(hours * 60)) for on, hours in changes if on <= last]
    cuts: list[tuple[date, int | None]] = [(starts_on, None)]
    for on, minutes in known:
        if on <= starts_on:
            cuts[0] = (starts_on, minutes)
        else:
            cuts.append((on, minutes))
    ends = [on for on, _ in cuts[1:]] + [last + timedelta(days=1)]
    for (on, found), end in zip(cuts, ends, strict=True):
        yield day(on), day(end), found


def quarter_ends(since: date, until: date) -> list[date]:
    """The last days of the quarters that lie whole between two days, newest first. Readers outside the case choose
    among these alone, so that two periods never differ by a few days and a few people."""
    found, end = [], last_quarter_end(until + timedelta(days=1))
    while end >= since:
        found.append(end)
        end = last_quarter_end(end)
    return found


def quarter_starts(since: date, until: date) -> list[date]:
    """The first days of quarters between two days, newest first."""
    return [end + timedelta(days=1) for end in quarter_ends(since - timedelta(days=1), until)]
