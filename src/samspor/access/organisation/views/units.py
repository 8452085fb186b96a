"""Where an administrator makes and changes units, names the reviewer and gives providers their mandates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, membership_for, page, show
from samspor.access.models import ActsFor, Authority, Unit
from samspor.access.organisation import actions, forms
from samspor.access.roles import Permission

P = Permission


def _own(request: HttpRequest) -> Authority:
    by = membership_for(request, P.ORGANISATION_CHANGE)
    own: Authority = find(request, P.ORGANISATION_CHANGE, Authority, pk=by.authority_id)
    return own


def _home() -> dict[str, Any]:
    back = reverse("access:organisation")
    return {"back": back, "back_name": _("Organisation"), "cancel_url": back}


@page(P.ORGANISATION_CHANGE)
def create_unit(request: HttpRequest) -> HttpResponse:
    own = _own(request)
    form = forms.CreateUnit(request.POST or None, authority=own)
    if form.is_valid():
        made = carry_out(request, form, actions.create_unit, own, **form.cleaned_data)
        if made:
            messages.success(request, _("The unit is made."))
            return redirect("access:unit", made.pk)
    return show(request, "access/organisation/form.html", form=form, title=_("New unit"), **_home())


@page(P.ORGANISATION_CHANGE)
def change_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = find(request, P.ORGANISATION_CHANGE, Unit.objects.select_related("authority"), pk=unit_id)
    names = ["name", "daytime_phone", "acute_phone", "valid_to", "successor"]
    form = forms.ChangeUnit(
        request.POST or None, unit=unit, initial={name: getattr(unit, name) for name in names}
    )
    if form.is_valid() and carry_out(request, form, actions.change_unit, unit, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:unit", unit.pk)
    back = reverse("access:unit", args=[unit.pk])
    return show(
        request, "access/organisation/form.html", form=form, title=_("Change the unit"), back=back,
        back_name=unit.name, cancel_url=back,
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def reviewer(request: HttpRequest) -> HttpResponse:
    own = _own(request)
    form = forms.Reviewer(
        request.POST or None, authority_id=own.pk, initial={"user": own.sharing_reviewer_id}
    )  # fmt: skip
    if form.is_valid() and carry_out(request, form, actions.name_sharing_reviewer, own, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:organisation")
    return show(
        request, "access/organisation/form.html", form=form, title=_("Reviewer of closed sharing"),
        lead=_("The one named person who decides, item by item, what is kept when sharing closes."), **_home(),
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def mandate(request: HttpRequest) -> HttpResponse:
    own = _own(request)
    form = forms.Mandate(request.POST or None)
    if form.is_valid() and carry_out(request, form, actions.give_mandate, own, **form.cleaned_data):
        messages.success(request, _("The mandate is given."))
        return redirect("access:organisation")
    return show(
        request, "access/organisation/form.html", form=form, title=_("Give a provider a mandate"),
        lead=_("The provider then does IPS work for the municipality in the period."), **_home(),
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def end_mandate(request: HttpRequest, mandate_id: int) -> HttpResponse:
    given = find(request, P.ORGANISATION_CHANGE, ActsFor.objects.select_related("provider"), pk=mandate_id)
    form = forms.LastDay(request.POST or None)
    if form.is_valid() and carry_out(request, form, actions.end_mandate, given, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:organisation")
    return show(
        request, "access/organisation/form.html", form=form, title=_("End the mandate"), lead=given.provider.name,
        **_home(),
    )  # fmt: skip
