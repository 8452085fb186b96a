"""Brings sealed values and blind indexes over to the current keys, while the site is in use.

The new key is put first in the environment, the old one behind it, the site restarted, `rotate-keys` run: it
goes through the tables in batches, changes a value only if it is still the one it read, and can be killed
and run again. When nothing is left under the old key, that key is taken out of the environment, the site is
restarted, and `rotate-keys` run once more, before any next rotation. Log keys: a new one is put first and the
old ones stay as long as the log has rows of theirs, which are never written anew.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from samspor.access.encryption import EncryptedTextField, dual_index, seal, sealed_under, unseal
from samspor.access.sign_in.second_factor import place_of

BATCH_ROWS = 500
SECRETS = frozenset({"secret", "seed"})
"""What allauth calls the sealed parts of a second factor."""


@dataclass
class Tally:
    """What became of one column: rows looked at, brought over, and left for the next run."""

    column: str
    seen: int = 0
    changed: int = 0
    left: int = 0


Row = tuple[Any, ...]
NewValues = Callable[[Row], dict[str, Any] | None]


def rotate_keys(tell: Callable[[Tally], None] = lambda tally: None) -> list[Tally]:
    """Every sealed column, then every blind index; `left` rows were changed by somebody meanwhile."""
    tallies = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                tallies.append(_sealed_column(model, field))
                tell(tallies[-1])
        if {"blind_index", "blind_index_next"} <= {field.name for field in model._meta.local_concrete_fields}:
            tallies.append(_blind_index(model))
            tell(tallies[-1])
    tallies.append(_second_factors())
    tell(tallies[-1])
    return tallies


def _second_factors() -> Tally:
    """The secrets of second factors lie within allauth's own JSON; each only if it is still what was read."""
    keys, tally = settings.KEYS.encryption, Tally(f"{Authenticator._meta.db_table}.data")
    for one in Authenticator.objects.order_by("pk"):
        tally.seen += 1
        place, new = place_of(one.user_id), dict(one.data)
        for name in SECRETS & set(new):
            data = base64.b64decode(new[name])
            if sealed_under(data) != keys[0].id:
                text = unseal(data, keys=keys, place=place)
                new[name] = base64.b64encode(seal(text, key=keys[0], place=place)).decode()
        if new != one.data:
            done = Authenticator.objects.filter(pk=one.pk, data=one.data).update(data=new)
            tally.changed += done
            tally.left += 1 - done
    return tally


def _sealed_column(model: type[models.Model], field: EncryptedTextField) -> Tally:
    keys, column = settings.KEYS.encryption, str(field.column)

    def new(row: Row) -> dict[str, Any] | None:
        key, data = row[0], bytes(row[1] or b"")
        if not data or sealed_under(data) == keys[0].id:
            return None
        place = f"{model._meta.db_table}|{column}|{_key(model, key)}"
        return {column: seal(unseal(data, keys=keys, place=place), key=keys[0], place=place)}

    return _through(model, field, [], new)


def _blind_index(model: type[models.Model]) -> Tally:
    """A model with a blind index says system, value and authority in fields of these names."""
    value: Any = model._meta.get_field("value")
    others = ["system", "authority_id", "blind_index", "blind_index_next"]

    def new(row: Row) -> dict[str, Any] | None:
        key, data, system, authority_id, first, second = row
        current = f"{settings.KEYS.index[0].id}:"
        if first.startswith(current) and (second or "").startswith(current):
            return None
        place = f"{model._meta.db_table}|{value.column}|{_key(model, key)}"
        text = unseal(bytes(data), keys=settings.KEYS.encryption, place=place)
        both = dual_index(system, text, authority_id)["blind_index_next"]
        return {"blind_index": both, "blind_index_next": both}

    return _through(model, value, others, new, name="blind_index")


def _through(
    model: type[models.Model], field: EncryptedTextField, others: list[str], new: NewValues, name: str = ""
) -> Tally:
    """Bring one column over in batches; each row only if its sealed value is still the one that was read."""
    column = str(field.column)
    tally = Tally(f"{model._meta.db_table}.{name or column}")
    for batch in _batches(model, [column, *others]):
        with transaction.atomic():
            for row in batch:
                tally.seen += 1
                if (values := new(row)) is not None:
                    if _replace(model, row[0], values, column, row[1]):
                        tally.changed += 1
                    else:
                        tally.left += 1
    return tally


def _batches(model: type[models.Model], columns: list[str]) -> Iterator[list[Row]]:
    """All rows as they lie in the table, in the order of their keys: no gate, no trigger, nothing opened."""
    quote = connection.ops.quote_name
    table, pk = quote(model._meta.db_table), quote(_pk(model).column)
    select = f"SELECT {', '.join([pk, *map(quote, columns)])} FROM {table}"  # noqa: S608 – our own names
    after = ""
    known: list[Any] = []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{select} {after} ORDER BY {pk} LIMIT {BATCH_ROWS}", known)
            if not (batch := cursor.fetchall()):
                return
        yield batch
        after, known = f"WHERE {pk} > %s", [batch[-1][0]]


def _replace(model: type[models.Model], key: Any, values: dict[str, Any], column: str, was: Any) -> bool:
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(name)} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {changes}"  # noqa: S608 – our own names
            f" WHERE {quote(_pk(model).column)} = %s AND {quote(column)} = %s",
            [*values.values(), key, bytes(was)],
        )
        return bool(cursor.rowcount == 1)


def _pk(model: type[models.Model]) -> Any:
    return model._meta.pk


def _key(model: type[models.Model], raw: Any) -> str:
    """The row id as it is spelled in the place of a sealed value."""
    return str(_pk(model).to_python(raw))
