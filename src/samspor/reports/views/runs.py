"""The pages of runs that people ask for: which there are, asking, how far one is, checking, taking back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import django_tables2
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base import tables
from samspor.base.dates import today
from samspor.outcomes import actions
from samspor.outcomes.labels import STATE_KINDS, STEPS
from samspor.outcomes.models import Delivery, Run
from samspor.outcomes.rules import MOVES, DeliveryState, RunState, may_check
from samspor.reports.forms import runs as forms
from samspor.reports.result import Result, language
from samspor.reports.views.asking import confirmed, programmes

P = Permission
WHOLE = Run.objects.asked().select_related(
    "programme", "delivery", "asked_by", "checked_by", "withdrawn_by", "asked_from__unit"
)
MOST_OFFERED = 50
"""The newest deliveries that one may ask; nobody looks through more."""


class Runs(tables.Table):
    caption = gettext_lazy("Runs")
    none_yet = gettext_lazy("Nobody has asked a question yet.")

    number = django_tables2.Column(
        accessor="pk",
        verbose_name=gettext_lazy("No."),
        linkify=("reports:run", {"number": django_tables2.A("pk")}),
    )
    programme = django_tables2.Column(verbose_name=gettext_lazy("Programme"), order_by="programme__name")
    through = tables.DayColumn(verbose_name=gettext_lazy("Facts up to"))
    definition = tables.WordColumn(verbose_name=gettext_lazy("What counts"), orderable=False)
    comparison = tables.WordColumn(verbose_name=gettext_lazy("Comparison"), orderable=False)
    state = tables.TagColumn(verbose_name=gettext_lazy("State"), kinds=STATE_KINDS)

    class Meta:
        order_by = "-number"


@page(P.RESULTS_SEE)
def runs(request: HttpRequest) -> HttpResponse:
    """Released and withdrawn runs; for those who ask and check, theirs on the way too."""
    without_figures = WHOLE.defer("figures", "flow", "manifest", "more")
    table = Runs(rows(request, P.RESULTS_SEE, without_figures), request=request)
    return show(request, "reports/runs.html", table=table, doors=list(_doors(request)))


def _doors(request: HttpRequest) -> Iterator[tuple[Programme, list[tuple[str, Any]]]]:
    """Each programme with what one may do with it."""
    ways = (
        (P.RESULTS_ASK, "reports:ask", _("Ask a question")),
        (P.DELIVERY_UPLOAD, "reports:deliveries", _("Register deliveries")),
        (P.STUDY_DOWNLOAD, "reports:study", _("Take a study folder along")),
    )
    open_to = [(programmes(request, permission), name, word) for permission, name, word in ways]
    for programme in programmes(request, P.RESULTS_SEE):
        links = [(name, word) for allowed, name, word in open_to if programme in allowed]
        if links:
            yield programme, links


@page(P.RESULTS_ASK)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    programme = find(request, P.RESULTS_ASK, Programme, code=code)
    in_use = rows(request, P.RESULTS_ASK, Delivery).filter(programme=programme, state=DeliveryState.STORED)
    newest = in_use.filter(pk__in=in_use.values("pk")[:MOST_OFFERED])
    form = forms.Ask(
        request.POST or None, programme=programme, on=today(), initial=kept(request) or {}, deliveries=newest
    )
    if form.is_valid() and (
        made := carry_out(request, form, actions.ask_run, programme, **form.cleaned_data)
    ):
        messages.success(request, _("The question is asked. The figures are worked out now."))
        return redirect("reports:run", made.pk)
    lead = _(
        "Each course is followed %(months)s months from its start. Periods are whole quarters, so that no two questions "
        "differ by a few people."
    ) % {"months": programme.follow_up_months}
    return show(
        request, "reports/question.html", form=form, programme=programme, title=_("Ask a question"), submit=_("Ask"),
        lead=lead, cancel_url=reverse("reports:runs"),
    )  # fmt: skip


@page(P.RESULTS_SEE)
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: the question in words, how far it is, and the figures once they are there for this reader."""
    found = find(request, P.RESULTS_SEE, WHOLE, pk=number)
    return show(request, "reports/run.html", **_words(request, found))


REPORTS = {
    "pdf": ("report.pdf", "application/pdf"),
    "html": ("report.html", "text/html; charset=utf-8"),
    "xlsx": ("figures.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@page(P.RESULTS_EXPORT)
def report(request: HttpRequest, number: int, format: str) -> HttpResponse:
    """The whole report to take along, in the language of the page; made from what left the gate alone."""
    found = find(request, P.RESULTS_EXPORT, WHOLE, pk=number)
    if format not in REPORTS or found.state not in {RunState.DONE, RunState.RELEASED}:
        raise Http404
    from ipseval.report import files  # heavy: charts and type-setting

    run = " ".join(filter(None, [str(number), tables.demo_note()]))
    released = found.released
    name, kind = REPORTS[format]
    made = files(replace(released, manifest={**released.manifest, "run": run}), language())[name]
    return tables.attachment(made, f"koersel-{number}", format, kind)


@page(P.RESULTS_SEE)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The fragment that a waiting page asks for; it asks for the whole page anew when the run is done."""
    found = find(request, P.RESULTS_SEE, WHOLE, pk=number)
    response = show(request, "reports/_progress.html", **_words(request, found))
    if found.state not in {RunState.ASKED, RunState.RUNNING}:
        response.headers["HX-Refresh"] = "true"
    return response


@page(P.RESULTS_ASK)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    return _confirmed(
        request, number, P.RESULTS_ASK, actions.cancel_run,
        title=_("Cancel the run?"), submit=_("Yes, cancel it"), said=_("The run is cancelled."),
        consequence=_("What has been worked out is thrown away. You can begin it again."),
    )  # fmt: skip


@page(P.RESULTS_ASK)
def again(request: HttpRequest, number: int) -> HttpResponse:
    return _confirmed(
        request, number, P.RESULTS_ASK, actions.ask_run_again,
        title=_("Begin the run again?"), submit=_("Yes, begin again"), said=_("The run has begun again."),
        consequence=_("The question is the same; the facts are taken as they are recorded now."),
    )  # fmt: skip


@page(P.RESULTS_CHECK)
def release(request: HttpRequest, number: int) -> HttpResponse:
    return _confirmed(
        request, number, P.RESULTS_CHECK, actions.release_run,
        title=_("Release the figures?"), submit=_("Yes, release them"), said=_("The figures are released."),
        consequence=_(
            "Everybody who may see the results of the programme sees them then, with the number of the run. What has "
            "been released is never changed; it can be withdrawn with a reason."
        ),
    )  # fmt: skip


@page(P.RESULTS_CHECK)
def repeat(request: HttpRequest, number: int) -> HttpResponse:
    """Work it out once more and say whether it comes to the same."""
    return _confirmed(
        request, number, P.RESULTS_CHECK, actions.repeat_run,
        title=_("Repeat the run?"), submit=_("Yes, repeat it"), said=_repeated,
        consequence=_("The figures are worked out once more from the records as they are now. The published ones stay."),
    )  # fmt: skip


@page(P.RESULTS_WITHDRAW)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    return _confirmed(
        request, number, P.RESULTS_WITHDRAW, actions.withdraw_run, asked=forms.Withdraw,
        title=_("Withdraw the run?"), submit=_("Yes, withdraw it"), said=_("The run is withdrawn."), is_grave=True,
        consequence=_("The run stays on the list with the reason, without its figures."),
    )  # fmt: skip


# --- shared -----------------------------------------------------------------------------------------------
def _confirmed(
    request: HttpRequest, number: int, permission: Permission, deed: Any, **words: Any
) -> HttpResponse:
    name, back = _("Run no. %(number)s") % {"number": number}, reverse("reports:run", args=[number])
    return confirmed(request, permission, WHOLE, number, deed, name=name, back=back, **words)


def _repeated(done: actions.Repeated) -> str:
    if done.same_figures and done.same_facts:
        return _("The run came to the same figures from the same facts.")
    if done.same_figures:
        return _("The run came to the same figures, though the facts have changed.")
    if done.same_facts:
        return _(
            "The facts are the same, but the program has changed since and comes to other figures. The published ones stay."
        )
    return _(
        "The facts have changed since, so the figures are no longer the same. The published ones stay and are marked."
    )


def _words(request: HttpRequest, found: Run) -> dict[str, Any]:
    state = RunState(found.state)
    me = request.user.pk
    steps = [str(word) for _step, word in STEPS]
    names = [name for name, _word in STEPS]
    return {
        "run": found,
        "state": (found.get_state_display(), STATE_KINDS[state]),
        "is_waiting": state in {RunState.ASKED, RunState.RUNNING},
        "steps": steps,
        "step_number": names.index(found.step) + 1 if found.step else 1,
        "result": Result(found) if state in {RunState.DONE, RunState.RELEASED} else None,
        "may_take_along": _has(request, P.RESULTS_EXPORT),
        "may_cancel": RunState.CANCELLED in MOVES[state] and _has(request, P.RESULTS_ASK),
        "may_begin_again": RunState.ASKED in MOVES[state] and _has(request, P.RESULTS_ASK),
        "may_release": RunState.RELEASED in MOVES[state]
        and may_check(found.asked_by_id, me)
        and _has(request, P.RESULTS_CHECK),
        "waits_for_another": state == RunState.DONE and not may_check(found.asked_by_id, me),
        "may_withdraw": RunState.WITHDRAWN in MOVES[state] and _has(request, P.RESULTS_WITHDRAW),
        "may_repeat": state in {RunState.DONE, RunState.RELEASED} and _has(request, P.RESULTS_CHECK),
    }


def _has(request: HttpRequest, permission: Permission) -> bool:
    return request.user.has(permission, today())  # type: ignore[union-attr]
