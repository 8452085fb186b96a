"""The lists of courses: those one has oneself, and those of one's unit."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import django_tables2
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from samspor.access import audit
from samspor.access.gates import find, membership_for, memberships, page, rows, show, shown
from samspor.access.models import Membership
from samspor.access.roles import Permission, Role
from samspor.agreements.models import Programme
from samspor.base import tables
from samspor.base.dates import now, today
from samspor.base.display import short_day
from samspor.courses.forms.lists import CourseFilter, SearchCourses
from samspor.courses.labels import PHASES
from samspor.courses.models import Assignment, ComingCourse, Course, UnitCourse
from samspor.courses.rules import COVER_SEEN_DAYS
from samspor.courses.views.frame import KINDS
from samspor.people import searches
from samspor.people.models import Person
from samspor.people.rules import search_words

A = django_tables2.A


class PhaseColumn(tables.TagColumn):
    def __init__(self) -> None:
        words = {**dict(PHASES), "": _("not shared with you")}
        super().__init__(
            verbose_name=_("Phase"), accessor="shown_phase", kinds=KINDS, words=words, empty_values=(None,)
        )


class Courses(tables.Table):
    """The own record's name, where the course stands, and when one last met."""

    name = django_tables2.Column(
        verbose_name=_("Name"), empty_values=(), order_by=("own_is_protected", "own_sort_name"),
        linkify=("courses:show", {"course_id": A("pk")}),
    )  # fmt: skip
    phase = PhaseColumn()
    programme = django_tables2.Column(verbose_name=_("Programme"), order_by="programme__name")
    started_on = tables.DayColumn(verbose_name=_("Started"), accessor="shown_started_on")
    last_contact_on = tables.DayColumn(verbose_name=_("Last contact"))
    next_contact_on = tables.DayColumn(verbose_name=_("Next contact"))
    quick = django_tables2.Column(
        verbose_name=_("Record"), empty_values=(), orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = "name"

    def render_name(self, record: Any) -> str:
        return name_of(record)

    def value_name(self, record: Any) -> str:
        return name_of(record)

    def render_quick(self, record: Any) -> SafeString:
        url = reverse("courses:write_contact", args=[record.pk])
        return format_html(
            '<a href="{}" aria-label="{}: {}">{}</a>', url, _("Contact"), name_of(record), _("Contact")
        )


def own_title(roles: set[str]) -> Any:
    """What the list of one's own courses is called on one's side; a leader has none."""
    if roles == {Role.TEAM_LEADER}:
        return ""
    return _("My patients in IPS") if roles == {Role.CLINICIAN} else _("My candidates")


def name_of(course: Any) -> str:
    if course.own_is_protected:
        return str(_("Protected name"))
    return f"{course.own_family_name}, {course.own_given_names}"


def in_units(request: HttpRequest, permission: Permission) -> list[int | None]:
    return [m.unit_id for m in memberships(request, permission)]


@page(Permission.COURSE_LIST)
def courses(request: HttpRequest) -> HttpResponse:
    """My candidates, or my patients in IPS. A leader has none of their own and is led to the unit's list."""
    roles = {m.role for m in memberships(request, Permission.COURSE_LIST)}
    if roles == {Role.TEAM_LEADER}:
        return redirect("courses:unit")
    if request.method == "POST":
        return _search(request, "courses:list")
    asked = request.GET.get("export") if request.GET.get("export") in tables.FORMATS else None
    permission = Permission.COURSE_EXPORT if asked else Permission.COURSE_LIST
    mine = _chosen(request, permission, rows(request, permission, Course))
    may_export = request.user.has(Permission.COURSE_EXPORT, today())  # type: ignore[union-attr]
    title = own_title(roles)
    table = Courses(mine.qs, request=request, exports=may_export, caption=title)
    if asked:
        return _exported(request, table, asked)
    shown(request, permission, table.on_page)
    return show(request, "courses/list.html", table=table, filterset=mine, title=title, **_searched(request))


@page(Permission.COURSE_LIST)
def unit(request: HttpRequest) -> HttpResponse:
    """Every course of one's unit and who has it: for the leader, who assigns, and for a colleague who covers."""
    if request.method == "POST":
        return _search(request, "courses:unit")
    units = in_units(request, Permission.COURSE_LIST)
    listed = rows(request, Permission.COURSE_LIST, UnitCourse).with_people(units, today())
    chosen = _chosen(request, Permission.COURSE_LIST, listed)
    table = UnitCourses(chosen.qs, request=request, viewers=memberships(request, Permission.COURSE_LIST))
    covered = _covered(request, units)
    coming = _coming(request)
    shown(request, Permission.COURSE_LIST, {c.pk: c for c in [*table.on_page, *covered, *coming]}.values())
    return show(
        request,
        "courses/unit.html",
        table=table,
        covers=[(name_of(c), _covers(c)) for c in covered],
        coming=[(name_of(c), c.pk) for c in coming],
        filterset=chosen,
        title=_("The unit's courses"),
        own_list=own_title({m.role for m in memberships(request, Permission.COURSE_LIST)}),
        **_searched(request),
    )


def _coming(request: HttpRequest) -> list[Any]:
    """For a treatment team: the courses of patients who came from another team, until it goes on with them."""
    if not request.user.has(Permission.EXCHANGE_MOVE, today()):  # type: ignore[union-attr]
        return []
    held = memberships(request, Permission.EXCHANGE_MOVE)
    return list(rows(request, Permission.EXCHANGE_MOVE, ComingCourse).as_listed(held, today()))


def _covered(request: HttpRequest, units: list[int | None]) -> list[Any]:
    """For the leader: the courses that somebody covers, or covered within the last sixty days."""
    if not request.user.has(Permission.COURSE_ASSIGN, today()):  # type: ignore[union-attr]
        return []
    since = today() - timedelta(days=COVER_SEEN_DAYS)
    courses = rows(request, Permission.COURSE_ASSIGN, UnitCourse).with_covers(units, since)
    return list(courses.as_listed(memberships(request, Permission.COURSE_ASSIGN), today()))


def _covers(course: Any) -> list[tuple[str, bool]]:
    """Each cover of a course in words, and whether it has ended; a later one of the same person is a renewal."""
    said, before = [], set()
    for cover in (one for one in course.covers if one.unit_id == course.reader_unit):
        words = {
            "name": cover.user.name,
            "first": short_day(cover.starts_on),
            "last": short_day(cover.ends_on),
        }
        words["reason"] = cover.get_reason_display()
        once_more = cover.user_id in before
        text = (
            _("%(name)s once more, %(first)s to %(last)s: %(reason)s")
            if once_more
            else _("%(name)s, %(first)s to %(last)s: %(reason)s")
        )
        said.append((str(text % words), cover.ends_on < today()))
        before.add(cover.user_id)
    return said


def _chosen(request: HttpRequest, permission: Permission, listed: Any) -> CourseFilter:
    """Filtered by codes in the address, and by a name kept in the session under a token."""
    held = memberships(request, permission)
    units = [m.unit_id for m in held]
    listed = listed.select_related("programme").as_listed(held, today())
    if words := searches.words_of(request.session, request.GET.get("found", "")):
        found = Person.objects.called(search_words(words))
        listed = listed.filter(own_person__in=found.values("pk"))
    programmes = Programme.objects.filter(units__in=[u for u in units if u]).distinct()
    return CourseFilter(request.GET, queryset=listed, programmes=programmes)


def _search(request: HttpRequest, name: str) -> HttpResponse:
    form = SearchCourses(request.POST)
    if not form.is_valid():
        return redirect(name)
    words = form.cleaned_data["words"]
    by = membership_for(request, Permission.COURSE_LIST)
    audit.record(Permission.COURSE_LIST, by=by, at=now(), search=words)
    return redirect(f"{reverse(name)}?found={searches.keep(request.session, words)}")


def _searched(request: HttpRequest) -> dict[str, Any]:
    token = request.GET.get("found", "")
    words = searches.words_of(request.session, token)
    return {
        "search": SearchCourses(initial={"words": words}),
        "words": words,
        "found": token if words else "",
    }


def _exported(request: HttpRequest, table: Courses, format_: str) -> HttpResponse:
    """A list to keep outside: names and dates, no identifiers; on record with every course in it."""
    shown(request, Permission.COURSE_EXPORT, [row.record for row in table.rows])
    return tables.export(table, "courses", format_)


class UnitCourses(tables.Table):
    """That a course exists, where it stands and who has it; never what was written in it."""

    caption = _("The unit's courses")
    none_yet = _("No courses were found in the unit.")

    name = django_tables2.Column(
        verbose_name=_("Name"), empty_values=(), order_by=("own_is_protected", "own_sort_name")
    )
    phase = PhaseColumn()
    who = django_tables2.Column(verbose_name=_("Who has it"), empty_values=(), orderable=False)
    deed = django_tables2.Column(
        verbose_name=_("Deed"), empty_values=(), orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = "name"

    def __init__(self, *args: Any, viewers: list[Membership], **words: Any):
        super().__init__(*args, **words)
        self.viewers = viewers

    def render_name(self, record: Any) -> str:
        return name_of(record)

    def render_who(self, record: Any) -> SafeString | str:
        return format_html_join(SafeString("<br>"), "{}", ((_who(a),) for a in record.who)) or str(
            _("nobody")
        )

    def render_deed(self, record: Any) -> SafeString:
        links = []
        viewers = [m for m in self.viewers if m.unit_id == record.reader_unit]
        if any(Permission.COURSE_ASSIGN in m.permissions for m in viewers):
            links.append((reverse("courses:assign", args=[record.pk]), _("Assign")))
        if any(Permission.COURSE_COVER in m.permissions for m in viewers):
            mine = any(a.user_id == m.user_id for a in record.who for m in viewers)
            to = ("courses:show", _("Open")) if mine else ("courses:cover", _("Cover"))
            links.append((reverse(to[0], args=[record.pk]), to[1]))
        name = name_of(record)
        return format_html_join(
            " · ", '<a href="{}" aria-label="{}: {}">{}</a>', ((u, w, name, w) for u, w in links)
        )


def _who(assignment: Assignment) -> str:
    """A name; for cover also until when and why, so that the leader sees it."""
    name = assignment.user.name
    if assignment.kind == Assignment.Kind.COVER:
        words = {
            "name": name,
            "day": short_day(assignment.ends_on),
            "reason": assignment.get_reason_display(),
        }
        return str(_("%(name)s covers until %(day)s: %(reason)s") % words)
    if assignment.ends_on:
        return str(_("%(name)s until %(day)s") % {"name": name, "day": short_day(assignment.ends_on)})
    if assignment.starts_on > today():
        return str(_("%(name)s from %(day)s") % {"name": name, "day": short_day(assignment.starts_on)})
    return name


def found_unit_course(request: HttpRequest, permission: Permission, course_id: UUID) -> Any:
    """One course of the unit's list, with its name as the own side has it and who has it."""
    units = in_units(request, permission)
    listed = UnitCourse.objects.as_listed(memberships(request, permission), today())
    return find(request, permission, listed.with_people(units, today()), id=course_id)
