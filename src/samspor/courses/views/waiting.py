"""What waits for whom, kind by kind: rules over facts, asked anew at each look; each line a link to the deed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspor.access.gates import memberships, rows
from samspor.access.roles import Permission
from samspor.agreements.models import LocalAgreement
from samspor.agreements.rules import Stage
from samspor.base.dates import today
from samspor.base.display import day
from samspor.courses.models import Assignment, Course, LookFlag, Referral, UnitCourse
from samspor.courses.models.courses import covering
from samspor.courses.rules import Phase, ReferralState, last_day_to_answer
from samspor.courses.tasks import AHEAD_DAYS, CourseNow, Task, task
from samspor.sharing.disclosed import CONSENT_WARN_DAYS, RECONFIRM_WARN_DAYS
from samspor.sharing.models import Consent, Review, TreatmentPeriod
from samspor.sharing.rules import RECONFIRM_DAYS, Purpose

P = Permission
MOST_LINES = 6
ANSWER_SHOWN_DAYS = 14
"""So long an answer to one's own referral stands on the front page."""


@dataclass(frozen=True)
class Line:
    """Who or what it is about, where the deed is done, and the day it is about, in words."""

    words: str
    url: str
    when: str
    on: date
    thing: Any = None


@dataclass
class Group:
    """Things of one kind, the most urgent first; the rest is on the page that lists them all."""

    heading: str
    rest_url: str
    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> list[Line]:
        return sorted(self.lines, key=lambda line: (line.on, line.words))[:MOST_LINES]

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - MOST_LINES)


def waiting(request: HttpRequest) -> Iterator[Group]:
    """Every kind of thing that can wait for somebody, asked only of those whose role does it."""
    if may(request, P.COURSE_SEE):
        yield from _referrals(request)
        courses = _own_courses(request)
        yield from _courses(request, courses)
        people = {course.own_person: course for course in courses}
        yield from _consents(request, people)
        if may(request, P.TREATMENT_CHANGE):
            yield from _treatments(request, people)
        yield from _reviews(request)
    if may(request, P.COURSE_ASSIGN):
        yield from _ending_units(request)
        yield from _unit(request)
    if may(request, P.LOG_SEE):
        yield from _looks(request)
    if may(request, P.AGREEMENT_SEE) and (may(request, P.COURSE_LIST) or may(request, P.AGREEMENT_CHANGE)):
        yield from _agreements(request)


def may(request: HttpRequest, permission: Permission) -> bool:
    return bool(request.user.has(permission, today()))  # type: ignore[union-attr]


def _called(course: Any) -> str:
    """The own record's name, as one says it."""
    names = f"{course.own_given_names} {course.own_family_name}".strip()
    return str(_("Protected name")) if course.own_is_protected else names


def _near(on: date) -> str:
    """A day of the coming week as one says it: today, tomorrow, Thursday 5 March."""
    apart = (on - today()).days
    if apart in (0, 1):
        return str(_("tomorrow") if apart else _("today"))
    return date_format(on, _("l j F"))


# --- referrals --------------------------------------------------------------------------------------------
def _referrals(request: HttpRequest) -> Iterator[Group]:
    """Offers to answer; one's own that were not sent, or were answered with a no."""
    url, on = reverse("courses:referrals"), today()
    units = [m.unit_id for m in memberships(request, P.REFERRAL_SEE)]
    told = Q(state__in=[ReferralState.DECLINED, ReferralState.EXPIRED])
    recent = Q(answered_at__date__gte=on - timedelta(days=ANSWER_SHOWN_DAYS))
    mine = Q(sender=request.user.pk, from_unit__in=units) & (Q(state=ReferralState.DRAFT) | (told & recent))
    offers = (
        Q(to_unit__in=units, state=ReferralState.OFFERED) if may(request, P.REFERRAL_ANSWER) else Q(pk=None)
    )
    asked = Referral.objects.filter(kind=Referral.Kind.REFERRAL).select_related("person")
    groups = {
        ReferralState.OFFERED: Group(_("Referrals to answer"), url),
        ReferralState.DRAFT: Group(_("Drafts that are not sent"), url),
        ReferralState.DECLINED: Group(_("Answers to your referrals"), url),
    }
    for one in rows(request, P.REFERRAL_SEE, asked.filter(mine | offers)):
        group, when, about = _referral_words(one)
        words = str(one.person)
        groups[group].lines.append(Line(words, reverse("courses:referral", args=[one.pk]), when, about, one))
    yield from groups.values()


def _referral_words(one: Any) -> tuple[ReferralState, str, date]:
    if one.state == ReferralState.OFFERED:
        last = last_day_to_answer(one.sent_on)
        return ReferralState.OFFERED, _("answer by %(day)s") % {"day": day(last)}, last
    if one.state == ReferralState.DRAFT:
        return ReferralState.DRAFT, _("begun %(day)s") % {"day": day(one.created_at)}, one.created_at.date()
    return ReferralState.DECLINED, f"{one.get_state_display()} {day(one.answered_at)}", one.answered_at.date()


# --- one's own courses ------------------------------------------------------------------------------------
def _own_courses(request: HttpRequest) -> list[Any]:
    held = memberships(request, P.COURSE_SEE)
    on = today()
    going_on = Course.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on))
    listed = going_on.as_listed(held, on).with_open_correction(held, on)
    return list(rows(request, P.COURSE_SEE, listed))


WORDS: dict[Task, Callable[[date], str]] = {
    Task.MEET: _near,
    Task.START: lambda on: str(_("accepted %(day)s") % {"day": day(on)}),
    Task.MAKE_CONTACT: lambda on: str(_("not since %(day)s") % {"day": day(on)}),
}
DEEDS = {Task.MEET: "courses:show", Task.START: "courses:start", Task.MAKE_CONTACT: "courses:write_contact"}


def _courses(request: HttpRequest, courses: list[Any]) -> Iterator[Group]:
    """The one thing that each course waits for, and the corrections that candidates asked for."""
    on, url = today(), reverse("courses:list")
    municipal = (
        {m.unit_id for m in memberships(request, P.COURSE_SEE)} if may(request, P.COURSE_START) else set()
    )
    groups = {
        Task.MEET: Group(_("Contacts agreed for the next %(days)s days") % {"days": AHEAD_DAYS}, url),
        Task.MAKE_CONTACT: Group(_("No contact for four weeks"), url),
        Task.START: Group(_("Accepted and not yet started"), url),
    }
    corrections = Group(_("Corrections that candidates ask for"), url)
    for course in courses:
        if course.open_correction:
            deed = reverse("courses:answer_correction", args=[course.open_correction])
            corrections.lines.append(Line(_called(course), deed, _("read and answer"), on, course))
        is_own = course.municipal_unit_id in municipal
        now = CourseNow(
            Phase(course.shown_phase) if course.shown_phase else None,
            (course.started_on if is_own else None) or course.accepted_on,
            course.last_contact_on,
            course.next_contact_on,
            is_own,
        )
        if found := task(now, on):
            what, about = found
            deed = reverse(DEEDS[what], args=[course.pk])
            groups[what].lines.append(Line(_called(course), deed, WORDS[what](about), about, course))
    yield corrections
    yield from groups.values()


# --- what keeps sharing open ------------------------------------------------------------------------------
def _consents(request: HttpRequest, people: dict[Any, Any]) -> Iterator[Group]:
    """Consents to exchange, given here, whose last day is near and that none follows."""
    on = today()
    given = Consent.objects.live_on(on).filter(purpose=Purpose.EXCHANGE, person__in=list(people))
    group, last = Group(_("Consents that lapse soon"), reverse("courses:list")), {}
    for consent in rows(request, P.CONSENT_SEE, given.order_by("valid_to")):
        last[consent.person_id] = consent
    for person, consent in last.items():
        if consent.valid_to <= on + timedelta(days=CONSENT_WARN_DAYS):
            deed = reverse("sharing:give", args=[person, Purpose.EXCHANGE.value])
            when = _("last day %(day)s") % {"day": day(consent.valid_to)}
            group.lines.append(Line(_called(people[person]), deed, when, consent.valid_to, people[person]))
    yield group


def _treatments(request: HttpRequest, people: dict[Any, Any]) -> Iterator[Group]:
    """Treatment that must be confirmed, or sharing closes."""
    on = today()
    due = on + timedelta(days=RECONFIRM_WARN_DAYS - RECONFIRM_DAYS)
    going_on = TreatmentPeriod.objects.filter(ends_on=None, person__in=list(people), reconfirmed_on__lte=due)
    group = Group(_("Treatment to confirm"), reverse("courses:list"))
    for period in rows(request, P.TREATMENT_SEE, going_on):
        by, course = period.reconfirm_by, people[period.person_id]
        words = _("by %(day)s") if by >= on else _("sharing is closed since %(day)s")
        deed = reverse("sharing:reconfirm_treatment", args=[period.pk])
        when = words % {"day": day(by if by >= on else by + timedelta(days=1))}
        group.lines.append(Line(_called(course), deed, when, by, course))
    yield group


def _reviews(request: HttpRequest) -> Iterator[Group]:
    joined = Review.objects.filter(closed_at=None).select_related(
        "exchange__municipal_unit", "exchange__municipal_person", "exchange__regional_person"
    )
    group = Group(_("Reviews to finish"), reverse("sharing:reviews"))
    for one in rows(request, P.REVIEW_SEE, joined):
        deed, opened = reverse("sharing:review", args=[one.pk]), one.opened_at.date()
        when = _("sharing closed %(day)s") % {"day": day(opened)}
        group.lines.append(Line(str(one.person), deed, when, opened, one))
    yield group


# --- the unit, the log, the agreements ----------------------------------------------------------------------
def _ending_units(request: HttpRequest) -> Iterator[Group]:
    """For the leader: a unit with a last day, and how many courses would be left in it with nobody to see them."""
    on, url = today(), reverse("courses:unit")
    going_on = UnitCourse.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on))
    group = Group(_("Units that end"), url)
    units = {m.unit for m in memberships(request, P.COURSE_ASSIGN) if m.unit}
    ending = ((unit.valid_to, unit.name, unit) for unit in units if unit.valid_to)
    for last, _name, unit in sorted(ending, key=lambda of: of[:2]):
        here = going_on.filter(Q(municipal_unit=unit) | Q(exchange__treatment_unit=unit))
        if left := rows(request, P.COURSE_ASSIGN, here).count():
            said = ngettext(
                "%(number)s course does not go along by itself; last day %(day)s",
                "%(number)s courses do not go along by themselves; last day %(day)s",
                left,
            )
            when = said % {"number": left, "day": day(last)}
            group.lines.append(Line(str(unit), url, when, last))
    yield group


def _unit(request: HttpRequest) -> Iterator[Group]:
    """For the leader: courses that nobody has, and cover that ends."""
    on, url = today(), reverse("courses:unit")
    held = memberships(request, P.COURSE_ASSIGN)
    units = [m.unit_id for m in held]
    here = Assignment.objects.filter(covering(on), unit__in=units)
    ending = here.filter(kind=Assignment.Kind.COVER, ends_on__lte=on + timedelta(days=AHEAD_DAYS))
    listed = UnitCourse.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on)).filter(
        ~Q(pk__in=here.values("course")) | Q(pk__in=ending.values("course"))
    )
    listed = listed.as_listed(held, on).with_people(units, on)
    nobody = Group(_("Courses that nobody has"), url)
    covers = Group(_("Cover that ends within a week"), url)
    for course in rows(request, P.COURSE_ASSIGN, listed):
        deed, name = reverse("courses:assign", args=[course.pk]), _called(course)
        if not course.who:
            when = _("accepted %(day)s") % {"day": day(course.accepted_on)}
            nobody.lines.append(Line(name, deed, when, course.accepted_on, course))
        for cover in course.who:
            if cover.kind == Assignment.Kind.COVER and cover.ends_on:
                when = _("%(name)s until %(day)s") % {"name": cover.user.name, "day": day(cover.ends_on)}
                covers.lines.append(Line(name, deed, when, cover.ends_on, course))
    yield from (nobody, covers)


def _looks(request: HttpRequest) -> Iterator[Group]:
    """For the log reviewer: how many looks candidates asked about; never whose."""
    url = reverse("courses:flagged_looks")
    group = Group(_("Looks that candidates asked about"), url)
    asked = rows(request, P.LOG_SEE, LookFlag).filter(answered_at=None)
    for flag in asked.order_by("flagged_at"):
        words = _("asked %(day)s") % {"day": day(flag.flagged_at)}
        group.lines.append(Line(capfirst(words), url, _("not answered yet"), flag.flagged_at.date()))
    yield group


def _agreements(request: HttpRequest) -> Iterator[Group]:
    """Agreements in force that end within sixty days and that none follows: the coordinator's, or the own unit's."""
    on = today()
    after = LocalAgreement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")), programme=OuterRef("programme"),
        municipal_unit=OuterRef("municipal_unit"), treatment_unit=OuterRef("treatment_unit"), stage__in=Stage.in_force(),
    )  # fmt: skip
    ending = (
        LocalAgreement.objects.ending_soon(on)
        .filter(~Exists(after))
        .select_related("municipal_unit", "treatment_unit")
    )
    if not may(request, P.AGREEMENT_CHANGE):
        units = [m.unit_id for m in memberships(request, P.AGREEMENT_SEE)]
        ending = ending.filter(Q(municipal_unit__in=units) | Q(treatment_unit__in=units))
    group = Group(_("Agreements that end soon"), reverse("agreements:list"))
    for one in rows(request, P.AGREEMENT_SEE, ending):
        when = _("last day %(day)s") % {"day": day(one.ends_on)}
        group.lines.append(Line(str(one), reverse("agreements:show", args=[one.pk]), when, one.ends_on or on))
    yield group
