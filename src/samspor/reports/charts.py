"""Charts as SVG pictures, made on the server from released figures. The table beside each says the same."""

import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

OWN, OTHERS, INK, GRID = "#0b5c6b", "#6b6b6b", "#1a1a1a", "#d5d5d5"
"""Contrast of at least 4.5 to white; own and others differ in shape too."""
WIDTH = 560
FONT = "IBM Plex Sans, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Bar:
    """One line of the comparison: a share with, for one's own, its interval."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    own: bool = False


def comparison(bars: Sequence[Bar], axis: str) -> bytes:
    """One's own share with its interval above the published ones."""
    return _svg(tuple(bars), axis)


@functools.lru_cache(maxsize=64)
def _svg(bars: tuple[Bar, ...], axis: str) -> bytes:
    import altair as alt  # heavy; only where a picture is drawn
    import vl_convert

    rows = [asdict(bar) | {"kind": "own" if bar.own else "other"} for bar in bars]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=230, labelFontSize=14, ticks=False, domain=False, labelPadding=10),
        ),
        color=alt.Color("kind:N", scale=alt.Scale(domain=["own", "other"], range=[OWN, OTHERS]), legend=None),
    )
    across = alt.X("value:Q", scale=alt.Scale(domain=[0, 1]), title=axis,
                   axis=alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1], gridColor=GRID, titleFontWeight="normal"))  # fmt: skip
    spread = base.transform_filter("datum.low != null").mark_rule(size=4).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), title=axis), x2="high:Q"
    )  # fmt: skip
    points = base.mark_point(filled=True, size=190, opacity=1).encode(
        x=across,
        shape=alt.Shape(
            "kind:N", scale=alt.Scale(domain=["own", "other"], range=["circle", "diamond"]), legend=None
        ),
    )
    texts = base.mark_text(dy=-16, fontSize=14, fontWeight="bold").encode(x=across, text="text:N")
    chart = _plain(alt.layer(spread, points, texts).properties(width=WIDTH, height=58 * len(rows)))
    return str(vl_convert.vegalite_to_svg(chart)).encode()


def _plain(chart: Any) -> str:
    styled = (
        chart.configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, labelFontSize=13, titleFontSize=13, labelLimit=230)
    )
    return str(styled.to_json())


@functools.lru_cache(maxsize=64)
def curve(points: tuple[tuple[int, float], ...], across: str, up: str) -> bytes:
    """The share that has had a first job, month by month since the start: a step at each published day."""
    import altair as alt
    import vl_convert

    rows = [
        {"months": 0.0, "share": 0.0},
        *({"months": days / 30.4375, "share": share} for days, share in points),
    ]
    line = alt.Chart(alt.Data(values=rows)).mark_line(interpolate="step-after", color=OWN, strokeWidth=3).encode(
        x=alt.X("months:Q", title=across, scale=alt.Scale(domain=[0, 18]), axis=alt.Axis(values=[0, 3, 6, 9, 12, 15, 18], gridColor=GRID, titleFontWeight="normal")),
        y=alt.Y("share:Q", title=up, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", gridColor=GRID, titleFontWeight="normal")),
    )  # fmt: skip
    return str(vl_convert.vegalite_to_svg(_plain(line.properties(width=WIDTH, height=240)))).encode()
