"""The deeds on one course: start, change, pause, end, reopening. Each page does one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, page
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses import actions
from samspor.courses.forms import courses as forms
from samspor.courses.views.frame import Frame, open_course, show_course


def deed(
    request: HttpRequest, frame: Frame, form: Any, action: Callable[..., Any], **context: Any
) -> HttpResponse:
    """Carry out a form's words on the course, or show it (again)."""
    done = context.pop("done", _("Saved"))
    back = context.pop("back", "courses:show")
    if form.is_valid() and carry_out(request, form, action, frame.course, **form.cleaned_data):
        messages.success(request, done)
        return redirect(back, frame.course.pk)
    return show_course(request, "deed", frame, form=form, **context)


@page(Permission.COURSE_START)
def start(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_START, course_id)
    initial = {**_at_start(frame.course), "started_on": today(), **(kept(request) or {})}
    return deed(
        request, frame, forms.AtStart(request.POST or None, initial=initial), actions.start_course,
        title=_("Start the course"), submit=_("Start the course"), done=_("The course has started."),
        lead=_("Only the day of the first meeting must be filled in now. The rest can wait."),
    )  # fmt: skip


@page(Permission.COURSE_CHANGE)
def change(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_CHANGE, course_id)
    initial = {**_at_start(frame.course), **(kept(request) or {})}
    has_started = frame.course.started_on is not None
    form = forms.Change(request.POST or None, initial=initial, has_started=has_started)
    return deed(
        request,
        frame,
        form,
        actions.change_course,
        title=_("Change what is known at the start"),
        back="courses:at_start",
    )


def _at_start(course: Any) -> dict[str, Any]:
    names = [*forms.AtStart.base_fields]
    return {name: getattr(course, name) for name in names}


@page(Permission.COURSE_PAUSE)
def pause(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_PAUSE, course_id)
    form = forms.PauseCourse(request.POST or None, initial={"starts_on": today(), **(kept(request) or {})})
    return deed(
        request, frame, form, actions.pause_course, title=_("Pause the course"), submit=_("Pause the course"),
        lead=_("A pause is agreed with the candidate. It ends nothing."), done=_("The pause is recorded."),
    )  # fmt: skip


@page(Permission.COURSE_PAUSE)
def end_pause(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_PAUSE, course_id)
    form = forms.EndPause(request.POST or None, initial={"version": frame.course.version})
    return deed(
        request, frame, form, actions.end_pause, title=_("End the pause?"), submit=_("Yes, the course goes on"),
        lead=_("The course goes on from today."), done=_("The pause has ended."),
    )  # fmt: skip


@page(Permission.COURSE_CLOSE)
def close(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_CLOSE, course_id)
    initial = {"version": frame.course.version, "ended_on": today(), **(kept(request) or {})}
    return deed(
        request, frame, forms.Close(request.POST or None, initial=initial), actions.close_course,
        title=_("End the course"), submit=_("End the course"), done=_("The course has ended."),
        lead=_(
            "A course ends when support is no longer needed. A job, the end of treatment or missed meetings do not end "
            "it. It can be reopened."
        ),
    )  # fmt: skip


@page(Permission.COURSE_REOPEN)
def reopen(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.COURSE_REOPEN, course_id)
    initial = {"version": frame.course.version, "reopened_on": today(), **(kept(request) or {})}
    return deed(
        request, frame, forms.Reopen(request.POST or None, initial=initial), actions.reopen_course,
        title=_("Reopen the course"), submit=_("Reopen the course"), done=_("The course is open again."),
    )  # fmt: skip
