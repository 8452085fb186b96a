"""A process killed in the middle leaves all or nothing: fifty kills while jobs are being recorded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.one_database
def test_fifty_kills_leave_all_or_nothing(tmp_path):
    """A job has its hours, its log row and its version, or it is not there at all (asserted after each kill)."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("SAMSPOR_PG")},
        "SAMSPOR_MODE": "test",
        "SAMSPOR_SQLITE": str(tmp_path / "killed.sqlite3"),
        "SAMSPOR_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "samspor.settings",
        "PYTHONPATH": str(TESTS),
    }
    done = subprocess.run(
        [sys.executable, TESTS / "operations" / "killed.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    kills, jobs = map(int, done.stdout.split())
    assert kills >= 50
    assert jobs >= 50, "the writers were killed before they wrote anything"
