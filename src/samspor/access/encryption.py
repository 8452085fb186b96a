"""Text that lies encrypted in the database, and the keyed indexes that find identifiers; holds no keys.

A sealed value is bound to its place: table, column and row id are authenticated with it, so a value copied to
another row or column does not open. A table or column that is renamed must be opened before and sealed after.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core import checks
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from samspor.access.keys import Key, key_named

FORM = 1  # the first byte of a sealed value: AES-256-GCM, key id, 96-bit nonce, ciphertext and tag
NONCE_BYTES = 12
BLIND_INDEX_LENGTH = 81  # key id (≤ 16), colon, 64 hexadecimal digits


class CannotOpen(Exception):
    """A sealed value was changed, stands in the wrong place, or its key is gone."""


# --- sealing ----------------------------------------------------------------------------------------------
def seal(text: str, *, key: Key, place: str) -> bytes:
    """The text under this key, bound to its place; the same text never gives the same bytes twice."""
    header = bytes([FORM, len(key.id)]) + key.id.encode()
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + _cipher(key.secret).encrypt(nonce, text.encode(), header + place.encode())


def unseal(data: bytes, *, keys: tuple[Key, ...], place: str) -> str:
    """The text of a sealed value, if it still stands in its place and one of the keys is its own."""
    key_id = sealed_under(data)
    key = key_named(keys, key_id)
    what = place.rpartition("|")[0] or place  # the row id stays out of messages
    if key is None:
        raise CannotOpen(f"A value in {what} is sealed under the key {key_id!r}, which is not in use.")
    start = 2 + len(key_id)
    nonce, sealed = data[start : start + NONCE_BYTES], data[start + NONCE_BYTES :]
    try:
        return _cipher(key.secret).decrypt(nonce, sealed, data[:start] + place.encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotOpen(f"A value in {what} was changed, or moved from another row or column.") from None


def sealed_under(data: bytes) -> str:
    """The id of the key that sealed this value."""
    if len(data) < 2 or data[0] != FORM:
        raise CannotOpen("A value is not in the form of a sealed value.")
    return data[2 : 2 + data[1]].decode("ascii", "replace")


@lru_cache(maxsize=32)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


# --- the field --------------------------------------------------------------------------------------------
class Sealed:
    """A value as it lies in the database; shows nothing by itself, keeps its text once it was opened."""

    __slots__ = ("data", "place", "text")

    def __init__(self, data: bytes, *, place: str | None = None, text: str | None = None) -> None:
        self.data, self.place, self.text = data, place, text

    def open(self, place: str) -> str:
        if self.text is None:
            self.text = unseal(self.data, keys=settings.KEYS.encryption, place=place) if self.data else ""
            self.place = place
        return self.text

    def __str__(self) -> str:
        return "<sealed>"

    __repr__ = __str__

    def __reduce__(self) -> tuple[type["Sealed"], tuple[bytes]]:
        return Sealed, (self.data,)  # a copy or a pickle carries no opened text


class OpenedOnAccess(DeferredAttribute):
    """The attribute of a model: sealed in the instance until somebody reads it."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value.open(self.field.place(instance)) if isinstance(value, Sealed) else value

    def __set__(self, instance: Any, value: Any) -> None:
        kept = instance.__dict__.get(self.field.attname)
        if isinstance(kept, Sealed) and kept.text is not None and kept.text == value:
            return  # the same words: what lies in the database stays
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _TextField = models.Field[str, str]
else:
    _TextField = models.Field


class EncryptedTextField(_TextField):
    """Text sealed with AES-256-GCM under the current key; '' stays '', and no look-up but isnull exists."""

    description = "Encrypted text"
    descriptor_class = OpenedOnAccess
    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place(self, instance: models.Model) -> str:
        """Where the value belongs: table, column and row."""
        if instance.pk is None:
            raise TypeError(f"{self} needs the id of its row: give the model a UUID key with default=uuid4.")
        return f"{self.model._meta.db_table}|{self.column}|{instance.pk}"

    # from the database, still sealed
    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    # to the database
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed):
            place = self.place(model_instance)
            if add or (value.place is not None and value.place != place):
                value = value.open(value.place or place)  # a copied row: sealed again below if it moved
                kept = model_instance.__dict__[self.attname]
                if kept.place == place:
                    return kept
            else:
                return value
        if value is None or value == "":
            return value
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self} takes words, not a database expression.")
        place, text = self.place(model_instance), str(value)
        sealed = Sealed(seal(text, key=settings.KEYS.encryption[0], place=place), place=place, text=text)
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return connection.Database.Binary(value.data)
        if value in ("", b""):
            return connection.Database.Binary(b"")
        raise TypeError(
            f"{self} is sealed row by row: save the row itself. QuerySet.update, bulk_update and fixtures do "
            "not know the row it belongs to."
        )

    # what is refused, with a reason
    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError(f"{self} is encrypted: only isnull can be asked of it, not {lookup_name!r}.")

    def get_transform(self, lookup_name: str) -> Any:
        raise TypeError(f"{self} is encrypted: {lookup_name!r} cannot be worked out in the database.")

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self} is encrypted and is not written to a dump.")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        faults = []
        if not isinstance(self.model._meta.pk, models.UUIDField):
            faults.append("its model needs a UUID key with default=uuid4, known before the row is saved")
        if self.unique or getattr(self, "db_index", False) or self.primary_key:
            faults.append("it can be neither unique nor indexed; use a blind index")
        if self.has_default() and self.default not in ("", None):
            faults.append("it has no default but ''")
        found = [
            checks.Error(f"{self} is encrypted: {fault}.", obj=self, id="access.E001") for fault in faults
        ]
        return [*super().check(**kwargs), *found]

    # in a form
    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        widget = {} if self.choices else {"widget": forms.Textarea}
        return super().formfield(**{"max_length": self.max_length, **widget, **kwargs})


# --- blind indexes ----------------------------------------------------------------------------------------
def blind_index(system: str, value: str, authority_id: object, *, key: Key | None = None) -> str:
    """What finds an identifier unopened: equal within one authority and system, blind without the key."""
    key = key or settings.KEYS.index[0]
    words = json.dumps(["identifier", system, str(authority_id), normalised(value)])
    return f"{key.id}:{hmac.new(key.secret, words.encode(), hashlib.sha256).hexdigest()}"


def blind_indexes(system: str, value: str, authority_id: object) -> list[str]:
    """The index under every key: search `blind_index_next__in=`, which also hits rows not rotated yet."""
    return [blind_index(system, value, authority_id, key=key) for key in settings.KEYS.index]


def dual_index(system: str, value: str, authority_id: object) -> dict[str, str]:
    """Both columns of a row: `blind_index` under the key being left, `blind_index_next` under the current.

    Outside a rotation the two are equal. Both are unique within the authority, so during a rotation a new row
    meets a row of the old key in the one column and a rotated row in the other: no duplicate slips between.
    """
    keys = settings.KEYS.index
    return {
        "blind_index": blind_index(system, value, authority_id, key=keys[min(1, len(keys) - 1)]),
        "blind_index_next": blind_index(system, value, authority_id, key=keys[0]),
    }


def normalised(value: str) -> str:
    """An identifier as people mean it: spaces, hyphens, dots and case make no difference."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(c for c in folded if unicodedata.category(c) not in {"Zs", "Pd", "Cc", "Cf"} and c != ".")


def keyed_hash(text: str, *, key: Key | None = None) -> str:
    """How the log refers to an identifier: the same text gives the same reference, and that says no more."""
    key = key or settings.KEYS.log[0]
    return f"{key.id}:{hmac.new(key.secret, b'reference|' + text.encode(), hashlib.sha256).hexdigest()[:32]}"
