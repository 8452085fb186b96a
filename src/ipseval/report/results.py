"""Every measure with its uncertainty: of everyone and each group, and the sites beside each other."""

from __future__ import annotations

import re

from ipseval.figures import Figure
from ipseval.report import charts
from ipseval.report.document import Block, Chart, Section, Table, Text
from ipseval.report.view import View
from ipseval.report.words import Words

ELSEWHERE = frozenset(
    {"first_job_curve", "first_job_occupation", "benchmark", "covariate", "overlap", "complete_cases", "effective_sample_size", "balance_before", "balance_after"}
)  # fmt: skip
"""Measures that have a table of their own."""
ABSENT = ("excluded", "immature", "censored", "competing", "missing")
"""Why somebody who started is not in the base of a measure, or was not seen to its end."""
STARTERS = ("sustained_13", "sustained_26")
"""Measures of those who got a job only, whom the effort itself has chosen."""
FEW = 3
"""Measures that a note names; of more the mark alone tells."""
DRAWN = ("work_or_education", "first_job", "at_course_end", *STARTERS)


def is_here(figure: Figure) -> bool:
    """Whether the figure has no table of its own."""
    return figure.measure not in ELSEWHERE and "_sensitivity" not in figure.measure


def is_drawn(view: View, measure: str) -> bool:
    """Whether a chart shows the measure. Where work alone counts, the first job would be the same line twice."""
    return measure != "first_job" or len(view.study["success"]) > 1


def results(view: View) -> Section:
    """All measures, one row each, with a column for everyone and each group; the primary marked."""
    say = view.words
    figures = [
        figure
        for figure in view.released.figures
        if figure.site is None and figure.versus is None and is_here(figure)
    ]
    groups = view.ordered(figure.group for figure in figures)
    at = {(figure.measure, figure.period, figure.group): figure for figure in figures}
    rows = []
    for measure, period in dict.fromkeys((figure.measure, figure.period) for figure in figures):
        found = [at.get((measure, period, group)) for group in groups]
        some = next(figure for figure in found if figure is not None)
        cells = [say("cell.none") if figure is None else cell(view, figure) for figure in found]
        rows.append((name(view, some) + (" ★" if some.primary else ""), *cells, say.method(some)))
    heads = [say("results.cell_head", scope=view.scope(group), level=say.level) for group in groups]
    table = Table(
        say("results.caption"),
        (say("results.measure"), *heads, say("results.method")),
        tuple(rows),
        (
            *view.hidden_note(text for row in rows for cell in row for text in cell.split("\n")),
            *untold(view, figures),
        ),
        texts=(0, len(groups) + 1),
    )
    blocks: list[Block] = [Text(say("results.intro", level=say.level)), *_chart(view, figures), table]
    if any(figure.censored and figure.unit == "share" and not figure.suppressed for figure in figures):
        blocks.append(Text(say("results.estimated"), "note"))
    if view.groups is not None and any(figure.measure in STARTERS for figure in figures):
        blocks.append(Text(say("results.starters"), "note"))
    return Section("results", say("title.results"), (*blocks, *_jobs(view), *_bases(view, figures)))


def untold(view: View, figures: list[Figure]) -> tuple[str, ...]:
    """Why some have no value though nothing is hidden, and what is doubtful about those that are marked."""
    why: dict[tuple[str, str], dict[str, None]] = {}
    for figure in figures:
        if figure.warning and not figure.suppressed:
            mark = "" if figure.value is None else "† "
            why.setdefault((mark, figure.warning), {})[name(view, figure)] = None
    say = view.words
    named = [
        (mark, "" if mark and len(names) > FEW else f"{say.all_of([*names])}: ", say.warning(text))
        for (mark, text), names in why.items()
    ]
    return tuple("".join(parts) for parts in named)


def _jobs(view: View) -> list[Block]:
    """What the first jobs were, where the data tell."""
    say = view.words
    found = [f for f in view.wholes("first_job_occupation") if f.part]
    if not found:
        return []
    groups = view.ordered(figure.group for figure in found)
    at = {(figure.part, figure.group): figure for figure in found}
    rows = [
        (
            say.occupation(part or ""),
            *(cell(view, at[part, group]) if (part, group) in at else say("cell.none") for group in groups),
        )
        for part in dict.fromkeys(figure.part for figure in found)
    ]
    head = (
        say("results.occupation"),
        *(say("results.cell_head", scope=view.scope(group), level=say.level) for group in groups),
    )
    notes = view.hidden_note(text for row in rows for text in row)
    return [Table(say.measure("first_job_occupation"), head, tuple(rows), notes)]


def _bases(view: View, figures: list[Figure]) -> list[Block]:
    """Whom each measure of everyone counts, and who is not in it, as far as the measure has such people."""
    say = view.words
    own = [
        figure for figure in figures if figure.group is None and not figure.measure.startswith("working_this")
    ]
    kept = [name for name in ABSENT if any(getattr(figure, name) for figure in own)]
    rows = tuple(
        (say.measure(figure.measure), *(_absent(view, figure, field) for field in ("n", *kept)))
        for figure in own
    )
    if not rows:
        return []
    head = (say("results.measure"), say("results.base"), *(say(f"results.{name}") for name in kept))
    return [Table(say("results.bases"), head, rows, (say("results.bases_note"),))]


def _absent(view: View, figure: Figure, field: str) -> str:
    number = getattr(figure, field)
    if number is None and figure.suppressed:
        return view.words("cell.hidden")
    return view.words("cell.none") if number is None else view.words.number(number)


def cell(view: View, figure: Figure) -> str:
    """Result, interval and people, a line each; one line where all of it is hidden."""
    say = view.words
    if figure.suppressed or figure.value is None:
        return say.shown(figure)
    parts = (say.marked(figure, say.shown(figure)), say.interval(figure), counted(view, figure))
    return "\n".join(part for part in parts if part != say("cell.none"))


def name(view: View, figure: Figure) -> str:
    """What the measure is called, with the quarter where it is of one."""
    title = view.words.measure(figure.measure)
    first = re.search(r"(\d{4})-(\d\d)-\d\d", figure.period)
    if not figure.measure.startswith("working_this_quarter") or first is None:
        return title
    quarter = view.words("results.quarter", n=(int(first[2]) + 2) // 3, year=first[1])
    return f"{title}: {quarter}"


def counted(view: View, figure: Figure) -> str:
    """k of n where both are counts of people, else n."""
    say = view.words
    if figure.unit == "share" and figure.numerator is not None and figure.n is not None:
        return say("cell.of", k=say.number(figure.numerator), n=say.number(figure.n))
    return say.count(figure.n)


def _chart(view: View, figures: list[Figure]) -> list[Block]:
    say = view.words
    measures = [name for name in DRAWN if is_drawn(view, name)]
    drawn = [f for f in figures if f.measure in measures and f.value is not None and not f.suppressed]
    if any(figure.group is not None for figure in drawn):
        drawn = [figure for figure in drawn if figure.group is not None]
    if not drawn:
        return []
    order = view.ordered(figure.group for figure in drawn)
    drawn.sort(key=lambda figure: (measures.index(figure.measure), order.index(figure.group)))
    kinds = {group: kind for kind, group in enumerate(dict.fromkeys(figure.group for figure in drawn))}
    rows: list[charts.Dot] = []
    told = []
    for figure in drawn:
        title = say.measure(figure.measure)
        if figure.group is not None and title not in (row.name for row in rows):
            rows.append(charts.Dot(title))
        label = title if figure.group is None else view.scope(figure.group)
        text = say.value(figure, figure.value)
        rows.append(charts.Dot(label, figure.value, figure.low, figure.high, text, kinds[figure.group] % 4))
        whole = title if figure.group is None else f"{title}, {label}"
        told.append(say("results.alt_row", name=whole, value=text, interval=say.interval(figure)))
    alt = say("results.chart_alt", ends="; ".join(told))
    spec = charts.dots(rows, (0, 1), charts.percent(say.per_cent))
    return [Chart(spec, say("results.chart", level=say.level), alt)]


def sites(view: View) -> Section:
    """The sites beside each other, in order of name."""
    say, primary = view.words, "work_or_education"
    own = [
        f for f in view.released.figures if f.measure == primary and f.site is not None and f.versus is None
    ]
    if not own:
        return Section("sites", say("title.sites"), (Text(say("sites.none")),))
    beside = _beside(view, primary)
    drawn_together = any(kind == "together" for _, kind in beside)
    rows, dots, told = [], [], []
    for figure in sorted(own, key=lambda figure: view.scope(figure.site)):
        inner, outer = beside.get((figure.site, "inner")), beside.get((figure.site, "outer"))
        row = [_site(view, figure.site), cell(view, figure)]
        row += [say("cell.none") if other is None else say.value(other, other.value) for other in (inner,)]
        row += [say("cell.none") if other is None else say.interval(other) for other in (inner, outer)]
        row.append(_place(view, figure, inner, outer))
        if drawn_together:
            shrunk = beside.get((figure.site, "together"))
            row.append(say("cell.none") if shrunk is None else f"{say.shown(shrunk)}\n{say.interval(shrunk)}")
        rows.append(tuple(row))
        if figure.value is not None and not figure.suppressed:
            bars = [(f.low, f.high) for f in (outer, inner) if f is not None]
            known = tuple((low, high) for low, high in bars if low is not None and high is not None)
            dots.append(
                charts.Dot(row[0], figure.value, figure.low, figure.high, say.shown(figure), bars=known)
            )
            told.append(
                say("results.alt_row", name=row[0], value=say.shown(figure), interval=say.interval(figure))
            )
    head = _heads(say, drawn_together)
    caption = say("sites.caption", title=say.measure(primary))
    intro = [say("sites.intro", level=say.level), *([say("sites.drawn_together")] if drawn_together else [])]
    blocks: list[Block] = [Text(" ".join(intro))]
    if dots:
        blocks.append(
            Chart(
                charts.dots(dots, (0, 1), charts.percent(say.per_cent)),
                caption,
                say("results.chart_alt", ends="; ".join(told)),
            )
        )
    notes = (*view.hidden_note(text for row in rows for text in row), *untold(view, own))
    blocks.append(Table(caption, tuple(head), tuple(rows), notes, texts=(0, 5)))
    return Section("sites", say("title.sites"), tuple(blocks))


def _heads(say: Words, drawn_together: bool) -> list[str]:
    head = [say("sites.site"), say("results.cell_head", scope=say("sites.own"), level=say.level)]
    head += [say(f"sites.{name}") for name in ("others", "inner", "outer", "place")]
    return head + ([say("sites.together")] if drawn_together else [])


def _beside(view: View, primary: str) -> dict[tuple[str | None, str], Figure]:
    """What stands beside each site's own share: the others' with its limits, and its share drawn together."""
    beside: dict[tuple[str | None, str], Figure] = {}
    for figure in view.released.figures:
        if figure.measure == f"{primary}_others":
            beside[figure.site, "outer" if figure.level > 0.97 else "inner"] = figure
        elif figure.measure == f"{primary}_together":
            beside[figure.site, "together"] = figure
    return beside


def _site(view: View, site: str | None) -> str:
    return view.words.label(site, "site")


def _place(view: View, own: Figure, inner: Figure | None, outer: Figure | None) -> str:
    say = view.words
    if own.value is None or inner is None or outer is None:
        return say("cell.none")
    if outer.low is not None and outer.high is not None and not outer.low <= own.value <= outer.high:
        return say("sites.far")
    if inner.low is not None and inner.high is not None and not inner.low <= own.value <= inner.high:
        return say("sites.outside")
    return say("sites.inside")
