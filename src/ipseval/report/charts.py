"""The charts as Vega-Lite, from numbers that have left the gate; the words and the tables beside them are others' work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from textwrap import wrap
from typing import Any

INK, GRID, PALE, SHADE, MARK = "#1a1a1a", "#d5d5d5", "#d9d9d9", "#a9a9a9", "#0b5c6b"
# dark and light by turns, so that neighbours are told apart without colour too; and every band is named beside it
BANDS = ("#0b5c6b", "#f2b134", "#6a3d7c", "#8fb8de", "#8c3b2e", "#a9d18e", "#34495e", "#d9c9a8")
EMPTY, GONE = "#eeeeee", "#8a8a8a"
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
LINES = ("#0b5c6b", "#b03a2e", "#6a3d7c", "#4d4d4d")
SHAPES = ("circle", "diamond", "square", "triangle-up")
WIDTH, ROW = 270, 205
SIZE = 12
DAYS_A_MONTH = 30.4375
"""On an axis of months."""


def svg(spec: Mapping[str, Any], font: str, wider: float = 1.0) -> str:
    """The chart as a picture, its texts in `font`; on paper there is room for a `wider` one. The same bytes every
    time."""
    import vl_convert  # heavy; only where a picture is drawn

    config = {
        "font": font, "background": "white", "view": {"stroke": None}, "style": {"cell": {"stroke": None}},
        "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": SIZE, "titleFontSize": SIZE,
                 "titleFontWeight": "normal", "gridColor": GRID, "domainColor": INK, "tickColor": INK},
        "text": {"fontSize": SIZE, "color": INK},
    }  # fmt: skip
    return str(vl_convert.vegalite_to_svg({**spec, "width": spec["width"] * wider, "config": config}))


def width(svg: str) -> float:
    """How wide a picture is, in its own units."""
    return float(svg.partition('width="')[2].partition('"')[0])


def _chart(height: float, layers: Sequence[Any], width: float = WIDTH, **more: Any) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "padding": 4, "layer": list(layers), **more,
    }  # fmt: skip


def _right(of: int) -> dict[str, str]:
    """So far to the right of what is drawn, however wide that is."""
    return {"expr": f"width + {of}"}


def _apart(places: Sequence[float], least: float, top: float) -> list[float]:
    """The places in ascending order, moved so that neighbours are `least` apart and none lies above `top`."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    high = top
    for position in reversed(range(len(found))):
        found[position] = min(found[position], high)
        high = found[position] - least
    return found


@dataclass(frozen=True)
class Band:
    """One state of a chronogram: its name beside it, its share at each point, whether it is none or gone."""

    name: str
    shares: tuple[float, ...]
    plain: str = ""


def stacked(at: Sequence[int], bands: Sequence[Band], across: str, up: str, per_cent: str) -> dict[str, Any]:
    """Bands upon each other, the first at the bottom, each named at its right end."""
    rows, ends, colours, shade = [], [], [], iter(BANDS)
    below = [0.0] * len(at)
    for band in bands:
        above = [low + share for low, share in zip(below, band.shares, strict=True)]
        colours.append({"none": EMPTY, "gone": GONE}.get(band.plain) or next(shade, BANDS[-1]))
        rows += [
            {"x": x, "y": low, "y2": high, "band": band.name}
            for x, low, high in zip(at, below, above, strict=True)
        ]
        ends.append((below[-1] + above[-1]) / 2)
        below = above
    names = [
        {"name": band.name, "y": y, "from": end}
        for band, y, end in zip(bands, _apart(ends, 0.075, 0.99), ends, strict=True)
    ]
    scale = {"domain": [band.name for band in bands], "range": colours}
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": up, "axis": percent(per_cent)}
    last = max(at)
    area = {
        "data": {"values": rows},
        "mark": {"type": "area", "stroke": "white", "strokeWidth": 1.2, "opacity": 1},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": across, "scale": {"domain": [min(at), last], "nice": False},
                  "axis": {"grid": False, "tickCount": 7, "tickMinStep": 1}},
            "y": {"field": "y", **y}, "y2": {"field": "y2"},
            "color": {"field": "band", "type": "nominal", "scale": scale, "legend": None},
        },
    }  # fmt: skip
    beside = {
        "data": {"values": names},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "x": _right(14), "clip": False},
        "encoding": {"y": {"field": "y", **y}, "text": {"field": "name"}},
    }
    keys = {
        "data": {"values": names},
        "mark": {"type": "square", "x": _right(5), "size": 60, "opacity": 1, "stroke": INK, "strokeWidth": 0.5, "filled": True},
        "encoding": {"y": {"field": "y", **y}, "color": {"field": "name", "type": "nominal", "scale": scale, "legend": None}},
    }  # fmt: skip
    return _chart(230, [area, keys, beside])


@dataclass(frozen=True)
class Curve:
    """One line: its name, and (days, share, low, high) at each published day."""

    name: str
    points: tuple[tuple[float, float, float | None, float | None], ...]


def curves(lines: Sequence[Curve], last: float, across: str, up: str, per_cent: str) -> dict[str, Any]:
    """Step curves from zero with their intervals, told apart by dash, shape and name."""
    rows = []
    for line in lines:
        steps = [(0.0, 0.0, 0.0, 0.0), *line.points]
        rows += [{"x": x, "y": y, "low": low, "high": high, "line": line.name} for x, y, low, high in steps]
    names = [line.name for line in lines]
    order = sorted(lines, key=lambda line: line.points[-1][1])
    places = _apart([line.points[-1][1] for line in order], 0.075, 0.99)
    ends = [{"line": line.name, "y": y} for line, y in zip(order, places, strict=True)]
    colour = {
        "field": "line",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": names, "range": list(LINES[: len(names)])},
    }
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": up, "axis": percent(per_cent)}
    x = {"field": "x", "type": "quantitative", "title": across, "scale": {"domain": [0, last], "nice": False},
         "axis": {"grid": False, "tickCount": 7, "tickMinStep": 1}}  # fmt: skip
    spread = {
        "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.14},
        "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}, "color": colour},
    }
    line_mark = {
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.2},
        "encoding": {
            "x": x, "y": {"field": "y", **y}, "color": colour,
            "strokeDash": {"field": "line", "type": "nominal", "legend": None,
                           "scale": {"domain": names, "range": list(DASHES[: len(names)])}},
        },
    }  # fmt: skip
    beside = {
        "data": {"values": ends},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "x": _right(6), "clip": False},
        "encoding": {"y": {"field": "y", **y}, "text": {"field": "line"}, "color": colour},
    }
    return _chart(220, [spread, line_mark, beside], data={"values": rows})


@dataclass(frozen=True)
class Dot:
    """One row: its name, its value with limits, what is written beside it, and the bars of chance behind it.

    A row without a value is a heading over those below it, or, with bars, a range alone.
    """

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    kind: int = 0
    bars: tuple[tuple[float, float], ...] = ()
    size: float = 75
    again: bool = False
    """Stands in the row of the one before."""

    @property
    def is_heading(self) -> bool:
        """Whether nothing is drawn in the row."""
        return self.value is None and not self.bars


def dots(
    rows: Sequence[Dot],
    domain: tuple[float, float],
    axis: Mapping[str, Any],
    *,
    line: float | None = None,
    log: bool = False,
) -> dict[str, Any]:
    """Dots with their intervals, one row each; bars behind, and a `line` across all rows."""
    places = list(accumulate(int(not dot.again) for dot in rows))
    at = [str(place) for place in places]
    names = {row: [] if dot.is_heading else wrap(dot.name, 30) for row, dot in zip(at, rows, strict=True)}
    y = {"field": "row", "type": "nominal", "title": None, "scale": {"domain": list(names)},
         "axis": {"labelLimit": 300, "domain": False, "ticks": False, "labelPadding": 8, "grid": False,
                  "labelExpr": f"{json.dumps(names)}[datum.label]"}}  # fmt: skip
    scale = {"domain": list(domain), "nice": False, "clamp": True, "type": "log" if log else "linear"}
    x = {"type": "quantitative", "title": None, "axis": dict(axis), "scale": scale}
    values = [
        {**asdict(dot), "row": row, "kind": str(dot.kind), "bars": None}
        for row, dot in zip(at, rows, strict=True)
    ]
    text = {"type": "text", "align": "left", "baseline": "middle", "clip": False}
    layers = _bars(rows, at, x, y)
    if line is not None:
        layers.append({"data": {"values": [{"line": line}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                       "encoding": {"x": {"field": "line", **x}}})  # fmt: skip
    layers += [
        {"transform": [{"filter": "datum.low != null && datum.high != null"}],
         "mark": {"type": "rule", "strokeWidth": 2.4, "color": MARK},
         "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}}},
        {"transform": [{"filter": "datum.value != null"}],
         "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 0.8},
         "encoding": {"y": y, "x": {"field": "value", **x}, "shape": _kind(SHAPES), "color": _kind(LINES),
                      "size": {"field": "size", "type": "quantitative", "scale": None}}},
        {"mark": {**text, "x": _right(8)}, "encoding": {"y": y, "text": {"field": "text"}}},
    ]  # fmt: skip
    layers += _headings(
        [(row, dot.name) for row, dot in zip(at, rows, strict=True) if dot.is_heading], text, y
    )
    lines = max(len(name) for name in names.values())
    return _chart(max(40, len(names) * (8 + 15 * lines)), layers, ROW, data={"values": values})


def _headings(rows: Sequence[tuple[str, str]], text: Mapping[str, Any], y: Mapping[str, Any]) -> list[Any]:
    """Each from its row upwards, the last line at the bottom."""
    parted = [(row, wrap(name, 42)[::-1]) for row, name in rows]
    layers = []
    for above in range(max((len(lines) for _, lines in parted), default=0)):
        values = [{"row": row, "head": lines[above]} for row, lines in parted if len(lines) > above]
        layers.append({
            "data": {"values": values},
            "mark": {**text, "x": 0, "dy": 4 - 13 * above, "fontWeight": "bold"},
            "encoding": {"y": y, "text": {"field": "head"}},
        })  # fmt: skip
    return layers


def _bars(rows: Sequence[Dot], at: Sequence[str], x: Mapping[str, Any], y: Mapping[str, Any]) -> list[Any]:
    layers = []
    for place, (height, colour) in enumerate(((16, PALE), (9, SHADE))):
        ranges = [(row, *dot.bars[place]) for row, dot in zip(at, rows, strict=True) if len(dot.bars) > place]
        if ranges:
            layers.append({
                "data": {"values": [{"row": row, "low": low, "high": high} for row, low, high in ranges]},
                "mark": {"type": "bar", "height": height, "color": colour},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            })  # fmt: skip
    return layers


def _kind(looks: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": [str(kind) for kind in range(len(looks))], "range": list(looks)}
    return {"field": "kind", "type": "nominal", "legend": None, "scale": scale}


# the number formats of Vega know no Danish
def percent(sign: str) -> dict[str, Any]:
    """An axis of shares."""
    return {
        "labelExpr": f"round(datum.value * 100) + '{sign}'",
        "values": [0, 0.25, 0.5, 0.75, 1],
        "labelOverlap": False,
        "labelFlush": False,
    }


def decimals(mark: str, *ticks: float) -> dict[str, Any]:
    """An axis of plain numbers, with the decimal mark of the language."""
    return {
        "labelExpr": f"replace(datum.label, '.', '{mark}')",
        **({"values": ticks} if ticks else {"tickCount": 4}),
    }


def thousands(mark: str) -> dict[str, Any]:
    """An axis of large numbers, with a mark between the thousands."""
    return {
        "labelExpr": f"replace(format(datum.value, ','), regexp(',', 'g'), '{mark}')",
        "tickCount": 4,
        "labelOverlap": "greedy",
    }
