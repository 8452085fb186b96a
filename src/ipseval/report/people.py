"""Who is counted and who they were: the flow and the characteristics."""

from __future__ import annotations

from ipseval.report.document import Block, Box, Flow, Section, Table, Text
from ipseval.report.view import View

OUT = (
    "duplicate", "never_started", "outside_period", "in_two_groups", "later_course", "overlapping_course", "not_observed",
)  # fmt: skip

KEPT = ("records", "started", "mature")


def flow(view: View) -> Section:
    """The flow diagram, and its table by group."""
    say = view.words
    steps = [step for step in view.released.flow if step.group is None]
    out = tuple(
        (_line(view, step.step), say.count(step.n)) for step in steps if step.step in OUT and step.n != 0
    )
    apart = [name for name in ("in_work_at_start", "immature") if view.step(name) != say.number(0)]
    boxes = (
        Box(say("flow.records"), view.step("records"), out),
        Box(say("flow.started"), view.step("started"), tuple((_line(view, name), view.step(name)) for name in apart)),
        Box(say("flow.mature"), view.step("mature")),
    )  # fmt: skip
    groups = view.ordered(step.group for step in view.released.flow)
    rows = tuple(
        (_line(view, name), *(view.step(name, group) for group in groups))
        for name in (step.step for step in steps)
        if name in KEPT or any(view.step(name, group) != say.number(0) for group in groups)
    )
    table = Table(
        say("flow.caption"),
        (say("flow.line"), *(view.scope(group) for group in groups)),
        rows,
        view.hidden_note(text for row in rows for text in row),
    )
    intro = Text(say("flow.intro", smallest=say.smallest))
    return Section("flow", say("title.flow"), (intro, Flow(boxes, say("flow.left")), table))


def _line(view: View, step: str) -> str:
    return view.words(f"flow.{step}", success=view.words.success)


def who(view: View) -> Section:
    """What was known at start, by group."""
    say, traits = view.words, view.released.characteristics
    if not traits:
        return Section("who", say("title.who"), (Text(say("who.nothing")),))
    groups = view.ordered(trait.group for trait in traits)
    cells = {(trait.trait, trait.category, trait.group): trait for trait in traits}
    rows = []
    for name, category in dict.fromkeys((trait.trait, trait.category) for trait in traits):
        row = [f"{view.trait(name)}: {say.label(category, name)}"]
        for group in groups:
            trait = cells[name, category, group]
            if trait.n is None or trait.share is None:
                row.append(say.count(trait.n))
            else:
                row.append(say("cell.with_share", n=say.number(trait.n), share=say.percent(trait.share)))
        rows.append(tuple(row))
    table = Table(
        say("who.caption"),
        (say("who.trait"), *(view.scope(group) for group in groups)),
        tuple(rows),
        view.hidden_note(text for row in rows for text in row),
    )
    blocks: tuple[Block, ...] = (Text(say("who.intro")), table)
    return Section("who", say("title.who"), blocks)
