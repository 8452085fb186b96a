"""Fifteen minutes without a request lock a session; what is typed on the way is kept first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CSRF_SESSION_KEY
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from samspor.access import drafts
from samspor.access.sign_in.session import LOCKED, SEEN_AT, lock, locked, seconds_left
from samspor.base.dates import now
from samspor.base.views import stale_form

TIMER = "X-Samspor-Timer"
"""A request with this header was sent by the page's clock, not by a person."""
SEEN_EVERY = 30


class IdlenessMiddleware:
    """Locks, remembers when somebody was last here, and asks whoever comes to a locked session to unlock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            recall_expired(request)
        if request.user.is_authenticated:
            if seconds_left(request) <= 0:
                lock(request)
            elif TIMER not in request.headers:
                mark_seen(request)
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        if request.method == "POST" and request.user.is_authenticated and response.status_code < 400:
            drafts.forget_sent(request, request.user.pk)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """After the CSRF check, before the page."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if locked(request):
            return keep_and_ask(request)
        if request.htmx:  # type: ignore[attr-defined]
            return go(request, settings.LOGIN_URL, page_of(request))
        return None


def mark_seen(request: HttpRequest) -> None:
    """Somebody is here. Written twice a minute at most: a session may lock half a minute early, never late."""
    stamp = now().timestamp()
    if stamp - request.session.get(SEEN_AT, 0) >= SEEN_EVERY:
        request.session[SEEN_AT] = stamp


def keep_and_ask(request: HttpRequest) -> HttpResponse:
    """Keep what was sent to a locked session, then ask its owner to unlock."""
    page = page_of(request)
    if request.method == "POST":
        try:
            drafts.keep(
                request.session[LOCKED]["user"],
                path=request.path,
                page=page,
                data=request.POST,
                at=now(),
                form_id=request.POST.get(f"{drafts.KEEP}form"),
            )
        except drafts.TooLong:
            return stale_form(request)
    return go(request, "access:locked", page)


def go(request: HttpRequest, name: str, page: str) -> HttpResponse:
    url = f"{reverse(name)}?{urlencode({'next': page})}"
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def page_of(request: HttpRequest) -> str:
    """The page on which the person sat: where a form stood, not where it was sent."""
    told = None
    if request.headers.get("HX-Request"):
        told = request.headers.get("HX-Current-URL")
    elif request.method == "POST":
        told = request.headers.get("Referer")
    parts = urlsplit(told or "")
    if parts.netloc == request.get_host():
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.get_full_path() if request.method == "GET" else request.path


def recall_expired(request: HttpRequest) -> None:
    """A session that ran out while somebody typed: its row still says whose it was and knows its forms."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or SESSION_KEY in request.session or locked(request) or CSRF_SESSION_KEY in request.session:
        return
    since = now() - timedelta(hours=settings.DRAFT_HOURS)
    row = Session.objects.filter(pk=key, expire_date__lte=now(), expire_date__gt=since).first()
    held = row.get_decoded() if row else {}
    user_id = held.get(SESSION_KEY) or (held.get(LOCKED) or {}).get("user")
    if user_id and CSRF_SESSION_KEY in held:
        request.session[CSRF_SESSION_KEY] = request.META["CSRF_COOKIE"] = held[CSRF_SESSION_KEY]
        way = held.get("way") or (held.get(LOCKED) or {}).get("way", "local")
        request.session[LOCKED] = {"user": int(user_id), "way": way, "at": now().timestamp()}
