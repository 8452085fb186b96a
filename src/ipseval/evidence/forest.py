"""The forest of trials as a picture: each trial's ratio, all of them together, and where one more would lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ipseval.evidence.pool import Pooled
from ipseval.evidence.trials import Trial

INK, OWN, FAINT = "#1a1a1a", "#0b5c6b", "#6b6b6b"
WIDTH, ROW = 420, 34
NOTE = "One comparison a trial, no re-analysis of several. * Counts that follow from what was published; others were read."
TICKS = (0.5, 1, 2, 4, 8, 16)
ENDS = (0.4, 30.0)


def forest(trials: Sequence[Trial], pooled: Pooled, level: float = 0.95) -> str:
    """The picture as SVG; the table beside it says the same.

    Squares are as large as their weight. A diamond is all trials together, a broken line where one more would lie.
    Limits beyond the picture end at its edge.
    """
    import altair as alt
    import vl_convert as vlc

    rows = [*_trials(trials, pooled, level), *_together(pooled)]
    scale = alt.Scale(type="log", domain=list(ENDS), clamp=True)
    axis = _axis()
    across: Any = alt.X("value:Q", scale=scale, axis=axis)
    down = alt.Y(
        "name:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=320, labelFontSize=13, ticks=False, domain=False),
    )
    data: Any = alt.Data  # altair's class is not typed
    base = alt.Chart(data(values=rows)).encode(y=down)
    one = alt.Chart(data(values=[{"value": 1}])).mark_rule(color=FAINT).encode(x=across)
    lines = base.transform_filter("datum.kind != 'prediction'").mark_rule(color=INK, strokeWidth=1.5)
    broken = base.transform_filter("datum.kind == 'prediction'").mark_rule(
        color=OWN, strokeWidth=2, strokeDash=[6, 4]
    )
    squares = base.transform_filter("datum.kind == 'trial'").mark_square(color=INK, opacity=1)
    diamonds = base.transform_filter("datum.kind == 'pooled'").mark_point(
        shape="diamond", filled=True, color=OWN, size=260, opacity=1
    )
    size = alt.Size("weight:Q", scale=alt.Scale(domain=[0, 0.5], range=[20, 500]), legend=None)
    texts = base.mark_text(align="left", fontSize=13, color=INK).encode(
        x=alt.value(WIDTH + 12), text=alt.Text("text:N")
    )
    chart = alt.layer(
        one,
        lines.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
        broken.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
        squares.encode(x=across, size=size),
        diamonds.encode(x=across),
        texts,
    ).properties(width=WIDTH, height=ROW * len(rows), background="white", title=_title())
    drawn: Any = chart.configure_view(stroke=None).configure(font="Helvetica, Arial, sans-serif")
    return str(vlc.vegalite_to_svg(drawn.to_dict()))


def _axis() -> Any:
    import altair as alt

    return alt.Axis(
        values=list(TICKS),
        format="~g",
        title="Ratio of shares in work, IPS over control (above 1: more with IPS)",
        titleFontSize=13,
        labelFontSize=13,
        grid=False,
    )


def _title() -> Any:
    import altair as alt

    return alt.TitleParams(
        "Work with IPS and without, in randomised trials",
        subtitle=NOTE,
        anchor="start",
        fontSize=15,
        subtitleFontSize=12,
    )


def _trials(trials: Sequence[Trial], pooled: Pooled, level: float) -> list[dict[str, Any]]:
    rows = []
    for trial, weight in zip(trials, pooled.weights, strict=True):
        ratio = trial.ratio(level)
        mark = "*" if trial.status.startswith("derived") else ""
        counts = f"{trial.reached}/{trial.n} v {trial.control_reached}/{trial.control_n}"
        rows.append(
            _row(
                f"{trial.name} {trial.year}{mark}: {counts}",
                "trial",
                ratio.value,
                ratio.low,
                ratio.high,
                weight,
            )
        )
    return rows


def _together(pooled: Pooled) -> list[dict[str, Any]]:
    all_of_them = pooled.knapp_hartung
    rows = [
        _row(f"All {pooled.k} trials", "pooled", all_of_them.value, all_of_them.low, all_of_them.high, 0.0)
    ]
    if pooled.prediction:
        rows.append(_row("One more such trial", "prediction", all_of_them.value, *pooled.prediction, 0.0))
    return rows


def _row(
    name: str, kind: str, value: float, low: float | None, high: float | None, weight: float
) -> dict[str, Any]:
    low, high = (low or ENDS[0]), (high or ENDS[1])
    bounds = f"{low:.2f}–{high:.2f}"
    text = bounds if kind == "prediction" else f"{value:.2f} ({bounds})"
    return {
        "name": name,
        "kind": kind,
        "value": min(max(value, ENDS[0]), ENDS[1]),
        "low": max(low, ENDS[0]),
        "high": min(high, ENDS[1]),
        "weight": weight,
        "text": text,
    }
