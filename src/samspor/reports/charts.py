"""Charts as SVG pictures, made on the server from released figures. The table beside each says the same."""

import functools
from dataclasses import asdict, dataclass
from typing import Any

OWN, OTHERS, INK, GRID = "#0b5c6b", "#6b6b6b", "#1a1a1a", "#d5d5d5"
"""Contrast of at least 4.5 to white; own and others differ in shape too."""
WIDTH, NARROW = 560, 190
DAYS_A_MONTH = 30.4375
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


@functools.lru_cache(maxsize=64)
def comparison(bars: tuple[Bar, ...], axis: str, *, narrow: bool = False) -> bytes:
    """One's own share with its interval above the published ones."""
    import altair as alt  # heavy; only where a picture is drawn

    rows = [asdict(bar) | {"kind": "own" if bar.own else "other"} for bar in bars]
    whose = alt.Scale(domain=["own", "other"], range=[OWN, OTHERS])
    labels = alt.Axis(
        labelLimit=WIDTH, labelFontSize=14, labelPadding=10, ticks=False, domain=False,
        labelExpr="split(datum.label, ': ')",
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=labels),
        color=alt.Color("kind:N", scale=whose, legend=None),
    )
    across = alt.X("value:Q", scale=alt.Scale(domain=[0, 1]), title=axis, axis=_shares(narrow))
    shapes = alt.Scale(domain=["own", "other"], range=["circle", "diamond"])
    points = base.mark_point(filled=True, size=190, opacity=1).encode(
        x=across, shape=alt.Shape("kind:N", scale=shapes, legend=None)
    )
    spread = base.transform_filter("datum.low != null").mark_rule(size=4).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), title=axis), x2="high:Q"
    )  # fmt: skip
    texts = base.mark_text(dy=-16, fontSize=14, fontWeight="bold").encode(x=across, text="text:N")
    chart = alt.layer(spread, points, texts)
    return _svg(chart.properties(width=NARROW if narrow else WIDTH, height=58 * len(rows)))


@functools.lru_cache(maxsize=64)
def curve(points: tuple[tuple[int, float], ...], across: str, up: str, *, narrow: bool = False) -> bytes:
    """The share that has had a first job, month by month since the start: a step at each published day."""
    import altair as alt

    rows = [
        {"months": 0.0, "share": 0.0},
        *({"months": d / DAYS_A_MONTH, "share": share} for d, share in points),
    ]
    line = alt.Chart(alt.Data(values=rows)).mark_line(interpolate="step-after", color=OWN, strokeWidth=3).encode(
        x=alt.X("months:Q", title=across, scale=alt.Scale(domain=[0, 18]),
                axis=alt.Axis(values=list(range(0, 19, 3)), gridColor=GRID, titleFontWeight="normal")),
        y=alt.Y("share:Q", title=up, scale=alt.Scale(domain=[0, 1]), axis=_shares(narrow=False)),
    )  # fmt: skip
    return _svg(line.properties(width=NARROW + 30 if narrow else WIDTH, height=240))


def _shares(narrow: bool) -> Any:
    import altair as alt

    values = [0, 0.5, 1] if narrow else [0, 0.2, 0.4, 0.6, 0.8, 1]
    percent = "format(100 * datum.value, '.0f') + ' %'"
    return alt.Axis(labelExpr=percent, values=values, gridColor=GRID, titleFontWeight="normal")


def _svg(chart: Any) -> bytes:
    import vl_convert

    styled = chart.configure(font=FONT, background="white").configure_view(stroke=None)
    styled = styled.configure_axis(labelColor=INK, titleColor=INK, labelFontSize=13, titleFontSize=13)
    return str(vl_convert.vegalite_to_svg(styled.to_json())).encode()
