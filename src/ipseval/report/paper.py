"""The report as a tagged PDF (PDF/UA-1), set by typst with the fonts that it carries in itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

from ipseval.report import charts
from ipseval.report.document import Block, Chart, Document

TEMPLATE = Path(__file__).with_name("paper.typ")
FONT = "Libertinus Serif"
"""Comes inside the typst library, under the SIL Open Font License, so that the paper is the same on every machine."""


SCALE, WIDEST, WIDER = 0.25, 170.0, 1.45
"""Millimetres to a unit of a chart, so that its texts are as large as those of the tables; across the page; and how much
wider than on a screen, where a telephone must show it too, a chart is drawn."""


def paper(document: Document) -> bytes:
    """The file; the same bytes every time, without a date."""
    whole = {**asdict(document), "sections": []}
    for section in document.sections:
        blocks = [_block(block) for block in section.blocks]
        whole["sections"].append({"title": section.title, "blocks": blocks})
    said = json.dumps(whole, ensure_ascii=False)
    try:
        return _set(said)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # a name from the data, in letters or signs that the font does not have
        return _set("".join(map(_known, said)))


def _set(said: str) -> bytes:
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"document": said},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    return bytes(made)


def _known(letter: str) -> str:
    """The letter if it is Latin, Greek, Cyrillic or a common sign; else a question mark, and nothing for what is unseen."""
    if category(letter) in ("Cc", "Cf"):
        return ""
    return letter if letter < "\u0530" or "\u1e00" <= letter < "\u2500" else "?"


def _block(block: Block) -> dict[str, Any]:
    found = {"block": type(block).__name__, **asdict(block)}
    if isinstance(block, Chart):
        svg = charts.svg(block.spec, FONT, WIDER)
        width = min(charts.width(svg) * SCALE, WIDEST)
        found |= {"svg": svg, "width": width, "spec": None}
    return found
