"""What every page of one course begins with: the course behind its gate, as the reader's own side sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samspor.access.gates import find, memberships, show
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses.labels import PHASES
from samspor.courses.models import Contact, Course
from samspor.courses.rules import Phase
from samspor.people.models import Person
from samspor.sharing.disclosed import Section, disclosed

STEPS = [Phase.ACCEPTED, Phase.SEARCHING, Phase.FOLLOW_ALONG, Phase.ENDED]
TABS = [
    ("show", _("Overview")),
    ("timeline", _("Timeline")),
    ("notes", _("Notes")),
    ("jobs", _("Jobs and education")),
    ("at_start", _("At the start")),
]
KINDS = {
    "accepted": "info",
    "searching": "track",
    "follow_along": "success",
    "paused": "warning",
    "ended": "neutral",
}


@dataclass(frozen=True)
class Frame:
    """A course, the one who reads it, and the own side's record of the candidate."""

    course: Any
    viewer: Membership
    person: Person

    @property
    def is_municipal(self) -> bool:
        return bool(self.course.is_municipal_for(self.viewer.unit_id))

    @property
    def knows_phase(self) -> bool:
        """The region sees where the course stands only while it is shared."""
        return bool(self.course.is_told)

    @property
    def phase(self) -> str:
        return str(self.course.shown_phase or "")

    @property
    def phase_words(self) -> Any:
        return dict(PHASES).get(self.phase, "")

    @property
    def phase_kind(self) -> str:
        return KINDS.get(self.phase, "neutral")

    @property
    def step(self) -> int:
        """Which step of the way; a pause stands where the course would search."""
        phase = Phase.SEARCHING if self.phase == Phase.PAUSED else Phase(self.phase)
        return STEPS.index(phase) + 1

    @property
    def steps(self) -> list[Any]:
        """What has been passed is named without what was still missing then."""
        return [_("Accepted"), *(dict(PHASES)[step] for step in STEPS[1:])]

    def may(self, permission: Permission) -> bool:
        return permission in self.viewer.permissions

    @property
    def can_share(self) -> bool:
        return self.course.exchange_id is not None

    @property
    def may_change(self) -> bool:
        return self.may(Permission.COURSE_CHANGE)

    @property
    def may_write_job(self) -> bool:
        return self.may(Permission.ENGAGEMENT_WRITE)


def open_course(request: HttpRequest, permission: Permission, course_id: UUID) -> Frame:
    """The course with its own side's record, or the same 404 for missing and not yours."""
    held = memberships(request, permission)
    courses = (
        Course.objects.as_listed(held, today())
        .with_open_correction(held, today())
        .select_related("programme", "municipal_unit", "exchange__municipal_unit", "exchange__treatment_unit")
    )
    course = find(request, permission, courses, id=course_id)
    viewer: Membership = request.membership  # type: ignore[attr-defined]
    return Frame(course=course, viewer=viewer, person=course.person_for(viewer.unit_id))


def section(frame: Frame, items: Any) -> Section:
    """The items of the course that its reader may read, and the constant notice."""
    return disclosed(items, frame.viewer, today(), course=frame.course)


def last_own_contact(frame: Frame) -> Contact | None:
    own = Contact.objects.filter(owner_unit=frame.viewer.unit_id)
    last: Contact | None = section(frame, own).items.first()
    return last


def show_course(request: HttpRequest, template: str, frame: Frame, **context: Any) -> HttpResponse:
    return show(
        request,
        f"courses/{template}.html",
        frame=frame,
        course=frame.course,
        person=frame.person,
        course_url=reverse("courses:show", args=[frame.course.pk]),
        course_tabs=[
            (text, reverse(f"courses:{name}", args=[frame.course.pk]), name == template)
            for name, text in TABS
        ],
        **context,
    )
