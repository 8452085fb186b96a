"""`samspor load-reference`: brings the files of `reference/` into the database; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from samspor.access.reference import load_organisation


class Command(BaseCommand):
    help = "Load the regions and municipalities of the reference files; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_organisation()
        self.stdout.write(f"{loaded['municipalities']} municipalities and {loaded['regions']} regions.")
