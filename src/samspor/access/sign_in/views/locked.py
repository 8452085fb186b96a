"""The locked page, the button that locks, and the address to which the page's clock sends unfinished text."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from samspor.access import drafts
from samspor.access.sign_in import session
from samspor.access.sign_in.local import SignIn
from samspor.access.sign_in.views.entrance import next_page, show_entrance
from samspor.base.dates import now


@login_not_required
def locked(request: HttpRequest) -> HttpResponse:
    """GET shows that the session is locked; POST locks it now, for whoever leaves the desk."""
    if request.method == "POST" and request.user.is_authenticated:
        session.lock(request)
        return redirect("access:locked")
    if request.user.is_authenticated:
        return redirect(next_page(request) or settings.LOGIN_REDIRECT_URL)
    if not (held := session.locked(request)):
        return redirect(settings.LOGIN_URL)
    return show_entrance(request, SignIn(request=request, initial={"login": session.name_of(held["user"])}))


@login_not_required
def keep(request: HttpRequest) -> HttpResponse:
    """The page's clock asks how long is left (GET), or keeps a form that was changed (POST)."""
    if request.method == "POST" and (user_id := session.owner(request)) is not None:
        try:
            drafts.keep(
                user_id,
                path=request.POST.get("keep-path", ""),
                page=request.POST.get("keep-page", ""),
                data=request.POST,
                at=now(),
                form_id=request.POST.get("keep-form"),
            )
        except drafts.TooLong:
            return JsonResponse({"seconds": session.seconds_left(request)}, status=413)
    return JsonResponse({"seconds": session.seconds_left(request)})
