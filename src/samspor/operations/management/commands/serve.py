"""`samspor serve`: the site: web server, background worker and timed work in one command."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from samspor.operations.serving import keep_running, parts


class Command(BaseCommand):
    help = "Serve the site: web, background worker and timed work; stops cleanly on Ctrl+C or SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--tick-minutes",
            type=float,
            default=15,
            help="timed work every so many minutes; 0: somebody else runs `tick`",
        )

    def handle(self, *args: Any, host: str, port: int, tick_minutes: float, **options: Any) -> None:
        code = keep_running(
            parts(host, port, tick_minutes=tick_minutes),
            ready=lambda: self.stdout.write(f"Serving on http://{host}:{port}"),
        )
        if code:
            self.stderr.write("A part of the site ended by itself; everything was stopped.")
            sys.exit(code)
