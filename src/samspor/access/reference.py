"""Brings the authorities of the reference files into the database; keeps out units and people, who are entered."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from samspor.access.models import Authority


def load_organisation() -> dict[str, int]:
    """The regions and municipalities of Denmark as the files say. Run again it changes only what the files changed.

    Names, dates and successors follow the files; what is decided here (the sharing reviewer) stays.
    """
    with transaction.atomic():
        regions = _load(Authority.Kind.REGION, _rows("regions"), {})
        for row in _rows("regions"):
            region, successor = regions[row["code"]], regions.get(row["successor_code"])
            if region.successor_id != (successor and successor.pk):
                region.successor = successor
                region.save(update_fields=["successor"])
        municipalities = _load(Authority.Kind.MUNICIPALITY, _rows("municipalities"), regions)
    return {"regions": len(regions), "municipalities": len(municipalities)}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (settings.ROOT / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _load(
    kind: Authority.Kind, rows: Iterator[dict[str, str]], regions: dict[str, Authority]
) -> dict[str, Authority]:
    known = {a.code: a for a in Authority.objects.filter(kind=kind)}
    loaded = {}
    for row in rows:
        facts: dict[str, Any] = {
            "name": row["name"],
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            "region": regions.get(row.get("region_code", "")),
        }
        authority = known.get(row["code"]) or Authority(kind=kind, code=row["code"])
        if authority.pk is None or any(getattr(authority, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(authority, name, value)
            authority.save()
        loaded[row["code"]] = authority
    return loaded
