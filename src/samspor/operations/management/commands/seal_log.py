"""`samspor seal-log`: seals the audit log now, as `samspor serve` does every minute and `samspor tick` at its end."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samspor.access.seals import LogIsBusy, seal_log


class Command(BaseCommand):
    help = "Seal every row of the audit log that has no seal yet, and write the head outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")

    def handle(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        try:
            batches = seal_log(timezone.now())
        except LogIsBusy:
            raise CommandError(
                "The log is being written to at length; nothing was sealed. Try again."
            ) from None
        rows = sum(batch.count for batch in batches)
        if not quiet:
            self.stdout.write(f"{rows} rows sealed in {len(batches)} seals.")
