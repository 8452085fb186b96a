"""The pages of one course: overview, timeline, jobs, notes, what is known at the start."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from samspor.access.gates import page, rows
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses.models import Assignment, Contact, Engagement, Note, Pause, Reopening
from samspor.courses.models.courses import covering
from samspor.courses.views.frame import Frame, open_course, section, show_course
from samspor.courses.views.timeline import timeline as merged
from samspor.sharing.disclosed import open_directions
from samspor.sharing.labels import CATEGORIES, CLOSED_NOTICE
from samspor.sharing.rules import Category

ON_A_PAGE = 40
SEE = Permission.COURSE_SEE


@page(SEE)
def course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Where the course stands, who is on both sides, what is shared until when, what is on now."""
    frame = open_course(request, SEE, course_id)
    sharing = open_directions(frame.course.exchange, frame.viewer, today())
    current = section(frame, Engagement.objects.going_on(today())).items
    return show_course(
        request,
        "show",
        frame,
        sharing=sharing,
        people=people_of(request, frame, sharing),
        current_jobs=current,
        notice=CLOSED_NOTICE,
    )


def people_of(request: HttpRequest, frame: Frame, sharing: Any) -> list[Assignment]:
    """Who has the course today. The other side's people are named while that side shares something; else its unit
    alone, which the sharing names anyway."""
    on = today()
    who = (
        rows(request, SEE, Assignment)
        .filter(covering(on), course=frame.course)
        .select_related("user", "unit")
    )
    if not _reads_other_side(sharing):
        who = who.filter(unit=frame.viewer.unit_id)
    return list(who)


def _reads_other_side(sharing: Any) -> bool:
    return any(d.is_open for d in sharing or () if not d.is_own)


@page(SEE)
def timeline(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Everything that one may read of the course, by day, newest first."""
    frame = open_course(request, SEE, course_id)
    contacts = section(frame, Contact.objects.all())
    entries = merged(
        frame.course,
        contacts=contacts.items.select_related("author", "owner_unit"),
        notes=section(frame, Note.objects.all()).items.select_related("author", "owner_unit"),
        engagements=section(frame, Engagement.objects.all()).items.select_related("author", "owner_unit"),
        pauses=rows(request, SEE, Pause).filter(course=frame.course) if frame.knows_phase else (),
        reopenings=rows(request, SEE, Reopening).filter(course=frame.course) if frame.knows_phase else (),
        with_course_days=frame.knows_phase,
    )
    entries_page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    return show_course(request, "timeline", frame, entries=entries_page, notice=contacts.notice)


@page(SEE)
def jobs(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Jobs, educations and other steps, with hours and what was learned."""
    frame = open_course(request, SEE, course_id)
    found = section(frame, Engagement.objects.select_related("owner_unit").with_hours())
    return show_course(request, "jobs", frame, jobs=list(found.items), notice=found.notice)


@page(SEE)
def notes(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Notes by kind of information."""
    frame = open_course(request, SEE, course_id)
    found = section(frame, Note.objects.all())
    items = found.items.select_related("author", "owner_unit", "changed_by")
    if (wanted := request.GET.get("category")) in set(Category):
        items = items.filter(category=wanted)
    notes_page = Paginator(items, ON_A_PAGE).get_page(request.GET.get("page"))
    return show_course(
        request,
        "notes",
        frame,
        notes=notes_page,
        notice=found.notice,
        categories=CATEGORIES,
        wanted=wanted,
    )


@page(SEE)
def at_start(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What was known at the start: the municipality's own, and the region's while it is shared."""
    frame = open_course(request, SEE, course_id)
    return show_course(request, "at_start", frame)
