"""The charts of the evaluation as SVG pictures on a page, from released figures. The table beside each says the same."""

import functools
from dataclasses import dataclass

from ipseval.report import charts

FONT = "IBM Plex Sans, Helvetica, Arial, sans-serif"
WIDER, NARROWER = 2.0, 0.8
"""Than in a report, which has one width for all; the narrow one is for a telephone, where words must stay large."""


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
def comparison(bars: tuple[Bar, ...], axis: str, per_cent: str, *, narrow: bool = False) -> bytes:
    """One's own share with its interval above the published ones, which differ in shape too."""
    rows = [charts.Dot(bar.name, bar.value, bar.low, bar.high, bar.text, int(not bar.own)) for bar in bars]
    across = charts.percent(per_cent) | ({"values": [0, 0.5, 1]} if narrow else {"title": axis})
    return _svg(charts.dots(rows, (0, 1), across), narrow=narrow)


@functools.lru_cache(maxsize=64)
def curve(
    steps: tuple[tuple[float, float], ...], months: int, across: str, up: str, per_cent: str, *,
    narrow: bool = False,
) -> bytes:  # fmt: skip
    """The share that has had a first job, by months since the start: a step at each published day."""
    line = charts.Curve("", tuple((month, share, None, None) for month, share in steps))
    return _svg(charts.curves([line], months, across, up, per_cent), narrow=narrow)


def _svg(spec: dict[str, object], *, narrow: bool) -> bytes:
    return charts.svg(spec, FONT, NARROWER if narrow else WIDER).encode()
