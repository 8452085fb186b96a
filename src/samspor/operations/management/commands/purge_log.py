"""`samspor purge-log`: removes rows of the audit log that were kept long enough; the purge itself is on record."""

from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samspor.access.purging import Tampered, purge_log
from samspor.base.dates import COPENHAGEN, add_months, now, today


class Command(BaseCommand):
    help = "Remove whole sealed batches of the audit log whose rows are all older; the chain of seals still verifies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, required=True, help="how many months a row is kept")
        parser.add_argument("--reason", required=True, help="the rule or decision that it follows from")

    def handle(self, *args: Any, months: int, reason: str, **options: Any) -> None:
        if months < 1 or not reason.strip():
            raise CommandError("Give at least one month, and the reason in words.")
        before = datetime.combine(add_months(today(), -months), time(), tzinfo=COPENHAGEN)
        try:
            batches = purge_log(before, reason=reason[:200], at=now())
        except Tampered as tampered:
            raise CommandError(f"Nothing more was removed: {tampered}") from None
        self.stdout.write(f"{sum(batch.count for batch in batches)} rows of {len(batches)} seals removed.")
