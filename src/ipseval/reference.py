"""Where the reference tables lie: codes, trials and published numbers that others give and that change by decision."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve()


def reference(name: str) -> Path:
    """The table of that name: beside this package where it was installed from a wheel, else in the repository."""
    packaged = _HERE.parent / "reference" / name
    return packaged if packaged.exists() else _HERE.parents[2] / "reference" / name
