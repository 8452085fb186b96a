"""Giving consent and taking it back, by staff for the citizen or by the citizen alone, in the same words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspor.access import audit
from samspor.access.actions import Actor, Denied, Refused, action
from samspor.access.models import Unit
from samspor.access.roles import Permission
from samspor.base.dates import local
from samspor.people.models import Person
from samspor.sharing import rules
from samspor.sharing.actions.reviews import open_reviews, settle_reviews
from samspor.sharing.models import Consent, ConsentCategory, ConsentRecipient, ConsentText, Exchange, Review
from samspor.sharing.models.consents import recipients as may_receive
from samspor.sharing.reference import LegalBasis, permission_for, processing_for, wording
from samspor.sharing.rules import Category, Purpose
from samspor.sharing.texts import decision_authority

OTHER_LENGTH = 100


@action(Permission.CONSENT_GIVE, creates=Consent)
def give_consent(person: Person, /, *, by: Actor, at: datetime, **words: Any) -> Consent:
    """Record a citizen's consent in one's own record of them. The words: see `_give`."""
    return _give(person, by=by, at=at, **words)


@action(Permission.OWN_SHARING_CHANGE, creates=Consent)
def give_own_consent(person: Person, /, *, by: Actor, at: datetime, **words: Any) -> Consent:
    """The citizen consents, for one authority's record of them, on that side's behalf to the named recipients."""
    return _give(person, by=by, at=at, **words)


@action(Permission.CONSENT_WITHDRAW)
def withdraw_consent(consent: Consent, /, *, by: Actor, at: datetime, **words: Any) -> None:
    """The citizen told a member of staff. As easy as giving; works on the next request."""
    _withdraw(consent, Permission.CONSENT_WITHDRAW, by=by, at=at, **words)


@action(Permission.OWN_SHARING_CHANGE)
def withdraw_own_consent(consent: Consent, /, *, by: Actor, at: datetime, **words: Any) -> None:
    """The citizen stops sharing, all of it or a part."""
    _withdraw(consent, Permission.OWN_SHARING_CHANGE, by=by, at=at, **words)


@action(Permission.CONSENT_GIVE)
def enter_consent(consent: Consent, /, *, by: Actor, at: datetime, entered_on: date) -> None:
    """It was written into the patient record (sundhedsloven asks for that) on a day."""
    if not consent.given_on <= entered_on <= local(at).date():
        raise Refused(_("The date lies between the day it was given and today."), field="entered_on")
    consent.entered_in_record_on = entered_on
    consent.save()


def _give(
    person: Person,
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    units: Iterable[Unit] = (),
    others: Iterable[str] = (),
    categories: Iterable[str] = (),
    given_on: date | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    how_given: str = Consent.Given.SCREEN,
    language: str = "da",
    entered_in_record_on: date | None = None,
    new_id: UUID | None = None,
) -> Consent:
    """`units` are under an agreement with the record's unit, `others` are named in words; `categories` are ticked
    for exchange alone. Without `valid_to` it holds as long as the law lets it."""
    today = local(at).date()
    if by.user is None:  # a consent is received by somebody
        raise Denied
    purpose = Purpose(purpose)
    given_on = given_on or today
    basis = permission_for(purpose, treatment=person.unit.is_treatment)
    valid_from = valid_from or given_on
    valid_to = valid_to or rules.last_legal_day(given_on, basis.max_months) or valid_from
    units, categories = list(dict.fromkeys(units)), list(dict.fromkeys(categories))
    others = [words for other in others if (words := other.strip())]
    _check_days(given_on, valid_from, valid_to, entered_in_record_on, today, basis)
    _check_recipients(person.unit, purpose, units, others, today)
    _check_categories(purpose, categories)
    consent = Consent.objects.create(
        **({"id": new_id} if new_id else {}),
        person=person,
        purpose=purpose,
        from_unit=person.unit,
        permission_basis=basis.code,
        processing_basis=processing_for(treatment=person.unit.is_treatment).code,
        decision_authority=decision_authority(person.unit, units, given_on),
        text=_text(purpose, language, given_on),
        given_on=given_on,
        valid_from=valid_from,
        valid_to=valid_to,
        how_given=how_given,
        received_by=by.user,
        entered_in_record_on=entered_in_record_on,
    )
    return _completed(consent, units, others, categories, at)


def _completed(
    consent: Consent, units: list[Unit], others: list[str], categories: list[str], at: datetime
) -> Consent:
    """Who may receive, and about what. What it opens again needs no review any more."""
    recipients = [ConsentRecipient(consent=consent, unit=unit) for unit in units]
    recipients += [ConsentRecipient(consent=consent, other=other) for other in others]
    ConsentRecipient.objects.bulk_create(recipients)
    ConsentCategory.objects.bulk_create(ConsentCategory(consent=consent, category=c) for c in categories)
    for exchange in _exchanges(consent):
        settle_reviews(exchange, at)
    return consent


def _check_days(
    given_on: date, valid_from: date, valid_to: date, entered_on: date | None, today: date, basis: LegalBasis
) -> None:
    if given_on > today:
        raise Refused(_("A consent cannot be given on a day that has not come."), field="given_on")
    if valid_from < given_on:
        raise Refused(_("It cannot hold from before it was given."), field="valid_from")
    if valid_to < valid_from:
        raise Refused(_("The last day lies before the first."), field="valid_to")
    last = rules.last_legal_day(given_on, basis.max_months)
    if last is not None and valid_to > last:
        sentence = ngettext(
            "It holds for %(months)s month at the most from when it was given.",
            "It holds for %(months)s months at the most from when it was given.",
            basis.max_months or 0,
        )
        raise Refused(sentence % {"months": basis.max_months}, field="valid_to")
    if entered_on is not None and not given_on <= entered_on <= today:
        raise Refused(
            _("The date lies between the day it was given and today."), field="entered_in_record_on"
        )


def _check_recipients(
    giver: Unit, purpose: Purpose, units: list[Unit], others: list[str], today: date
) -> None:
    if not units and not others:
        raise Refused(_("Choose at least one recipient."), field="units")
    if purpose in {Purpose.REFERRAL, Purpose.EXCHANGE} and not units:
        raise Refused(_("Choose the unit that shall receive."), field="units")
    allowed = {unit.pk for unit in may_receive(giver, purpose, today)}
    if not {unit.pk for unit in units} <= allowed:
        raise Refused(_("There is no agreement in force with that unit."), field="units")
    if any(len(other) > OTHER_LENGTH for other in others):
        raise Refused(_("Name each other recipient in at most 100 characters."), field="others")


def _check_categories(purpose: Purpose, categories: list[str]) -> None:
    if not set(categories) <= {category.value for category in Category}:
        raise Refused(_("Tick the kinds of information one by one."), field="categories")
    if purpose is Purpose.EXCHANGE and not categories:
        raise Refused(
            _("Tick at least one kind of information, or do not record a consent."), field="categories"
        )
    if purpose is not Purpose.EXCHANGE and categories:
        raise Refused(_("Kinds of information are ticked for exchange in the course alone."))


def _text(purpose: Purpose, language: str, on: date) -> ConsentText:
    """The text shown, copied from the reference the first time that it is used."""
    words = wording(purpose, language, on)
    text, _is_new = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=words.version,
        language=words.language,
        defaults={"body": words.body, "valid_from": words.valid_from},
    )
    return text


def _withdraw(
    consent: Consent,
    permission: Permission,
    *,
    by: Actor,
    at: datetime,
    categories: Iterable[str] | None = None,
    recipients: Iterable[UUID] | None = None,
) -> None:
    """The whole consent, or some of its kinds of information and recipients; when none is left, the whole."""
    if consent.withdrawn_at is not None:
        return
    if categories is None and recipients is None:
        consent.withdrawn_at = at
    else:
        ticked, named = (
            consent.categories.filter(withdrawn_at=None),
            consent.recipients.filter(withdrawn_at=None),
        )
        parts: list[Any] = [
            *ticked.filter(category__in=list(categories or ())),
            *named.filter(pk__in=list(recipients or ())),
        ]
        for part in parts:
            part.withdrawn_at = at
            part.save()
            audit.record(permission, by=by, at=at, about=consent.about, thing=part, fields=["withdrawn_at"])
        has_kinds = consent.purpose == Purpose.EXCHANGE
        if not named.exists() or (has_kinds and not ticked.exists()):
            consent.withdrawn_at = at
    consent.save()
    for exchange in _exchanges(consent):
        open_reviews(exchange, cause=Review.Cause.WITHDRAWN, by=by, at=at)


def _exchanges(consent: Consent) -> list[Exchange]:
    """The exchanges in which this consent counts: those of the record that it was given in."""
    if consent.purpose != Purpose.EXCHANGE:
        return []
    of_record = Q(municipal_person=consent.person_id) | Q(regional_person=consent.person_id)
    return list(
        Exchange.objects.filter(of_record).select_related(
            "municipal_unit__authority", "treatment_unit__authority"
        )
    )
