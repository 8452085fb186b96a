"""`samspor demo`: the site with an invented world, made the first time, and the people whom one may be."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from samspor.access.models import User
from samspor.demo.plan import SEED, SIZE
from samspor.demo.settlement import CAST
from samspor.operations.serving import keep_running, parts


class Command(BaseCommand):
    help = "Make the demo world if there is none, and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--size", type=int, default=SIZE, help="number of courses")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument(
            "--rebuild", action="store_true", help="throw the demo database away and make it anew"
        )
        parser.add_argument("--no-serve", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is made in demo mode only: SAMSPOR_MODE=demo.")
        if options["rebuild"]:
            _throw_away()
        settings.VAR.mkdir(parents=True, exist_ok=True)
        if _is_behind():
            call_command("migrate", verbosity=0, interactive=False)
        if not User.objects.filter(username__in=CAST).exists():
            self._build(options["size"], options["seed"])
        if options["no_serve"]:
            return
        code = keep_running(
            parts(options["host"], options["port"], tick_minutes=15),
            ready=lambda: self._welcome(options["host"], options["port"]),
        )
        sys.exit(code)

    def _build(self, size: int, seed: int) -> None:
        from samspor.demo.world import build  # with it comes the evaluation, which takes its time to load

        began = time.monotonic()
        self.stdout.write("Making the demo world …")
        made = build(size=size, seed=seed)
        self.stdout.write(f"{made} in {time.monotonic() - began:.0f} seconds.")

    def _welcome(self, host: str, port: int) -> None:
        self.stdout.write(
            f"\nSamspor, demo with invented people: http://{host}:{port}/\nSign in by picking a person:"
        )
        for username, (name, role, unit) in CAST.items():
            self.stdout.write(f"  {username:<8} {name}, {role.label}{', ' + unit if unit else ''}")
        self.stdout.write("Stop with Ctrl+C.\n")
        self.stdout.flush()


def _is_behind() -> bool:
    """Whether some migration has not been carried out yet; asking takes less time than `migrate` does."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _throw_away() -> None:
    if connection.vendor != "sqlite":
        raise CommandError("Only an SQLite demo is thrown away by this command; drop the other by hand.")
    name = str(connection.settings_dict["NAME"])
    connection.close()
    for path in (name, f"{name}-wal", f"{name}-shm", str(settings.AUDIT_HEAD_FILE)):
        Path(path).unlink(missing_ok=True)
