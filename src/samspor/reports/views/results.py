"""The page Resultater: stored, released figures of the programmes that one may see, and nothing about any person."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import find, memberships, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base import display, tables
from samspor.base.dates import add_months, today
from samspor.outcomes.models import Run, programmes_of
from samspor.outcomes.rules import is_quarter_end
from samspor.reports import charts
from samspor.reports.benchmarks import Benchmark, benchmarks
from samspor.reports.figures_table import Figures, lines
from samspor.reports.labels import STEPS, definition
from samspor.reports.result import MEASURE, Result

P = Permission


@page(P.RESULTS_SEE)
def results(request: HttpRequest, code: str | None = None, through: date | None = None) -> HttpResponse:
    """One programme at a time: the last month's end, or an earlier quarter's."""
    programmes = _programmes(request)
    if not programmes:
        return show(request, "reports/results.html", title=_("Results"), programmes=[])
    programme = _chosen(programmes, code)
    result = _result(request, programme, through)
    words: dict[str, Any] = {
        "title": _("Results"), "programmes": programmes, "programme": programme,
        "result": result, "definition": definition(MEASURE, programme),
    }  # fmt: skip
    if result is None:
        words["comes_on"] = _next_run(today())
        return show(request, "reports/results.html", **words)
    like, other = _beside()
    words |= {
        "main": result.main, "steps": _steps(result), "sites": result.sites, "like": like, "other": other,
        "unstarted": result.count("never_started"), "alt": _alt(result, like),
        "first_job_words": _first_job(result, programme),
        "editions": _editions(request, programme, result), "may_export": any(P.RESULTS_EXPORT in m.permissions for m in memberships(request, P.RESULTS_SEE)),
    }  # fmt: skip
    return show(request, "reports/results.html", **words)


@page(P.RESULTS_SEE)
def chart(request: HttpRequest, code: str, through: date) -> HttpResponse:
    """The measure beside the published ones, as a picture."""
    run = _run(request, P.RESULTS_SEE, code, through)
    result = Result(run)
    if result.main is None or result.main.value is None:
        raise Http404
    own = result.main
    bars = [
        charts.Bar(
            _("This programme"), own.value or 0, display.percent(own.value), own.low, own.high, own=True
        )
    ]
    like, _other = _beside()
    bars += [charts.Bar(_name(mark), mark.value, display.percent(mark.value)) for mark in like]
    return _picture(charts.comparison(tuple(bars), _share(run.programme), narrow=_is_narrow(request)))


@page(P.RESULTS_SEE)
def curve(request: HttpRequest, code: str, through: date) -> HttpResponse:
    """The time to the first job, as a picture."""
    result = Result(_run(request, P.RESULTS_SEE, code, through))
    points = tuple((point.days or 0, point.value or 0.0) for point in result.curve)
    if not points:
        raise Http404
    words = (_("months from the start"), _("has had a job"))
    return _picture(charts.curve(points, *words, narrow=_is_narrow(request)))


@page(P.RESULTS_EXPORT)
def export(request: HttpRequest, code: str, through: date, format: str) -> HttpResponse:
    """The figures with their definitions, as Excel or CSV."""
    if format not in tables.FORMATS:
        raise Http404
    run = _run(request, P.RESULTS_EXPORT, code, through)
    table = Figures(lines(run, _quarter(request, run)), request=request)
    return tables.export(table, f"resultater-{code}-{through:%Y-%m-%d}", format)


# --- what one may see -------------------------------------------------------------------------------------
def _programmes(request: HttpRequest) -> list[Programme]:
    """The programmes of one's authorities, those that run first."""
    found: dict[int, Programme] = {}
    for membership in memberships(request, P.RESULTS_SEE):
        found |= {programme.pk: programme for programme in programmes_of(membership)}
    far = date.max
    return sorted(found.values(), key=lambda p: (-(p.ends_on or far).toordinal(), p.starts_on, p.name))


def _chosen(programmes: list[Programme], code: str | None) -> Programme:
    found = next((p for p in programmes if code in {None, p.code}), None)
    if found is None:
        raise Http404
    return found


def _runs(request: HttpRequest, programme: Programme) -> Any:
    return rows(request, P.RESULTS_SEE, Run).month_ends().filter(programme=programme).order_by("-through")


def _result(request: HttpRequest, programme: Programme, through: date | None) -> Result | None:
    """The newest run, or an earlier one that is offered: other month-ends are not reached by their address."""
    runs = _runs(request, programme).select_related("programme")
    newest = runs.first()
    if newest is None:
        return None
    run = newest if through is None else runs.filter(through=through).first()
    if run is None or not (run == newest or is_quarter_end(run.through)):
        raise Http404
    found: Run = find(request, P.RESULTS_SEE, Run.objects.select_related("programme"), pk=run.pk)
    return Result(found, _quarter(request, found))


def _run(request: HttpRequest, permission: Permission, code: str, through: date) -> Run:
    newest = (
        rows(request, permission, Run).month_ends().filter(programme__code=code).order_by("-through").first()
    )
    if newest is None or not (through == newest.through or is_quarter_end(through)):
        raise Http404
    month_ends = Run.objects.month_ends().select_related("programme")
    found: Run = find(request, permission, month_ends, programme__code=code, through=through)
    return found


def _quarter(request: HttpRequest, run: Run) -> Run | None:
    """The run of the quarter's end at or before a run: sites are shown from those alone."""
    runs = _runs(request, run.programme).filter(through__lte=run.through).select_related("programme")
    return next((found for found in runs[:4] if is_quarter_end(found.through)), None)


def _editions(request: HttpRequest, programme: Programme, shown: Result) -> list[dict[str, Any]]:
    """The newest run and the quarter's ends before it: fixed periods, never a slice of one's own."""
    days = list(_runs(request, programme).values_list("through", flat=True))
    offered = [day for n, day in enumerate(days) if n == 0 or is_quarter_end(day)][:9]
    return [
        {
            "through": day,
            "current": day == shown.run.through,
            "url": reverse("reports:edition", args=[programme.code, day]),
        }
        for day in offered
    ]


# --- what it says -----------------------------------------------------------------------------------------
def _steps(result: Result) -> list[dict[str, Any]]:
    return [
        {"label": label, "meaning": meaning, "count": result.count(step), "step": step}
        for step, (label, meaning) in STEPS.items()
    ]


def _beside() -> tuple[list[Benchmark], list[Benchmark]]:
    """Published results of the same measure, and those of other measures."""
    every = benchmarks()
    return [mark for mark in every if mark.is_like_ours], [mark for mark in every if not mark.is_like_ours]


def _name(mark: Benchmark) -> str:
    return f"{mark.name}: {mark.group_word}"


def _share(programme: Programme) -> str:
    return _("share in work or education within %(months)s months") % {"months": programme.follow_up_months}


def _alt(result: Result, like: list[Benchmark]) -> str:
    """The picture in words."""
    if result.main is None or result.main.value is None:
        return ""
    others = "; ".join(f"{_name(mark)} {display.percent(mark.value)}" for mark in like)
    return _("This programme %(share)s, interval %(low)s to %(high)s. Beside it: %(others)s.") % {
        "share": display.percent(result.main.value),
        "low": display.percent(result.main.low),
        "high": display.percent(result.main.high),
        "others": others,
    }


def _first_job(result: Result, programme: Programme) -> str:
    """The end of the curve in a sentence, and what the curve counts."""
    counts = _("The curve counts ordinary jobs alone, not education, among all who started without either.")
    job = result.first_job
    if job is None or job.value is None:
        return counts
    had = _("Within %(months)s months of the start, %(share)s have had a first day in ordinary work.") % {
        "months": programme.follow_up_months,
        "share": display.percent(job.value),
    }
    return f"{had} {counts}"


def _next_run(on: date) -> date:
    """The first of next month: then the figures up to this month's end are made."""
    return add_months(on.replace(day=1), 1)


def _is_narrow(request: HttpRequest) -> bool:
    """A telephone asks for the picture in a narrow form, so that its words stay large enough to read."""
    return request.GET.get("form") == "narrow"


def _picture(svg: bytes) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
