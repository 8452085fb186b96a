"""Reviews of what had been shared: opened for each receiving side when sharing closes, decided item by item, dropped
when sharing opens again."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import SYSTEM, Actor, Refused, action
from samspor.access.case_data import trusted
from samspor.access.models import Unit
from samspor.access.roles import Permission
from samspor.base.dates import local
from samspor.sharing import rules
from samspor.sharing.models import Exchange, Item, Review, ReviewItem, item_models
from samspor.sharing.models.facts import channel_of
from samspor.sharing.models.items import PATH
from samspor.sharing.models.open import SIDES, consented, goes_on, treated, units_exist
from samspor.sharing.reference import keeping_for
from samspor.sharing.rules import Category, Channel, Closing

OPENED = "review.open"
"""In the log: nobody's deed of its own, it follows from a withdrawal, an end, a lapse or a unit that is no more."""


@action(Permission.REVIEW_DECIDE)
def decide_item(
    item: ReviewItem,
    *,
    by: Actor,
    at: datetime,
    decision: str,
    legal_basis: str = "",
    archive_reference: str = "",
) -> None:
    """Keep on another legal basis, or delete under an archive authorisation. Each decision is final."""
    review = item.review
    if item.decision:
        raise Refused(_("This has been decided already."))
    if decision == ReviewItem.Decision.KEEP:
        bases = keeping_for(local(at).date(), treatment=review.receiver.is_treatment)
        if legal_basis not in {basis.code for basis in bases}:
            raise Refused(_("Choose the legal basis on which it is kept."), field="legal_basis")
        item.legal_basis = legal_basis
    elif decision == ReviewItem.Decision.DELETE:
        if not archive_reference.strip():
            raise Refused(_("Give the reference of the archive authorisation."), field="archive_reference")
        item.archive_reference = archive_reference.strip()
    else:
        raise Refused(_("Choose whether it is kept or deleted."), field="decision")
    item.decision, item.decided_at, item.decided_by = decision, at, by.user
    item.save()
    if not item.is_received:
        _carry_out(item)
    _finish_if_done(review, at)


def _carry_out(decided: ReviewItem) -> None:
    """An own note that is kept stands on its own from now on; one that is deleted goes with its versions."""
    rows = item_models()[decided.kind].objects.filter(pk=decided.item_id)
    if decided.decision == ReviewItem.Decision.DELETE:
        rows.delete()
    else:
        rows.update(is_derived=False)


# --- opened when sharing closes -------------------------------------------------------------------------------
def open_reviews(exchange: Exchange, *, cause: Review.Cause, by: Actor, at: datetime) -> None:
    """For each side to which something was shared that is closed now. Inside an action."""
    channel, on = channel_of(exchange), local(at).date()
    for reader in (exchange.municipal_unit, exchange.treatment_unit):
        items = list(_to_review(exchange, reader, _closed_to(channel, reader, on)))
        if not items:
            continue
        review, is_new = Review.objects.get_or_create(
            exchange=exchange,
            authority=reader.authority,
            closed_at=None,
            defaults={"cause": cause, "opened_at": at},
        )
        ReviewItem.objects.bulk_create(
            ReviewItem(review=review, kind=i.kind, item_id=i.pk, is_received=i.owner_unit_id != reader.pk)
            for i in items
        )
        if is_new:
            audit.record(OPENED, by=by, at=at, about=review.about, thing=review, fields=["opened_at"])


def open_reviews_for_lapsed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Nightly: consents that ran out, treatments that nobody confirmed, units that have ended (a successor takes over
    no consent). Returns how many exchanges it was."""
    on = local(at).date()
    with trusted():
        exchanges = Exchange.objects.filter(pk__in=_with_something_closed(on)).select_related(
            "municipal_unit__authority", "treatment_unit__authority"
        )
        for exchange in (found := list(exchanges)):
            with transaction.atomic():
                open_reviews(exchange, cause=_cause(exchange, on), by=by, at=at)
    return len(found)


def _closed_to(channel: Channel, reader: Unit, on: date) -> list[Category]:
    """An agreement that is being renewed is the one closing that calls for no review."""
    return [c for c in Category if rules.closed_by(channel, reader.pk, c, on) - {Closing.AGREEMENT}]


def _to_review(exchange: Exchange, reader: Unit, closed: list[Category]) -> Iterator[Item]:
    """What the other side had released and own notes that build on it, unless reviewed since they were released."""
    received = Q(released_at__isnull=False, owner_unit=exchange.other_unit(reader.pk))
    derived = Q(is_derived=True, owner_unit=reader)
    for model in item_models().values():
        rows = model.objects.filter(received | derived, exchange=exchange, category__in=closed)
        yield from rows.exclude(Exists(_reviewed(reader.authority_id)))


def _reviewed(authority: Any) -> Any:
    """Undecided, or received and decided since the item was released; `authority` may be a path from the item. An own
    note that was kept is derived no more: where it is again, it was written anew."""
    since = Q(decision="") | Q(decided_at__gte=OuterRef("released_at"), is_received=True)
    return ReviewItem.objects.filter(since, item_id=OuterRef("pk"), review__authority=authority)


def _with_something_closed(on: date) -> set:
    """Exchanges with something shared that is carried no longer and nobody has reviewed. Twin of `_closed_to`."""
    found: set = set()
    for model in item_models().values():
        for reader, (giver, _person) in SIDES.items():
            received = Q(released_at__isnull=False, owner_unit=F(f"{PATH}{giver}"))
            derived = Q(is_derived=True, owner_unit=F(f"{PATH}{reader}"))
            carried = consented(reader, on, OuterRef("category"), PATH) & treated(on, PATH)
            carried &= units_exist(on, PATH) & goes_on(on, PATH)
            rows = model.objects.filter(received | derived, ~carried, exchange__isnull=False)
            rows = rows.exclude(Exists(_reviewed(OuterRef(f"{PATH}{reader}__authority"))))
            found.update(rows.values_list("exchange", flat=True).distinct())
    return found


def _cause(exchange: Exchange, on: date) -> Review.Cause:
    channel = channel_of(exchange)
    if not rules.units_exist(channel, on):
        return Review.Cause.UNIT_ENDED
    ongoing = any(rules.is_ongoing(t, channel, on) for t in channel.treatments)
    return Review.Cause.LAPSED if ongoing else Review.Cause.TREATMENT_ENDED


# --- closed ---------------------------------------------------------------------------------------------------
def settle_reviews(exchange: Exchange, at: datetime) -> None:
    """Sharing opened again: what nobody had decided yet, and may be read again, needs no decision."""
    reviews = list(Review.objects.filter(exchange=exchange, closed_at=None))
    if not reviews:
        return
    channel, on = channel_of(exchange), local(at).date()
    for review in reviews:
        closed = _closed_to(channel, review.receiver, on)
        for item in review.items.filter(decision=""):
            if not item_models()[item.kind].objects.filter(pk=item.item_id, category__in=closed).exists():
                item.delete()
        _finish_if_done(review, at)


def drop_from_reviews(item: Item, at: datetime) -> None:
    """Its owner took it back: there is nothing left to decide for those who had received it."""
    undecided = ReviewItem.objects.filter(item_id=item.pk, decision="", is_received=True)
    for reviewed in list(undecided.select_related("review")):
        reviewed.delete()
        _finish_if_done(reviewed.review, at)


def _finish_if_done(review: Review, at: datetime) -> None:
    if review.items.filter(decision="").exists():
        return
    if review.items.exists():
        review.closed_at = at
        review.save()
    else:
        review.delete()
