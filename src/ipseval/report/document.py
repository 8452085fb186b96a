"""What a report is made of, whatever it is written on: sections of texts, tables and charts; no words and no layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Text:
    """A paragraph; `kind` is plain, lead (the answer), caution or note."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Number:
    """One of the main figures: large, with what it is of."""

    value: str
    label: str
    detail: str


@dataclass(frozen=True)
class Numbers:
    """The main figures beside each other."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts, perhaps of several lines; the first column names the row, the columns `texts` stand to the left."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    texts: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite chart with what it shows in words."""

    spec: dict[str, Any]
    caption: str
    alt: str


@dataclass(frozen=True)
class Box:
    """A box of the flow: how many there are, and who is taken out before the next one."""

    label: str
    n: str
    out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Flow:
    """The flow diagram."""

    boxes: tuple[Box, ...]
    taken_out: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """Names with what they mean."""

    pairs: tuple[tuple[str, str], ...]


Block = Text | Heading | Numbers | Table | Chart | Flow | Bullets | Terms


@dataclass(frozen=True)
class Section:
    """A part with its heading."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole report."""

    language: str
    title: str
    kind: str
    contents: str
    sections: tuple[Section, ...]
