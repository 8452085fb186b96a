"""Figures of sites beside each other, worked out from figures that have been released; so they tell nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipseval.estimates.sites import ENOUGH, INNER, OUTER, drawn_together, funnel
from ipseval.figures import Figure
from ipseval.study import Study

MEASURE = "work_or_education"
OTHERS = (
    "The share of all other sites together whose counts are published, with the limits between which this site lies "
    "by chance alone (in {level:.1%} of cases) if it has the same share. Sites are not ranked. Whoever was lost from sight "
    "without it counts as not having reached it here: {given}"
)
TOGETHER = (
    "The share of the site as far as its own people and those of the other published sites tell: small sites borrow "
    "the most from the others. Whoever was lost from sight without it counts as not having reached it here. {given}"
)


def site_figures(study: Study, released: Sequence[Figure]) -> Iterator[Figure]:
    """Funnel and shares drawn together of the sites with published counts; nothing where there are too few of them.

    Someone whose observation ended early counts as not having reached it, so the shares are of the people seen.
    """
    places = [figure for figure in released if _has_counts(figure)]
    if len(places) < 2:
        return
    k = [figure.numerator or 0 for figure in places]
    n = [figure.n or 0 for figure in places]
    seen = funnel(k, n)
    for figure, place in zip(places, seen.places, strict=True):
        for level, (low, high) in ((INNER, place.inner), (OUTER, place.outer)):
            yield replace(
                figure,
                measure=f"{MEASURE}_others",
                definition=OTHERS.format(level=level, given=figure.definition),
                value=place.target, se=None, low=low, high=high, lowest=None, highest=None,
                level=level, method=seen.method, numerator=None, primary=False,
            )  # fmt: skip
    if len(places) < ENOUGH:
        return
    for figure, share in zip(places, drawn_together(k, n, study.level), strict=True):
        yield replace(
            figure,
            measure=f"{MEASURE}_together",
            definition=TOGETHER.format(given=figure.definition),
            value=share.value, se=share.se, low=share.low, high=share.high, lowest=None, highest=None,
            method=share.method, numerator=None, primary=False,
        )  # fmt: skip


def _has_counts(figure: Figure) -> bool:
    known = figure.n is not None and figure.numerator is not None and figure.value is not None
    return figure.measure == MEASURE and figure.site is not None and figure.versus is None and known
