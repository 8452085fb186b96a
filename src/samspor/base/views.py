"""The pages that belong to no room: choice of language, what went wrong, and the sheet of all components."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspor.base import style as sheet
from samspor.base.addresses import own_address
from samspor.base.language import speak

SECRET = ("csrf", "password", "token", "code", "secret", "otp")
CODE = re.compile(r"[a-z0-9_.-]*|/\S*")
"""What a choice, a key or an address looks like: not words that somebody typed."""


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and go back to where one was."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        speak(request, wanted)
    return redirect(own_address(request, request.POST.get("next", "")) or "home")


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Every component with an example; not in production."""
    if settings.PRODUCTION:
        raise Http404
    return sheet.page(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return _sentences(
            request,
            413,
            _("It was too much at once"),
            [
                _("The text or the file is larger than can be received here. Nothing has been saved."),
                _("Go back, shorten it, and send it again."),
            ],
        )
    return _sentences(
        request,
        400,
        _("The page could not be shown"),
        [_("The address or what was sent could not be understood. Nothing has been saved.")],
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The role gives no such page anywhere; it says nothing of any person."""
    return _sentences(
        request,
        403,
        _("Your role does not open this page"),
        [_("If you need it for your work, ask the administrator of your unit.")],
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is not there and for what is not yours to see."""
    return _sentences(
        request,
        404,
        _("The page was not found"),
        [_("It may have been moved, or it is not among the pages that you can open.")],
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands alone: needs no database, no session and no context."""
    return HttpResponseServerError(loader.render_to_string("base/server_error.html"))


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that had been open too long. What was typed is shown once more, to copy; it is not kept or logged."""
    kept = _typed(request) if _sent_from_here(request) else []
    return _sentences(
        request,
        403,
        _("The form had been open too long"),
        [_("For safety a form works for a limited time, and only in the window where you signed in.")],
        template="base/stale_form.html",
        kept=kept,
        back_url=request.path if request.method == "POST" else "",
    )


def _sentences(
    request: HttpRequest,
    status: int,
    title: str,
    sentences: Sequence[str],
    *,
    template: str = "base/sentence.html",
    **context: Any,
) -> HttpResponse:
    response = render(request, template, {"title": title, "sentences": sentences, **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> list[str]:
    """The words in the fields of the form, but for keys, codes of choices and anything secret."""
    return [
        value
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in SECRET)
        for value in values
        if not CODE.fullmatch(value.strip())
    ]


def _sent_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return origin.startswith(f"{request.scheme}://{request.get_host()}")
