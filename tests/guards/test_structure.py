"""The house's promises about its own shape: sizes, names, docstrings, reasons. Each guard is shown to bite."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = {"services", "managers", "selectors", "helpers", "mixins", "signals", "utils"}


def sources(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in (ROOT / folder).rglob("*.py")]
    return sorted(p for p in found if "migrations" not in p.parts)


def too_long(path: str, text: str) -> Iterator[str]:
    """Files stay under 400 lines, functions under 50."""
    lines = text.count("\n")
    if lines >= 400:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > 50:
                yield f"{path}:{node.lineno} {node.name}: {length} lines"


def undocumented(path: str, text: str) -> Iterator[str]:
    """A module opens with one sentence: what it holds and keeps out."""
    if text.strip() and not ast.get_docstring(ast.parse(text)):
        yield path


def nameless(path: str) -> Iterator[str]:
    """No services, managers, selectors, helpers, mixins, signals, utils."""
    if Path(path).stem in FORBIDDEN_NAMES or FORBIDDEN_NAMES & set(Path(path).parts):
        yield path


def unreasoned(pyproject: str) -> Iterator[str]:
    """Each dependency has its reason beside it."""
    inside = False
    for line in pyproject.splitlines():
        if re.match(r"\w+ = \[$", line) and not line.startswith(("select", "ignore", "markers")):
            inside = line.split(" ")[0] in {"dependencies", "platform", "test", "dev", "spark"}
        elif line.startswith("]"):
            inside = False
        elif inside and line.strip().startswith('"') and "#" not in line:
            yield line.strip()


def elsewhere(path: str, text: str) -> Iterator[str]:
    """No request to another host: no address in a template, style or script, but namespaces and plain links."""
    for match in re.finditer(
        r"""(?:src|action|srcset|data|@import|url\()\s*=?\s*["'(]?\s*(https?:)?//""", text
    ):
        yield f"{path}: {match.group(0)}"


@pytest.mark.parametrize(
    "path", sources("src", "tests", "scripts", "bench", "studies"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_files_keep_their_size_and_say_what_they_hold(path):
    text = path.read_text(encoding="utf-8")
    name = str(path.relative_to(ROOT))
    faults = [*too_long(name, text), *nameless(name)]
    if name.startswith("src/"):
        faults += undocumented(name, text)
    assert faults == []


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert list(unreasoned(text)) == []
    assert tomllib.loads(text)["project"]["license"] == "MPL-2.0"


def test_nothing_is_fetched_from_another_host():
    pages = [p for ending in ("html", "js", "css", "scss") for p in (ROOT / "src").rglob(f"*.{ending}")]
    assert pages
    assert [fault for p in pages for fault in elsewhere(p.name, p.read_text(encoding="utf-8"))] == []


def test_locks_name_no_registry():
    for name in ("requirements.lock", "package-lock.json", "scripts/uv.txt"):
        assert "https://" not in re.sub(
            r'"url": "https://[^"]*"', "", (ROOT / name).read_text(encoding="utf-8")
        ), name


@pytest.mark.parametrize(
    ("guard", "sample"),
    [
        pytest.param(lambda: too_long("x.py", "x = 1\n" * 400), "a file of 400 lines"),
        pytest.param(lambda: too_long("x.py", "def f():\n" + "    x = 1\n" * 51), "a function of 52 lines"),
        pytest.param(lambda: undocumented("x.py", "x = 1\n"), "no docstring"),
        pytest.param(lambda: nameless("src/samspor/courses/utils.py"), "utils"),
        pytest.param(lambda: nameless("src/samspor/services/x.py"), "services"),
        pytest.param(
            lambda: unreasoned('dependencies = [\n  "leftpad",\n]\n'), "a dependency without its reason"
        ),
        pytest.param(
            lambda: elsewhere("x.html", '<script src="https://cdn.example/x.js">'), "a script from elsewhere"
        ),
        pytest.param(lambda: elsewhere("x.css", "url(//fonts.example/x)"), "a font from elsewhere"),
    ],
)
def test_the_guard_bites(guard, sample):
    assert list(guard()), f"the guard lets through {sample}"
