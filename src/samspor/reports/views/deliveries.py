"""The pages of register deliveries: which there are, sending one in, how its words are read, deleting it."""

from itertools import islice
from typing import Any

import django_tables2
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.gates import carry_out, find, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base import tables
from samspor.base.uploads import takes_files, was_too_large
from samspor.outcomes import actions
from samspor.outcomes.labels import DELIVERY_KINDS
from samspor.outcomes.models import Delivery
from samspor.outcomes.reading import MOST_ROWS, MOST_WORDS, RowFault, mark_of, read
from samspor.outcomes.rules import DELIVERY_MOVES, DeliveryState
from samspor.people.labels import FAULTS as NUMBER_FAULTS
from samspor.reports.forms import deliveries as forms
from samspor.reports.views.asking import confirmed

P = Permission
WHOLE = Delivery.objects.select_related("programme", "uploaded_by", "uploaded_from__unit")
MOST_FAULTS = 50

FAULTS: dict[str, Any] = {
    "file": gettext_lazy("The file is neither CSV nor Parquet."),
    "book": gettext_lazy("The file is an Excel workbook. Save it as “CSV UTF-8” and send that."),
    "letters": gettext_lazy("The file is not CSV in UTF-8. In Excel, save it as “CSV UTF-8” and send that."),
    "quotes": gettext_lazy("A quotation mark does not close, so rows would be lost."),
    "rows": gettext_lazy("The file has more than %(rows)s rows."),
    "gone": gettext_lazy("The column is missing."),
    "empty": gettext_lazy("Is empty."),
    "day": gettext_lazy("Is not a date as 2025-12-31."),
    "whole": gettext_lazy("Is not a whole number."),
    "text": gettext_lazy("Is not text."),
    "system": gettext_lazy("Must be cpr, replacement, x_regional or x_municipal."),
    "order": gettext_lazy("Does not lie after from."),
    "words": gettext_lazy("Has more than %(words)s different words."),
    **NUMBER_FAULTS,
}
TABLES = {"spells": gettext_lazy("Time in each state"), "observed": gettext_lazy("Ends of observation")}


class Deliveries(tables.Table):
    caption = gettext_lazy("Register deliveries")
    none_yet = gettext_lazy("No register delivery has been sent in yet.")

    number = django_tables2.Column(
        accessor="pk",
        verbose_name=gettext_lazy("No."),
        linkify=("reports:delivery", {"number": django_tables2.A("pk")}),
    )
    uploaded_at = tables.DayColumn(verbose_name=gettext_lazy("Sent in"))
    through = tables.DayColumn(verbose_name=gettext_lazy("Covers up to"))
    uploaded_by = django_tables2.Column(verbose_name=gettext_lazy("By"), orderable=False)
    state = tables.TagColumn(verbose_name=gettext_lazy("State"), kinds=DELIVERY_KINDS)

    class Meta:
        order_by = "-number"


@page(P.DELIVERY_UPLOAD)
def deliveries(request: HttpRequest, code: str) -> HttpResponse:
    """Those of one's own authority about one programme."""
    programme = find(request, P.DELIVERY_UPLOAD, Programme, code=code)
    found = rows(request, P.DELIVERY_UPLOAD, WHOLE).filter(programme=programme)
    return show(
        request, "reports/deliveries.html", programme=programme, table=Deliveries(found, request=request)
    )


@takes_files
@page(P.DELIVERY_UPLOAD)
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Look a delivery through. With a fault in it nothing is kept; without, it waits a day to be stored."""
    programme = find(request, P.DELIVERY_UPLOAD, Programme, code=code)
    form = forms.Upload(request.POST or None, request.FILES or None, too_large=was_too_large(request))
    faults: list[RowFault] = []
    if form.is_valid():
        read_tables, faults, mark = _read(form.cleaned_data)
        through = form.cleaned_data["through"]
        if not faults:
            made = carry_out(
                request, form, actions.check_delivery, programme, through=through, sha256=mark, **read_tables
            )
            if made:
                return redirect("reports:delivery", made.pk)
        else:
            form.add_error(
                None,
                _(
                    "The files have faults, which stand below, and nothing of them was kept. Mend them and choose them again."
                ),
            )
    return show(
        request, "reports/upload.html", form=form, programme=programme, title=_("Send in a register delivery"),
        faults=[_fault(one) for one in islice(faults, MOST_FAULTS)], more=max(0, len(faults) - MOST_FAULTS),
        submit=_("Look it through"), cancel_url=reverse("reports:deliveries", args=[code]),
    )  # fmt: skip


@page(P.DELIVERY_UPLOAD)
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """One delivery: how it was linked; while it waits, which rung each of its words is."""
    found = find(request, P.DELIVERY_UPLOAD, WHOLE, pk=number)
    form = forms.Store(request.POST or None, delivery=found, initial={"version": found.version})
    if found.state == DeliveryState.CHECKED and form.is_valid():
        version = form.cleaned_data["version"]
        if carry_out(request, form, actions.store_delivery, found, version=version, **form.mapping):
            messages.success(request, _("The delivery is in use. You can ask a question of it now."))
            return redirect("reports:delivery", number)
    state = DeliveryState(found.state)
    return show(
        request, "reports/delivery.html", form=form, delivery=found, title=_title(found.pk), submit=_("Store it"),
        state=(found.get_state_display(), DELIVERY_KINDS[state]), is_waiting=state == DeliveryState.CHECKED,
        is_deleted=state == DeliveryState.DELETED, linkage=found.linkage,
        words=[*found.rungs.items()], may_delete=DeliveryState.DELETED in DELIVERY_MOVES[state],
    )  # fmt: skip


@page(P.DELIVERY_UPLOAD)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    return confirmed(
        request, P.DELIVERY_UPLOAD, WHOLE, number, actions.delete_delivery, name=_title(number),
        back=reverse("reports:delivery", args=[number]),
        title=_("Delete the register delivery?"), submit=_("Yes, delete it"), said=_("The delivery is deleted."), is_grave=True,
        consequence=_(
            "Everything that the register said of people is deleted at once. Released runs stay, and can no longer be "
            "repeated."
        ),
    )  # fmt: skip


# --- shared -----------------------------------------------------------------------------------------------
def _read(given: dict[str, Any]) -> tuple[dict[str, Any], list[RowFault], str]:
    """The tables of the sent files, or all that is wrong with them; and the mark of the files."""
    contents = {name: given[name].read() if given[name] else None for name in TABLES}
    found: dict[str, Any] = {}
    faults: list[RowFault] = []
    for name, content in contents.items():
        found[name], wrong = read(name, content, demo=settings.DEMO) if content is not None else (None, [])
        faults += wrong
    day = given["through"].isoformat().encode()
    return found, faults, mark_of(day, *(content or b"" for content in contents.values()))


def _fault(found: RowFault) -> dict[str, Any]:
    words = str(FAULTS[found.what])
    numbers = {"rows": MOST_ROWS, "words": MOST_WORDS}
    return {
        "table": TABLES[found.table],
        "row": found.row,
        "column": found.column,
        "what": words % numbers if "%(" in words else words,
    }


def _title(number: int) -> str:
    return _("Register delivery no. %(number)s") % {"number": number}
