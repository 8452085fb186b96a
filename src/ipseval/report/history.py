"""What happened over time: where they stood, how they moved, how soon the first job came."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.figures import Chronogram, ChronogramLine, Figure
from ipseval.report import charts
from ipseval.report.document import Block, Chart, Heading, Section, Table, Text
from ipseval.report.view import View

ROWS = 14
"""So many points a table in the report has at most; the workbook has all."""


def states(view: View) -> Section:
    """The chronograms with their tables, and the moves."""
    say = view.words
    title = "title.states" if _is_months(view) else "title.states_weeks"
    blocks: list[Block] = [Text(say("states.intro"))]
    for place, chronogram in enumerate(view.released.chronograms):
        whom = say("states.groups" if place else "states.everyone")
        if chronogram.suppressed:
            blocks.append(Text(say("states.suppressed", scope=whom), "note"))
            continue
        lines = {line.group: line for line in chronogram.lines}
        for group in view.ordered(lines):
            blocks += _line(view, chronogram, lines[group])
        blocks += [Text(text, "note") for text in _notes(view, chronogram)]
    if not view.released.chronograms:
        blocks.append(Text(say("states.suppressed", scope=say("states.everyone")), "note"))
    if view.released.moves:
        blocks += _moves(view)
    return Section("states", say(title), tuple(blocks))


def _is_months(view: View) -> bool:
    return bool(view.study["follow_up"]["span"] == "months")


def _at(chronogram: Chronogram) -> list[int]:
    """The points in months, or in weeks."""
    return [point if chronogram.span == "months" else point // 7 for point in chronogram.points]


def _state(view: View, state: str) -> str:
    return view.words.label(state, "state")


def _line(view: View, chronogram: Chronogram, line: ChronogramLine) -> list[Block]:
    say, at = view.words, _at(chronogram)
    names = [_state(view, state) for state in chronogram.states]
    # what is on record first, from the bottom; then none and gone
    order = sorted(range(len(names)), key=lambda place: (chronogram.states[place] in ("none", "gone"), chronogram.states[place] == "gone"))  # fmt: skip
    bands = [
        charts.Band(
            names[place],
            tuple(counts[place] / line.n for counts in line.counts),
            chronogram.states[place] if chronogram.states[place] in ("none", "gone") else "",
        )
        for place in order
    ]
    unit = "month" if chronogram.span == "months" else "week"
    spec = charts.stacked(at, bands, say(f"span.{unit}"), say("curve.axis"), say.per_cent)
    told = [
        ", ".join(
            f"{bands[place].name} {say.percent(bands[place].shares[end], 0)}" for place in range(len(bands))
        )
        for end in (0, -1)
    ]
    scope = view.scope(line.group)
    alt = say(
        "states.alt",
        n=say.number(line.n),
        first=say(f"states.at_{unit}", n=at[0]),
        begin=told[0],
        last=say(f"states.at_{unit}", n=at[-1]),
        end=told[1],
    )
    step = -(-len(at) // ROWS)
    kept = sorted({*range(0, len(at), step), len(at) - 1})
    rows = tuple(
        (
            str(at[place]),
            *(
                say("cell.with_share", n=say.number(line.counts[place][state]), share=say.percent(line.counts[place][state] / line.n, 0))
                for state in order
            ),
        )
        for place in kept
    )  # fmt: skip
    table = Table(
        say("states.table", scope=scope),
        (say(f"states.{unit}"), *(names[place] for place in order)),
        rows,
        (say("states.thinned", step=step),) if step > 1 else (),
    )
    return [Chart(spec, say("states.caption", scope=scope, n=say.number(line.n)), alt), table]


def _notes(view: View, chronogram: Chronogram) -> Iterator[str]:
    say = view.words
    if chronogram.merged:
        names = say.all_of([_state(view, state) for state in chronogram.merged])
        yield say("states.merged", other=_state(view, "other"), names=names)
    if chronogram.left_out:
        yield say("states.left_out", n=chronogram.left_out, all=len(chronogram.points) + chronogram.left_out)


def _moves(view: View) -> list[Block]:
    say, moves = view.words, view.released.moves
    befores = list(dict.fromkeys(move.before for move in moves))
    afters = list(dict.fromkeys(move.after for move in moves))
    cells = {(move.before, move.after): move for move in moves}
    rows = []
    for before in befores:
        row = [_state(view, before)]
        for after in afters:
            move = cells[before, after]
            if move.n is None or move.share is None:
                row.append(say.count(move.n))
            else:
                row.append(say("cell.with_share", n=say.percent(move.share), share=say.number(move.n)))
        rows.append(tuple(row))
    if not any(move.n for move in moves):
        return [Heading(say("states.moves")), Text(say("states.moves_hidden"), "note")]
    table = Table(
        say("states.moves_caption"),
        (say("states.from"), *(_state(view, after) for after in afters)),
        tuple(rows),
        view.hidden_note(text for row in rows for text in row),
    )
    return [Heading(say("states.moves")), Text(say("states.moves_intro")), table]


def curve(view: View) -> Section:
    """The cumulative incidence of the first job, with what is read off it."""
    say = view.words
    lines: dict[str | None, list[Figure]] = {}
    for figure in view.wholes("first_job_curve"):
        if not figure.suppressed and figure.value is not None:
            lines.setdefault(figure.group, []).append(figure)
    blocks: list[Block] = [Text(say("curve.intro"))]
    if not lines:
        return Section("curve", say("title.curve"), (*blocks, Text(say("curve.none"), "note")))
    lines = {group: lines[group] for group in view.ordered(lines)}
    drawn: dict[str | None, list[Figure]] = {
        group: found for group, found in lines.items() if group is not None
    } or lines
    ends = {group: end for group in lines if (end := _end(view, group)) is not None}
    blocks += [
        _curves(view, drawn, ends),
        _curve_table(view, lines, ends),
        Text(say("curve.steps", smallest=say.smallest), "note"),
    ]
    return Section("curve", say("title.curve"), tuple(blocks))


def _end(view: View, group: str | None) -> Figure | None:
    """Where the curve ends: few may come after its last step, but the share within the whole follow-up is told."""
    figure = view.one("first_job", group)
    return None if figure is None or figure.suppressed or figure.value is None else figure


def _curves(view: View, drawn: dict[str | None, list[Figure]], ends: dict[str | None, Figure]) -> Chart:
    say, follow_up = view.words, view.study["follow_up"]
    divisor, unit = (charts.DAYS_A_MONTH, "month") if _is_months(view) else (7, "week")
    last = follow_up["length"] / (7 if follow_up["span"] == "days" else 1)
    shapes, told = [], []
    for group, found in drawn.items():
        at = [((figure.horizon_days or 0) / divisor, figure) for figure in found]
        at += [(last, ends[group])] if group in ends else []
        points = tuple((x, figure.value or 0.0, figure.low, figure.high) for x, figure in at)
        shapes.append(charts.Curve(view.scope(group), points))
        time = say.follow_up if group in ends else say("cell.days", n=found[-1].horizon_days)
        told.append(say("curve.alt_end", scope=view.scope(group), value=say.shown(at[-1][1]), time=time))
    spec = charts.curves(shapes, last, say(f"span.{unit}"), say("curve.axis"), say.per_cent)
    return Chart(spec, say("curve.caption", level=say.level), say("curve.alt", ends="; ".join(told)))


def _curve_table(view: View, lines: dict[str | None, list[Figure]], ends: dict[str | None, Figure]) -> Table:
    say = view.words
    days = sorted({figure.horizon_days or 0 for found in lines.values() for figure in found})
    step = -(-len(days) // ROWS)
    kept = sorted({*days[::step], days[-1]})
    at = {(group, figure.horizon_days): figure for group, found in lines.items() for figure in found}
    found = [(say.number(day), [at.get((group, day)) for group in lines]) for day in kept]
    if ends:
        found.append((say.follow_up, [ends.get(group) for group in lines]))
    rows = [
        (time, *(say("cell.none") if f is None else f"{say.shown(f)} ({say.interval(f)})" for f in told))
        for time, told in found
    ]
    return Table(
        say("curve.table", level=say.level),
        (say("curve.day"), *(view.scope(group) for group in lines)),
        tuple(rows),
        (say("states.thinned", step=step),) if step > 1 else (),
    )
