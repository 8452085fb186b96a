"""The seals over the log: chained, kept outside too, safe when two seal at once, and purged by whole batches."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from lifted import triggers_lifted
from samspor.access import audit, seals
from samspor.access.models import AuditBatch, AuditEvent
from samspor.access.purging import Tampered, purge_log
from samspor.access.seals import LogIsBusy, seal_log
from samspor.access.verification import verify_log

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def head_file(settings, tmp_path, monkeypatch):
    """A head file for this test alone, and batches of four rows."""
    settings.AUDIT_HEAD_FILE = tmp_path / "var" / "head.log"
    monkeypatch.setattr(seals, "BATCH_ROWS", 4)
    return settings.AUDIT_HEAD_FILE


def write(count: int, *, at: datetime = AT) -> list[int]:
    return [audit.record("course.see", at=at, about=f"course:{n}").pk for n in range(count)]


def burn(numbers: int) -> None:
    """Numbers that were handed out and never became rows, as after a rollback on PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('access_auditevent', 'id')) FROM generate_series(1, %s)",
                [numbers],
            )
        else:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = 'access_auditevent'", [numbers]
            )


def heads(head_file) -> list[dict]:
    return [json.loads(line) for line in head_file.read_text().splitlines()]


# --- sealing ----------------------------------------------------------------------------------------------
def test_seals_chain_over_all_rows_and_their_heads_lie_outside(db, head_file):
    numbers = write(10)
    first, second, third = seal_log(AT)
    assert [(b.number, b.count) for b in (first, second, third)] == [(1, 4), (2, 4), (3, 2)]
    assert (second.previous_mac, second.first_id) == (first.mac, first.last_id + 1)
    assert third.last_id == numbers[-1]
    assert [(line["batch"], line["last_id"], line["mac"]) for line in heads(head_file)] == [
        (b.number, b.last_id, b.mac) for b in (first, second, third)
    ]
    assert head_file.stat().st_mode & 0o077 == 0
    assert seal_log(AT) == []
    report = verify_log()
    assert (report.faults, report.rows, report.batches, report.unsealed) == ([], 10, 3, 0)


def test_a_minute_with_nothing_new_costs_three_looks_and_keeps_nobody_waiting(
    db, head_file, django_assert_num_queries
):
    """Sealed every minute, the head file grows long: only its end is read."""
    write(3)
    seal_log(AT)
    line = head_file.read_bytes()
    head_file.write_bytes(b"x" * 200_000 + b"\n" + line)
    with django_assert_num_queries(3) as asked:
        assert seal_log(AT) == []
    assert not any("LOCK" in query["sql"] or "SAVEPOINT" in query["sql"] for query in asked)
    assert head_file.read_bytes().endswith(line)
    assert head_file.read_bytes().count(b"\n") == 2


def test_numbers_that_never_became_rows_are_no_missing_rows(db):
    write(2)
    burn(3)
    (last,) = write(1)
    (batch,) = seal_log(AT)
    assert batch.gaps[-1] == [last - 3, last - 1]
    assert verify_log().faults == []


def test_rows_in_the_order_of_their_writing_whatever_their_dates(db):
    write(2)
    write(2, at=AT - timedelta(days=900))
    seal_log(AT)
    assert verify_log().faults == []


def test_a_process_that_died_before_it_wrote_the_head_is_made_good_by_the_next(db, head_file):
    write(6)
    seal_log(AT)
    whole = head_file.read_text()
    for torn in (whole.splitlines(keepends=True)[0], whole[:-20]):
        head_file.write_text(torn)
        assert any("head file was cut off" in fault for fault in verify_log().faults)
        seal_log(AT)
        assert heads_that_read(head_file) == [1, 2]
        assert verify_log().faults == []


def heads_that_read(head_file) -> list[int]:
    return [head.batch for head in seals.read_heads() if isinstance(head, seals.Head)]


def test_more_than_one_lost_line_is_never_made_good_in_silence(db, head_file):
    write(10)
    seal_log(AT)
    head_file.write_text(head_file.read_text().splitlines(keepends=True)[0])
    write(1)
    seal_log(AT)
    assert [fault for fault in verify_log().faults if "does not know seal 2–3" in fault]


def test_the_commands(db, capsys):
    write(5)
    call_command("seal_log")
    call_command("verify_log")
    said = capsys.readouterr().out
    assert "5 rows sealed in 2 seals" in said
    assert "stands as it was written" in said
    with triggers_lifted(connection) as cursor:
        cursor.execute("DELETE FROM access_auditevent WHERE about = 'course:1'")
    with pytest.raises(CommandError, match=r"does not verify:\n- Row \d+ is missing from seal 1") as failed:
        call_command("verify_log")
    assert failed.value.returncode == 1


# --- two at once ------------------------------------------------------------------------------------------
postgresql_only = pytest.mark.postgresql


class Other(threading.Thread):
    """Somebody else's transaction: it wrote a row and has not decided yet."""

    def __init__(self, *, ends_in_rollback: bool = False) -> None:
        super().__init__()
        self.ends_in_rollback = ends_in_rollback
        self.has_written, self.may_end = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                write(1)
                self.has_written.set()
                self.may_end.wait(20)
                transaction.set_rollback(self.ends_in_rollback)
        finally:
            connection.close()


@postgresql_only
@pytest.mark.parametrize("ends_in_rollback", [True, False])
def test_a_number_still_on_its_way_is_never_sealed_over(transactional_db, monkeypatch, ends_in_rollback):
    monkeypatch.setattr(seals, "PATIENCE", "100ms")
    other = Other(ends_in_rollback=ends_in_rollback)
    other.start()
    assert other.has_written.wait(20)
    (mine,) = write(1)
    with pytest.raises(LogIsBusy):
        seal_log(AT)
    assert not AuditBatch.objects.exists()
    other.may_end.set()
    other.join()
    (batch,) = seal_log(AT)
    assert (batch.count, batch.last_id) == (1 if ends_in_rollback else 2, mine)
    assert verify_log().faults == []


@postgresql_only
def test_two_who_seal_while_others_write_make_one_chain(transactional_db):
    def work(deed) -> None:
        try:
            for _ in range(15):
                deed()
        finally:
            connection.close()

    deeds = [lambda: seal_log(AT), lambda: seal_log(AT), lambda: write(3), lambda: write(2)]
    threads = [threading.Thread(target=work, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_log(AT)
    report = verify_log()
    assert (report.faults, report.rows, report.unsealed) == ([], 75, 0)


# --- purging ----------------------------------------------------------------------------------------------
def test_whole_batches_of_old_rows_go_and_the_chain_still_verifies(db):
    old = write(8, at=AT - timedelta(days=2000))
    write(4)
    seal_log(AT)
    purged = purge_log(AT - timedelta(days=365 * 5), reason="kept for five years", at=AT)
    assert [batch.number for batch in purged] == [1, 2]
    assert not AuditEvent.objects.filter(id__in=old).exists()
    seal_log(AT)
    report = verify_log()
    assert (report.faults, report.purged, report.rows) == ([], 2, 6)
    assert AuditEvent.objects.filter(event="log.purge").count() == 2
    assert purge_log(AT - timedelta(days=365 * 5), reason="again", at=AT) == []


def test_the_command_purges_what_was_kept_long_enough(db, capsys):
    write(4, at=AT - timedelta(days=365 * 5 + 2))
    write(4, at=AT - timedelta(days=365 * 5 - 2))
    seal_log(AT)
    call_command("purge_log", months=60, reason="log policy §4")
    assert "4 rows of 1 seals removed" in capsys.readouterr().out
    assert AuditBatch.objects.get(number=1).purge_reason == "log policy §4"
    for months, reason in ((0, "old"), (60, " ")):
        with pytest.raises(CommandError, match="Give at least"):
            call_command("purge_log", months=months, reason=reason)


def test_a_batch_with_one_young_row_or_no_seal_stays(db):
    write(3, at=AT - timedelta(days=2000))
    write(1)
    seal_log(AT)
    write(2, at=AT - timedelta(days=2000))
    assert purge_log(AT - timedelta(days=1), reason="old", at=AT) == []
    assert AuditEvent.objects.count() == 6


def test_a_purge_needs_a_reason_and_never_removes_traces(db):
    write(4, at=AT - timedelta(days=2000))
    seal_log(AT)
    with pytest.raises(ValueError, match="reason"):
        purge_log(AT, reason=" ", at=AT)
    with triggers_lifted(connection) as cursor:
        cursor.execute("UPDATE access_auditevent SET event = 'x' WHERE about = 'course:2'")
    with pytest.raises(Tampered, match="was changed"):
        purge_log(AT, reason="old", at=AT)
    assert AuditEvent.objects.count() == 4


def test_a_purged_seal_cannot_be_unmarked_or_marked_again(db):
    write(4, at=AT - timedelta(days=2000))
    seal_log(AT)
    purge_log(AT, reason="old", at=AT)
    for words in ({"purged_at": None}, {"purge_reason": "another"}, {"mac": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditBatch.objects.update(**words)
