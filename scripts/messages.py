"""The Danish catalogues: `update` writes what is to be translated, `compile` makes what Django reads, `check` reports.

Needs no gettext tools. One catalogue an app, sorted, without line numbers or dates, so that a change in one place is
a change in one place. A sentence that base translates need not stand in another app's catalogue.

    python scripts/messages.py update [app …]
    python scripts/messages.py compile
    python scripts/messages.py check [app …]
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "samspor"
LANGUAGE = "da"
SHARED = "base"
HEADER = """msgid ""
msgstr ""
"Language: da\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]|%[sd%]|\{\w*\}")


class Key(NamedTuple):
    """What makes a message one and the same."""

    context: str | None
    id: str


def apps() -> list[str]:
    return sorted(
        p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists() and p.name != "__pycache__"
    )


def catalogue_path(app: str) -> Path:
    return SOURCE / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(app: str) -> Catalog:
    path = catalogue_path(app)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, ignore_obsolete=True)


def key_of(message: Message) -> Key:
    first = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return Key(message.context, first)


def messages_in(catalog: Catalog) -> dict[Key, Message]:
    return {key_of(m): m for m in catalog if m.id}


def is_translated(message: Message) -> bool:
    words = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(words) and all(words) and not message.fuzzy


# --- what the source says -------------------------------------------------------------------------------------------


def extract(app: str) -> Catalog:
    """Every sentence in the app's modules and templates."""
    catalog = Catalog(locale=LANGUAGE)
    for file in sorted((SOURCE / app).rglob("*")):
        if "migrations" in file.parts or "locale" in file.parts:
            continue
        if file.suffix == ".py":
            _add(catalog, file.read_bytes())
        elif "templates" in file.parts and file.suffix in {".html", ".txt"}:
            _add(catalog, _as_python(file).encode())
    return catalog


def _add(catalog: Catalog, source: bytes) -> None:
    for _line, function, words, _comments in extract_python(
        io.BytesIO(source), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        for id_, context in _ids(function, words):
            catalog.add(id_, context=context)


def _ids(
    function: str, words: str | tuple[str | None, ...]
) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    given = words if isinstance(words, tuple) else (words,)
    places = KEYWORDS[function] or (1,)
    context, ids = None, []
    for place in places:
        index, is_context = (place[0], True) if isinstance(place, tuple) else (place, False)
        word = given[index - 1] if len(given) >= index else None
        if not isinstance(word, str) or not word:
            return
        if is_context:
            context = word
        else:
            ids.append(word)
    yield (ids[0] if len(ids) == 1 else (ids[0], ids[1])), context


def _as_python(file: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    source = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    return "\n".join(line.lstrip() for line in source.splitlines())  # a template's indents are not Python's


# --- the three commands ---------------------------------------------------------------------------------------------


def update(names: list[str]) -> int:
    """Write each app's catalogue: new sentences empty, old translations kept, what is no longer said left out."""
    for app in names:
        found, known, shared = extract(app), messages_in(read(app)), _shared(app)
        kept = Catalog(locale=LANGUAGE)
        for key, message in messages_in(found).items():
            old = known.get(key)
            if old is None and key in shared and is_translated(shared[key]):
                continue
            string = old.string if old is not None and _same_number(old, message) else None
            kept.add(message.id, string or "", context=message.context)
        path = catalogue_path(app)
        if not messages_in(kept):
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + _text(kept), encoding="utf-8")
    return 0


def compile_() -> int:
    for app in apps():
        if catalogue_path(app).exists():
            with catalogue_path(app).with_suffix(".mo").open("wb") as file:
                write_mo(file, read(app))
    return 0


def check(names: list[str]) -> int:
    """One line for each fault; 1 when there is any."""
    faults = [fault for app in names for fault in _faults(app)] + list(_said_in_two_ways())
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _faults(app: str) -> Iterator[str]:
    found, known, shared = messages_in(extract(app)), messages_in(read(app)), _shared(app)
    for key in sorted(found, key=lambda k: k.id):
        message = known.get(key) or shared.get(key)
        if message is None or not is_translated(message):
            fuzzy = "fuzzy" if message is not None and message.fuzzy else "not translated"
            yield f"{app}: {fuzzy}: {key.id!r}"
    for key, message in known.items():
        if key not in found:
            yield f"{app}: no longer said: {key.id!r}"
        elif is_translated(message) and (wrong := _placeholders_differ(message)):
            yield f"{app}: placeholders differ ({wrong}): {key.id!r}"


def _said_in_two_ways() -> Iterator[str]:
    """Django lays all catalogues together: two translations of one sentence would depend on the order of the apps."""
    said: dict[Key, dict[str, str]] = {}
    for app in apps():
        for key, message in messages_in(read(app)).items():
            if is_translated(message):
                said.setdefault(key, {})[app] = str(message.string)
    for key, ways in said.items():
        if len(set(ways.values())) > 1:
            yield f"{', '.join(ways)}: translated in different ways: {key.id!r}: {', '.join(sorted(set(ways.values())))}"


def _placeholders_differ(message: Message) -> str:
    ids = message.id if isinstance(message.id, list | tuple) else [message.id]
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    wanted = [set(PLACEHOLDER.findall(i)) for i in ids]
    most, least = set.union(*wanted), set.intersection(*wanted)
    for string in strings:
        has = set(PLACEHOLDER.findall(string))
        if not least <= has <= most:
            return ", ".join(sorted(has ^ most))
    return ""


def _shared(app: str) -> dict[Key, Message]:
    return {} if app == SHARED else messages_in(read(SHARED))


def _same_number(old: Message, new: Message) -> bool:
    return isinstance(old.id, list | tuple) == isinstance(new.id, list | tuple)


def _text(catalog: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    return out.getvalue().decode().lstrip("\n")


def main(words: list[str]) -> int:
    command, names = (words[0] if words else ""), words[1:] or apps()
    if command == "update":
        return update(names)
    if command == "compile":
        return compile_()
    if command == "check":
        return check(names)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
