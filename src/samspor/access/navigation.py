"""What the frame shows of the one who is signed in: the doors that are open, name and role, the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.models import Membership
from samspor.access.roles import Permission, Role
from samspor.base.dates import today


@dataclass(frozen=True)
class Door:
    """A page in the navigation, open to whoever holds the permission; some roles know it by another word. Behind it
    lie its own pages and those under `also`."""

    name: str
    label: str | Promise
    permission: Permission
    called: tuple[tuple[Role, str | Promise], ...] = ()
    also: tuple[str, ...] = ()

    def label_for(self, memberships: list[Membership]) -> str:
        roles = {m.role for m in memberships if self.permission in m.permissions}
        return str(next((word for role, word in self.called if roles == {role}), self.label))


P = Permission
DOORS = (
    Door("courses:my_course", gettext_lazy("My course"), P.OWN_COURSE_SEE),
    Door(
        "courses:list",
        gettext_lazy("Courses"),
        P.COURSE_LIST,
        (
            (Role.SPECIALIST, gettext_lazy("My candidates")),
            (Role.CLINICIAN, gettext_lazy("My patients in IPS")),
        ),
    ),
    Door("courses:referrals", gettext_lazy("Referrals"), P.REFERRAL_SEE),
    Door("people:list", gettext_lazy("People"), P.PERSON_SEARCH),
    Door("sharing:reviews", gettext_lazy("Reviews"), P.REVIEW_SEE),
    Door("agreements:list", gettext_lazy("Agreements"), P.AGREEMENT_SEE),
    Door("agreements:programmes", gettext_lazy("Programmes"), P.PROGRAMME_CHANGE),
    Door("access:organisation", gettext_lazy("Organisation"), P.ORGANISATION_SEE),
    Door("reports:results", gettext_lazy("Results"), P.RESULTS_SEE, also=("reports:runs",)),
    Door("access:log", gettext_lazy("Log"), P.LOG_SEE),
    Door("courses:flagged_looks", gettext_lazy("Flagged looks"), P.LOG_SEE),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: `navigation`, `account` and, on a signed-in page, `idle`."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"navigation": []}
    memberships = request.user.memberships_on(today())
    return {
        "navigation": list(_open(request, memberships)),
        "account": _account(request, memberships),
        "idle": _idle(request),
    }


def _open(request: HttpRequest, memberships: list[Membership]) -> Iterator[dict[str, Any]]:
    permissions = {p for m in memberships for p in m.permissions}
    for door in DOORS:
        if door.permission not in permissions:
            continue
        try:
            url = reverse(door.name)
        except NoReverseMatch:
            continue
        behind = (url, *(reverse(name) for name in door.also))
        yield {"label": door.label_for(memberships), "url": url, "current": request.path.startswith(behind)}


def _account(request: HttpRequest, memberships: list[Membership]) -> dict[str, Any]:
    return {
        "name": str(request.user),
        "role": capfirst(str(memberships[0])) if memberships else "",
        "links": [{"url": reverse("access:account"), "label": _("My account")}],
    }


def _idle(request: HttpRequest) -> dict[str, Any]:
    """What the page's clock needs: how long, where unfinished text goes, and where the page goes then."""
    here = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return {
        "seconds": str(int(settings.IDLE_MINUTES * 60)),  # for a script: no Danish comma or point
        "keep_url": reverse("access:keep"),
        "locked_url": f"{reverse('access:locked')}?{here}",
    }
