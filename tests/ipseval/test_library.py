"""The evaluation as a library: what its own page shows runs as it stands, and says its types."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import ipseval
from ipseval import cli
from ipseval.engine import ENGINES
from ipseval.registers.dream.hours import LEAST

DOC = str(ipseval.__doc__)
EXAMPLE = textwrap.dedent(DOC[DOC.index("    from datetime") : DOC.index("Dates are Python")])


def test_the_example_runs_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(EXAMPLE, "the docstring of ipseval", "exec"), {})
    assert capsys.readouterr().out.startswith("None\n{")


def test_every_name_is_there_and_types_are_shipped() -> None:
    assert all(getattr(ipseval, name) for name in ipseval.__all__)
    assert (Path(ipseval.__file__).parent / "py.typed").exists()
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ipseval.nothing  # noqa: B018


def test_the_line_says_what_the_rooms_hold() -> None:
    assert cli.ENGINES == ENGINES
    line = ["spells", "dream.csv", "--register", "dream", "--out", "spells.parquet"]
    assert cli._parser().parse_args(line).least_hours == LEAST


def test_help_waits_for_no_statistics() -> None:
    asked = "import sys, ipseval.cli; print({'numpy', 'polars', 'scipy', 'statsmodels'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
