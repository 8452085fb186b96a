"""The front page: what waits for the one who signed in, and their doors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samspor.access.gates import show, shown
from samspor.access.navigation import navigation
from samspor.access.roles import Permission as P
from samspor.courses.views.waiting import may, waiting


def home(request: HttpRequest) -> HttpResponse:
    """Whoever has one door alone goes through it; the others see what waits, and their doors."""
    doors = navigation(request)["navigation"]
    if len(doors) == 1:
        return redirect(doors[0]["url"])
    groups = [group for group in waiting(request) if group.lines]
    if may(request, P.COURSE_LIST):
        shown(request, P.COURSE_LIST, [line.thing for g in groups for line in g.first if line.thing])
    return show(
        request, "courses/home.html", groups=groups, title=_("Front page"),
        has_tasks=may(request, P.COURSE_LIST) or may(request, P.AGREEMENT_CHANGE) or may(request, P.LOG_SEE),
    )  # fmt: skip
