"""`samspor tick`: the timed work, once; run it every quarter of an hour, by `serve` or by a timer."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from samspor.base.dates import now
from samspor.operations.tick import tick


class Command(BaseCommand):
    help = "Do what is due: expire referrals, open reviews, store the runs of a quarter, seal the log, purge old drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say only what failed")

    def handle(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        failed = False
        for done in tick(now()):
            failed = failed or done.failed
            if done.failed:
                self.stderr.write(f"{done.name}: FAILED – {done.said}")
            elif not quiet:
                self.stdout.write(f"{done.name}: {done.said}")
        if failed:
            sys.exit(1)
