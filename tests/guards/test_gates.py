"""The promise of the gates: case data open only through them, and only actions write."""

import ast
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.template import Context, Template
from django.urls import URLPattern, URLResolver, get_resolver

import factories as make
from samspor.access.case_data import CaseData, GatedQuerySet, Ungated, gates_shut
from samspor.access.roles import ROLES, Permission
from samspor.courses.models import Course, Note

SRC = Path(__file__).resolve().parents[2] / "src" / "samspor"
MAY_TRUST = {"gates.py", "actions.py", "case_data.py"}
MAY_TRUST_ROOMS = {"operations", "demo"}
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete"}


def trusting(path: Path, text: str) -> Iterator[str]:
    """Only gates, actions, operations and the demo world may lift the gates."""
    if path.name in MAY_TRUST or "actions" in path.parts or MAY_TRUST_ROOMS & set(path.parts):
        return
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "trusted"
        ):
            yield f"{path.name}:{node.lineno}"


def writing(path: Path, text: str) -> Iterator[str]:
    """Pages and forms write no rows."""
    if not ({"views", "forms"} & {*path.parts, path.stem}):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            receiver = ast.unparse(node.func.value)
            if receiver.endswith((".objects", "_default_manager")) or node.func.attr in {"save", "delete"}:
                yield f"{path.name}:{node.lineno} {receiver}.{node.func.attr}"


@pytest.mark.one_database
@pytest.mark.parametrize("guard", [trusting, writing])
def test_the_code_keeps_to_the_gates(guard):
    faults = [fault for p in SRC.rglob("*.py") for fault in guard(p, p.read_text(encoding="utf-8"))]
    assert faults == []


@pytest.mark.one_database
def test_the_guards_of_the_code_bite():
    assert list(trusting(Path("courses/views.py"), "with trusted():\n    pass"))
    assert list(writing(Path("courses/views.py"), "Note.objects.create(text='x')"))
    assert list(writing(Path("courses/views/notes.py"), "note.save()"))


def case_models():
    return [m for m in apps.get_models() if issubclass(m, CaseData)]


@pytest.mark.one_database
def test_every_model_that_reaches_a_person_is_case_data():
    """A model with a foreign key to case data is case data itself."""
    rooms = [m for m in apps.get_models() if m.__module__.startswith("samspor.")]
    reach = [
        m.__name__
        for m in rooms
        if not issubclass(m, CaseData)
        and any(
            f.is_relation and f.related_model and issubclass(f.related_model, CaseData)
            for f in m._meta.concrete_fields
        )
    ]
    assert reach == []


@pytest.mark.one_database
@pytest.mark.parametrize("model", case_models(), ids=lambda m: m.__name__)
def test_case_data_is_gated_by_default(model):
    assert isinstance(model._default_manager.all(), GatedQuerySet)
    assert isinstance(model._base_manager.all(), GatedQuerySet)


@pytest.mark.parametrize(
    ("way", "read"),
    [
        ("a list", lambda c: list(Course.objects.all())),
        ("one row", lambda c: Course.objects.get(pk=c.pk)),
        ("the first", lambda c: Course.objects.first()),
        ("a count", lambda c: Course.objects.count()),
        ("whether any", lambda c: Course.objects.filter(pk=c.pk).exists()),
        ("whether this", lambda c: Course.objects.contains(c)),
        ("values", lambda c: list(Course.objects.values_list("pk"))),
        ("one by one", lambda c: list(Course.objects.iterator())),
        ("a sum", lambda c: Course.objects.aggregate(n=make_count())),
        ("by keys", lambda c: Course.objects.in_bulk([c.pk])),
        ("a related list", lambda c: list(c.notes.all())),
        ("a related row", lambda c: Course.objects.gated().get(pk=c.pk).municipal_person.given_names),
        ("a related list in a template", lambda c: Template("{% for n in c.notes.all %}{{ n.text }}{% endfor %}").render(Context({"c": c}))),
        ("prefetched", lambda c: list(Course.objects.gated().prefetch_related("notes"))),
        ("raised again", lambda c: c.refresh_from_db()),
        ("written", lambda c: c.save()),
        ("created", lambda c: Note.objects.create(course=c)),
        ("updated", lambda c: Course.objects.gated().update(caseworker="x")),
        ("deleted", lambda c: c.delete()),
        ("deleted in bulk", lambda c: Course.objects.gated().delete()),
    ],
)  # fmt: skip
def test_case_data_in_a_request_without_a_gate(world, way, read):
    make.note(world.course, world.anna, world.jobcentre)
    with gates_shut(), pytest.raises(Ungated):
        read(world.course)


def make_count():
    from django.db.models import Count

    return Count("pk")


def every_view() -> list[tuple[str, object]]:
    found = []

    def walk(patterns, prefix=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                found.append((prefix + str(entry.pattern), entry.callback))

    walk(get_resolver().url_patterns)
    return found


OURS_WITHOUT_PERMISSION = {
    "samspor.base": "the frame: style guide, language",
    "samspor.courses.views.home": "the front page: each kind of thing passes its own gate",
    "samspor.access.sign_in": "signing in, the account, the locked page",
}


@pytest.mark.one_database
def test_every_page_asks_for_a_permission():
    """Default deny: a view of ours without `@page` stands in the short list of rooms above, or fails here."""
    bare = [
        (route, view.__module__)
        for route, view in every_view()
        if view.__module__.startswith("samspor.")
        and not hasattr(view, "permissions")
        and not view.__module__.startswith(tuple(OURS_WITHOUT_PERMISSION))
    ]
    assert bare == []


@pytest.mark.one_database
def test_every_permission_is_somebodys_and_every_word_is_one():
    held = frozenset().union(*ROLES.values())
    assert set(Permission) - held == set()
    assert all(word.count(".") == 1 and word == word.lower() for word in Permission)


def test_a_missing_row_and_a_forbidden_row_are_the_same_page(world, as_):
    client = as_("carl")
    forbidden = client.get(f"/courses/{world.course.pk}/")
    missing = client.get(f"/courses/{uuid.uuid4()}/")
    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert without_token(forbidden) == without_token(missing)


def without_token(response) -> bytes:
    """The page but for the form token, which is masked anew each time, and the address that was asked for."""
    return re.sub(rb"[A-Za-z0-9]{64}|[0-9a-f-]{36}", b"", response.content)
