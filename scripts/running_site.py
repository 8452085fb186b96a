"""A running site with its own invented world, for the browser: started as a user starts it, stopped when done."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMSPOR = Path(sys.executable).parent / "samspor"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WITH_PLATFORM = "import django, runpy, sys; django.setup(); runpy.run_path(sys.argv[1], run_name='__main__')"
WIDTHS = {"wide": 1280, "narrow": 390}


@dataclass(frozen=True)
class Site:
    url: str
    environment: dict[str, str]

    def command(self, *words: str) -> str:
        """Run a `samspor` command on the site's own database."""
        return self._run(SAMSPOR, *words)

    def script(self, path: Path) -> str:
        """Run a script that uses the platform on the site's own database; what it prints."""
        return self._run(sys.executable, "-c", WITH_PLATFORM, path)

    def _run(self, *words: str | Path) -> str:
        done = subprocess.run(
            words, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(folder: Path, courses: int | None = 60) -> Iterator[Site]:
    """The demo site on a free port, with a small world of its own under a folder; without a size the whole one."""
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("SAMSPOR_PG")},
        "SAMSPOR_MODE": "demo",
        "SAMSPOR_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "samspor.settings",
    }
    site = Site(f"http://127.0.0.1:{port}", environment)
    site.command("demo", "--no-serve", *(["--size", str(courses)] if courses else []))
    log = (folder / "site.log").open("w")
    process = subprocess.Popen(
        [SAMSPOR, "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        _wait_until_up(site.url + "/sign-in/", process)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_until_up(url: str, process: subprocess.Popen) -> None:
    for _try in range(150):
        if process.poll() is not None:
            raise RuntimeError(f"The site stopped with {process.returncode}.")
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("The site did not come up within 30 seconds.")


def route_of(path: str) -> str:
    """The page's kind: its path with the keys taken out."""
    path = path.split("?")[0].split("#")[0]
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"(?<=/)\d{4}-\d{2}-\d{2}(?=/|$)", "<day>", path)
    path = re.sub(r"(?<=^/results/)[^/]+", "<programme>", path)
    return re.sub(r"(?<=/)\d+(?=/|$)", "<n>", path)
