"""An engine that is not there says so in a sentence, on the command line too."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from ipseval.cli import main
from ipseval.engine import open_engine

ROSSI = Path(__file__).parents[3] / "studies" / "rossi"


def test_no_such_engine() -> None:
    with pytest.raises(
        ValueError, match="There is no engine 'sqlite'; the engines are duckdb, polars, spark"
    ):
        open_engine("sqlite")


def test_too_little_memory(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    connect = duckdb.connect
    monkeypatch.setattr(
        duckdb, "connect", lambda config: connect(config=config | {"memory_limit": "1MB", "threads": 1})
    )
    assert main(["run", str(ROSSI), "--engine", "duckdb"]) == 1
    assert capsys.readouterr().err.startswith("There is not enough memory for these tables:")


def test_spark_without_pyspark(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "ipseval.engine.spark", raising=False)
    assert main(["run", str(ROSSI), "--engine", "spark"]) == 1
    assert "needs PySpark 4, which is not installed: pip install" in capsys.readouterr().err


@pytest.mark.skipif(not find_spec("pyspark"), reason="PySpark is not installed here (make test installs it).")
def test_spark_without_java(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main(["run", str(ROSSI), "--engine", "spark"]) == 1
    assert "needs Java 17 or newer, and there is no java" in capsys.readouterr().err
