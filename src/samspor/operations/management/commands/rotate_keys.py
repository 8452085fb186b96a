"""`samspor rotate-keys`: brings encrypted text and blind indexes to the current keys while the site runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samspor.access.rotation import Tally, rotate_keys


class Command(BaseCommand):
    help = (
        "Bring every encrypted value and blind index over to the current keys; may be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if sum(tally.left for tally in rotate_keys(self._tell)):
            raise CommandError("Some rows were changed meanwhile. Run it again until none is left.")
        self.stdout.write("Nothing is left under an old key.")

    def _tell(self, tally: Tally) -> None:
        left = f", {tally.left} left" if tally.left else ""
        self.stdout.write(f"{tally.column}: {tally.changed} of {tally.seen} brought over{left}")
