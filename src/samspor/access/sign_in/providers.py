"""What the operator has declared of each OIDC provider; read from the environment, asks no database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

NSIS_LEVELS = "low,substantial,high"


@dataclass(frozen=True)
class Provider:
    """One place where people of named authorities sign in, and how to read what it says of them."""

    id: str
    name: str
    server: str
    client_id: str
    client_secret: str = field(repr=False)
    authorities: frozenset[str]
    roles: dict[str, str]
    levels: tuple[str, ...] = ("low", "substantial", "high")
    minimum: str = "substantial"
    authority_claim: str = "authority"
    unit_claim: str = "unit"
    role_claim: str = "role"
    level_claim: str = "loa"

    @property
    def accepted_levels(self) -> frozenset[str]:
        """The lowest accepted assurance level and those above it."""
        return frozenset(self.levels[self.levels.index(self.minimum) :])

    @property
    def as_app(self) -> dict[str, object]:
        """The same in the words of allauth's settings."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.server, "oauth_pkce_enabled": True},
        }


def providers_from_environment(
    env: Callable[..., str], *, known_roles: Iterable[str], https_only: bool
) -> dict[str, Provider]:
    """`SAMSPOR_OIDC=odense,region` names providers, each told by `SAMSPOR_OIDC_ODENSE_SERVER` and so on.

    One alone needs no name: `SAMSPOR_OIDC_SERVER` and so on.
    """
    ids = _listed(env("OIDC"))
    prefixes = {id_: f"OIDC_{id_.upper().replace('-', '_')}_" for id_ in ids}
    if not ids and env("OIDC_SERVER"):
        prefixes = {"oidc": "OIDC_"}
    known = frozenset(known_roles)
    return {id_: _provider(id_, prefix, env, known, https_only) for id_, prefix in prefixes.items()}


def _provider(
    id_: str, prefix: str, env: Callable[..., str], known: frozenset[str], https_only: bool
) -> Provider:
    def needed(name: str) -> str:
        if not (value := env(prefix + name)):
            raise ImproperlyConfigured(f"SAMSPOR_{prefix}{name} is missing; sign-in by {id_} needs it.")
        return value

    server = needed("SERVER")
    if https_only and not server.startswith("https://"):
        raise ImproperlyConfigured(f"SAMSPOR_{prefix}SERVER must begin with https://.")
    roles = _pairs(f"SAMSPOR_{prefix}ROLES", needed("ROLES"))
    if unknown := sorted(set(roles.values()) - known):
        raise ImproperlyConfigured(
            f"SAMSPOR_{prefix}ROLES names roles that do not exist: {', '.join(unknown)}."
        )
    levels = tuple(_listed(env(prefix + "LEVELS", NSIS_LEVELS).lower()))
    minimum = env(prefix + "MINIMUM_LEVEL", "substantial").lower()
    if minimum not in levels:
        raise ImproperlyConfigured(f"SAMSPOR_{prefix}MINIMUM_LEVEL must be one of: {', '.join(levels)}.")
    return Provider(
        id=id_,
        name=env(prefix + "NAME", id_),
        server=server,
        client_id=needed("CLIENT_ID"),
        client_secret=needed("CLIENT_SECRET"),
        authorities=frozenset(_listed(needed("AUTHORITIES"))),
        roles=roles,
        levels=levels,
        minimum=minimum,
        authority_claim=env(prefix + "AUTHORITY_CLAIM", "authority"),
        unit_claim=env(prefix + "UNIT_CLAIM", "unit"),
        role_claim=env(prefix + "ROLE_CLAIM", "role"),
        level_claim=env(prefix + "LEVEL_CLAIM", "loa"),
    )


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pairs(name: str, text: str) -> dict[str, str]:
    """`IPS-konsulent=specialist,Behandler=clinician` → what the provider says, and what it is here."""
    pairs = [part.partition("=") for part in _listed(text)]
    if any(not theirs or not ours for theirs, _, ours in pairs):
        raise ImproperlyConfigured(f"{name} must read theirs=ours, with more pairs after a comma.")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}
