"""What the sections read: the release, the study as the manifest declares it, and the words of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipseval.figures import Figure, Released
from ipseval.report.words import Words, capital


@dataclass(frozen=True)
class View:
    """One report in the making."""

    released: Released
    words: Words

    @property
    def study(self) -> Mapping[str, Any]:
        """The study, as it was declared."""
        declared: Mapping[str, Any] = self.released.manifest["study"]
        return declared

    @property
    def groups(self) -> tuple[str, str] | None:
        """The two groups compared."""
        named = self.study["groups"]
        return (named[0], named[1]) if named else None

    def ordered(self, groups: Iterable[str | None]) -> list[str | None]:
        """Everyone, the two groups as the study names them, then the others by name."""
        named: list[str | None] = [None, *(self.groups or ())]
        found = set(groups)
        return [group for group in named if group in found] + sorted(
            group for group in found if group is not None and group not in named
        )

    def wholes(self, measure: str) -> list[Figure]:
        """Everyone's figure, then each group's."""
        return [
            figure
            for figure in self.released.figures
            if figure.measure == measure and figure.site is None and figure.versus is None
        ]

    def one(self, measure: str, group: str | None = None) -> Figure | None:
        """The figure of everyone or of a group."""
        return next((figure for figure in self.wholes(measure) if figure.group == group), None)

    def between(self, measure: str) -> Figure | None:
        """The figure of the two groups together."""
        found = (f for f in self.released.figures if f.measure == measure and f.versus is not None)
        return next(found, None)

    def scope(self, group: str | None) -> str:
        """Everyone, or what the group is called, as at the beginning of a line."""
        return capital(self.words.label(group, "group"))

    def trait(self, trait: str) -> str:
        """What a trait is called, as at the beginning of a line."""
        say = self.words
        known = say(f"who.{trait}") if trait in ("site", "start_year") else say.label(trait)
        return capital(say.own(trait) or known)

    def step(self, step: str, group: str | None = None) -> str:
        """How many are in a line of the flow."""
        found = next((s for s in self.released.flow if s.step == step and s.group == group), None)
        return self.words("cell.none") if found is None else self.words.count(found.n)

    def hidden_note(self, texts: Iterator[str]) -> tuple[str, ...]:
        """Says what hidden means, where anything is."""
        if self.words("cell.hidden") not in set(texts):
            return ()
        return (self.words("cell.hidden_note", smallest=self.words.smallest),)
