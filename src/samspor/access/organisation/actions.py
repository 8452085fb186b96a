"""What an administrator does, within the own authority alone: units, people, memberships, mandates, the reviewer."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from samspor.access.actions import Actor, Denied, Refused, action
from samspor.access.models import ActsFor, Authority, Membership, Unit, User
from samspor.access.organisation import rules
from samspor.access.roles import UNITLESS, Permission, Role
from samspor.access.sign_in import invitation
from samspor.base.dates import local

CHANGE = Permission.ORGANISATION_CHANGE


# --- units ------------------------------------------------------------------------------------------------
@action(CHANGE)
def create_unit(
    authority: Authority, /, *, by: Actor, at: datetime, code: str, kind: str, **facts: Any
) -> Unit:
    """A new place of work. Its kind says whether it treats people, and never changes."""
    if not rules.may_have(authority.kind, kind):
        raise Refused(_("This kind of unit does not belong to this kind of authority."), field="kind")
    known = Unit.objects.filter(authority=authority, code=code).first()
    if known is not None:
        if (known.kind, known.name) == (kind, facts.get("name")):
            return known
        raise Refused(_("Another unit of the authority has this code."), field="code")
    return Unit.objects.create(authority=authority, code=code, kind=kind, **_dated(facts))


@action(CHANGE)
def change_unit(unit: Unit, /, *, by: Actor, at: datetime, **facts: Any) -> None:
    """A new name, other telephone numbers, a last day, and who takes over."""
    for name, value in facts.items():
        setattr(unit, name, value)
    _dated({"valid_from": unit.valid_from, "valid_to": unit.valid_to})
    successor = unit.successor
    if successor is not None:
        if unit.valid_to is None:
            raise Refused(_("A unit with a successor needs a last day."), field="valid_to")
        if successor.pk == unit.pk or successor.is_treatment != unit.is_treatment:
            raise Refused(_("Choose a unit that does the same kind of work."), field="successor")
    unit.save()


# --- people and their memberships ---------------------------------------------------------------------------
@action(CHANGE)
def create_user(
    unit: Unit, /, *, by: Actor, at: datetime, username: str, name: str, role: str, valid_from: date, email: str = "",
    phone: str = "", valid_to: date | None = None,
) -> User:  # fmt: skip
    """A local account with its first membership. It opens with a link that the administrator hands over."""
    known = User.objects.filter(username=username.strip().lower()).first()
    if known is not None:
        if (known.name, known.email) == (name, email) and known.memberships.filter(
            unit=unit, role=role
        ).exists():
            return known
        raise Refused(_("The user name is taken. Choose another."), field="username")
    user: User = User.objects.create_user(username, name=name, email=email, phone=phone)
    _join(user, unit, role, valid_from, valid_to, by)
    return user


@action(CHANGE)
def change_user(user: User, /, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Name, e-mail, telephone, and whether the account is open."""
    _check_ours_alone(user, by, at)
    if user.pk == by.user_id and not facts.get("is_active", True):
        raise Refused(_("You cannot close your own account."), field="is_active")
    for name, value in facts.items():
        setattr(user, name, value)
    user.save()


@action(CHANGE)
def invite(user: User, /, *, by: Actor, at: datetime) -> str:
    """The address where the user chooses a password; shown to the administrator once, works once."""
    _check_ours_alone(user, by, at)
    if not user.is_active:
        raise Refused(_("The account is closed. Open it first."))
    return invitation.link_for(user)


@action(CHANGE)
def forget_second_factor(user: User, /, *, by: Actor, at: datetime) -> None:
    """The phone is lost: the next sign-in sets up a new second factor."""
    _check_ours_alone(user, by, at)
    if user.pk == by.user_id:
        raise Refused(_("Another administrator must do this for you."))
    invitation.forget_second_factor(user)


@action(CHANGE)
def add_membership(
    user: User,
    /,
    *,
    by: Actor,
    at: datetime,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Membership:
    """One more role in one of the authority's units, from a day. Nobody gives one to themselves."""
    if by.user_id == user.pk:
        raise Refused(_("Nobody gives a role to themselves. Ask another administrator."))
    return _join(user, unit, role, valid_from, valid_to, by)


@action(CHANGE)
def end_membership(membership: Membership, /, *, by: Actor, at: datetime, valid_to: date) -> None:
    """The last day of a membership. An authority keeps an administrator."""
    if valid_to < membership.valid_from:
        raise Refused(_("The last day lies before the first."), field="valid_to")
    membership.valid_to = valid_to
    if membership.role == Role.ADMINISTRATOR and not _administrators_after(membership, valid_to):
        raise Refused(
            _("The authority would have no administrator. Name another one first."), field="valid_to"
        )
    membership.save()


# --- the authority --------------------------------------------------------------------------------------------
@action(CHANGE)
def name_sharing_reviewer(authority: Authority, /, *, by: Actor, at: datetime, user: User) -> None:
    """The one person who decides on received items when sharing closes."""
    on = local(at).date()
    held = [m for m in user.memberships_on(on) if m.authority_id == authority.pk]
    if not any(Permission.REVIEW_DECIDE in m.permissions for m in held):
        raise Refused(_("Choose somebody whose role in the authority may decide on reviews."), field="user")
    authority.sharing_reviewer = user
    authority.save()


@action(CHANGE)
def give_mandate(
    authority: Authority, /, *, by: Actor, at: datetime, valid_from: date, valid_to: date | None = None,
    provider: Authority | None = None, name: str = "", code: str = "",
) -> ActsFor:  # fmt: skip
    """Let a provider, known or new by its CVR number, do IPS work for the municipality in a period."""
    if authority.kind != Authority.Kind.MUNICIPALITY:
        raise Refused(_("A provider acts for a municipality."))
    provider = provider or _provider(name, code, local(at).date())
    if provider.kind != Authority.Kind.PROVIDER:
        raise Refused(_("Choose a provider."), field="provider")
    period = _dated({"valid_from": valid_from, "valid_to": valid_to})
    for other in ActsFor.objects.filter(provider=provider, municipality=authority):
        if (other.valid_from, other.valid_to) == (valid_from, valid_to):
            return other
        if _overlap(other, valid_from, valid_to):
            raise Refused(_("The provider has a mandate in this period already."), field="valid_from")
    return ActsFor.objects.create(provider=provider, municipality=authority, **period)


@action(CHANGE)
def end_mandate(mandate: ActsFor, /, *, by: Actor, at: datetime, valid_to: date) -> None:
    """The provider's last day."""
    if valid_to < mandate.valid_from:
        raise Refused(_("The last day lies before the first."), field="valid_to")
    mandate.valid_to = valid_to
    mandate.save()


# --- what the rules ask -----------------------------------------------------------------------------------------
def _join(
    user: User, unit: Unit, role: str, valid_from: date, valid_to: date | None, by: Actor
) -> Membership:
    if isinstance(by, Membership) and unit.authority_id != by.authority_id:
        raise Denied
    if Role(role) in UNITLESS:
        raise Refused(_("This role belongs to no unit and is not given here."), field="role")
    if not rules.fits(role, unit.kind):
        raise Refused(
            _("Specialists work in employment units and clinicians in treatment units."), field="role"
        )
    period = _dated({"valid_from": valid_from, "valid_to": valid_to})
    for other in Membership.objects.filter(user=user, unit=unit, role=role):
        if (other.valid_from, other.valid_to) == (valid_from, valid_to):
            return other
        if _overlap(other, valid_from, valid_to):
            raise Refused(
                _("The person has this role in the unit already in that period."), field="valid_from"
            )
    return Membership.objects.create(user=user, unit=unit, role=role, **period)


def _dated(facts: dict[str, Any]) -> dict[str, Any]:
    first, last = facts.get("valid_from"), facts.get("valid_to")
    if first and last and last < first:
        raise Refused(_("The last day lies before the first."), field="valid_to")
    return facts


def _overlap(row: Any, first: date, last: date | None) -> bool:
    return (row.valid_to is None or first <= row.valid_to) and (last is None or row.valid_from <= last)


def _check_ours_alone(user: User, by: Actor, at: datetime) -> None:
    """An account that opens doors elsewhere too is not one authority's to open, close or take over."""
    if not isinstance(by, Membership):
        return
    elsewhere = user.memberships.valid_on(local(at).date()).exclude(unit__authority=by.authority_id)
    if elsewhere.exists():
        raise Refused(
            _("The person also signs in for somebody else than your authority, so only they can do this.")
        )


def _administrators_after(membership: Membership, day: date) -> bool:
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, unit__authority=membership.authority_id)
    others = others.filter(user__is_active=True).exclude(pk=membership.pk)
    return any(other.valid_to is None or other.valid_to > day for other in others)


def _provider(name: str, code: str, on: date) -> Authority:
    if settings.DEMO and not code.startswith("9"):
        raise Refused(
            _("This is a demo: only invented CVR numbers, beginning with 9, are taken."), field="code"
        )
    known: Authority | None = Authority.objects.filter(kind=Authority.Kind.PROVIDER, code=code).first()
    return known or Authority.objects.create(
        kind=Authority.Kind.PROVIDER, code=code, name=name, valid_from=on
    )
