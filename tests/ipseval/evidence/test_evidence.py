"""Pooling of trials: the BCG trials against what metafor prints, and our own table of trials."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from ipseval.cli import main
from ipseval.evidence import (
    TRIALS,
    Trial,
    pool,
    pool_effects,
    read_trials,
)
from ipseval.evidence.pool import reml_variance
from ipseval.reference import TableError

pytestmark = pytest.mark.slow

BCG = (
    # vaccinated ill and not, others ill and not: Colditz et al. (1994), JAMA 271:698
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip
SOME = Trial("t", 2000, "", "", 18, "", 5, 20, 3, 20, "", "", "")


def bcg() -> list[Trial]:
    return [replace(SOME, reached=a, n=a + b, control_reached=c, control_n=c + d) for a, b, c, d in BCG]


# what the R package metafor prints for these trials (Viechtbauer 2010, J Stat Softw 36:3; `rma`, measure RR)
@pytest.mark.parametrize(
    ("method", "log", "se", "low", "high"),
    [
        ("fixed", -0.4303, 0.0405, -0.5097, -0.3509),
        ("dersimonian_laird", -0.7141, 0.1787, -1.0644, -0.3638),
        ("reml", -0.7145, 0.1798, -1.0669, -0.3622),
        ("knapp_hartung", -0.7145, 0.1808, -1.1084, -0.3206),
    ],
)
def test_the_vaccine_has_the_published_ratio(method, log, se, low, high):
    found = getattr(pool(bcg()), method)
    assert np.log([found.value, found.low, found.high]) == pytest.approx([log, low, high], abs=6e-5)
    assert found.se == pytest.approx(se, abs=6e-5)


def test_the_vaccine_has_the_published_spread():
    found = pool(bcg())
    assert found.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert found.tau2_dersimonian_laird == pytest.approx(0.3088, abs=5e-5)
    assert found.q == pytest.approx(152.2330, abs=5e-4)
    assert found.i2 == pytest.approx(1 - 12 / 152.2330)
    assert sum(found.weights) == pytest.approx(1)


def test_one_more_trial_may_lie_anywhere_in_the_prediction():
    found = pool(bcg())
    # t on 11 degrees of freedom: 2.200985
    half = 2.200985 * np.sqrt(0.31324 + 0.17984**2)
    assert np.log(found.prediction) == pytest.approx([-0.71453 - half, -0.71453 + half], abs=1e-3)


@pytest.mark.parametrize(("k", "prediction", "warned"), [(2, False, True), (4, True, True), (5, True, False)])
def test_few_trials_say_little(k, prediction, warned):
    found = pool(bcg()[:k])
    assert (found.prediction is not None) is prediction
    assert bool(found.warning) is warned


def test_trials_that_agree_have_no_spread():
    found = pool_effects(np.full(6, 0.5), np.full(6, 0.04))
    assert found.tau2 == pytest.approx(0, abs=1e-6)
    assert found.i2 == 0
    assert found.reml.value == pytest.approx(np.exp(0.5))


def test_the_spread_is_where_no_other_is_likelier():
    effects, variances = np.array([0.1, 0.9, 0.3, 1.4, 0.2]), np.array([0.02, 0.1, 0.04, 0.2, 0.03])
    tau2 = reml_variance(effects, variances)
    # the equation of Viechtbauer (2005), whose root it is: the score of the restricted likelihood
    weights = 1 / (variances + tau2)
    squares = (weights * (effects - (weights * effects).sum() / weights.sum())) ** 2
    trace = weights.sum() - (weights**2).sum() / weights.sum()
    assert squares.sum() == pytest.approx(trace, rel=1e-6)


def test_trials_that_agree_more_than_by_chance_are_pooled_as_one():
    """DerSimonian and Laird's variance is (Q − df)/c, and 0 where that is negative: the fixed effect, by hand."""
    effects, variances = np.array([0.50, 0.52, 0.47, 0.51]), np.array([0.04, 0.09, 0.05, 0.02])
    found, weights = pool_effects(effects, variances), 1 / np.array([0.04, 0.09, 0.05, 0.02])
    centre, se = (weights * effects).sum() / weights.sum(), weights.sum() ** -0.5
    for one in (found.fixed, found.dersimonian_laird, found.reml):
        assert (np.log(one.value), one.se) == pytest.approx((centre, se), rel=1e-6)
    # not narrower than t on three degrees of freedom, 3.182446
    assert np.log(found.knapp_hartung.high) == pytest.approx(centre + 3.182446 * se, rel=1e-5)


def test_an_empty_cell_is_pooled_with_halves():
    assert pool([replace(SOME, control_reached=0), SOME, SOME]).k == 3


def test_one_trial_is_not_pooled():
    with pytest.raises(ValueError, match="two trials"):
        pool([SOME])


def test_the_trials_of_ips():
    trials, left_out = read_trials()
    assert [(t.name, t.reached, t.n, t.control_reached, t.control_n) for t in trials] == [
        ("Drake Washington DC", 45, 74, 7, 76),
        ("Mueser Hartford", 51, 69, 19, 69),
        ("Burns EQOLISE", 85, 156, 43, 156),
        ("Killackey", 13, 20, 2, 21),
        ("Davis", 32, 42, 12, 43),
        ("Reme", 85, 227, 49, 181),
        ("Sveinsdottir SEED", 22, 46, 3, 37),
    ]
    assert all(one.why for one in left_out)
    # no trial twice, no pooled re-analysis, and the Danish trial has no counts that fit what it published
    assert len({t.name for t in trials}) == len(trials)
    assert {"Christensen", "Bond young adults pooled"} <= {one.name for one in left_out}
    # published: RR 5.90 (1.91–18.19) and 2.73 (1.64–4.54), PMC8724223; our interval is Koopman's
    of = {t.name: t.ratio().value for t in trials}
    assert of["Sveinsdottir SEED"] == pytest.approx(5.90, abs=0.005)
    assert of["Davis"] == pytest.approx(2.73, abs=0.005)


def test_ips_helps_in_trials_and_how_much_differs():
    found = pool(read_trials()[0])
    # Brinchmann et al. (2020), 27 trials: 2.07 (1.82–2.35); ours are seven of them with known counts
    assert found.knapp_hartung.low < 2.07 < found.knapp_hartung.high
    assert found.prediction[0] < found.knapp_hartung.low
    assert found.prediction[1] > found.knapp_hartung.high


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows.pop(2), "has 1 arms marked yes"),
        (lambda rows: rows[2].update(events=""), "a count is missing"),
        (lambda rows: rows[2].update(events="75"), "more events than people"),
        (
            lambda rows: rows[2].update(events="some"),
            "trials.csv row 4: events is 'some'; it must be a whole number",
        ),
        (lambda rows: rows[2].update(used=""), "trials.csv row 4: used is empty"),
        (lambda rows: [row.pop("used") for row in rows], "the column used is missing"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(tmp_path, change, sentence):
    with TRIALS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    change(rows)
    path = tmp_path / "trials.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(TableError, match=sentence):
        read_trials(path)


def test_no_table_no_trials(tmp_path):
    with pytest.raises(TableError, match="There is no table none"):
        read_trials(tmp_path / "none.csv")


def test_the_command_writes_the_pooled_result_and_its_picture(tmp_path, capsys):
    assert main(["evidence", "--out", str(tmp_path)]) == 0
    said = json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8"))
    assert said["pooled"]["k"] == len(said["trials"]) == 7
    assert all(one["why"] for one in said["left_out"])
    drawn = (tmp_path / "forest.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert all(trial["name"] in drawn for trial in said["trials"])
    assert "All 7 trials together" in drawn
    assert "I² 77%" in capsys.readouterr().out


def test_a_wrong_table_is_told_by_the_command(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("trial,year\n", encoding="utf-8")
    assert main(["evidence", "--trials", str(tmp_path / "t.csv"), "--out", str(tmp_path)]) == 1
    assert "is missing" in capsys.readouterr().err
