"""One candidate's record: shown, made, changed; numbers and protected names are shown by a logged click."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspor.access import audit
from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, membership_for, memberships, page, rows, show
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.base.addresses import came_from
from samspor.base.dates import now
from samspor.people import actions, forms
from samspor.people.models import Identifier, Person, PersonAccess
from samspor.people.rules import System, shaped
from samspor.people.views.lists import marks

P = Permission
PEOPLE = Person.objects.select_related("unit__authority")
DEEDS = (
    ("courses:refer", P.REFERRAL_SEND, gettext_lazy("Refer to IPS")),
    ("courses:propose", P.PROPOSAL_MAKE, gettext_lazy("Propose IPS")),
)
WAYS_ON = (
    ("sharing:consents", P.CONSENT_SEE, gettext_lazy("Consents")),
    ("sharing:treatments", P.TREATMENT_SEE, gettext_lazy("Treatment")),
)
"""Pages of the rooms above, by name: shown when they exist and one's role opens them."""


@page(P.PERSON_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    units = [m.unit for m in memberships(request, P.PERSON_CREATE) if m.unit]
    form = forms.Create(request.POST or None, units=units, initial=kept(request) or {})
    if form.is_valid():
        unit = form.cleaned_data.pop("unit", units[0])
        membership_for(request, P.PERSON_CREATE, unit)
        if person := carry_out(request, form, actions.create_person, unit, **form.cleaned_data):
            messages.success(request, _("The record is made."))
            return redirect("people:show", person.pk)
        _note_refusal(request)
    return show(
        request, "people/create.html", form=form, title=_("New record"), cancel_url=reverse("people:list")
    )


@page(P.PERSON_SEE)
def record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _record(request, find(request, P.PERSON_SEE, PEOPLE, id=person_id))


@page(P.PERSON_CHANGE)
def change(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Opening the form of a protected record shows the name, so it is on record as such."""
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id)
    if person.is_protected and request.method == "GET":
        _note_name_shown(request, person)
    back = came_from(request) or reverse("people:show", args=[person.pk])
    facts = {name: getattr(person, name) for name in forms.Facts.base_fields}
    form = forms.Change(
        request.POST or None, initial={**facts, "version": person.version, **(kept(request) or {})}
    )
    if form.is_valid() and carry_out(request, form, actions.change_person, person, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect(back)
    return show(
        request, "people/change.html", form=form, person=person, title=_("Change the record"), cancel_url=back,
        next=came_from(request),
    )  # fmt: skip


@page(P.IDENTIFIER_SHOW)
@require_POST
def names(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a protected name and the way of contact. The click is on record."""
    person = find(request, P.IDENTIFIER_SHOW, PEOPLE, id=person_id)
    if request.htmx:  # type: ignore[attr-defined]
        return show(request, "people/_basics.html", person=person, hidden=False, revealed_now=True)
    return _record(request, person, hidden=False)


@page(P.IDENTIFIER_SHOW)
@require_POST
def number(request: HttpRequest, person_id: UUID, identifier_id: UUID) -> HttpResponse:
    """Show one number. The click is on record."""
    asked = Identifier.objects.select_related("person__unit__authority")
    identifier = find(request, P.IDENTIFIER_SHOW, asked, id=identifier_id, person=person_id)
    shown_number = shaped(System(identifier.system), identifier.value)
    if request.htmx:  # type: ignore[attr-defined]
        return show(
            request, "people/_identifier.html", person=identifier.person, identifier=identifier, number=shown_number,
            may_change=P.PERSON_CHANGE in request.membership.permissions,  # type: ignore[attr-defined]
        )  # fmt: skip
    return _record(request, identifier.person, numbers={identifier.pk: shown_number})


@page(P.PERSON_CHANGE)
def add_number(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id)
    form = forms.AddNumber(request.POST or None)
    if form.is_valid():
        if carry_out(request, form, actions.add_identifier, person, **form.cleaned_data):
            messages.success(request, _("The number is saved."))
            return redirect("people:show", person.pk)
        _note_refusal(request)
    return show(
        request, "people/number.html", form=form, person=person, title=_("Add a number"),
        cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip


@page(P.PERSON_CHANGE)
def correct_number(request: HttpRequest, person_id: UUID, identifier_id: UUID) -> HttpResponse:
    """The wrong number is not shown; the right one is written in its place."""
    asked = Identifier.objects.select_related("person")
    identifier = find(request, P.PERSON_CHANGE, asked, id=identifier_id, person=person_id)
    form = forms.Number(request.POST or None, initial={"system": identifier.system})
    if form.is_valid():
        if carry_out(request, form, actions.correct_identifier, identifier, **form.cleaned_data):
            messages.success(request, _("The number is corrected."))
            return redirect("people:show", person_id)
        _note_refusal(request)
    return show(
        request, "people/number.html", form=form, person=identifier.person, title=_("Correct a number"),
        cancel_url=reverse("people:show", args=[person_id]),
    )  # fmt: skip


def _record(
    request: HttpRequest,
    person: Person,
    *,
    hidden: bool | None = None,
    numbers: dict[UUID, str] | None = None,
) -> HttpResponse:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    listed = rows(request, P.PERSON_SEE, Identifier).filter(person=person)
    named = PersonAccess.objects.select_related("user")
    deeds, has_course = list(_open(DEEDS, person, membership)), _has_course(person)
    return show(
        request,
        "people/show.html",
        person=person,
        marks=marks(person),
        hidden=person.is_protected if hidden is None else hidden,
        identifiers=[(one, (numbers or {}).get(one.pk)) for one in listed],
        named=rows(request, P.PERSON_SEE, named).filter(person=person) if person.is_restricted else [],
        doubled_in=person.doubled_in() if person.is_restricted else [],
        deeds=[] if has_course else deeds,
        ways_on=[*_open(WAYS_ON, person, membership), *(deeds if has_course else [])],
        may_change=P.PERSON_CHANGE in membership.permissions,
    )


def _has_course(person: Person) -> bool:
    """A course hangs on the record, ended or not: a new one is not the first thing to do. The rooms above are known
    by name alone, as their pages are."""
    courses = Q(courses__isnull=False) | Q(regional_exchanges__course__isnull=False)
    return bool(Person.objects.filter(courses, pk=person.pk).gated().exists())


def _open(
    ways: tuple[tuple[str, P, Any], ...], person: Person, membership: Membership
) -> Iterator[dict[str, Any]]:
    for name, permission, label in ways:
        if permission in membership.permissions:
            try:
                yield {"label": label, "url": reverse(name, args=[person.pk])}
            except NoReverseMatch:
                continue


def _note_name_shown(request: HttpRequest, person: Person) -> None:
    by: Membership = request.membership  # type: ignore[attr-defined]
    audit.record(P.IDENTIFIER_SHOW, by=by, at=now(), about=person.about, thing=person)


def _note_refusal(request: HttpRequest) -> None:
    """A refused number tells that the authority has it: each such attempt is on record."""
    by: Membership = request.membership  # type: ignore[attr-defined]
    audit.record(P.PERSON_CREATE, by=by, at=now(), outcome="refused")
