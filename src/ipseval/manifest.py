"""How a run came about: the study, the data by fingerprint, the versions; nothing about any person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipseval.engine import Engine
from ipseval.study import Study

LIBRARIES = ("narwhals", "numpy", "scipy", "statsmodels")


def manifest(
    study: Study, engine: Engine, paths: Mapping[str, list[Path] | None], noted: Mapping[str, int]
) -> dict[str, Any]:
    """Study and its hash, SHA-256 of every file read (none for tables handed over), versions, rules used.

    `rules_used` says for how many rows each rule was needed, None for few.
    """
    declared = json.loads(json.dumps(asdict(study), default=str, sort_keys=True))
    return {
        "title": study.title,
        "study": declared,
        "study_sha256": hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest(),
        "data_sha256": {
            name: {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found or []}
            for name, found in sorted(paths.items())
        },
        "engine": {"name": engine.name, "version": engine.version},
        "versions": {name: version(name) for name in LIBRARIES},
        # few faulty rows may be one person's
        "rules_used": {
            rule: None if 0 < rows < study.smallest_cell else rows for rule, rows in noted.items()
        },
    }
