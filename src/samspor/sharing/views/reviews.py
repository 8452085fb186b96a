"""The pages of the one who decides, for an authority, on what had been shared with it or builds on that."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, memberships, page, rows, show, shown
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.sharing import actions, forms
from samspor.sharing.disclosed import under_review
from samspor.sharing.models import Review, ReviewItem
from samspor.sharing.reference import keeping_for, legal_bases


def _reviews() -> Any:
    return Review.objects.select_related(
        "authority",
        "exchange__municipal_unit__authority",
        "exchange__treatment_unit__authority",
        "exchange__municipal_person",
        "exchange__regional_person",
    )


@page(Permission.REVIEW_SEE)
def reviews(request: HttpRequest) -> HttpResponse:
    left = Count("items", filter=Q(items__decision=""))
    listed = list(
        rows(
            request, Permission.REVIEW_SEE, _reviews().annotate(left=left).order_by("closed_at", "opened_at")
        )
    )
    shown(request, Permission.REVIEW_SEE, listed)
    authorities = {m.unit.authority for m in memberships(request, Permission.REVIEW_SEE) if m.unit}
    return show(
        request,
        "sharing/reviews.html",
        reviews=listed,
        unnamed=[a for a in authorities if a.sharing_reviewer_id is None],
        is_reviewer=any(a.sharing_reviewer_id == request.user.pk for a in authorities),
    )


@page(Permission.REVIEW_SEE)
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    items = Prefetch(
        "items", queryset=ReviewItem.objects.select_related("decided_by").order_by("decision").gated()
    )
    row = find(request, Permission.REVIEW_SEE, _reviews().prefetch_related(items), id=review_id)
    return show(
        request,
        "sharing/review.html",
        review=row,
        items=[(item, legal_bases().get(item.legal_basis, "")) for item in row.items.all()],
    )


@page(Permission.REVIEW_DECIDE)
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    joined = ReviewItem.objects.select_related(
        "review__exchange__municipal_unit__authority", "review__exchange__treatment_unit__authority"
    )
    row = find(request, Permission.REVIEW_DECIDE, joined, id=item_id)
    receiver = row.review.receiver
    form = forms.DecideItem(
        request.POST or None,
        bases=keeping_for(today(), treatment=receiver.is_treatment),
        is_received=row.is_received,
    )
    if form.is_valid() and carry_out(request, form, actions.decide_item, row, **form.cleaned_data):
        messages.success(request, _("The decision is recorded."))
        return redirect("sharing:review", row.review_id)
    return show(
        request, "sharing/decide.html", form=form, row=row, item=under_review(row), title=_("Read and decide")
    )
