"""How guessing is slowed: axes counts by address and a keyed hash of what was typed; all get the same answer."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspor.access import audit
from samspor.access.encryption import keyed_hash
from samspor.base.dates import now


def typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """What axes remembers of a typed user name: people type passwords there by mistake, so never the word."""
    word = (credentials or {}).get("username")
    if word is None and request is not None:
        word = request.POST.get("login", "")
    return keyed_hash(f"sign-in|{str(word).strip().lower()}")


def address(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy the last address that the proxy has added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")


def may_try(request: HttpRequest, word: str) -> bool:
    return bool(AxesProxyHandler.is_allowed(request, {"username": word}))


def count_failure(request: HttpRequest, word: str) -> None:
    """Count a wrong second factor like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": word}, request=request)


def record_failure(word: str, why: str = "password") -> None:
    audit.record(
        "sign_in.failed",
        at=now(),
        outcome="denied",
        about=keyed_hash(f"sign-in|{word.strip().lower()}"),
        fields=[why],
    )


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Too many tries: the same page for a name that exists and one that does not."""
    return render(
        request, "access/too_many_tries.html", {"minutes": settings.SIGN_IN_WAIT_MINUTES}, status=429
    )
