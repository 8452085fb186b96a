"""Turning the word of an OIDC provider into a user and memberships, anew at each sign-in."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.roles import UNITLESS, Role
from samspor.access.sign_in.claims import Claimed, NotAdmitted, Reason
from samspor.base.dates import local

Post = tuple[int | None, str]
"""A unit (by its key; none for a role that belongs to no unit) and a role in it."""


@transaction.atomic
def admit(claimed: Claimed, account: SocialAccount, *, at: datetime) -> User:
    """The user behind an account at the provider, made at the first sign-in, with the posts that are claimed.

    Never found by name or e-mail: a provider could otherwise sign in as anybody it can spell.
    """
    on = local(at).date()
    posts = _posts(claimed, on)
    known = (
        SocialAccount.objects.select_related("user")
        .filter(provider=account.provider, uid=account.uid)
        .first()
    )
    user = known.user if known else _new_user(account)
    if not user.is_active:
        raise NotAdmitted(Reason.DISABLED)
    user.name, user.email = claimed.name, claimed.email
    user.save(update_fields=["name", "email"])
    _replace_memberships(user, posts, on)
    if known is None:
        account.user = user
        account.save()
    return user


def _posts(claimed: Claimed, on: date) -> set[Post]:
    """The claimed posts as rows that exist on the day; anything unknown refuses the whole."""
    authorities = list(Authority.objects.valid_on(on).filter(code=claimed.authority)[:2])
    if len(authorities) != 1:
        raise NotAdmitted(Reason.AUTHORITY_UNKNOWN)
    with_unit = [role for role in claimed.roles if Role(role) not in UNITLESS]
    posts: set[Post] = {(None, role) for role in claimed.roles if Role(role) in UNITLESS}
    if not with_unit:
        return posts
    units = Unit.objects.valid_on(on).filter(authority=authorities[0], code__in=claimed.units)
    keys = [unit.pk for unit in units]
    if not keys or len(keys) != len(claimed.units):
        raise NotAdmitted(Reason.UNIT_UNKNOWN)
    return posts | {(key, role) for key in keys for role in with_unit}


def _new_user(account: SocialAccount) -> User:
    return User.objects.create_user(f"{account.provider}-{uuid4().hex[:12]}")


def _replace_memberships(user: User, posts: set[Post], on: date) -> None:
    """End what is no longer claimed, begin what is new. What was entered here by hand is left alone."""
    current = Membership.objects.valid_on(on).filter(user=user, source=Membership.Source.OIDC)
    held = {(m.unit_id, m.role): m for m in current}
    for post, membership in held.items():
        if post not in posts:
            _end(membership, on)
    for unit_id, role in sorted(posts - set(held), key=str):
        Membership.objects.create(
            user=user, unit_id=unit_id, role=role, valid_from=on, source=Membership.Source.OIDC
        )


def _end(membership: Membership, on: date) -> None:
    """The last day was yesterday; a membership that began today never was."""
    if membership.valid_from >= on:
        membership.delete()
        return
    membership.valid_to = on - timedelta(days=1)
    membership.save(update_fields=["valid_to"])
