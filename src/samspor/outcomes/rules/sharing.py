"""How many people a file may be about, and what may be said of those who are not in it."""

from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Share:
    """People of a programme's courses and those of them who consented; None where it may not be said."""

    everybody: int | None = None
    consented: int | None = None
    may_leave: bool = False

    @property
    def without(self) -> int | None:
        if self.everybody is None or self.consented is None:
            return None
        return self.everybody - self.consented


def share(*, everybody: int, consented: int) -> Share:
    """Nothing leaves about fewer than five people; nor where one to four would be missing, who could be worked out by
    taking the file from the figures of all."""
    if consented < FEWEST or 0 < everybody - consented < FEWEST:
        return Share()
    return Share(everybody, consented, may_leave=True)
