"""Who has the course: the leader assigns, a colleague covers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, page, show
from samspor.access.models import Membership, User
from samspor.access.roles import Permission, Role
from samspor.base.dates import local, today
from samspor.courses import actions
from samspor.courses.forms import courses as forms
from samspor.courses.models import Assignment
from samspor.courses.views.lists import found_unit_course, name_of


@page(Permission.COURSE_COVER)
def cover(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A colleague takes the course for some days; the leader sees it."""
    course = found_unit_course(request, Permission.COURSE_COVER, course_id)
    initial = {"ends_on": today() + timedelta(days=6), **(kept(request) or {})}
    form = forms.Cover(request.POST or None, initial=initial)
    if form.is_valid() and carry_out(request, form, actions.take_cover, course, **form.cleaned_data):
        messages.success(request, _("You cover this course now. Your team leader can see it."))
        return redirect("courses:show", course_id)
    return show(
        request, "courses/cover.html", form=form, title=_("Cover a course"), name=name_of(course),
        cancel_url=reverse("courses:unit"), submit=_("Cover the course"),
    )  # fmt: skip


@page(Permission.COURSE_ASSIGN)
def assign(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The leader gives the course to somebody of the unit, beside or instead of another, or ends an assignment."""
    course = found_unit_course(request, Permission.COURSE_ASSIGN, course_id)
    who = [a for a in course.who if a.kind != Assignment.Kind.COVER and a.ends_on is None]
    ending, undoing = request.POST.get("assignment"), request.POST.get("undo")
    form = forms.Assign(
        request.POST if request.method == "POST" and not (ending or undoing) else None,
        initial={
            "starts_on": today(),
            "replaces": who[0].pk if len(who) == 1 else "",
            **(kept(request) or {}),
        },
        colleagues=_colleagues(request.membership, course),  # type: ignore[attr-defined]
        assigned=who,
    )
    end_form: Any = forms.EndAssignment(request.POST if ending else None, initial={"ends_on": today()})
    if undoing:
        end_form = forms.UndoAssignment({"assignment": undoing}, initial={"ends_on": today()})
        if end_form.is_valid() and _done(request, end_form, course, actions.undo_assignment):
            messages.success(request, _("It is undone. Give the course to the right person."))
            return redirect("courses:assign", course_id)
    elif (
        end_form.is_bound and end_form.is_valid() and _done(request, end_form, course, actions.end_assignment)
    ):
        messages.success(request, _("Saved"))
        return redirect("courses:unit")
    if form.is_bound and form.is_valid() and _assigned(request, form, course, who):
        messages.success(request, _("The course is assigned."))
        return redirect("courses:unit")
    return show(
        request, "courses/assign.html", form=form, end_form=end_form, course=course, name=name_of(course),
        made_today=[a.pk for a in course.who if local(a.made_at).date() == today()], title=_("Who has the course?"), cancel_url=reverse("courses:unit"), submit=_("Assign"),
    )  # fmt: skip


def _assigned(request: HttpRequest, form: Any, course: Any, who: list[Assignment]) -> Any:
    words = dict(form.cleaned_data)
    chosen = words.pop("replaces")
    replaces = next((a for a in who if str(a.pk) == chosen), None)
    return carry_out(request, form, actions.assign, course, replaces=replaces, **words)


def _done(request: HttpRequest, form: Any, course: Any, deed: Any) -> Any:
    """Ended on a day, or undone."""
    words = dict(form.cleaned_data)
    chosen = words.pop("assignment")
    assignment = next((a for a in course.who if a.pk == chosen), None)
    if assignment is None:
        form.add_error(None, _("Somebody else has changed who has the course. Look at the list below."))
        return None
    return carry_out(request, form, deed, course, assignment=assignment, **words)


def _colleagues(leader: Membership, course: Any) -> Any:
    role = Role.SPECIALIST if course.is_municipal_for(leader.unit_id) else Role.CLINICIAN
    here = Membership.objects.valid_on(today()).filter(unit=leader.unit_id, role=role)
    return User.objects.filter(pk__in=here.values("user"), is_active=True)
