"""The two groups against each other, made alike where the study asks for it, and beside published numbers."""

from __future__ import annotations

from ipseval.figures import Figure
from ipseval.report import charts
from ipseval.report.document import Block, Chart, Heading, Section, Table, Text
from ipseval.report.results import counted, is_drawn, is_here, name, untold
from ipseval.report.view import View

TRUST = ("covariate", "balance_before", "balance_after", "overlap", "complete_cases", "effective_sample_size")


def comparison(view: View) -> Section:
    """Differences and ratios, then what tells whether to trust the adjusted ones."""
    say = view.words
    blocks: list[Block] = []
    if view.groups is None:
        blocks.append(Text(say("comparison.none")))
    else:
        one, two = view.scope(view.groups[0]), say.label(view.groups[1], "group")
        blocks.append(Text(say("comparison.intro", one=one, two=two)))
        blocks.append(
            Text(say("answer.randomised" if view.study["randomised"] else "answer.observed"), "caution")
        )
        found = [f for f in view.released.figures if _is_between(f)]
        plain = [figure for figure in found if "_adjusted_" not in figure.measure]
        alike = [figure for figure in found if "_adjusted_" in figure.measure]
        blocks += [*_drawn(view, found), _table(view, plain, say("comparison.caption"))]
        blocks += _alike(view, alike)
    blocks += _published(view)
    return Section("comparison", say("title.comparison"), tuple(blocks))


def _is_between(figure: Figure) -> bool:
    plain = (
        is_here(figure) and figure.measure not in TRUST and not figure.measure.endswith("_against_benchmark")
    )
    return (
        figure.versus is not None
        and figure.site is None
        and plain
        and not figure.measure.endswith("_e_value")
    )


def _table(view: View, figures: list[Figure], caption: str) -> Table:
    say = view.words
    rows = tuple(
        (
            name(view, figure) + (" ★" if figure.primary else ""),
            say("cell.none") if figure.n is None and not figure.suppressed else say.count(figure.n),
            say.marked(figure, _value(view, figure)),
            say.interval(figure),
            say.method(figure),
        )
        for figure in figures
    )
    head = (
        say("results.measure"), say("results.counted"), say("results.value"), say("results.interval", level=say.level),
        say("results.method"),
    )  # fmt: skip
    notes = (*view.hidden_note(text for row in rows for text in row), *untold(view, figures))
    return Table(caption, head, rows, notes, texts=(0, 4))


def _value(view: View, figure: Figure) -> str:
    if figure.suppressed:
        return view.words("cell.hidden")
    signed = figure.unit in ("difference of shares", "weeks", "days", "hours")
    return view.words.value(figure, figure.value, signed=signed)


def _measure(figure: Figure) -> str:
    return figure.measure.removesuffix("_difference").removesuffix("_adjusted")


def _drawn(view: View, figures: list[Figure]) -> list[Block]:
    say = view.words
    rows, told = [], []
    figures = [figure for figure in figures if is_drawn(view, _measure(figure))]
    of = [_measure(figure) for figure in figures]
    # the one of the groups made alike under that of the groups as they are
    for measure, figure in sorted(zip(of, figures, strict=True), key=lambda pair: of.index(pair[0])):
        if figure.unit == "difference of shares" and figure.value is not None and not figure.suppressed:
            text, alike = _value(view, figure), "_adjusted_" in figure.measure
            short = say.number(figure.value * 100, say.places(figure))
            low, high = ((None if end is None else end * 100) for end in (figure.low, figure.high))
            label = say.measure(measure)
            if alike:
                label = say("comparison.made_alike", title=label)
            rows.append(charts.Dot(label, figure.value * 100, low, high, short, int(alike)))
            told.append(say("results.alt_row", name=label, value=text, interval=say.interval(figure)))
    if not rows:
        return []
    reach = max(abs(end or 0.0) for row in rows for end in (row.low, row.high, row.value, 5.0))
    reach = 5 * (int(reach / 5) + 1)
    spec = charts.dots(rows, (-reach, reach), charts.decimals(say("span.point")), line=0.0)
    caption = say("comparison.chart_alike" if any(row.kind for row in rows) else "comparison.chart")
    return [Chart(spec, caption, say("results.chart_alt", ends="; ".join(told)))]


def _alike(view: View, figures: list[Figure]) -> list[Block]:
    if not figures:
        return []
    say, (one, _) = view.words, view.groups or ("", "")
    named = say.all_of([say.label(covariate) for covariate in view.study["adjustment"]["covariates"]])
    blocks: list[Block] = [
        Heading(say("comparison.adjusted")),
        Text(say("comparison.adjusted_intro", covariates=named)),
        *(Text(say.warning(text), "caution") for text in sorted({f.warning for f in figures if f.warning})),
        _table(view, figures, say("comparison.adjusted_caption")),
    ]
    return [*blocks, *_balance(view), *_overlap(view, one)]


def _parts(view: View, measure: str) -> dict[tuple[str, str | None], Figure]:
    return {
        (figure.part or "", figure.group): figure
        for figure in view.released.figures
        if figure.measure == measure
    }


def _part(view: View, part: str) -> str:
    trait, _, category = part.partition(": ")
    say = view.words
    text = say.label(trait) + (f": {say.label(category, trait)}" if category else "")
    return text[:1].upper() + text[1:]


def _balance(view: View) -> list[Block]:
    say, groups = view.words, view.groups or ()
    known, before, after = (_parts(view, name) for name in ("covariate", "balance_before", "balance_after"))
    rows: list[tuple[str, ...]] = []
    dots: list[charts.Dot] = []
    widest = {"before": 0.0, "after": 0.0}
    for part in dict.fromkeys(part for part, _ in known):
        row = [_part(view, part)]
        for group in groups:
            figure = known.get((part, group))
            row.append(say("cell.none") if figure is None else say.shown(figure))
        for kind, (when, found) in enumerate((("before", before), ("after", after))):
            figure = next((figure for (other, _), figure in found.items() if other == part), None)
            row.append(say("cell.none") if figure is None else say.shown(figure))
            if figure is not None and figure.value is not None and not figure.suppressed:
                dots.append(
                    charts.Dot(
                        row[0], abs(figure.value), kind=kind, again=bool(dots) and dots[-1].name == row[0]
                    )
                )
                widest[when] = max(widest[when], abs(figure.value))
        rows.append(tuple(row))
    if not rows:
        return []
    head = (say("comparison.covariate"), *(view.scope(group) for group in groups), say("comparison.before"), say("comparison.after"))  # fmt: skip
    notes = (say("comparison.balance_note"), *view.hidden_note(text for row in rows for text in row))
    blocks: list[Block] = []
    if len(dots) > len(rows):  # most of them, before and after
        alt = say("comparison.love_alt", **{when: say.number(value, 2) for when, value in widest.items()})
        reach = max(0.2, *widest.values()) * 1.1
        spec = charts.dots(dots, (0, reach), charts.decimals(say("span.point")), line=0.1)
        blocks.append(Chart(spec, say("comparison.love"), alt))
    return [
        *blocks,
        Table(say("comparison.covariates"), head, tuple(rows), notes),
    ]


def _overlap(view: View, one: str) -> list[Block]:
    say, groups = view.words, view.groups or ("", "")
    steps, complete, worth = (
        _parts(view, name) for name in ("overlap", "complete_cases", "effective_sample_size")
    )
    rows: list[tuple[str, ...]] = []
    dots: list[charts.Dot] = []
    told: list[str] = []
    for part in dict.fromkeys(part for part, _ in steps):
        cells = [steps.get((part, group)) for group in groups]
        step = part.replace(".", say("span.point"))
        rows.append((step, *(say("cell.none") if cell is None else counted(view, cell) for cell in cells)))
        for kind, cell in enumerate(cells):
            if cell is not None and cell.value is not None and not cell.suppressed:
                again = bool(dots) and dots[-1].name == step
                dots.append(charts.Dot(step, cell.value, kind=kind, again=again))
                whose = f"{step}, {view.scope(groups[kind])}"
                told.append(
                    say("results.alt_row", name=whose, value=say.shown(cell), interval=counted(view, cell))
                )
    for label, found in (("complete", complete), ("effective", worth)):
        cells = [next((f for (_, of), f in found.items() if of == group), None) for group in groups]
        shown = [
            say("cell.none") if f is None else counted(view, f) if label == "complete" else say.shown(f)
            for f in cells
        ]
        rows.append((say(f"comparison.{label}"), *shown))
    head = (say("comparison.step"), *(view.scope(group) for group in groups))
    caption = say("comparison.overlap", one=say.label(one, "group"))
    table = Table(caption, head, tuple(rows), view.hidden_note(text for row in rows for text in row))
    if not dots:
        return [table]
    spec = charts.dots(dots, (0, 1), charts.percent(say.per_cent))
    drawn = say(
        "comparison.overlap_chart", one=say.label(groups[0], "group"), two=say.label(groups[1], "group")
    )
    return [Chart(spec, drawn, say("results.chart_alt", ends="; ".join(told))), table]


def _published(view: View) -> list[Block]:
    """A row for each published share, with how far everyone and each group are from it."""
    say = view.words
    lines = [figure for figure in view.released.figures if figure.measure == "benchmark"]
    apart = [f for f in view.released.figures if f.measure.endswith("_against_benchmark")]
    if not lines:
        return []
    columns = [
        (measure, group)
        for measure in dict.fromkeys(f.measure for f in apart)
        for group in view.ordered(f.group for f in apart if f.measure == measure)
    ]
    at = {(f.versus, f.measure, f.group): f for f in apart}
    rows = []
    for line in lines:
        found = [at.get((line.versus, measure, group)) for measure, group in columns]
        cells = [say("cell.none") if f is None else _lines(view, f, _value(view, f)) for f in found]
        people = say("cell.people", n=say.count(line.n)) if line.n else ""
        rows.append((say.versus(str(line.versus)), _lines(view, line, say.shown(line), people), *cells))
    several = len({measure for measure, _ in columns}) > 1
    heads = [
        say("comparison.apart", scope=view.scope(group))
        + (f"\n{say.measure(measure.removesuffix('_against_benchmark'))}" if several else "")
        for measure, group in columns
    ]
    head = (say("comparison.whose"), say("comparison.published"), *heads)
    sources = dict.fromkeys(_source(figure) for figure in lines)
    notes = (say("comparison.approximate"), say("comparison.sources", list="; ".join(sources)))
    table = Table(say("comparison.benchmark_caption", level=say.level), head, tuple(rows), notes)
    return [Heading(say("comparison.benchmark")), Text(say("comparison.benchmark_intro")), table]


def _lines(view: View, figure: Figure, first: str, last: str = "") -> str:
    parts = (first, view.words.interval(figure), last)
    return (
        first
        if figure.suppressed
        else "\n".join(part for part in parts if part not in ("", view.words("cell.none")))
    )


def _source(line: Figure) -> str:
    """What stands in brackets after the name in its definition."""
    named = str(line.versus).partition(": ")[0]
    return line.definition.partition(f"published by {named} (")[2].removesuffix(").")
