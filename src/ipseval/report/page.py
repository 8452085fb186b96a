"""The report as one HTML page that asks no other host for anything and needs no script."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path

from ipseval.report import charts
from ipseval.report.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Flow,
    Heading,
    Numbers,
    Section,
    Table,
    Terms,
    Text,
)  # fmt: skip

STYLE = Path(__file__).with_name("page.css")
FONT = "Helvetica, Arial, sans-serif"
LARGER = 1.35
"""Than drawn, so that the texts of a chart are as large as those of a table; on a telephone it fills the page."""


def page(document: Document) -> str:
    """The whole file."""
    links = "".join(f'<li><a href="#{s.name}">{escape(s.title)}</a></li>' for s in document.sections)
    body = "\n".join(_section(section) for section in document.sections)
    return f"""<!DOCTYPE html>
<html lang="{document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header>
<p class="kind">{escape(document.kind)}</p>
<h1>{escape(document.title)}</h1>
</header>
<nav aria-label="{escape(document.contents)}"><ol>{links}</ol></nav>
<main>
{body}
</main>
</body>
</html>
"""


def _section(section: Section) -> str:
    inner = "\n".join(_block(block) for block in section.blocks)
    return f'<section id="{section.name}" aria-labelledby="{section.name}-title">\n<h2 id="{section.name}-title">{escape(section.title)}</h2>\n{inner}\n</section>'


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return f'<p class="{block.kind}">{escape(block.text)}</p>'
    if isinstance(block, Heading):
        return f"<h3>{escape(block.text)}</h3>"
    if isinstance(block, Numbers):
        return f'<div class="numbers">{"".join(_number(n.label, n.value, n.detail) for n in block.numbers)}</div>'
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block)
    if isinstance(block, Flow):
        return _flow(block)
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
    return _terms(block)


def _number(label: str, value: str, detail: str) -> str:
    return f'<div class="number"><p class="label">{escape(label)}</p><p class="value">{escape(value)}</p><p class="detail">{escape(detail)}</p></div>'


def _table(table: Table) -> str:
    def cell(place: int, text: str) -> str:
        kind = "" if place in table.texts else ' class="n"'
        return f'<th scope="row">{_lines(text)}</th>' if place == 0 else f"<td{kind}>{_lines(text)}</td>"

    head = "".join(
        f'<th scope="col"{"" if place in table.texts else " class=n"}>{_lines(text)}</th>'
        for place, text in enumerate(table.head)
    )
    rows = "\n".join(
        f"<tr>{''.join(cell(place, text) for place, text in enumerate(row))}</tr>" for row in table.rows
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.notes)
    # a wide table scrolls by itself, also by keyboard
    return (
        f'<div class="table" role="region" aria-label="{escape(table.caption)}" tabindex="0"><table>'
        f"<caption><span>{escape(table.caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>{notes}"
    )


def _lines(text: str) -> str:
    """The first line, and those below it smaller."""
    first, *rest = text.split("\n")
    return escape(first) + "".join(f"<br><small>{escape(line)}</small>" for line in rest)


def _chart(chart: Chart) -> str:
    svg = charts.svg(chart.spec, FONT)
    picture, width = b64encode(svg.encode()).decode(), round(charts.width(svg) * LARGER)
    return (
        f"<figure><figcaption>{escape(chart.caption)}</figcaption>"
        f'<img src="data:image/svg+xml;base64,{picture}" width="{width}" alt="{escape(chart.alt)}"></figure>'
    )


def _flow(flow: Flow) -> str:
    steps = []
    for box in flow.boxes:
        out = "".join(f"<li><b>{escape(n)}</b> {escape(label)}</li>" for label, n in box.out)
        aside = f'<div class="out"><p>{escape(flow.taken_out)}</p><ul>{out}</ul></div>' if box.out else ""
        steps.append(f'<li><div class="box"><b>{escape(box.n)}</b> {escape(box.label)}</div>{aside}</li>')
    return f'<ol class="flow">{"".join(steps)}</ol>'


def _terms(terms: Terms) -> str:
    return (
        f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(text)}</dd>' for name, text in terms.pairs)}</dl>"
    )
