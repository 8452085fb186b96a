"""The pages of treatment periods: whether treatment goes on, at one's own unit."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, page, rows, show, shown
from samspor.access.roles import Permission
from samspor.base.addresses import came_from
from samspor.base.dates import today
from samspor.people.actions import units_to_move_to
from samspor.people.models import Person
from samspor.sharing import actions, forms
from samspor.sharing.models import TreatmentPeriod
from samspor.sharing.rules import RECONFIRM_DAYS


@page(Permission.TREATMENT_SEE)
def treatments(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, Permission.TREATMENT_SEE, person_id)
    joined = TreatmentPeriod.objects.filter(person=person).select_related("clinician", "unit")
    periods = list(rows(request, Permission.TREATMENT_SEE, joined))
    shown(request, Permission.TREATMENT_SEE, periods)
    return show(
        request, "sharing/treatments.html", person=person, periods=periods, reconfirm_days=RECONFIRM_DAYS,
        next=came_from(request),
    )  # fmt: skip


@page(Permission.TREATMENT_CHANGE)
def start_treatment(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, Permission.TREATMENT_CHANGE, person_id)
    form = forms.StartTreatment(request.POST or None, initial={"starts_on": today()})
    if form.is_valid() and carry_out(request, form, actions.start_treatment, person, **form.cleaned_data):
        messages.success(request, _("The treatment is recorded."))
        return redirect(_back(request, person.pk))
    return show(
        request, "sharing/start_treatment.html", form=form, person=person, title=_("Record treatment"),
        next=came_from(request), cancel_url=_back(request, person.pk),
    )  # fmt: skip


@page(Permission.TREATMENT_CHANGE)
def reconfirm_treatment(request: HttpRequest, period_id: UUID) -> HttpResponse:
    period = _period(request, period_id)
    form = forms.Confirm(request.POST or None)
    if request.method == "POST" and carry_out(request, form, actions.reconfirm_treatment, period):
        messages.success(request, _("It is confirmed that treatment goes on."))
        return redirect(_back(request, period.person_id))
    title = _("Does treatment go on?")
    return show(
        request, "sharing/reconfirm_treatment.html", form=form, period=period, title=title, next=came_from(request),
        cancel_url=_back(request, period.person_id),
    )  # fmt: skip


@page(Permission.TREATMENT_CHANGE)
def end_treatment(request: HttpRequest, period_id: UUID) -> HttpResponse:
    period = _period(request, period_id)
    form = forms.EndTreatment(request.POST or None, initial={"version": period.version, "ends_on": today()})
    if form.is_valid() and carry_out(request, form, actions.end_treatment, period, **form.cleaned_data):
        messages.success(request, _("The end is recorded. Nothing is shared any more, neither way."))
        return redirect(_back(request, period.person_id))
    return show(
        request,
        "sharing/end_treatment.html",
        form=form,
        period=period,
        title=_("Record the end of treatment"),
    )


@page(Permission.TREATMENT_CHANGE)
def move_treatment(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The record goes to the new team; it says what that takes to share again."""
    person = _person(request, Permission.TREATMENT_CHANGE, person_id)
    teams = units_to_move_to(person.unit, today())
    own = request.membership.unit_id  # type: ignore[attr-defined]
    form = forms.MoveTreatment(
        request.POST or None, teams=teams, initial={"unit": own if own != person.unit_id else None}
    )
    if form.is_valid() and carry_out(request, form, actions.move_treatment, person, **form.cleaned_data):
        messages.success(request, _("The record lies with the new team."))
        if form.cleaned_data["unit"].pk == own:
            return redirect(_back(request, person.pk))
        return redirect("people:list")
    return show(
        request, "sharing/move_treatment.html", form=form, person=person, title=_("Move to another team")
    )


def _back(request: HttpRequest, person_id: UUID) -> str:
    """The page of ours that needed the treatment, or the person's list of periods."""
    return came_from(request) or reverse("sharing:treatments", args=[person_id])


def _person(request: HttpRequest, permission: Permission, person_id: UUID) -> Person:
    """A record that a treatment team keeps; of others there is no such page."""
    person = find(
        request, permission, Person.objects.select_related("unit__authority__successor"), id=person_id
    )
    if not person.unit.is_treatment:
        raise Http404
    return person


def _period(request: HttpRequest, period_id: UUID) -> TreatmentPeriod:
    joined = TreatmentPeriod.objects.select_related("person", "unit")
    return find(request, Permission.TREATMENT_CHANGE, joined, id=period_id)
