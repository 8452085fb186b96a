"""The outsider with two releases of one programme: who was seen to the end stays what they were, and others came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from tests.ipseval.gate.attacker import Attacker, Json, Name
from tests.ipseval.gate.meanings import EARLY, HELD, KINDS, MEASURES, SEEN

LASTING = EARLY + SEEN
"""Kinds that nobody leaves: their follow-up has passed."""
SUMS = sorted(
    {kinds for fields in MEASURES.values() for kinds in fields.values() if set(kinds) <= {*LASTING}}
    | {(kind,) for kind in LASTING}
    | {LASTING, HELD, KINDS}
)


class Editions(Attacker):
    """All that the later release tells, all that the earlier one did, and how many of each kind have come between."""

    def __init__(self, later: Json, earlier: Json) -> None:
        super().__init__(later)
        before = Attacker(earlier)
        place = {at: self("before", *name) for name, at in before.places.items()}
        for row, known in before.rows:
            self.rows.append(({place[at]: sign for at, sign in row.items()}, known))
        self.since: dict[Name, list[int]] = {}
        for name in before.places:
            if name[0] in ("group", "site") and name[2] == KINDS[0] and (*name[:2], KINDS[0]) in self.places:
                self.came(name[:2])
            if name[0] == "stood" and name in self.places:
                self.same([self(*name)], [self("before", *name), self("stood since", *name[1:])])

    def came(self, whose: Name) -> None:
        """Who started is never fewer, who was in work at start neither, nor anybody whose follow-up has passed."""
        for kinds in (*((kind,) for kind in LASTING), HELD, KINDS):
            now = [self(*whose, kind) for kind in kinds]
            then = [self("before", *whose, kind) for kind in kinds]
            self.same(now, [*then, self("since", *whose, kinds)])

    def found(self) -> Iterator[tuple[Name, int]]:
        """Sums of which it comes out that a few have come, and how many."""
        lowest = self.solver()
        for whose in self.whose():
            for kinds in SUMS:
                places = [place for one in whose for place in self.added(one, kinds)]
                if (low := self.few(lowest, places)) is not None:
                    yield (*whose, kinds), low
        stood = sorted({name[2:] for name in self.places if name[0] == "stood since"})
        for whole in stood:
            each = [self.places["stood since", group, *whole] for group in self.groups]
            for places in (each, *([place] for place in each)):
                if (low := self.few(lowest, places)) is not None:
                    yield ("stood", *whole), low

    def few(self, lowest: Callable[[Iterable[int], int], float | None], places: list[int]) -> int | None:
        """How many, where they are found to be few."""
        low = lowest(places, 1)
        return int(low) if low is not None and 0 < low < 5 and low == lowest(places, -1) else None

    def whose(self) -> Iterable[tuple[Name, ...]]:
        """Everyone, each group and each site."""
        each = sorted({name[1:3] for name in self.places if name[0] == "since"}, key=repr)
        groups = tuple(one for one in each if one[0] == "group")
        return [groups, *((one,) for one in each)]

    def added(self, whose: Name, kinds: Collection[str]) -> list[int]:
        """Where it stands how many of these kinds have come."""
        whole = ("since", *whose, kinds)
        if whole in self.places:
            return [self.places[whole]]
        return [self.places["since", *whose, (kind,)] for kind in kinds]
