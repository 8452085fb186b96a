"""The study folder that an evaluator takes along: which question, what it means to take it, and the file."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base import display, tables
from samspor.base.dates import now, today
from samspor.outcomes import actions
from samspor.outcomes.labels import DEFINITIONS
from samspor.outcomes.rules import Share, quarter_ends
from samspor.reports.forms.runs import Question
from samspor.reports.result import language

P = Permission


class Take(forms.Form):
    """Nothing is asked; an action's refusal has somewhere to stand."""


@page(P.STUDY_DOWNLOAD)
def study(request: HttpRequest, code: str) -> HttpResponse:
    """Which question the folder puts."""
    programme = find(request, P.STUDY_DOWNLOAD, Programme, code=code)
    form = Question(request.POST or None, programme=programme, on=today(), initial=kept(request) or {})
    if form.is_valid():
        return redirect("reports:study_folder", code=code, **form.cleaned_data)
    lead = _(
        "A study folder holds the courses of the people who have consented to evaluation, without names, with a question "
        "that the program ipseval answers on your own machine."
    )
    return show(
        request, "reports/question.html", form=form, programme=programme, title=_("Take a study folder along"),
        submit=_("Go on"), lead=lead, cancel_url=reverse("reports:runs"),
    )  # fmt: skip


@page(P.STUDY_DOWNLOAD)
def folder(request: HttpRequest, code: str, through: date, definition: str) -> HttpResponse:
    """Whom the folder holds and what taking it means; sent, the file itself."""
    programme = find(request, P.STUDY_DOWNLOAD, Programme, code=code)
    words = dict(DEFINITIONS).get(definition)
    if words is None or through not in quarter_ends(programme.starts_on, today()):
        raise Http404
    form = Take(request.POST if request.method == "POST" else None)
    if form.is_valid():
        packed = carry_out(
            request, form, actions.take_study_folder, programme, through=through, definition=definition,
            language=language(), why=lambda found: _why(programme, through, str(words), found),
        )  # fmt: skip
        if packed:
            return tables.attachment(packed, "undersoegelse", "zip", "application/zip")
    found = actions.share_of(programme, by=request.membership, at=now(), through=through)  # type: ignore[attr-defined]
    return show(
        request, "reports/study_folder.html", form=form, programme=programme, through=through, definition=words,
        share=found, title=_("Take the study folder along?"), submit=_("Yes, take it along"),
        cancel_url=reverse("reports:study", args=[code]),
    )  # fmt: skip


def _why(programme: Programme, through: date, definition: str, found: Share) -> str:
    """What the folder is, in words that go along with it."""
    facts = {
        "programme": programme.name,
        "months": programme.follow_up_months,
        "through": display.day(through),
        "today": display.day(today()),
        "definition": definition,
        "people": found.consented,
        "everybody": found.everybody,
        "without": found.without,
    }
    parts = [
        tables.demo_note(),
        _("# %(programme)s: study folder, made on %(today)s"),
        _("## The question"),
        _(
            "How many came into work or education within %(months)s months of the start? What counts as reached: "
            "%(definition)s. Facts up to %(through)s; what happened later is left out. The end of a course ends what "
            "is known of the person; death competes."
        ),
        _("## Who is in it"),
        _(
            "%(people)s of %(everybody)s people: those who had consented to evaluation when the folder was made. "
            "%(without)s people without a consent are not in it. The figures are therefore not those of the whole "
            "programme."
        ),
        _("## What it holds"),
        _(
            "- `courses.csv`: person, start, end, site and whether the person was in work at the start\n"
            "- `spells.csv`: person, rung of the ladder, from, to (the first day no longer in it), minutes a week\n"
            "- `observed.csv`: person, until, why\n"
            "- `study.toml`: the question, as `ipseval run` reads it"
        ),
        _("## It is about people"),
        _(
            "There are no names and no numbers in it. Each person bears a random name that is new in every folder, so "
            "two folders cannot be joined by it. The dates are as they were, and whoever knows somebody's dates can "
            "recognise them: the folder is personal data. Your authority is responsible for it: keep it in a place "
            "for such data, pass it on to nobody, and delete it when the evaluation is done or when a new folder "
            "takes its place. Who took it and who is in it stands in the log."
        ),
        _("Publish nothing about fewer than five people. `ipseval run` sees to that in what it writes."),
    ]
    return "\n\n".join(part % facts if "%(" in part else part for part in parts if part) + "\n"
