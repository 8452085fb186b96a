"""A study: what is asked, as frozen data and as the file `study.toml`; reads no data of people."""

from ipseval.study.study import (
    ADJUSTED,
    LADDER,
    LANGUAGES,
    SHOWN_CODES,
    FollowUp,
    Span,
    Study,
    StudyError,
    Unit,
)

__all__ = [
    "ADJUSTED",
    "LADDER",
    "LANGUAGES",
    "SHOWN_CODES",
    "FollowUp",
    "Span",
    "Study",
    "StudyError",
    "Unit",
]
