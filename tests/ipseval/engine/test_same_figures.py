"""The same people give the same figures, however their tables are written; and nobody is in what is written."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest

from ipseval.cli import main
from ipseval.study.begin import beginning

TABLES = ("courses", "spells", "observed")
RECORDS = ("figures", "flow", "characteristics", "chronograms", "moves", "economics")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    assert main(["new", str(folder)]) == 0
    return folder


def table(study: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(study / f"{name}.csv", try_parse_dates=True)


def point(study: Path, ending: str) -> None:
    """The study reads files of that ending."""
    text = (study / "study.toml").read_text()
    (study / "study.toml").write_text(re.sub(r'"(courses|spells|observed)\.csv"', rf'"\1{ending}"', text))


def shuffled(study: Path) -> None:
    for seed, name in enumerate(TABLES):
        table(study, name).sample(fraction=1, shuffle=True, seed=seed).write_csv(study / f"{name}.csv")


def in_parquet(study: Path) -> None:
    for name in TABLES:
        table(study, name).write_parquet(study / f"{name}.parquet")
    point(study, ".parquet")


def in_many_files(study: Path) -> None:
    for name in TABLES:
        whole = table(study, name)
        for part in range(3):
            whole[part::3].write_csv(study / f"{name}-{part}.csv")
    point(study, "-*.csv")


def in_folders_of_one_name(study: Path) -> None:
    for name in TABLES:
        whole = table(study, name)
        for part in ("north", "south"):
            (study / part).mkdir(exist_ok=True)
            (whole[::2] if part == "north" else whole[1::2]).write_parquet(study / part / f"{name}.parquet")
    text = (study / "study.toml").read_text()
    (study / "study.toml").write_text(re.sub(r'"(courses|spells|observed)\.csv"', r'"*/\1.parquet"', text))


def as_categories_and_times(study: Path) -> None:
    for name in TABLES:
        texts = [column for column, kind in table(study, name).schema.items() if kind == pl.String]
        days = [column for column, kind in table(study, name).schema.items() if kind == pl.Date]
        as_other = pl.col(texts).cast(pl.Categorical), pl.col(days).cast(pl.Datetime("ns"))
        table(study, name).with_columns(*as_other).write_parquet(study / f"{name}.parquet")
    point(study, ".parquet")


def elsewhere(study: Path) -> None:
    text = (study / "study.toml").read_text()
    (study / "study.toml").write_text(text.replace('"courses.csv"', f'"{study / "courses.csv"}"'))


WAYS = (shuffled, in_parquet, in_many_files, in_folders_of_one_name, as_categories_and_times, elsewhere)


def run(study: Path, engine: str = "duckdb") -> Path:
    out = study / f"out-{engine}"
    assert main(["run", str(study), "--engine", engine, "--out", str(out)]) == 0
    return out


@pytest.mark.slow
def test_the_same_figures_to_the_byte(study: Path, tmp_path: Path) -> None:
    outs = [run(study), run(study, "polars")]
    for write in WAYS:
        other = tmp_path / write.__name__
        other.mkdir()
        for name, content in beginning().items():
            (other / name).write_text(content, encoding="utf-8")
        write(other)
        outs += [run(other), run(other, "polars")]
    for name in RECORDS:
        assert len({(out / f"{name}.json").read_bytes() for out in outs}) == 1, name


@pytest.mark.slow
def test_the_same_run_twice_is_the_same_to_the_byte(study: Path) -> None:
    first = {path.name: path.read_bytes() for path in run(study).iterdir()}
    assert {path.name: path.read_bytes() for path in run(study).iterdir()} == first


@pytest.mark.slow
def test_nobody_and_no_machine_is_in_what_is_written(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere(study)
    person = re.compile(r"\bp\d{3}\b")
    assert person.search((study / "courses.csv").read_text())
    for path in run(study).iterdir():
        texts = [path.read_bytes()]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                texts = [book.read(name) for name in book.namelist()]
        for text in texts:
            said = text.decode("utf-8", errors="replace")
            assert path.suffix == ".pdf" or not person.search(said), path.name
            assert str(study) not in said
    capsys.readouterr()


def test_the_manifest_says_how_the_run_came_about(study: Path) -> None:
    in_folders_of_one_name(study)
    said = json.loads((run(study) / "manifest.json").read_text())
    assert set(said["data_sha256"]["courses"]) == {"north/courses.parquet", "south/courses.parquet"}
    assert said["study"]["files"]["courses"] == "courses.parquet"
    assert said["data_rows"]["courses"] == 480
    assert said["engine"]["name"] == "duckdb"
    assert {"python", "samspor", "numpy", "scipy", "statsmodels"} <= set(said["versions"])
    assert len(said["study_sha256"]) == 64
    assert "seed" in said
