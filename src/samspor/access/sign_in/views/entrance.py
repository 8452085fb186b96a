"""The sign-in page and its ways in: local account, OIDC, and in demo picking a role; and the way out."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from samspor.access.models import User
from samspor.access.sign_in import cast, session
from samspor.access.sign_in.adapters import failed
from samspor.access.sign_in.local import SignIn


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(next_page(request) or settings.LOGIN_REDIRECT_URL)
    form = SignIn(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        words = {"username": form.user.username}
        return perform_password_login(request, words, Login(user=form.user, redirect_url=next_page(request)))
    return show_entrance(request, form)


@login_not_required
@require_POST
def pick(request: HttpRequest) -> HttpResponse:
    """Be somebody of the cast. Exists in demo alone."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(
        User, username__in=cast.CAST, username=request.POST.get("user", ""), is_active=True
    )
    if request.user.is_authenticated:
        session.leave(request)
    return perform_login(request, Login(user=user, redirect_url=next_page(request)))


@login_not_required
@require_safe
def oidc(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider. A link, not a form: browsers hold form-action against each redirect on the way."""
    if provider_id not in settings.OIDC_PROVIDERS:
        raise Http404
    ask_again = {"prompt": "login", "max_age": "0"} if session.locked(request) else {}
    try:
        provider = get_social_adapter(request).get_provider(request, provider_id)
        return provider.redirect(request, process="login", next_url=next_page(request), auth_params=ask_again)
    except (OAuth2Error, RequestException, ValueError, KeyError):
        return failed(request)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    session.leave(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def show_entrance(request: HttpRequest, form: SignIn, **more: Any) -> HttpResponse:
    """The sign-in page; when the session is locked it says whose it is and offers the way they came."""
    locked = session.locked(request)
    context = {
        "form": form,
        "next": next_page(request) or "",
        "providers": list(settings.OIDC_PROVIDERS.values()),
        "cast": cast.offered() if settings.DEMO else [],
        "locked": locked,
        "sitter": User.objects.filter(pk=locked["user"]).first() if locked else None,
        **more,
    }
    return render(
        request, "access/sign_in.html", context, status=422 if form.is_bound and form.errors else 200
    )


def next_page(request: HttpRequest) -> str | None:
    """Where the person was going; never to another host."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours and page.startswith("/") else None
