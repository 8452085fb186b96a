"""The line as people type it: where nothing can be written, what is stopped half-way, what is no delivery."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from ipseval import cli, folder
from ipseval.cli import main
from ipseval.registers.dream import read
from ipseval.registers.dream.convert import Conversion, Part

WEEKS = "person,y_2401,y_2402\np1,111,\n"


@pytest.fixture
def study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["new", str(tmp_path / "min undersøgelse")]) == 0
    capsys.readouterr()
    return tmp_path / "min undersøgelse"


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_a_file_is_no_place_to_write_in(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = study / "study.toml"
    lines = (
        ["run", str(study), "--out", str(title)],
        ["run", str(study), "--out", str(title / "deeper" / "still")],
        ["evidence", "--out", str(title)],
        ["new", str(title / "mine")],
        ["spells", "d.csv", "--register", "dream", "--out", str(title / "spells.parquet")],
    )
    for line in lines:
        assert main(line) == 1
        assert capsys.readouterr().err.endswith(f"{title} is a file.\n")


def test_a_folder_that_one_may_not_write_in(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # those who run the tests as root may write everywhere
    monkeypatch.setattr(folder.os, "access", lambda *_: False)
    assert main(["run", str(study), "--out", str(study / "a" / "b")]) == 1
    assert capsys.readouterr().err.endswith(f"you may not write in {study}.\n")


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(tmp_path, {"a": b"old", "b": b"old"})
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == ".b.part":
            written(path, content[:1])
            raise OSError(28, "No space left on device")
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(folder.Refusal, match=r"Nothing could be written in .*: No space left on device\."):
        folder.write(tmp_path, {"a": b"new", "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_what_an_earlier_run_alone_wrote_goes(tmp_path: Path) -> None:
    folder.write(tmp_path, {"figures.json": b"1", "economics.json": b"1"})
    folder.write(tmp_path, {"figures.json": b"2"}, cli.SOMETIMES)
    assert names(tmp_path) == ["figures.json"]


def test_stopped_by_hand(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = names(study)
    monkeypatch.setattr("ipseval.recipe.evaluate", stop)
    assert main(["run", str(study)]) == 130
    assert capsys.readouterr().err == "Stopped. Nothing half is left behind.\n"
    assert names(study) == before


def test_the_wrong_prices_are_told_before_the_run(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipseval.recipe.evaluate", None)
    (study / "prices.csv").unlink()
    assert main(["run", str(study)]) == 1
    assert capsys.readouterr().err.startswith("There is no table prices.csv")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("d.csv", b"", "d.csv is empty: its first line must name the columns."),
        ("d.csv", (WEEKS + "å,,\n").encode("latin-1"), "d.csv is not text in UTF-8: save it as “CSV UTF-8”."),
        ("d.parquet", b"PAR1", "dream: d.parquet is no Parquet file, or not a whole one."),
        ("d.csv", WEEKS.replace("y_", "z_").encode(), "dream: there is no column of weeks, as y_2401."),
    ],
)  # fmt: skip
def test_what_is_no_delivery(
    name: str, content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "out" / "spells.parquet"
    assert main(["spells", str(tmp_path / name), "--register", "dream", "--out", str(out)]) == 1
    assert capsys.readouterr().err == sentence + "\n"
    assert names(tmp_path) == [name]


def test_spells_are_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.csv").write_text(WEEKS)
    out = str(tmp_path / "spells.csv")
    assert main(["spells", str(tmp_path / "d.csv"), "--register", "dream", "--out", out]) == 1
    assert "give a name that ends in .parquet" in capsys.readouterr().err


@pytest.mark.parametrize("hours", ["-1", "0", "nan", "745"])
def test_least_hours_are_of_a_month(hours: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["spells", "d.csv", "--register", "dream", "--out", "s.parquet", f"--least-hours={hours}"]
    with pytest.raises(SystemExit) as stopped:
        main(line)
    assert stopped.value.code == 2
    assert f"{hours} is no number of hours in a month" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stop", "code", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Nothing half is left behind."),
        (MemoryError(), 1, "There is not enough memory for this. Nothing half is left behind."),
        (OSError(28, "Error writing bytes"), 1, "A file: No space left on device."),
    ],
)
def test_a_conversion_that_is_stopped_leaves_nothing(
    stop: BaseException, code: int, sentence: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "d.csv").write_text(WEEKS)
    parts = Conversion.parts

    def stopped(conversion: Conversion) -> Iterator[Part]:
        yield from parts(conversion)
        raise stop

    monkeypatch.setattr(Conversion, "parts", stopped)
    line = ["spells", str(tmp_path / "d.csv"), "--register", "dream", "--out", str(tmp_path / "s.parquet")]
    assert main(line) == code
    assert capsys.readouterr().err == sentence + "\n"
    assert names(tmp_path) == ["d.csv"]


def test_how_far_a_conversion_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal only."""
    pl.DataFrame({"person": range(1500), "y_2401": [111] * 1500}).write_parquet(tmp_path / "d.parquet")
    line = [
        "spells",
        str(tmp_path / "d.parquet"),
        "--register",
        "dream",
        "--out",
        str(tmp_path / "s.parquet"),
    ]
    assert main(line) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(read, "PERSONS", 1000)
    assert main(line) == 0
    assert capsys.readouterr().err == "\r750 of 1,500 persons\r1,500 of 1,500 persons\n"


def test_a_screen_that_knows_few_letters(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "ipseval", "evidence", "--out", str(tmp_path)]
    done = subprocess.run(line, capture_output=True, env={"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    assert b"Left out: " in done.stdout
    assert done.stderr == b""


@pytest.mark.slow
def test_a_name_in_letters_that_the_paper_does_not_have(study: Path) -> None:
    """… and a name that looks like markup of a page, of the paper or of a workbook is only a name."""
    for old, new in (("north", "東京 😀"), ("south", '<script>alert(1)</script> #panic("x") =1+1')):
        courses = (study / "courses.csv").read_text(encoding="utf-8")
        (study / "courses.csv").write_text(
            courses.replace(old, '"' + new.replace('"', '""') + '"'), encoding="utf-8"
        )
    assert main(["run", str(study)]) == 0
    page = (study / "out" / "report.html").read_text(encoding="utf-8")
    assert "東京 😀" in page
    assert "<script>alert" not in page
    assert (study / "out" / "report.pdf").read_bytes().startswith(b"%PDF")
