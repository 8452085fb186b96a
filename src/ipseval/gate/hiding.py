"""Which counts stay in: those of few people, and what would let one of them be narrowed down.

For each hidden count, integer programming over all equations between the published counts gives its smallest and its
largest possible value, and more is hidden until that range holds at least `smallest_cell` numbers and reaches it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ipseval.gate.audit import Audit
from ipseval.gate.ledger import Equation, Key, Ledger, Place
from ipseval.refusal import Refusal


class TooClose(Refusal):
    """What is out already gives a few people away, whatever else is hidden; a sentence for each count that does."""


def hide_in_turn(
    ledger: Ledger,
    tiers: Sequence[Collection[Key]],
    smallest: int,
    few: Collection[Key] = (),
    known: Collection[Key] = (),
) -> frozenset[Key]:
    """The counts that stay in, where those of an earlier tier matter more: what it shows no later one takes back.

    Each tier is decided as if those after it were never published; what follows from what is shown is shown as well.
    Where a tier leaves too little to hide in a later one, all are decided together.
    """
    shown, hidden, audit = frozenset(known), frozenset[Key](), Audit(ledger)
    try:
        for tier in tiers:
            fit = {key for key in {*tier} - shown - {*few} if ledger.counts[key] >= smallest}
            audit.show(shown, 2)
            follow = audit.exposed({key for key in fit if not ledger.is_small(key, smallest)}, 2)
            both = frozenset({*tier, *shown})
            about = None if tier is tiers[-1] else {key[:2] for key in both}
            hidden = hide(ledger, both, smallest, few, {*shown, *follow}, audit, about)
            shown = both - hidden
    except TooClose:
        return hide(ledger, frozenset[Key]().union(*tiers), smallest, few, known, audit)
    return hidden


def hide(
    ledger: Ledger,
    published: Collection[Key],
    smallest: int,
    few: Collection[Key] = (),
    known: Collection[Key] = (),
    audit: Audit | None = None,
    about: Collection[Place] | None = None,
) -> frozenset[Key]:
    """The counts that stay in: the small ones, published or not, those of `few` people, and what goes along.

    `known` counts are out, so they cannot be hidden: `TooClose` where that takes more than there is. Until the rest is
    decided, only what comes out `about` some scopes may be asked. First each scope by itself: what its own equations
    give away is found in no time, and is mostly all.
    """
    open_, small = frozenset({*published, *known}), {*few}
    small |= {key for key in ledger.counts if ledger.is_small(key, smallest)}
    small -= {*known}
    price = {key: _price(ledger, key) for key in open_ - {*known}}
    cover, audit = _Cover(open_, price, frozenset(small), smallest), audit or Audit(ledger)
    asked = {key for key in small if about is None or key[:2] in about}
    for place, own in _by_scope(ledger).items():
        cover.settle(Audit(ledger, own), {key for key in asked if key[:2] == place})
    cover.uncover(audit)
    cover.settle(audit, asked | cover.beside)
    return frozenset(cover.hidden)


def _by_scope(ledger: Ledger) -> dict[Place, list[Equation]]:
    """The equations between counts of one group, or one site, alone."""
    found: dict[Place, list[Equation]] = {}
    for total, parts in ledger.equations:
        if {total[:2]} == {part[:2] for part in parts}:
            found.setdefault(total[:2], []).append((total, parts))
    return found


class _Cover:
    """What is hidden so far: what must be, and `beside` it what else is, so that it stays hidden."""

    def __init__(
        self, published: frozenset[Key], price: Mapping[Key, float], small: frozenset[Key], smallest: int
    ) -> None:
        """All that would be published, what of it may be hidden and at which price, and what must be."""
        self._published, self._price, self._small, self._smallest = published, dict(price), small, smallest
        self.hidden = set(small)

    @property
    def beside(self) -> set[Key]:
        """What is hidden for the sake of others."""
        return self.hidden - self._small

    def uncover(self, audit: Audit) -> None:
        """What each scope hid by itself and all of them together give away is hidden in vain: it is shown."""
        audit.show(self._published - self.hidden, self._smallest)
        self.hidden -= {*audit.exposed(self.beside, self._smallest)}

    def settle(self, audit: Audit, asked: Collection[Key]) -> None:
        """Hides more until none of those asked, nor of what is hidden for their sake, is exposed."""
        every, doubtful = {*asked}, {*asked}
        while doubtful:
            audit.show(self._published - self.hidden, self._smallest)
            if not (exposed := audit.exposed(doubtful, self._smallest)):
                return
            chosen = audit.against(exposed, self._price, self._smallest)
            if not chosen and (idle := {*exposed} & {*self._price} - self._small):
                # known whatever else is hidden: it is shown, and others are hidden in its place
                self.hidden -= idle
                self._price = {key: price for key, price in self._price.items() if key not in idle}
                doubtful = every & self.hidden
                continue
            chosen = chosen or self._cheapest(audit.visible)
            # hiding more never narrows a range, so what was wide stays wide
            doubtful = {*exposed, *chosen}
            every |= chosen
            self.hidden |= chosen

    def _cheapest(self, among: Collection[Key]) -> set[Key]:
        """`TooClose` where none of them may be hidden."""
        left = [key for key in among if key in self._price]
        if not left:
            raise TooClose("What is out already gives a few people away. Wait for more people.")
        return {min(left, key=self._price.__getitem__)}


def _price(ledger: Ledger, key: Key) -> float:
    """Sites before groups before everyone, then as dear as the measure says, then the smaller count."""
    group, site, name = key
    scope = 1 if site is not None else 100 if group is not None else 10_000
    return scope * (ledger.dear[name] + ledger.counts[key] / 10_000)
