"""The pages on which jobs and educations are begun, changed and ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, show
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses import actions
from samspor.courses.forms import engagements as forms
from samspor.courses.models import Engagement
from samspor.courses.views.frame import open_course, show_course

WRITE = Permission.ENGAGEMENT_WRITE


@page(WRITE)
def start_job(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, WRITE, course_id)
    form = forms.Start(request.POST or None, initial=kept(request), can_share=frame.can_share)
    if form.is_valid() and carry_out(
        request, form, actions.start_engagement, frame.course, **form.cleaned_data
    ):
        messages.success(request, _("It is saved."))
        return redirect("courses:jobs", course_id)
    return show_course(
        request, "deed", frame, form=form, title=_("Record a job or an education"), submit=_("Save")
    )


def _job(request: HttpRequest, job_id: UUID) -> Any:
    return find(request, WRITE, Engagement.objects.select_related("course"), id=job_id)


def _page(request: HttpRequest, job: Any, form: Any, action: Any, **context: Any) -> HttpResponse:
    done = context.pop("done")
    if form.is_valid() and carry_out(request, form, action, job, **form.cleaned_data):
        messages.success(request, done)
        return redirect("courses:jobs", job.course_id)
    url = reverse("courses:jobs", args=[job.course_id])
    return show(request, "courses/item.html", form=form, item=job, job=job, cancel_url=url, **context)


@page(WRITE)
def change_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job(request, job_id)
    initial = {
        **{name: getattr(job, name) for name in forms.Change.base_fields if hasattr(job, name)},
        "share": job.is_shared,
        **(kept(request) or {}),
    }
    can_share = job.course.exchange_id is not None
    form = forms.Change(request.POST or None, initial=initial, can_share=can_share)
    return _page(
        request,
        job,
        form,
        actions.change_engagement,
        title=_("Change the job or education"),
        done=_("It is saved."),
    )


@page(WRITE)
def change_hours(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job(request, job_id)
    initial = {"version": job.version, "from_on": today(), **(kept(request) or {})}
    form = forms.Hours(request.POST or None, initial=initial)
    return _page(
        request,
        job,
        form,
        actions.change_hours,
        title=_("Change the hours a week"),
        done=_("The hours are saved."),
    )


@page(WRITE)
def end_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job(request, job_id)
    initial = {"version": job.version, "ends_on": today(), "learned": job.learned, **(kept(request) or {})}
    form = forms.End(request.POST or None, initial=initial)
    return _page(
        request, job, form, actions.end_engagement, title=_("End the job or education"),
        lead=_("The course goes on: support continues after a job."), done=_("The end is saved. The course goes on."),
    )  # fmt: skip
