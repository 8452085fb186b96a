"""A release as a report: one document, written as HTML, PDF and a workbook, in Danish or English.

Everything is read from what has left the gate; nothing here sees a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipseval.figures import Released
from ipseval.report import ending, history, opening, people
from ipseval.report.comparison import comparison
from ipseval.report.document import Document
from ipseval.report.economy import economy
from ipseval.report.evidence import evidence
from ipseval.report.page import page
from ipseval.report.paper import paper
from ipseval.report.results import results, sites
from ipseval.report.sensitivity import sensitivity
from ipseval.report.view import View
from ipseval.report.words import Words
from ipseval.report.workbook import workbook

if TYPE_CHECKING:
    from ipseval.economics.case import Case

SECTIONS = (
    opening.question, people.flow, people.who, history.states, history.curve, results, comparison, sites, sensitivity,
    ending.methods, ending.limits, ending.definitions, ending.software,
)  # fmt: skip
"""The parts, in the order in which they are read."""


def document(released: Released, language: str | None = None, case: Case | None = None) -> Document:
    """The report before it is written on anything; in the language of the study unless another is asked for.

    The trials stand after the comparison where the study asks for them; with a `case`, what it costs and saves whom
    stands before the methods. Where the manifest has a `run`, what a register of runs calls it, the report bears it.
    """
    study = released.manifest["study"]
    say = Words(study, language or study["language"])
    view = View(released, say)
    title = say.own("title") or str(study["title"])
    sections = [section(view) for section in SECTIONS]
    if case is not None:
        costs = economy(say, case, adjusted=bool(study.get("adjustment")))
        sections.insert(SECTIONS.index(ending.methods), costs)
    if study.get("evidence"):
        sections.insert(SECTIONS.index(sites), evidence(view))
    number = released.manifest.get("run")
    kind = say("title.report") + (f" · {say('software.run')} {number}" if number else "")
    return Document(say.language, title, kind, say("title.contents"), tuple(sections))


def files(released: Released, language: str | None = None, case: Case | None = None) -> dict[str, bytes]:
    """File name to content: `report.html`, `report.pdf`, `figures.xlsx`; the same bytes on every run."""
    whole = document(released, language, case)
    return {
        "report.html": page(whole).encode(),
        "report.pdf": paper(whole),
        "figures.xlsx": workbook(released, Words(released.manifest["study"], whole.language)),
    }


__all__ = ["document", "files"]
