"""A study: what is asked, as frozen data and as the file `study.toml`; reads no data of people."""

from ipseval.study.study import (
    LADDER,
    LANGUAGES,
    MEASURES,
    SHOWN_CODES,
    FollowUp,
    Span,
    Study,
    StudyError,
    Unit,
)

__all__ = [
    "LADDER",
    "LANGUAGES",
    "MEASURES",
    "SHOWN_CODES",
    "FollowUp",
    "Span",
    "Study",
    "StudyError",
    "Unit",
]
