"""Two releases of one programme: whoever subtracts one from the other is left with five people or with none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from ipseval import FollowUp, Released, Study, TooClose, run
from ipseval.cli import main
from ipseval.gate.earlier import read_released, refuse_close

pytestmark = pytest.mark.slow

START = date(2024, 1, 1)
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"))
ROSSI = Path(__file__).parents[3] / "studies" / "rossi"


def tables(people: int, jobs: int) -> dict[str, pl.DataFrame | None]:
    """So many people, of whom the first have a job for the whole follow-up."""
    courses = [(str(person), START) for person in range(people)]
    spells = [
        (str(person), "ordinary_employment", START, START + timedelta(days=120)) for person in range(jobs)
    ]
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
    }


FIRST = run(STUDY, tables(60, 20))


@pytest.mark.parametrize(
    ("people", "jobs", "n", "numerator"),
    [
        (60, 20, 60, 20),  # the same again
        (70, 25, 70, 25),  # five more with a job, five without
        (70, 22, None, None),  # two more with a job: they wait, and so do the eight without
        (67, 25, None, None),
        (70, 20, 70, 20),
        (55, 15, 55, 15),  # people may leave, too
    ],
)
def test_what_moved_by_few_waits(people: int, jobs: int, n: int | None, numerator: int | None) -> None:
    later = run(STUDY, tables(people, jobs), earlier=[FIRST]).find("work_or_education")
    assert (later.numerator, later.suppressed) == (numerator, numerator is None)
    assert later.n in (n, people)
    assert (later.value is None) == later.suppressed


@pytest.mark.parametrize("people", [56, 63, 64])
def test_a_release_of_few_more_or_less_is_refused(people: int) -> None:
    with pytest.raises(TooClose, match="flow, started, everyone: fewer than 5 people"):
        run(STUDY, tables(people, 20), earlier=[FIRST])


def test_every_earlier_release_counts() -> None:
    third, near = tables(72, 27), run(STUDY, tables(70, 25))
    run(STUDY, third, earlier=[FIRST])
    with pytest.raises(TooClose, match="fewer than 5 people more or less than in an earlier release"):
        run(STUDY, third, earlier=[FIRST, near])


def test_another_definition_is_another_figure() -> None:
    """With another follow-up no figure is the same but those of a quarter; the flow still is."""
    other = replace(STUDY, follow_up=FollowUp(90, "days"))
    with pytest.raises(TooClose, match="started"):
        run(other, tables(62, 20), earlier=[FIRST])
    later = run(other, tables(70, 22), earlier=[FIRST])
    assert later.find("work_or_education").numerator == 22
    quarters = [figure for figure in later.figures if figure.measure == "working_this_quarter"]
    assert {figure.numerator for figure in quarters} == {None}


def two_sites(first: tuple[int, int], second: tuple[int, int]) -> dict[str, pl.DataFrame | None]:
    """People and jobs of each."""
    parts = [tables(*first), tables(*second)]
    courses = [
        part["courses"].with_columns(  # type: ignore[union-attr]
            pl.concat_str(pl.lit(site), "person").alias("person"), pl.lit(site).alias("site")
        )
        for site, part in zip("ab", parts, strict=True)
    ]
    spells = [
        part["spells"].with_columns(pl.concat_str(pl.lit(site), "person").alias("person"))  # type: ignore[union-attr]
        for site, part in zip("ab", parts, strict=True)
    ]
    return {"courses": pl.concat(courses), "spells": pl.concat(spells)}


def test_a_site_waits_and_the_programme_goes_on() -> None:
    """Two more at one site and twelve at the other: everyone is shown, and neither site, since the rest is the other."""
    first = run(STUDY, two_sites((40, 15), (40, 15)))
    assert {first.find("work_or_education", site=site).n for site in "ab"} == {40}
    later = run(STUDY, two_sites((42, 15), (52, 21)), earlier=[first])
    assert later.find("work_or_education").n == 94
    assert [later.find("work_or_education", site=site).n for site in "ab"] == [None, None]
    at_last = run(STUDY, two_sites((52, 20), (52, 21)), earlier=[first, later])
    assert [at_last.find("work_or_education", site=site).n for site in "ab"] == [52, 52]


def test_hidden_counts_cannot_be_subtracted() -> None:
    few = run(STUDY, tables(60, 3))
    assert few.find("work_or_education").suppressed
    assert run(STUDY, tables(60, 8), earlier=[few]).find("work_or_education").numerator == 8


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    for name, content in FIRST.files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    read = read_released(tmp_path)
    assert (read.figures, read.flow, read.characteristics) == (
        FIRST.figures,
        FIRST.flow,
        FIRST.characteristics,
    )


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "rossi", tmp_path / "out"
    shutil.copytree(ROSSI, folder, ignore=shutil.ignore_patterns("out"))
    assert main(["run", str(folder), "--out", str(out)]) == 0
    assert main(["run", str(folder), "--out", str(tmp_path / "again"), "--earlier", str(out)]) == 0
    # one man is struck from the list
    lines = (folder / "courses.csv").read_text(encoding="utf-8").splitlines()
    (folder / "courses.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["run", str(folder), "--out", str(tmp_path / "later"), "--earlier", str(out)]) == 1
    assert "fewer than 5 people" in capsys.readouterr().err
    assert not (tmp_path / "later").exists()


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "figures.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(TooClose, match="cannot be read"):
        read_released(tmp_path)
    with pytest.raises(TooClose, match="cannot be read"):
        read_released(tmp_path / "nowhere")


def test_nothing_before_is_nothing_to_refuse() -> None:
    refuse_close(Released((), (), {}), [FIRST], 5)
    refuse_close(FIRST, [], 5)
