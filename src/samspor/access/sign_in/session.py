"""What a session holds: who came in and how, when they were last here, that it is locked. One way in and out."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.middleware.csrf import CSRF_SESSION_KEY

from samspor.access import audit
from samspor.access.models import User
from samspor.base.dates import now
from samspor.base.language import LANGUAGE_KEY

BACKEND = "samspor.access.sign_in.local.LocalBackend"
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
LOCKED = "locked"
NEEDS_SECOND_FACTOR = "needs_second_factor"
STAYS = (CSRF_SESSION_KEY, LANGUAGE_KEY)
"""What a session keeps when it locks, so that a form sent a moment too late is known as ours."""


def enter(request: HttpRequest, user: User, *, way: str, needs_second_factor: bool = False) -> None:
    """Let somebody in: a new session key, nothing left of whoever sat here before."""
    if (was := request.session.get(LOCKED)) and was["user"] != user.pk:
        request.session.flush()
    request.session.pop(LOCKED, None)
    login(request, user, backend=BACKEND)
    at = now()
    request.session.set_expiry(0)
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = at.timestamp()
    request.session["way"] = way
    request.session.setdefault(LANGUAGE_KEY, user.language)
    if needs_second_factor:
        request.session[NEEDS_SECOND_FACTOR] = True
    audit.record("sign_in.ok", user=user, at=at, fields=[way])


def leave(request: HttpRequest) -> None:
    """End the session, locked or not."""
    if (user_id := owner(request)) is not None:
        audit.record("sign_out", user=user_id, at=now())
    logout(request)


def lock(request: HttpRequest) -> None:
    """Nobody is signed in, but the session knows whose it was. The key stays: other open tabs hold it."""
    at, user_id, way = now(), request.user.pk, request.session.get("way", "local")
    stays = {name: request.session[name] for name in STAYS if name in request.session}
    request.session.clear()
    request.session.update(stays)
    request.session[LOCKED] = {"user": user_id, "way": way, "at": at.timestamp()}
    request.user = AnonymousUser()
    audit.record("locked", user=user_id, at=at)


def locked(request: HttpRequest) -> dict[str, Any] | None:
    """Whose session is locked, how that person came in, and since when; None when it is open."""
    return request.session.get(LOCKED)


def locked_at(request: HttpRequest) -> datetime | None:
    return moment_in(locked(request) or {}, "at")


def name_of(user_id: int) -> str:
    return User.objects.filter(pk=user_id).values_list("username", flat=True).first() or ""


def owner(request: HttpRequest) -> int | None:
    """Whose session this is, locked or open."""
    if request.user.is_authenticated:
        return request.user.pk
    return (locked(request) or {}).get("user")


def seconds_left(request: HttpRequest) -> int:
    """How long until the session locks if nobody does anything."""
    if not request.user.is_authenticated:
        return 0
    seen = request.session.get(SEEN_AT, now().timestamp())
    return max(0, int(seen + settings.IDLE_MINUTES * 60 - now().timestamp()))


def moment_in(session: SessionBase | dict[str, Any], name: str) -> datetime | None:
    stamp = session.get(name)
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
