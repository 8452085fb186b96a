"""Keeps the web server, the background worker and the clock running side by side, and stops them together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from django.db import connection

PATIENCE_SECONDS = 10
"""How long a part may take to finish what it is doing before it is ended."""
SEAL_SECONDS = 60
"""The log is sealed at its own pace: rows cut off before their seal leave no trace, so that time is kept short."""
HEAD_START_SECONDS = 10
"""Timed work waits until the site answers: on a small machine they would get in each other's way."""
THREADS = 4
MOST_WORKERS = 4


@dataclass
class Part:
    """One process of the site; a part with `every` runs again and again, any other is meant to stay."""

    name: str
    command: Sequence[str]
    every: float = 0
    process: subprocess.Popen[bytes] | None = None
    due: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
        self.due = time.monotonic() + self.every

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def parts(host: str, port: int, *, tick_minutes: float) -> list[Part]:
    """What makes up a running site. SQLite has one writer: one web process with threads."""
    workers = 1 if connection.vendor == "sqlite" else max(1, min(MOST_WORKERS, os.cpu_count() or 1))
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"),
        *(
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            str(PATIENCE_SECONDS // 2),
            "samspor.wsgi:application",
        ),
    ]
    samspor = (sys.executable, "-m", "samspor")
    found = [
        Part("web", web),
        Part("worker", [*samspor, "db_worker", "--interval", "2", "--queue-name", "*"]),
    ]
    if tick_minutes > 0:
        first = time.monotonic() + HEAD_START_SECONDS
        found.append(Part("tick", [*samspor, "tick", "--quiet"], every=tick_minutes * 60, due=first))
        found.append(Part("seal", [*samspor, "seal_log", "--quiet"], every=SEAL_SECONDS, due=first))
    return found


def keep_running(running: Sequence[Part], *, ready: Callable[[], None] | None = None) -> int:
    """Start the parts and stay until told to stop, or until one that should stay has ended. Returns the exit code."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    kept = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _start_those_that_stay(running)
        if ready is not None:
            ready()
        while not stopping:
            for part in running:
                if part.is_running:
                    continue
                if not part.every:
                    return 1
                if time.monotonic() >= part.due:
                    part.start()
            time.sleep(0.2)
        return 0
    finally:
        _end(running)
        for number, handler in kept.items():
            signal.signal(number, handler)


def _start_those_that_stay(running: Sequence[Part]) -> None:
    for part in running:
        if not part.every:
            part.start()


def _end(running: Sequence[Part]) -> None:
    """Ask every part to finish, wait, and end those that do not."""
    for part in running:
        if part.is_running and part.process:
            part.process.send_signal(signal.SIGTERM)
    last = time.monotonic() + PATIENCE_SECONDS
    for part in running:
        if part.process is None:
            continue
        try:
            part.process.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.process.pid, signal.SIGKILL)
            part.process.wait()
