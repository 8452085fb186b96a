"""The charts as Vega-Lite, from numbers that have left the gate; the words and the tables beside them are others' work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any

INK, GRID, PALE, SHADE, MARK = "#1a1a1a", "#d5d5d5", "#d9d9d9", "#a9a9a9", "#0b5c6b"
# told apart by lightness too, and every band is named beside it
BANDS = ("#0b5c6b", "#f2b134", "#8fb8de", "#6a3d7c", "#d98880", "#4f9d69", "#b0a695", "#34495e")
EMPTY, GONE = "#eeeeee", "#8a8a8a"
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
LINES = ("#0b5c6b", "#b03a2e", "#6a3d7c", "#4d4d4d")
SHAPES = ("circle", "diamond", "square", "triangle-up")
WIDTH, ROW = 270, 205
SIZE = 12


def svg(spec: Mapping[str, Any], font: str) -> str:
    """The chart as a picture, its texts in `font`; the same bytes every time."""
    import vl_convert  # heavy; only where a picture is drawn

    config = {
        "font": font, "background": "white", "view": {"stroke": None}, "style": {"cell": {"stroke": None}},
        "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": SIZE, "titleFontSize": SIZE,
                 "titleFontWeight": "normal", "gridColor": GRID, "domainColor": INK, "tickColor": INK},
        "text": {"fontSize": SIZE, "color": INK},
    }  # fmt: skip
    return str(vl_convert.vegalite_to_svg({**spec, "config": config}))


def _chart(height: float, layers: Sequence[Any], width: float = WIDTH, **more: Any) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "padding": 4, "layer": list(layers), **more,
    }  # fmt: skip


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
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": up, "axis": _percent(per_cent)}
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
        "mark": {"type": "text", "align": "left", "baseline": "middle", "x": WIDTH + 14, "clip": False},
        "encoding": {"y": {"field": "y", **y}, "text": {"field": "name"}},
    }
    keys = {
        "data": {"values": names},
        "mark": {"type": "square", "x": WIDTH + 5, "size": 60, "opacity": 1, "stroke": INK, "strokeWidth": 0.5, "filled": True},
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
        end = (last, *steps[-1][1:])
        rows += [
            {"x": x, "y": y, "low": low, "high": high, "line": line.name} for x, y, low, high in [*steps, end]
        ]
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
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": up, "axis": _percent(per_cent)}
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
        "mark": {"type": "text", "align": "left", "baseline": "middle", "x": WIDTH + 6, "clip": False},
        "encoding": {"y": {"field": "y", **y}, "text": {"field": "line"}, "color": colour},
    }
    return _chart(220, [spread, line_mark, beside], data={"values": rows})


@dataclass(frozen=True)
class Dot:
    """One row: its name, its value with limits, what is written beside it, and the bars of chance behind it."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""
    kind: int = 0
    bars: tuple[tuple[float, float], ...] = ()


def dots(
    rows: Sequence[Dot], domain: tuple[float, float], *, point: str, zero: float | None = None
) -> dict[str, Any]:
    """Dots with their intervals, one row each; bars of chance behind, and a line at `zero`.

    `point` is the decimal mark of the axis, or the sign for per cent where it is of shares.
    """
    titles = {dot.name: wrap(dot.name, 30) for dot in rows}
    values = [{**asdict(dot), "kind": str(dot.kind), "bars": None} for dot in rows]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None,
         "axis": {"labelLimit": 300, "domain": False, "ticks": False, "labelPadding": 8, "grid": False,
                  "labelExpr": f"{json.dumps(titles)}[datum.label]"}}  # fmt: skip
    axis = (
        _percent(point)
        if point.endswith("%")
        else {"labelExpr": f"replace(datum.label, '.', '{point}')", "tickCount": 4}
    )
    x = {"type": "quantitative", "title": None, "axis": axis,
         "scale": {"domain": list(domain), "nice": False, "clamp": True}}  # fmt: skip
    layers: list[Any] = []
    for place, (height, colour) in enumerate(((16, PALE), (9, SHADE))):
        ranges = [(dot.name, *dot.bars[place]) for dot in rows if len(dot.bars) > place]
        if ranges:
            layers.append({
                "data": {"values": [{"name": name, "low": low, "high": high} for name, low, high in ranges]},
                "mark": {"type": "bar", "height": height, "color": colour},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            })  # fmt: skip
    if zero is not None:
        layers.append({"data": {"values": [{"zero": zero}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                       "encoding": {"x": {"field": "zero", **x}}})  # fmt: skip
    layers += [
        {"transform": [{"filter": "datum.low != null && datum.high != null"}],
         "mark": {"type": "rule", "strokeWidth": 2.4, "color": MARK},
         "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 75, "opacity": 1, "stroke": "white", "strokeWidth": 0.8},
         "encoding": {"y": y, "x": {"field": "value", **x}, "shape": _kind(SHAPES), "color": _kind(LINES)}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "x": ROW + 8, "clip": False},
         "encoding": {"y": y, "text": {"field": "text"}}},
    ]  # fmt: skip
    height = len(titles) * (12 + 15 * max(len(lines) for lines in titles.values()))
    return _chart(max(40, height), layers, ROW, data={"values": values})


def _kind(looks: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": [str(kind) for kind in range(len(looks))], "range": list(looks)}
    return {"field": "kind", "type": "nominal", "legend": None, "scale": scale}


def _percent(sign: str) -> dict[str, Any]:
    # the number formats of Vega know no Danish
    return {"labelExpr": f"round(datum.value * 100) + '{sign}'", "values": [0, 0.25, 0.5, 0.75, 1]}
