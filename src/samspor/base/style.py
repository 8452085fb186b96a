"""The sheet of all components with examples: what a developer copies from, and what the accessibility test reads."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2
from django import forms
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from samspor.base import forms as base_forms
from samspor.base import tables
from samspor.base.dates import today

STATES = {"open": _("Open"), "paused": _("Paused"), "ended": _("Ended")}


class Example(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Name"), max_length=100)
    on = base_forms.Day(label=_("Date of the conversation"))
    hours = base_forms.Number(label=_("Hours a week"), suffix=_("hours"), max_digits=4, decimal_places=1)
    minutes = base_forms.Whole(label=_("Minutes"), min_value=1, required=False)
    how = forms.ChoiceField(
        label=_("How did you meet?"),
        widget=forms.RadioSelect,
        choices=[("person", _("In person")), ("phone", _("By telephone")), ("video", _("By video"))],
    )
    shared = forms.MultipleChoiceField(
        label=_("What may be shared?"),
        help_text=_("Tick what the candidate has agreed to."),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("coping", _("Coping")),
            ("strengths", _("Strengths")),
            ("job", _("Job search and employment")),
        ],
        required=False,
    )
    rung = forms.ChoiceField(label=_("State"), choices=[*STATES.items()])
    text = base_forms.LongText(
        label=_("What was said"), help_text=_("Write what you would say aloud."), max_length=400
    )
    copied = forms.BooleanField(label=_("Copied to our own record system"), required=False)
    again = base_forms.YesNo(label=_("Shall you meet again?"))
    version = base_forms.Version(initial=1)


class List(tables.Table):
    caption = _("Candidates")

    name = django_tables2.Column(verbose_name=_("Name"))
    started_on = tables.DayColumn(verbose_name=_("Started"))
    state = tables.TagColumn(
        verbose_name=_("State"), kinds={"open": "success", "paused": "warning"}, words=STATES
    )
    hours = tables.NumberColumn(verbose_name=_("Hours a week"), decimals=1)


class ListFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[*STATES.items()], method="pick", empty_label=_("All")
    )
    since = django_filters.DateFilter(label=_("Started after"), method="pick")

    def pick(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset


def page(request: HttpRequest) -> HttpResponse:
    if (wanted := request.GET.get("export")) in tables.FORMATS:
        return tables.export(List(_rows(), request=request), "eksempel", wanted)
    faulty = Example(
        {"on": "31-02-2026", "hours": "mange", "text": "ord " * 150, "name": ""}, auto_id="faulty_%s"
    )
    faulty.theirs = [(_("What was said"), "Hun vil gerne prøve to dage om ugen.")]  # type: ignore[attr-defined]
    messages.success(request, _("Saved"))
    return render(
        request,
        "base/style.html",
        {
            "form_example": Example(initial={"on": today(), "hours": Decimal("7.5")}),
            "faulty": faulty,
            "table": List(_rows(), request=request, exports=True),
            "none": List([], request=request, prefix="none-"),
            "filterset": ListFilter(request.GET or None, queryset=Session.objects.none()),
            "step_names": [_("Consent"), _("Candidate"), _("Look through"), _("Sent")],
            "day": today(),
        },
    )


def _rows() -> list[dict[str, Any]]:
    names = ["Ærø Ibsen", "Åse Østergaard", "Bodil Juhl", "Carsten Winther", "Ditte Krogh", "Erling Holt"]
    states = list(STATES)
    return [
        {
            "name": f"{names[n % 6]} {n + 1}",
            "started_on": today() - timedelta(days=17 * n),
            "state": states[n % 3],
            "hours": n * 1.5 % 37,
        }
        for n in range(60)
    ]
