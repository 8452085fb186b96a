"""Which language a page speaks: chosen in this session, else the signed-in person's own, else Danish. No cookie."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_KEY = "language"


class LanguageMiddleware:
    """Speaks the reader's language for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    chosen = request.session.get(LANGUAGE_KEY)
    if chosen is None and SESSION_KEY in request.session:
        chosen = getattr(get_user(request), "language", None)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def speak(request: HttpRequest, language: str) -> None:
    """Keep the choice in the session, and on the person who is signed in."""
    request.session[LANGUAGE_KEY] = language
    if request.user.is_authenticated:
        get_user_model()._default_manager.filter(pk=request.user.pk).update(language=language)
