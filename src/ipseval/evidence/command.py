"""The command `ipseval evidence`: published trials in, their pooled result and its picture out, as files."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from ipseval.evidence.pool import Pooled, pool
from ipseval.evidence.trials import LeftOut, Trial, read_trials
from ipseval.figures import to_json
from ipseval.folder import write
from ipseval.reference import TableError
from ipseval.report import charts
from ipseval.report.evidence import forest, plain, spread
from ipseval.report.page import FONT
from ipseval.report.words import Words

ACROSS = 78
"""Letters to a line above the picture."""

NOTE = (
    "One comparison a trial; no re-analysis of several trials; only counts that were read or that follow from what was "
    "published. Outcomes, follow-up and control efforts differ between the trials."
)


def evidence(given: argparse.Namespace) -> int:
    """Writes `evidence.json` and `forest.svg`; 0 when done, else `TableError`."""
    trials, left_out = read_trials(given.trials)
    if len(trials) < 2:
        raise TableError("Pooling takes two trials at least.")
    pooled = pool(trials)
    said = to_json(record(trials, left_out, pooled))
    drawn = charts.svg(_picture(plain(given.language), trials, pooled), FONT)
    write(given.out, {"evidence.json": said.encode(), "forest.svg": drawn.encode()})
    print("\n".join(words(trials, left_out, pooled)))  # noqa: T201
    return 0


def _picture(say: Words, trials: list[Trial], pooled: Pooled) -> dict[str, Any]:
    """The forest with what it shows above it, since it stands alone."""
    below = (say("evidence.note"), say("evidence.star"), spread(say, pooled))
    title = {
        "text": wrap(say("evidence.caption"), ACROSS), "subtitle": [line for text in below for line in wrap(text, ACROSS)],
        "anchor": "start", "frame": "bounds", "fontSize": 13, "subtitleFontSize": 11, "offset": 12,
    }  # fmt: skip
    return {**forest(say, trials, pooled), "title": title}


def record(trials: list[Trial], left_out: list[LeftOut], pooled: Pooled) -> dict[str, Any]:
    """Everything as JSON: the trials with their own ratios, what was left out and why, the pooled results."""
    return {
        "note": NOTE,
        "trials": [asdict(trial) | {"ratio": asdict(trial.ratio())} for trial in trials],
        "left_out": [asdict(one) for one in left_out],
        "pooled": asdict(pooled),
    }


def words(trials: list[Trial], left_out: list[LeftOut], pooled: Pooled) -> list[str]:
    """The result on the screen, as a table and sentences."""
    lines = [f"{'trial':<28}{'IPS':>10}{'control':>10}   ratio (95 %)"]
    for trial in trials:
        ratio = trial.ratio()
        counts = f"{trial.reached}/{trial.n}", f"{trial.control_reached}/{trial.control_n}"
        name = f"{trial.name} {trial.year}"
        lines.append(
            f"{name:<28}{counts[0]:>10}{counts[1]:>10}   {_limits(ratio.value, ratio.low, ratio.high)}"
        )
    for one in (pooled.knapp_hartung, pooled.reml, pooled.dersimonian_laird, pooled.fixed):
        lines.append(f"{one.method:<48}   {_limits(one.value, one.low, one.high)}")
    if pooled.prediction:
        low, high = pooled.prediction
        lines.append(f"{'one more such trial (prediction)':<48}   {low:.2f}–{high:.2f}")
    lines.append(
        f"Heterogeneity: I² {pooled.i2:.0%}, τ² {pooled.tau2:.3f}, Q {pooled.q:.1f} (p {pooled.q_p:.2g})."
    )
    lines += [pooled.warning] if pooled.warning else []
    lines += [NOTE, f"Left out: {len(left_out)} arms; evidence.json says why for each."]
    return lines


def _limits(value: float, low: float | None, high: float | None) -> str:
    return f"{value:.2f} ({low or 0:.2f}–{high or float('inf'):.2f})"
