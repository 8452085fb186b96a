"""The reviewer's page of the log at a million rows: `python -m bench.log [rows]`, with SQLite's plan for each part."""

import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

AUTHORITIES = 100
STAFF = 40  # in each
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Looks of 100 authorities' people in turn; every tenth row is a sign-in, which belongs to no authority."""
    for n in range(count):
        authority, person = n % AUTHORITIES + 1, n // AUTHORITIES % STAFF
        user = authority * STAFF + person
        signs_in = n // AUTHORITIES % 11 == 0
        yield (
            uuid.uuid4().hex, (BEGAN + timedelta(seconds=n)).isoformat(), "sign_in.ok" if signs_in else "course.see",
            "ok", user, None if signs_in else user, "" if signs_in else "specialist", None if signs_in else authority,
            None if signs_in else authority, None if signs_in else f"course:{uuid.UUID(int=n)}", "", "", "[]", "[]",
            "[]", 0, "bench",
        )  # fmt: skip


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(SAMSPOR_MODE="demo", SAMSPOR_VAR=folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspor.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure(count)


def measure(count: int) -> None:
    from django.db import connection, transaction

    from bench.clock import medians
    from samspor.access.log.views import newest, of_authority
    from samspor.access.models import AuditEvent, Authority, Membership, Unit, User
    from samspor.access.roles import Role

    day = BEGAN.date()
    with transaction.atomic(), connection.cursor() as cursor:
        for n in range(1, AUTHORITIES + 1):
            Authority.objects.create(pk=n, kind="municipality", code=f"b{n}", name=f"B{n}", valid_from=day)
            Unit.objects.create(
                pk=n, authority_id=n, code=f"b{n}", name=f"B{n}", kind="employment", valid_from=day
            )
        staff = range(STAFF, (AUTHORITIES + 1) * STAFF)
        User.objects.bulk_create(User(pk=n, username=f"b{n}", name=f"B{n}") for n in staff)
        Membership.objects.bulk_create(
            Membership(pk=n, user_id=n, unit_id=n // STAFF, role=Role.SPECIALIST, valid_from=day)
            for n in staff
        )
        columns = (
            "uid, at, event, outcome, user_id, membership_id, role, unit_id, authority_id, about, model, object_id,"
            " fields, version_ids, shown, count, mac"
        )
        marks = ", ".join("?" * 17)
        insert = f"INSERT INTO access_auditevent ({columns}) VALUES ({marks})"
        cursor.connection.executemany(insert, rows(count))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    by = Membership.objects.select_related("unit").get(pk=7 * STAFF)
    events = of_authority(by)
    whole, in_parts = medians(lambda: list(events.order_by("-pk")[:26]), lambda: newest(events, by), rounds=5)
    print(f"{count} rows: in one question {whole:.1f} ms, as the page asks {in_parts:.1f} ms")
    for label, asked in {
        "the authority's": events.filter(authority_id=by.authority_id),
        "of nobody's authority": events.filter(authority_id=None),
        "in one question": events,
    }.items():
        print(f"{label}:\n  " + asked.order_by("-pk")[:26].explain().replace("\n", "\n  "))
    oldest = AuditEvent.objects.filter(pk__lt=count // 10)
    (took,) = medians(lambda: newest(oldest & events, by), rounds=5)
    print(f"a page of the oldest tenth: {took:.1f} ms")


if __name__ == "__main__":
    main()
