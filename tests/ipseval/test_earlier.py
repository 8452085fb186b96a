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
ROSSI = Path(__file__).parents[2] / "studies" / "rossi"


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
    ("people", "jobs", "refused"),
    [
        (60, 20, ()),  # the same again
        (70, 25, ()),  # five more with a job, five without
        (63, 20, ("base", "rest")),
        (63, 23, ("base", "numerator")),
        (70, 22, ("numerator",)),
        (67, 25, ("rest",)),
        (64, 15, ("base",)),
        (60, 16, ("numerator", "rest")),
        (56, 15, ("base", "rest")),  # people may leave, too
    ],
)
def test_what_is_refused(people: int, jobs: int, refused: tuple[str, ...]) -> None:
    if not refused:
        assert run(STUDY, tables(people, jobs), earlier=[FIRST]).figures
        return
    with pytest.raises(TooClose) as error:
        run(STUDY, tables(people, jobs), earlier=[FIRST])
    found = {
        line.split(", ")[1] for line in str(error.value).split("\n") if line.startswith("work_or_education,")
    }
    assert found == set(refused)


def test_every_earlier_release_counts() -> None:
    third, near = tables(72, 27), run(STUDY, tables(70, 25))
    run(STUDY, third, earlier=[FIRST])
    with pytest.raises(TooClose, match="fewer than 5 people more or less than in an earlier release"):
        run(STUDY, third, earlier=[FIRST, near])


def test_another_definition_is_another_figure() -> None:
    """With another follow-up no figure is the same but those of a quarter; the flow still is."""
    other = replace(STUDY, follow_up=FollowUp(90, "days"))
    for people, jobs, refused in (
        (70, 22, {"working_this_quarter"}),
        (62, 20, {"flow", "working_this_quarter"}),
    ):
        with pytest.raises(TooClose) as error:
            run(other, tables(people, jobs), earlier=[FIRST])
        assert {line.split(",")[0] for line in str(error.value).split("\n")} == refused


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
