"""What was searched for, kept sealed in the session under a token, so that no address carries it."""

import secrets
from base64 import b64decode, b64encode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from samspor.access.encryption import CannotOpen, seal, unseal

MOST = 10


def keep(session: SessionBase, words: str) -> str:
    """The token under which these words can be asked for again in this session."""
    token = secrets.token_urlsafe(9)
    sealed = b64encode(seal(words, key=settings.KEYS.encryption[0], place=_place(token))).decode()
    earlier = list(session.get("searches", {}).items())[1 - MOST :]
    session["searches"] = {**dict(earlier), token: sealed}
    return token


def words_of(session: SessionBase, token: str) -> str | None:
    """The words behind a token of this session; None for any other."""
    sealed = session.get("searches", {}).get(token)
    if sealed is None:
        return None
    try:
        return unseal(b64decode(sealed), keys=settings.KEYS.encryption, place=_place(token))
    except CannotOpen:
        return None


def _place(token: str) -> str:
    return f"session|people.search|{token}"
