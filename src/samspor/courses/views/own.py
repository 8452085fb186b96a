"""The candidate's own pages, on a phone first: my people, what is shared, who has looked, what should be corrected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, Subquery
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, rows, show, shown
from samspor.access.models import AuditEvent, Unit, User
from samspor.access.roles import Permission, Role
from samspor.base.dates import local, today
from samspor.courses import forms
from samspor.courses.actions import own as actions
from samspor.courses.models import Assignment, Contact, Correction, Course, Engagement, LookFlag

LOOKS_ON_A_PAGE = 25
WITH_ME = [Contact.With.CANDIDATE, Contact.With.CANDIDATE_CLINICIAN]


def own_courses() -> Any:
    """A course with everything that the candidate's pages name, joined, and the next day agreed with the candidate."""
    meetings = Contact.objects.filter(
        course=OuterRef("pk"), with_whom__in=WITH_ME, next_on__gte=today()
    ).order_by("next_on")
    courses = Course.objects.with_phase(today()).annotate(
        meeting_on=Subquery(meetings.values("next_on")[:1]),
        meeting_with=Subquery(meetings.values("author__name")[:1]),
    )
    return courses.select_related(
        "programme",
        "municipal_unit__authority",
        "municipal_person",
        "exchange__municipal_unit",
        "exchange__municipal_person",
        "exchange__treatment_unit__authority",
        "exchange__regional_person",
    )


def show_mine(request: HttpRequest, page: str, **context: Any) -> HttpResponse:
    """One of the four pages beside each other."""
    names = {
        "my_course": _("My people"),
        "my_sharing": _("Sharing"),
        "my_looks": _("Who has looked"),
        "my_corrections": _("Corrections"),
    }
    tabs = [
        {"label": label, "url": reverse(f"courses:{name}"), "is_here": name == page}
        for name, label in names.items()
    ]
    return show(request, f"courses/{page}.html", my_tabs=tabs, **context)


def my_one_course(request: HttpRequest) -> Course | None:
    """The newest course; most people have one."""
    course: Course | None = (
        rows(request, Permission.OWN_COURSE_SEE, own_courses()).order_by("-accepted_on").first()
    )
    if course is not None:
        shown(request, Permission.OWN_COURSE_SEE, [course])
    return course


@page(Permission.OWN_COURSE_SEE)
def my_course(request: HttpRequest) -> HttpResponse:
    """Who helps me, how to reach them, where I am, and the ways on."""
    course = my_one_course(request)
    if course is None:
        return show_mine(request, "my_course", course=None)
    on = today()
    people = (
        rows(request, Permission.OWN_COURSE_SEE, Assignment)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on), course=course, starts_on__lte=on)
        .select_related("user", "unit")
        .order_by("kind", "starts_on")
    )
    steps = rows(request, Permission.OWN_COURSE_SEE, Engagement).filter(course=course).order_by("-starts_on")
    return show_mine(request, "my_course", course=course, people=people, steps=steps, on=on)


def by_person_and_day(looks: list[audit.Look]) -> list[list[audit.Look]]:
    """Looks of the same kind by the same person on the same day together, in the order of the newest of them."""
    together: dict[tuple[Any, ...], list[audit.Look]] = {}
    for look in looks:
        kind = (look.outcome, look.in_a_list, bool(look.fields))
        together.setdefault((local(look.at).date(), look.user_id, look.unit_id, kind), []).append(look)
    return list(together.values())


@page(Permission.OWN_COURSE_SEE)
def my_looks(request: HttpRequest) -> HttpResponse:
    """Who has looked, newest first, one line a person, day and kind of look; each can be questioned."""
    course = my_one_course(request)
    if course is None:
        return redirect("courses:my_course")
    form = forms.own.FlagLook(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carry_out(request, form, actions.flag_look, course, **form.cleaned_data)
    ):
        messages.success(request, _("We have asked the one who checks the log to look at it."))
        return redirect("courses:my_looks")
    looks = [look for look in audit.events_about(*actions.subjects(course)) if look.role != Role.CANDIDATE]
    listed = Paginator(by_person_and_day(looks), LOOKS_ON_A_PAGE).get_page(request.GET.get("page"))
    flags = rows(request, Permission.OWN_COURSE_SEE, LookFlag).filter(course=course)
    flagged = set(flags.values_list("event_id", flat=True))
    users = User.objects.in_bulk({same[0].user_id for same in listed if same[0].user_id})
    units = Unit.objects.in_bulk({same[0].unit_id for same in listed if same[0].unit_id})
    lines = [
        {
            "look": same[0],
            "times": len(same),
            "user": users.get(same[0].user_id),
            "unit": units.get(same[0].unit_id),
            "role": dict(Role.choices).get(same[0].role, _("the system")),
            "is_flagged": any(look.id in flagged for look in same),
        }
        for same in listed
    ]
    return show_mine(request, "my_looks", course=course, listed=listed, lines=lines, form=form)


@page(Permission.OWN_CORRECTION_ASK)
def my_corrections(request: HttpRequest) -> HttpResponse:
    """What I asked to have corrected, and the answers; ask for another."""
    course = my_one_course(request)
    if course is None:
        return redirect("courses:my_course")
    form = forms.own.AskCorrection(request.POST or None, initial=kept(request), units=actions.units(course))
    if (
        request.method == "POST"
        and form.is_valid()
        and carry_out(request, form, actions.ask_correction, course, **form.cleaned_data)
    ):
        messages.success(request, _("Your request is sent. The answer will stand here."))
        return redirect("courses:my_corrections")
    asked = rows(request, Permission.OWN_COURSE_SEE, Correction).select_related("to_authority", "answered_by")
    return show_mine(request, "my_corrections", course=course, asked=asked, form=form)


@page(Permission.COURSE_CORRECT)
def answer_correction(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """The one who has the course answers a candidate's wish for a correction."""
    correction = find(
        request, Permission.COURSE_CORRECT, Correction.objects.select_related("course"), id=correction_id
    )
    form = forms.own.AnswerCorrection(
        request.POST or None, initial={"answer": correction.answer, **(kept(request) or {})}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carry_out(request, form, actions.answer_correction, correction, **form.cleaned_data)
    ):
        messages.success(request, _("The answer is sent to the candidate."))
        return redirect("courses:show", correction.course_id)
    back = reverse("courses:show", args=[correction.course_id])
    return show(request, "courses/answer_correction.html", correction=correction, form=form, cancel_url=back)


@page(Permission.CANDIDATE_INVITE)
def invite_candidate(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A sign-in for the candidate: user name and link are on this one page, once."""
    course = find(request, Permission.CANDIDATE_INVITE, Course, id=course_id)
    form = Form(request.POST if request.method == "POST" else None)
    made = carry_out(request, form, actions.invite_candidate, course) if form.is_valid() else None
    if made:
        user, link = made
        return show(
            request,
            "courses/invited.html",
            course=course,
            sign_in=user,
            link=request.build_absolute_uri(link) if link else "",
        )
    return show(
        request,
        "base/confirm.html",
        form=form,
        title=_("Give the candidate a sign-in?"),
        consequence=_(
            "They can follow the course, see who has looked, and stop sharing. You get a link to hand over."
        ),
        submit=_("Yes, make the link"),
        cancel_url=reverse("courses:show", args=[course_id]),
    )


@page(Permission.LOG_SEE)
def flagged_looks(request: HttpRequest) -> HttpResponse:
    """The looks that candidates asked about, for the log reviewer: who looked, when; never at whom."""
    asked = rows(request, Permission.LOG_SEE, LookFlag).order_by("answered_at", "-flagged_at")
    listed = Paginator(asked, LOOKS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown(request, Permission.LOG_SEE, listed)
    events = AuditEvent.objects.in_bulk([flag.event_id for flag in listed])
    users = User.objects.in_bulk({event.user_id for event in events.values() if event.user_id})
    lines = [
        {
            "flag": flag,
            "event": (event := events.get(flag.event_id)),
            "user": users.get(event.user_id) if event else None,
        }
        for flag in listed
    ]
    form = forms.own.AnswerLook(request.POST if request.method == "POST" else None)
    if form.is_valid():
        flag = find(request, Permission.LOG_SEE, LookFlag, id=form.cleaned_data["flag"])
        if carry_out(request, form, actions.answer_look, flag):
            messages.success(request, _("Saved"))
            return redirect("courses:flagged_looks")
    return show(request, "courses/flagged_looks.html", listed=listed, lines=lines, form=form)
