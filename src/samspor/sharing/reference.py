"""The legal bases and the consent texts as the files in `reference/` give them; keeps out which of them a consent has."""

import csv
import functools
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

from samspor.sharing.rules import Purpose

FOLDER: Path = settings.ROOT / "reference"


@dataclass(frozen=True)
class LegalBasis:
    """A basis in law for disclosing, for processing, or for keeping after sharing closed. A changed limit is a new
    code, so that a consent lives by the law under which it was given."""

    code: str
    kind: str
    side: str
    max_months: int | None
    valid_from: date
    valid_to: date | None
    text_da: str
    text_en: str

    def __str__(self) -> str:
        return self.text_en if (get_language() or "da").startswith("en") else self.text_da

    def is_valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def is_for(self, *, treatment: bool) -> bool:
        return self.side in {"any", "treatment" if treatment else "municipal"}


@dataclass(frozen=True)
class Wording:
    """A consent text in one version and language, as the citizen sees it."""

    purpose: Purpose
    version: int
    language: str
    valid_from: date
    body: str


@functools.cache
def legal_bases() -> dict[str, LegalBasis]:
    """All bases by code."""
    return {row["code"]: _basis(row) for row in _rows("legal_bases.csv")}


def _basis(row: dict[str, str]) -> LegalBasis:
    return LegalBasis(
        code=row["code"],
        kind=row["kind"],
        side=row["side"],
        max_months=int(row["max_months"]) if row["max_months"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        text_da=row["text_da"],
        text_en=row["text_en"],
    )


def max_months(code: str) -> int | None:
    """How long the law lets a permission last. A code that is not in the list permits nothing."""
    basis = legal_bases().get(code)
    return basis.max_months if basis and basis.kind == "permission" else 0


def permission_for(purpose: Purpose, *, treatment: bool) -> LegalBasis:
    """What permits the disclosure: sundhedsloven for the psychiatry, the platform's rule for the jobcentre; for a
    purpose outside the course, the citizen's explicit consent."""
    if purpose in {Purpose.EVALUATION, Purpose.SATISFACTION}:
        return legal_bases()["gdpr_6_1_a"]
    return legal_bases()["sul_43" if treatment else "gdpr_consent"]


def processing_for(*, treatment: bool) -> LegalBasis:
    return legal_bases()["gdpr_9_2_h" if treatment else "gdpr_6_1_e"]


def keeping_for(on: date, *, treatment: bool) -> list[LegalBasis]:
    """The bases on which an authority may keep what it has after sharing closed."""
    bases = legal_bases().values()
    return [b for b in bases if b.kind == "keep" and b.is_valid_on(on) and b.is_for(treatment=treatment)]


@functools.cache
def wordings() -> tuple[Wording, ...]:
    """Every consent text. A file that is not as it was when its version was entered stops the platform."""
    return tuple(_wording(row) for row in _rows("consent_texts/versions.csv"))


def _wording(row: dict[str, str]) -> Wording:
    name = f"{row['purpose']}.{row['version']}.{row['language']}.txt"
    body = (FOLDER / "consent_texts" / name).read_text(encoding="utf-8")
    if hashlib.sha256(body.encode()).hexdigest() != row["sha256"]:
        raise ImproperlyConfigured(
            f"{name} was changed after it was entered: a changed consent text is a new version."
        )
    return Wording(
        purpose=Purpose(row["purpose"]),
        version=int(row["version"]),
        language=row["language"],
        valid_from=date.fromisoformat(row["valid_from"]),
        body=body,
    )


def wording(purpose: Purpose, language: str, on: date) -> Wording:
    """The newest text in force on a day, in the citizen's language if it exists in that."""
    fitting = [w for w in wordings() if w.purpose is purpose and w.valid_from <= on]
    in_language = [w for w in fitting if w.language == language] or fitting
    return max(in_language, key=lambda w: (w.version, w.language == "da"))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def paragraphs(body: str, *, giver: str, law: str, decision_authority: str) -> list[tuple[bool, str]]:
    """A consent text as it was shown: (is a heading, words), with what the text leaves open filled in. Of the
    sentences on decision authority, the one that holds in this course."""
    text = body.replace("{giver}", giver).replace("{law}", law[:1].upper() + law[1:])
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("[")]
        lines += [
            line.split("] ", 1)[1]
            for line in block.splitlines()
            if line.startswith(f"[{decision_authority}]")
        ]
        if lines:
            found.append((not lines[0].endswith("."), " ".join(lines)))
    return found
