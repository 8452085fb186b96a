"""The theme: whole, quick to build again, and fit for file names that carry a hash."""

import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

ROOT = Path(__file__).resolve().parents[2]
THEME = ROOT / "build" / "theme"

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def sheet():
    return (THEME / "samspor.css").read_text()


def test_every_file_that_the_sheet_names_is_there(sheet):
    named = {name for name in re.findall(r"url\([\"']?([^\"')]+)", sheet) if not name.startswith("data:")}
    assert named
    assert [name for name in named if not (THEME / name).exists()] == []


def test_nothing_is_fetched_from_elsewhere(sheet):
    assert not re.search(r"url\([\"']?(https?:)?//", sheet)
    assert "sourceMappingURL" not in sheet + (THEME / "dkfds.js").read_text()


def test_licences_ship_along():
    assert "MIT" in (THEME / "licences" / "dkfds.md").read_text()
    assert "OPEN FONT LICENSE" in (THEME / "licences" / "IBMPlexSans.txt").read_text().upper()


def test_no_mark_of_another_portal_is_there():
    assert not [f.name for f in THEME.rglob("*") if re.search("borger|virk|logo", f.name)]


def test_it_can_be_stored_under_hashed_names(tmp_path):
    storage = ManifestStaticFilesStorage(location=tmp_path)
    files = {}
    for file in THEME.rglob("*"):
        if file.is_file() and file.name != ".ready":
            name = f"theme/{file.relative_to(THEME)}"
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(file.read_bytes())
            files[name] = (FileSystemStorage(tmp_path), name)
    faults = [fault for _name, _hashed, fault in storage.post_process(files) if isinstance(fault, Exception)]
    assert faults == []


def test_building_again_changes_nothing():
    before = (THEME / "samspor.css").stat().st_mtime_ns
    subprocess.run(["node", ROOT / "scripts" / "theme.mjs"], check=True, timeout=30)
    assert (THEME / "samspor.css").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("text", "ground"),
    [("#0b5563", "#ffffff"), ("#ffffff", "#0b5563"), ("#1a1a1a", "#e9f2f3"), ("#0b5563", "#f5f5f5")],
)
def test_contrast(text, ground):
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
