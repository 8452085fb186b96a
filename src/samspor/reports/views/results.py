"""The page Resultater: stored, released figures of the programmes that one may see, and nothing about any person."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ipseval.report.charts import DAYS_A_MONTH
from samspor.access.gates import find, memberships, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base import display, tables
from samspor.base.dates import add_months, today
from samspor.outcomes.models import Run
from samspor.outcomes.rules import RunState
from samspor.reports import charts
from samspor.reports.benchmarks import LIKE_OURS_MONTHS, Benchmark, benchmarks
from samspor.reports.figures_table import Figures, lines
from samspor.reports.labels import STEPS
from samspor.reports.result import MEASURE, Line, Result
from samspor.reports.views.asking import programmes

P = Permission
MOST_EDITIONS = 9


@page(P.RESULTS_SEE)
def results(request: HttpRequest, code: str | None = None, through: date | None = None) -> HttpResponse:
    """One programme at a time: the last quarter's end, or an earlier one's."""
    offered = programmes(request, P.RESULTS_SEE)
    if not offered:
        return show(request, "reports/results.html", title=_("Results"), programmes=[])
    programme = _chosen(offered, code)
    words: dict[str, Any] = {"title": _("Results"), "programmes": offered, "programme": programme}
    editions, waits = _editions(request, programme)
    if waits and through in {None, *editions[:1]}:
        words |= {"waits": waits, "tried_on": add_months(today().replace(day=1), 1)}
    if through is None and not editions:
        return show(request, "reports/results.html", **words, comes_on=_next_run(today()))
    run = _run(request, P.RESULTS_SEE, programme.code, through or editions[0])
    may_export = any(P.RESULTS_EXPORT in m.permissions for m in memberships(request, P.RESULTS_SEE))
    words |= {"editions": editions, "may_export": may_export}
    return show(request, "reports/results.html", **words, **_said(Result(run)))


@page(P.RESULTS_SEE)
def chart(request: HttpRequest, code: str, through: date) -> HttpResponse:
    """The measure beside the published ones, as a picture."""
    run = _run(request, P.RESULTS_SEE, code, through)
    result = Result(run)
    own = result.main
    if own is None or own.value is None:
        raise Http404
    bars = [charts.Bar(_("This programme"), own.value, result.line(own).value, own.low, own.high, own=True)]
    bars += [charts.Bar(_name(mark), mark.value, display.percent(mark.value)) for mark in _beside(run)[0]]
    words = (result.view.words.measure(MEASURE), result.view.words.per_cent)
    return _picture(charts.comparison(tuple(bars), *words, narrow=_is_narrow(request)))


@page(P.RESULTS_SEE)
def curve(request: HttpRequest, code: str, through: date) -> HttpResponse:
    """The time to the first job, as a picture."""
    result = Result(_run(request, P.RESULTS_SEE, code, through))
    steps = tuple((days / DAYS_A_MONTH, share) for days, share, _words in result.curve)
    if not steps:
        raise Http404
    words = (_("months from the start"), _("has had a job"), result.view.words.per_cent)
    months = result.run.programme.follow_up_months
    return _picture(charts.curve(steps, months, *words, narrow=_is_narrow(request)))


@page(P.RESULTS_EXPORT)
def export(request: HttpRequest, code: str, through: date, format: str) -> HttpResponse:
    """The figures with their definitions, as Excel or CSV."""
    if format not in tables.FORMATS:
        raise Http404
    run = _run(request, P.RESULTS_EXPORT, code, through)
    table = Figures(lines(Result(run)), request=request)
    return tables.export(table, f"resultater-{code}-{through:%Y-%m-%d}", format)


# --- what one may see -------------------------------------------------------------------------------------
def _chosen(programmes: list[Programme], code: str | None) -> Programme:
    found = next((p for p in programmes if code in {None, p.code}), None)
    if found is None:
        raise Http404
    return found


def _editions(request: HttpRequest, programme: Programme) -> tuple[list[date], date | None]:
    """The last quarters' ends, newest first: fixed periods, never a slice of one's own. And the one that waits for more
    people, where none has come after it."""
    of_quarters = rows(request, P.RESULTS_SEE, Run).filter(asked_by=None, programme=programme)
    newest = of_quarters.order_by("-through").values_list("through", flat=True)
    editions = list(newest.filter(state=RunState.RELEASED)[:MOST_EDITIONS])
    last = newest.first()
    return editions, None if last in editions else last


def _run(request: HttpRequest, permission: Permission, code: str, through: date) -> Run:
    editions = Run.objects.editions().select_related("programme")
    found: Run = find(request, permission, editions, programme__code=code, through=through)
    return found


# --- what it says -----------------------------------------------------------------------------------------
def _said(result: Result) -> dict[str, Any]:
    """The figures of the page in words: the measure, those beside it, who is counted, the first job."""
    view, main = result.view, result.main
    say, (like, other) = view.words, _beside(result.run)
    at_start, job = view.one("in_work_at_start"), view.one("first_job")
    unstarted = view.step("never_started")
    said: dict[str, Any] = {
        "result": result, "name": say.measure(MEASURE), "follow_up": say.follow_up, "like": like, "other": other,
        "steps": [(label, view.step(step), meaning) for step, (label, meaning) in STEPS.items()],
        "unstarted": unstarted if unstarted != say.number(0) else "",
        "at_start": result.line(at_start) if at_start and at_start.value is not None else None,
        "first_job": say.shown(job) if job and job.value is not None else None,
    }  # fmt: skip
    if main is None:
        return said
    return said | {
        "main": main, "line": result.line(main), "definition": say.definition(main),
        "lowest": say.value(main, main.lowest), "highest": say.value(main, main.highest), "alt": _alt(result.line(main), like),
    }  # fmt: skip


def _beside(run: Run) -> tuple[list[Benchmark], list[Benchmark]]:
    """Published results of the same measure within the same time, and the others."""
    every = benchmarks()
    like = [
        mark for mark in every if mark.is_like_ours and run.programme.follow_up_months == LIKE_OURS_MONTHS
    ]
    return like, [mark for mark in every if mark not in like]


def _name(mark: Benchmark) -> str:
    return f"{mark.name}: {mark.group}"


def _alt(line: Line, like: list[Benchmark]) -> str:
    """The picture in words."""
    return _("This programme %(share)s, interval %(interval)s. Beside it: %(others)s.") % {
        "share": line.value,
        "interval": line.interval,
        "others": "; ".join(f"{_name(mark)} {display.percent(mark.value)}" for mark in like) or "–",
    }


def _next_run(on: date) -> date:
    """The first of the next quarter: then the figures up to this quarter's end are made."""
    return add_months(on.replace(day=1), 3 - (on.month - 1) % 3)


def _is_narrow(request: HttpRequest) -> bool:
    """A telephone asks for the picture in a narrow form, so that its words stay large enough to read."""
    return request.GET.get("form") == "narrow"


def _picture(svg: bytes) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
