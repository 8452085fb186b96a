"""Programmes: what they are for, for whom, and which agreements belong to them."""

from typing import Any

import django_tables2
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, membership_for, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements import actions, forms
from samspor.agreements.labels import RUNGS
from samspor.agreements.models import LocalAgreement, Programme
from samspor.agreements.views.agreements import Agreements
from samspor.base import tables
from samspor.base.dates import today

P = Permission


class Programmes(tables.Table):
    caption = gettext_lazy("Programmes")
    none_yet = gettext_lazy("Your authority takes part in no programme yet.")

    name = django_tables2.Column(
        verbose_name=gettext_lazy("Name"),
        linkify=("agreements:programme", {"programme_id": django_tables2.A("pk")}),
    )
    starts_on = tables.DayColumn(verbose_name=gettext_lazy("From"))
    ends_on = tables.DayColumn(verbose_name=gettext_lazy("To"))
    psychiatry_setting = tables.WordColumn(
        verbose_name=gettext_lazy("Where the citizens are treated"), orderable=False
    )

    class Meta:
        order_by = "name"


@page(P.AGREEMENT_SEE)
def programmes(request: HttpRequest) -> HttpResponse:
    table = Programmes(rows(request, P.AGREEMENT_SEE, Programme), request=request)
    return show(request, "agreements/programmes.html", table=table, may_create=_may_change(request))


@page(P.AGREEMENT_SEE)
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    found = find(request, P.AGREEMENT_SEE, Programme, pk=programme_id)
    agreements = rows(
        request, P.AGREEMENT_SEE, LocalAgreement.objects.select_related("municipal_unit", "treatment_unit")
    )
    labels = dict(RUNGS)
    return show(
        request,
        "agreements/programme.html",
        programme=found,
        rungs=[labels[rung] for rung in found.success_rungs],
        units=found.units.select_related("authority").order_by("authority__name", "name"),
        table=Agreements(agreements.filter(programme=found), request=request, exclude=["programme"]),
        may_change=_may_change(request),
    )


@page(P.PROGRAMME_CHANGE)
def create_programme(request: HttpRequest) -> HttpResponse:
    by = membership_for(request, P.PROGRAMME_CHANGE)
    form = forms.ProgrammeFacts(request.POST or None, initial=kept(request) or {})
    if form.is_valid():
        made = carry_out(request, form, actions.create_programme, by.unit, **_words(form))
        if made:
            messages.success(request, _("The programme is made."))
            return redirect("agreements:programme", made.pk)
    return show(
        request, "agreements/form.html", form=form, title=_("New programme"), back=reverse("agreements:programmes"),
        back_name=_("Programmes"), cancel_url=reverse("agreements:programmes"),
    )  # fmt: skip


@page(P.PROGRAMME_CHANGE)
def change_programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    found = find(request, P.PROGRAMME_CHANGE, Programme, pk=programme_id)
    facts = {name: getattr(found, name) for name in forms.ProgrammeFacts.base_fields if name != "taking_part"}
    initial = {
        **facts,
        "taking_part": list(found.units.all()),
        "version": found.version,
        **(kept(request) or {}),
    }
    form = forms.ChangeProgramme(request.POST or None, initial=initial)
    if form.is_valid() and carry_out(request, form, actions.change_programme, found, **_words(form)):
        messages.success(request, _("Saved"))
        return redirect("agreements:programme", found.pk)
    back = reverse("agreements:programme", args=[found.pk])
    return show(
        request, "agreements/form.html", form=form, title=_("Change the programme"), back=back, back_name=found.name,
        cancel_url=back,
    )  # fmt: skip


def _words(form: Any) -> dict[str, Any]:
    return {"units" if name == "taking_part" else name: value for name, value in form.cleaned_data.items()}


def _may_change(request: HttpRequest) -> bool:
    return request.user.has(P.PROGRAMME_CHANGE, today())  # type: ignore[union-attr]
