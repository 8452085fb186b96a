"""Danish alphabetical order, in letters and digits that every database's own order agrees on; plain Python."""

import unicodedata

_ORDER = str.maketrans(
    {"z": "zb", "æ": "zc", "ä": "zc", "ø": "zd", "ö": "zd", "å": "ze", "ü": "y", "-": "1", " ": "1"}
)


def folded(text: str) -> str:
    """Case-folded, single spaces, letters in one piece: SQLite folds ASCII only, so `ærø` would miss `Ærø`."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sortable(text: str) -> str:
    """æ, ø, å after z and spaces before letters; Aa as å, accents as the plain letter."""
    plain = unicodedata.normalize("NFKD", folded(text).replace("aa", "å").translate(_ORDER))
    return "".join(letter for letter in plain if letter.isalnum())
