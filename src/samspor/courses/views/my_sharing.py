"""What the candidate shares, with whom, until when; giving, and stopping, all of it or a part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, page, rows, show
from samspor.access.models import Unit
from samspor.access.roles import Permission
from samspor.base.dates import add_months, today
from samspor.courses import forms
from samspor.courses.models import Course
from samspor.courses.views.own import my_one_course, show_mine
from samspor.people.models import Person
from samspor.sharing.actions.consents import give_own_consent, withdraw_own_consent
from samspor.sharing.disclosed import open_directions
from samspor.sharing.models import Consent, ConsentCategory, ConsentRecipient
from samspor.sharing.rules import Purpose
from samspor.sharing.texts import text_to_show

SEE = Permission.OWN_COURSE_SEE
CHANGE = Permission.OWN_SHARING_CHANGE


def my_consents(request: HttpRequest, permission: Permission) -> Any:
    """One's own consents with what of them is still given."""
    live = {"withdrawn_at": None}
    return rows(request, permission, Consent).prefetch_related(
        Prefetch(
            "recipients", rows(request, permission, ConsentRecipient).filter(**live).select_related("unit")
        ),
        Prefetch("categories", rows(request, permission, ConsentCategory).filter(**live)),
    )


@page(SEE)
def my_sharing(request: HttpRequest) -> HttpResponse:
    """Both directions of the course as they stand, and every live consent with its stop."""
    course = my_one_course(request)
    if course is None:
        return redirect("courses:my_course")
    sharing = open_directions(course.exchange, request.membership, today())  # type: ignore[attr-defined]
    consents = (
        my_consents(request, SEE)
        .live_on(today())
        .select_related("from_unit")
        .order_by("purpose", "-given_on")
    )
    return show_mine(
        request,
        "my_sharing",
        course=course,
        sharing=sharing,
        consents=consents,
        own_units=_own_units(request, course),
    )


@page(CHANGE)
def stop(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Stop everything with one button, or the ticked kinds of information. No reason is asked."""
    consent = find(request, CHANGE, my_consents(request, CHANGE).select_related("from_unit"), id=consent_id)
    kinds = [one.category for one in consent.categories.all()]
    part = "part" in request.POST
    form = forms.own.StopSharing(request.POST if part else None, live=kinds)
    if request.method == "POST" and (not part or form.is_valid()):
        words = {"categories": form.cleaned_data["categories"]} if part else {}
        if carry_out(request, form, withdraw_own_consent, consent, **words):
            messages.success(request, _("It is stopped. Nothing more is shown from the next click on."))
            return redirect("courses:my_sharing")
    return show(request, "courses/my_stop.html", consent=consent, form=form, kinds=kinds)


@page(CHANGE)
def give(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let one side share with the other: the text first, then the kinds of information, one by one."""
    course = my_one_course(request)
    if course is None or course.exchange is None:
        raise Http404
    giver, reader, record = _sides(course, unit_id)
    person = find(request, CHANGE, Person.objects.select_related("unit"), id=record)
    form = forms.own.GiveSharing(request.POST or None, last_day=add_months(today(), 12))
    if request.method == "POST" and form.is_valid():
        words = {
            **form.cleaned_data,
            "purpose": Purpose.EXCHANGE,
            "units": [reader],
            "language": get_language(),
        }
        if carry_out(request, form, give_own_consent, person, **words):
            messages.success(request, _("Thank you. You can stop it again whenever you want."))
            return redirect("courses:my_sharing")
    text = text_to_show(person, Purpose.EXCHANGE, get_language() or "da", today())
    return show(request, "courses/my_give.html", giver=giver, reader=reader, form=form, text=text)


def _own_units(request: HttpRequest, course: Course) -> set[int]:
    """The units whose record of the candidate is connected to this sign-in."""
    exchange = course.exchange
    if exchange is None:
        return set()
    records = [exchange.municipal_person, exchange.regional_person]
    return {record.unit_id for record in records if record.user_id == request.user.pk}


def _sides(course: Course, unit_id: int) -> tuple[Unit, Unit, UUID]:
    """Who gives, who receives, and in which record the consent stands, seen from the giving unit."""
    exchange = course.exchange
    if exchange is None or unit_id not in {exchange.municipal_unit_id, exchange.treatment_unit_id}:
        raise Http404
    if unit_id == exchange.municipal_unit_id:
        return course.municipal_unit, exchange.treatment_unit, exchange.municipal_person_id
    return exchange.treatment_unit, course.municipal_unit, exchange.regional_person_id
