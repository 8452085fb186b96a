"""The keys of the site and what makes a set of them fit for use; knows nothing of what they protect."""

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

DEMO_KEY = "demo-and-test-only-this-key-is-public-and-refused-in-production"
KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
PURPOSES = ("encryption", "index", "log")


@dataclass(frozen=True, repr=False)
class Key:
    """One key of 32 bytes and the short name by which stored values say which key made them."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id!r})"


@dataclass(frozen=True)
class Keyring:
    """A set of keys for each purpose; the first of a set is current, the others only read what is old."""

    encryption: tuple[Key, ...]
    index: tuple[Key, ...]
    log: tuple[Key, ...]

    @classmethod
    def from_environment(cls, *, encryption: str, index: str, log: str, demo: bool) -> "Keyring":
        """Keys as `id:base64key,id2:base64key`; a set that is missing or unsafe stops the start."""
        given = {"encryption": encryption, "index": index, "log": log}
        sets = {
            purpose: demo_keys(purpose) if demo and not text.strip() else _parsed(purpose, text)
            for purpose, text in given.items()
        }
        _refuse_unsafe(sets, demo=demo)
        return cls(**sets)


def demo_keys(purpose: str) -> tuple[Key, ...]:
    """The public key that demo and test use for one purpose when none is given."""
    return (Key("demo", hashlib.sha256(f"{DEMO_KEY}|{purpose}".encode()).digest()),)


def new_keys() -> str:
    """A fresh set of keys, as lines for the environment of a production site."""
    lines = [f"SAMSPOR_SECRET_KEY={secrets.token_urlsafe(64)}"]
    for purpose in PURPOSES:
        secret = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        lines.append(f"SAMSPOR_{purpose.upper()}_KEYS=k{secrets.token_hex(3)}:{secret}")
    return "\n".join(lines)


def key_named(keys: tuple[Key, ...], key_id: str) -> Key | None:
    """The key of that name, current or old; none when it has been thrown away."""
    return next((key for key in keys if key.id == key_id), None)


def _parsed(purpose: str, text: str) -> tuple[Key, ...]:
    name = f"SAMSPOR_{purpose.upper()}_KEYS"
    if not text.strip():
        raise ImproperlyConfigured(f"{name} is missing. `samspor new-keys` prints a fresh set.")
    return tuple(_parsed_key(name, part.strip()) for part in text.split(","))


def _parsed_key(name: str, part: str) -> Key:
    key_id, colon, encoded = part.partition(":")
    if not colon or not KEY_ID.fullmatch(key_id):
        raise ImproperlyConfigured(
            f"{name} must read id:base64key, more keys after a comma; an id is 1–16 of a–z, 0–9 and hyphen."
        )
    try:
        secret = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name}: the key named {key_id} is not valid base64.") from None
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: the key named {key_id} is not {KEY_BYTES} bytes long.")
    return Key(key_id, secret)


def _refuse_unsafe(sets: dict[str, tuple[Key, ...]], *, demo: bool) -> None:
    public = {key.secret for purpose in PURPOSES for key in demo_keys(purpose)}
    seen: dict[bytes, str] = {}
    for purpose, keys in sets.items():
        name = f"SAMSPOR_{purpose.upper()}_KEYS"
        if len({key.id for key in keys}) < len(keys):
            raise ImproperlyConfigured(f"{name} uses one key id twice; give each key its own id.")
        for key in keys:
            if not demo and key.secret in public:
                raise ImproperlyConfigured(f"{name} holds the demo key, which everybody knows.")
            if len(set(key.secret)) < 8:
                raise ImproperlyConfigured(f"{name}: the key named {key.id} is not random.")
            if key.secret in seen:
                raise ImproperlyConfigured(
                    f"{name}: the key named {key.id} is also used in {seen[key.secret]}; no key has two uses."
                )
            seen[key.secret] = name
