"""The pages behind the two buttons of an item: share it with the other side, stop sharing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, page, show
from samspor.access.roles import Permission
from samspor.base.addresses import came_from
from samspor.sharing import actions, forms
from samspor.sharing.models import Item, item_models


@page(Permission.ITEM_RELEASE)
def release(request: HttpRequest, kind: str, item_id: UUID) -> HttpResponse:
    item = _item(request, kind, item_id)
    form = forms.Release(request.POST or None, initial={"category": item.category})
    done = _("It is shared.")
    return _answer(request, item, form, actions.release_item, _("Share with the other side"), done)


@page(Permission.ITEM_RELEASE)
def take_back(request: HttpRequest, kind: str, item_id: UUID) -> HttpResponse:
    item = _item(request, kind, item_id)
    form = forms.Confirm(request.POST or None)
    done = _("It is no longer shared.")
    return _answer(request, item, form, actions.take_back_release, _("Stop sharing this?"), done)


def _answer(
    request: HttpRequest, item: Item, form: Any, deed: Callable[..., Any], title: str, done: str
) -> HttpResponse:
    back = came_from(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and carry_out(request, form, deed, item, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(back or "home")
    return show(
        request, "sharing/release.html", form=form, item=item, title=title, next=back, cancel_url=back
    )


def _item(request: HttpRequest, kind: str, item_id: UUID) -> Item:
    if kind not in item_models():
        raise Http404
    return find(
        request, Permission.ITEM_RELEASE, item_models()[kind].objects.select_related("course"), id=item_id
    )
