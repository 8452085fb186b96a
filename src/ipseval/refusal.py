"""What the evaluation says instead of an answer: sentences for the person who asked, no fault of the program."""

from __future__ import annotations


class Refusal(ValueError):
    """What was asked cannot be done; the text is one or more sentences, a line each."""
