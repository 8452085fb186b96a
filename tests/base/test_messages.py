"""The catalogues: what is found in the source, what an update keeps, what a check reports."""

import gettext

import messages
import pytest

MODULE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Plain"); _("Twice"); _("Twice")
ngettext("%(n)s row", "%(n)s rows", 2)
pgettext("month", "May")
_(variable); _(f"not {this}")
"""
TEMPLATE = """
{% translate "In a template" %}{% translate "May" context "month" %}
{% blocktranslate trimmed with name=x %}
  Hello
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} thing{% plural %}{{ n }} things{% endblocktranslate %}
{% breadcrumb _("In an argument") url _("Another") %}
"""


@pytest.fixture(autouse=True)
def source(tmp_path, monkeypatch):
    """Two apps: base and rooms."""
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    for app in ["base", "rooms"]:
        (tmp_path / app / "templates").mkdir(parents=True)
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "rooms" / "views.py").write_text(MODULE)
    (tmp_path / "rooms" / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def say(app, **said):
    """Fill in an app's catalogue."""
    catalog = messages.read(app)
    for message in catalog:
        if message.id and (key := messages.key_of(message).id) in said:
            message.string = said[key]
    messages.catalogue_path(app).write_text(messages.HEADER + messages._text(catalog))


def found(app):
    return {key.id for key in messages.messages_in(messages.extract(app))}


def test_every_sentence_is_found_once():
    assert found("rooms") == {
        "Plain", "Twice", "%(n)s row", "May", "In a template", "Hello %(name)s", "%(n)s thing", "In an argument", "Another",
    }  # fmt: skip


def test_an_update_keeps_translations_and_leaves_out_what_is_no_longer_said(source):
    messages.update(["rooms"])
    say("rooms", Plain="Enkel", Twice="To gange")
    (source / "rooms" / "views.py").write_text('from x import _\n_("Plain"); _("New")')
    messages.update(["rooms"])
    text = messages.catalogue_path("rooms").read_text()
    assert 'msgid "Plain"\nmsgstr "Enkel"' in text
    assert "Twice" not in text
    assert 'msgid "New"\nmsgstr ""' in text


def test_an_update_that_changes_nothing_changes_no_byte():
    messages.update(["rooms"])
    first = messages.catalogue_path("rooms").read_bytes()
    messages.update(["rooms"])
    assert messages.catalogue_path("rooms").read_bytes() == first
    assert b"views.py" not in first
    assert b"Date" not in first


def test_what_base_says_is_not_said_again(source):
    (source / "base" / "views.py").write_text('_("Plain")')
    messages.update(["base"])
    say("base", Plain="Enkel")
    messages.update(["rooms"])
    assert '"Plain"' not in messages.catalogue_path("rooms").read_text()


def report(capsys, *apps):
    code = messages.check(list(apps) or ["rooms"])
    return code, capsys.readouterr().out


def translate_all():
    messages.update(["rooms"])
    said = {key: f"da {key}" for key in found("rooms")}
    said |= {"%(n)s row": ("%(n)s række", "%(n)s rækker"), "%(n)s thing": ("%(n)s ting", "%(n)s ting")}
    say("rooms", **said)


def test_a_full_catalogue_is_without_fault(capsys):
    translate_all()
    assert report(capsys) == (0, "")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"Plain": ""}, "rooms: not translated: 'Plain'"),
        (
            {"Hello %(name)s": "Hej %(navn)s"},
            "rooms: placeholders differ (%(name)s, %(navn)s): 'Hello %(name)s'",
        ),
        ({"Hello %(name)s": "Hej"}, "rooms: placeholders differ (%(name)s): 'Hello %(name)s'"),
    ],
)
def test_a_fault_is_reported(capsys, said, fault):
    translate_all()
    say("rooms", **said)
    code, out = report(capsys)
    assert code == 1
    assert fault in out


def test_one_sentence_in_two_ways_is_reported(source, capsys):
    translate_all()
    (source / "base" / "views.py").write_text('_("Plain")')
    messages.update(["base"])
    say("base", Plain="Ren")
    assert "base, rooms: translated in different ways: 'Plain'" in report(capsys)[1]


def test_what_is_compiled_is_what_gettext_reads():
    translate_all()
    messages.compile_()
    with messages.catalogue_path("rooms").with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Plain") == "da Plain"
    assert catalogue.ngettext("%(n)s row", "%(n)s rows", 2) == "%(n)s rækker"
    assert catalogue.pgettext("month", "May") == "da May"
