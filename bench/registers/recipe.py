"""What is measured of the recipe: all measures of a study from prepared spells; no import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.registers.table import Aim

DEEDS: dict[str, Callable[[Path], object]] = {}
"""By name, as `measures, DuckDB`; deeds whose names begin with the same word must give the same answer."""

AIMS: list[Aim] = []
