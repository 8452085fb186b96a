"""Where a page leads back to: the page of ours that one came from, never an address elsewhere."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, address: str) -> str:
    """The address, if it lies on this site; else nothing."""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else ""


def came_from(request: HttpRequest) -> str:
    """The page of ours that `next` names, sent with the form or in the address; else nothing."""
    return own_address(request, request.POST.get("next") or request.GET.get("next", ""))
