"""The economy of a whole study folder: the example that ships, and what it needs."""

from __future__ import annotations

import json
import re

import pytest

from ipseval.cli import main

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    assert main(["new", str(tmp_path / "study")]) == 0
    return tmp_path / "study"


def change(folder, old, new):
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_example_has_an_economy_and_says_that_it_is_invented(folder):
    assert main(["run", str(folder)]) == 0
    said = json.loads((folder / "out" / "economics.json").read_text(encoding="utf-8"))
    assert {price["source"] for price in said["prices"]} == {"invented example"}
    net = said["account"]["net"]
    assert net["all"] == pytest.approx(
        sum(net[payer] for payer in ("municipality", "region", "state")), abs=2
    )
    assert [one["payer"] for one in said["spread"]] == ["municipality", "region", "state", "all"]
    figures = json.loads((folder / "out" / "figures.json").read_text(encoding="utf-8"))
    weeks = next(one for one in figures if one["measure"] == "weeks_in_work_difference")
    assert said["effect"]["weeks"] == weeks["value"]
    assert said["effect"]["months"] == 18


@pytest.mark.slow
def test_the_report_says_it_in_kroner_and_keeps_three_sums_apart(folder):
    assert main(["run", str(folder)]) == 0
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Hvad det koster og sparer hvem" in page
    assert "opdigtet eksempel" in page
    assert "gælder fra 1. januar 2025" in page
    for known in ("72.000 kr.", "5.300 kr.", "26.126 kr."):
        assert known in page


def test_no_english_is_left_in_the_danish_report_of_a_study_with_everything(folder):
    change(folder, '# adjust = ["age"]', 'adjust = ["site"]')
    change(folder, '# method = "aipw"', 'method = "aipw"')
    change(folder, '# benchmark = "Proj', 'benchmark = "Proj')
    change(folder, "# evidence = true", "evidence = true")
    change(folder, "# [sensitivity.with_trial_jobs]", "[sensitivity.med_praktik]")
    change(folder, '# trial_job = "ordinary', 'trial_job = "ordinary')
    assert main(["run", str(folder)]) == 0
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    said = [
        *re.findall(r'alt="([^"]+)"', page),
        *re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page, flags=re.S).splitlines(),
    ]
    english = re.compile(
        r"\b(the|of|and|not|with|usual|enhanced|invented|people|weeks|days|months|difference|employment|area|mean|north|"
        r"from|work|job_|counts|trial|share)\b"
    )
    assert "Undersøgelsen her, gjort ens" in page
    assert not [text for text in said if english.search(text)]


def test_the_same_bytes_on_every_run(folder):
    said = []
    for _ in range(2):
        main(["run", str(folder)])
        said.append((folder / "out" / "economics.json").read_bytes())
    assert said[0] == said[1]


def test_an_effect_from_elsewhere_is_used_and_named(folder):
    change(folder, "[economics]", '[economics]\neffect = [4, 1, 7]\neffect_source = "a trial"')
    assert main(["run", str(folder)]) == 0
    said = json.loads((folder / "out" / "economics.json").read_text(encoding="utf-8"))
    assert (said["effect"]["weeks"], said["effect"]["source"]) == (4.0, "a trial")


def test_a_study_that_adjusts_pays_by_the_adjusted_effect(folder):
    change(folder, '# adjust = ["age"]', 'adjust = ["site"]')
    change(folder, '# method = "aipw"', 'method = "aipw"')
    assert main(["run", str(folder)]) == 0
    said = json.loads((folder / "out" / "economics.json").read_text(encoding="utf-8"))
    figures = json.loads((folder / "out" / "figures.json").read_text(encoding="utf-8"))
    of = {one["measure"]: one["value"] for one in figures}
    assert said["effect"]["weeks"] == of["weeks_in_work_adjusted_difference"]
    assert said["effect"]["weeks"] != of["weeks_in_work_difference"]


def test_without_a_comparison_there_is_no_effect(folder, capsys):
    change(folder, 'groups = ["ips", "usual"]', "")
    assert main(["run", str(folder)]) == 1
    assert "needs an effect" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("persistence = [0.6, 0.3, 0.8]", "persistence = 0.6", "must be three numbers"),
        ("discount = 0.035", "", "discount is missing"),
        ("price_day = 2025-07-01", 'price_day = "2025-07-01"', "must be a date"),
        ("years = 5", "years = 0", "from 1 to 40"),
        ('prices = "prices.csv"', 'prices = "others.csv"', "There is no table others.csv"),
    ],
)
def test_a_wrong_economy_says_so(folder, capsys, old, new, sentence):
    change(folder, old, new)
    assert main(["run", str(folder)]) == 1
    assert sentence in capsys.readouterr().err
