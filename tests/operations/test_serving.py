"""The parts of a site start together, are stopped together, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samspor.operations.serving import Part, keep_running, parts

pytestmark = pytest.mark.slow

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


def test_when_one_part_ends_all_are_stopped() -> None:
    stays, ends = Part("stays", STAYS), Part("ends", ENDS)
    assert keep_running([stays, ends]) == 1
    assert not stays.is_running


def test_a_timed_part_may_end_and_comes_again(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f"open({str(told)!r}, 'a').write('x')"
    timed = Part("timed", [sys.executable, "-c", script], every=0.3)
    brief = Part("brief", [sys.executable, "-c", "import time; time.sleep(3)"])
    assert keep_running([timed, brief]) == 1
    assert len(told.read_text()) >= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import sys; from samspor.operations.serving import Part, keep_running;"
        f"part = Part('stays', {STAYS!r});"
        f"ready = lambda: open({str(tmp_path / 'pid')!r}, 'w').write(str(part.process.pid));"
        "sys.exit(keep_running([part], ready=ready))"
    )
    run = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "SAMSPOR_MODE": "test"})
    for _ in range(200):
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            break
        time.sleep(0.1)
    run.send_signal(number)
    assert run.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_site_has_its_parts(db) -> None:
    found = {part.name: part.every for part in parts("127.0.0.1", 8000, tick_minutes=15)}
    assert found == {"web": 0, "worker": 0, "tick": 15 * 60, "seal": 60}
    assert [part.name for part in parts("127.0.0.1", 8000, tick_minutes=0)] == ["web", "worker"]
