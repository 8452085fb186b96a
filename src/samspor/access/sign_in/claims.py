"""What follows from the claims of an OIDC provider: who signs in, as what, where; plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from samspor.access.sign_in.providers import Provider


class Reason(StrEnum):
    """Why someone whom a provider vouches for is not let in."""

    LEVEL_MISSING = "level_missing"
    LEVEL_LOW = "level_low"
    AUTHORITY_UNKNOWN = "authority_unknown"
    UNIT_UNKNOWN = "unit_unknown"
    ROLE_UNKNOWN = "role_unknown"
    AMBIGUOUS = "ambiguous"
    DISABLED = "disabled"
    NOT_ASKED_AGAIN = "not_asked_again"


class NotAdmitted(Exception):
    """The provider's word is not enough; `reason` says why, without saying what exists here."""

    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Claimed:
    """What a provider says of a person, in our words: one authority, and a role in each of its units."""

    name: str
    email: str
    authority: str
    units: tuple[str, ...]
    roles: tuple[str, ...]


def read(claims: Mapping[str, Any], provider: Provider) -> Claimed:
    """Claims in our words. Refuses a missing or low assurance level before anything else."""
    _check_level(claims, provider)
    authority = _one(claims.get(provider.authority_claim))
    if authority is None or authority not in provider.authorities:
        raise NotAdmitted(Reason.AUTHORITY_UNKNOWN)
    roles = tuple(
        sorted({provider.roles[r] for r in _several(claims.get(provider.role_claim)) if r in provider.roles})
    )
    if not roles:
        raise NotAdmitted(Reason.ROLE_UNKNOWN)
    units = tuple(sorted(set(_several(claims.get(provider.unit_claim)))))
    if len(units) > 1 and len(roles) > 1:
        # Which role in which unit cannot be told, and every guess gives somebody too much.
        raise NotAdmitted(Reason.AMBIGUOUS)
    name = str(claims.get("name") or claims.get("preferred_username") or claims.get("sub") or "")
    return Claimed(
        name=name[:150], email=str(claims.get("email") or ""), authority=authority, units=units, roles=roles
    )


def check_asked_again(claims: Mapping[str, Any], locked_at: datetime) -> None:
    """To unlock, the person must have been asked by the provider after the session locked (`auth_time`)."""
    told = claims.get("auth_time")
    if told is not None and float(told) < locked_at.timestamp() - 60:
        raise NotAdmitted(Reason.NOT_ASKED_AGAIN)


def _check_level(claims: Mapping[str, Any], provider: Provider) -> None:
    level = _one(claims.get(provider.level_claim))
    if level is None:
        raise NotAdmitted(Reason.LEVEL_MISSING)
    if level.lower() not in provider.accepted_levels:
        raise NotAdmitted(Reason.LEVEL_LOW)


def _several(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in (value if isinstance(value, list) else [value]) if str(v)]


def _one(value: Any) -> str | None:
    values = _several(value)
    return values[0] if len(values) == 1 else None
