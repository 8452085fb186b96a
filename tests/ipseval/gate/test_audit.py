"""The audit's short cuts: what it calls exposed is what a solver says of each count by itself, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ipseval.gate.test_ranges import ranges

from ipseval.gate.audit import Audit
from ipseval.gate.ledger import Key, Ledger

pytestmark = pytest.mark.slow

SMALLEST = 5


def table(rows: list[list[int]]) -> Ledger:
    """Sites by outcome, with the sums of rows and columns."""
    book, totals = Ledger(), np.array(rows).sum(axis=0)
    for site, counts in [(None, totals), *((f"s{place}", row) for place, row in enumerate(rows))]:
        page = book.page(None, site)
        names = [f"c{place}" for place in range(len(counts))]
        page.count(
            {"n": np.array([sum(counts)])}
            | {name: np.array([n]) for name, n in zip(names, counts, strict=True)}
        )
        page.adds_up("n", *names)
    book.add_up()
    return book


@st.composite
def tables(draw: st.DrawFn) -> tuple[Ledger, frozenset[Key]]:
    """A table, and any of its counts hidden."""
    width = draw(st.integers(2, 4))
    book = table(
        draw(st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=5))
    )
    return book, frozenset(draw(st.sets(st.sampled_from(sorted(book.counts, key=repr)))))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_exposed_is_whatever_has_a_narrow_range(drawn: tuple[Ledger, frozenset[Key]]) -> None:
    book, hidden = drawn
    visible = frozenset(book.counts) - hidden
    narrow = {
        key
        for key, (low, high) in ranges(book, visible, hidden).items()
        if high - low + 1 < SMALLEST or high < SMALLEST
    }
    audit = Audit(book)
    audit.show(visible, SMALLEST)
    assert set(audit.exposed(hidden, SMALLEST)) == narrow


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_is_hidden_against_it_lets_each_be_larger(drawn: tuple[Ledger, frozenset[Key]]) -> None:
    book, hidden = drawn
    visible, audit = frozenset(book.counts) - hidden, Audit(book)
    audit.show(visible, SMALLEST)
    exposed = audit.exposed(hidden, SMALLEST)
    chosen = audit.against(exposed, dict.fromkeys(visible, 1.0), SMALLEST)
    assert chosen <= visible
    assert bool(chosen) == bool(exposed)
    for key, (_, high) in ranges(book, visible - chosen, hidden).items():
        assert key not in exposed or high >= max(book.counts[key] + SMALLEST - 1, SMALLEST)


def test_what_costs_least_is_hidden_against_it() -> None:
    """One cell is alone in its row and its column: with it go another row and another column, the cheapest of each."""
    book = table([[6, 9, 7], [7, 8, 9], [5, 8, 6]])
    hidden = {(None, "s0", "c0")}
    visible, audit = frozenset(book.counts) - hidden, Audit(book)
    audit.show(visible, SMALLEST)
    assert audit.exposed(hidden, SMALLEST) == [*hidden]
    price = {key: 1.0 if {key[1], key[2]} <= {"s0", "s2", "c0", "c1"} else 10.0 for key in visible}
    assert audit.against([*hidden], price, SMALLEST) == {
        (None, "s0", "c1"), (None, "s2", "c0"), (None, "s2", "c1")
    }  # fmt: skip
    assert not audit.against([*hidden], {}, SMALLEST)
