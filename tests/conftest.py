"""The frozen day on which every test happens, and the cast as fixtures."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("SAMSPOR_MODE", "test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks about PostgreSQL alone is not collected on SQLite: there is nothing to skip. Where Chromium is
    missing, browser tests are skipped with a sentence; with CI=true they run and fail."""
    if not shutil.which("chromium") and os.environ.get("CI") != "true":
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(
                    pytest.mark.skip(reason="Chromium is not installed here (make test does it on Debian).")
                )
    if os.environ.get("SAMSPOR_PG_NAME"):
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With CI=true nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def frozen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Monday 2 March 2026, ten in the morning in Denmark. A browser and the evaluation live in real time."""
    if request.node.get_closest_marker("browser") or "ipseval" in request.node.path.parts:
        yield
        return
    import time_machine

    from factories import NOW

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def log_of_its_own(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A head file for each test; and after real transactions the log lets Django empty its tables."""
    if "ipseval" in request.node.path.parts:
        yield
        return
    settings = request.getfixturevalue("settings")
    settings.AUDIT_HEAD_FILE = tmp_path_factory.getbasetemp() / f"head-{uuid.uuid4()}.log"
    marker = request.node.get_closest_marker("django_db")
    is_real = bool(marker and marker.kwargs.get("transaction"))
    if not is_real and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection

    from lifted import lift_triggers

    with connection.cursor() as cursor:
        lift_triggers(connection, cursor)  # emptying the tables ends with post_migrate, which puts them back


@pytest.fixture
def world(db):
    """Anna has Freja's course; Kirsten treats her. See `cast.World`."""
    import cast

    return cast.build()


@pytest.fixture
def as_(world) -> Callable:
    """A client signed in as one of the cast: `as_("anna").get("/courses/")`."""
    from django.test import Client

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(world.user(name))
        return client

    return signed_in


@pytest.fixture
def by(world) -> Callable:
    """A cast member's membership, as actions take it: `by("anna")`."""
    import factories as make

    return lambda name: make.membership(world.user(name))
