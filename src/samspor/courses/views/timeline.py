"""One timeline per course: own and disclosed items and, where they are open, the course's own days; newest first.
Plain merging of what the page has already been allowed to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One line: the day, what it is, and the row that it comes from."""

    on: date
    kind: str
    heading: Any
    item: Any = None
    more: Any = ""


def timeline(
    course: Any,
    *,
    contacts: Iterable[Any] = (),
    notes: Iterable[Any] = (),
    engagements: Iterable[Any] = (),
    pauses: Iterable[Any] = (),
    reopenings: Iterable[Any] = (),
    with_course_days: bool = True,
) -> list[Entry]:
    entries = _course_days(course, pauses, reopenings) if with_course_days else []
    entries += [Entry(n.written_on, "note", _("Note"), n) for n in notes][::-1]
    entries += [Entry(c.on, "contact", _("Contact"), c) for c in contacts][::-1]
    for engagement in engagements:
        entries.append(Entry(engagement.starts_on, "job", _("Began"), engagement))
        if engagement.ends_on:
            entries.append(Entry(engagement.ends_on, "job_end", _("Last day"), engagement))
    if with_course_days and course.ended_on:
        entries.append(
            Entry(course.ended_on, "course", _("Course ended"), more=course.get_end_reason_display())
        )
    return sorted(entries, key=lambda e: e.on)[::-1]  # of one day, what came last stands first


def _course_days(course: Any, pauses: Iterable[Any], reopenings: Iterable[Any]) -> list[Entry]:
    entries = [Entry(course.accepted_on, "course", _("Accepted"))]
    if course.started_on:
        entries.append(Entry(course.started_on, "course", _("Course started: first meeting")))
    for pause in pauses:
        entries.append(Entry(pause.starts_on, "course", _("Pause began")))
        if pause.ends_on:
            entries.append(Entry(pause.ends_on, "course", _("Last day of the pause")))
    for again in reopenings:
        entries.append(
            Entry(again.had_ended_on, "course", _("Course ended"), more=again.get_had_end_reason_display())
        )
        entries.append(Entry(again.reopened_on, "course", _("Course reopened")))
    return entries
