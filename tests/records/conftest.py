"""A subject of its own for these tests: a table beside the real ones, made once per session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, models

from linli.domain.access import Actor
from linli.records import keys, registry
from linli.records.fields import EncryptedText
from linli.records.models import Subject

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
CLERK = Actor(user_id=7, post_id=70, channel="page", body_id=700)


class Thing(Subject):
    """Something with a history."""

    SUBJECT_KIND = "thing"
    state = models.CharField(max_length=20, default="new")
    phone = EncryptedText(blank=True, default="")

    class Meta:
        app_label = "things"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.fixture) -> Iterator[None]:
    """Add the table of Thing to the test database."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Thing)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    registry.register_subject("thing", Thing, label="东西", url=lambda pk: f"/things/{pk}/")
    registry.register_event("thing.made", "登记了这件事")
    registry.register_event("thing.moved", "转到%(body)s，第%(round)s次", texts={"note": "说明"})
    before = {name: list(found) for name, found in registry._handlers.items()}
    yield
    registry._handlers.clear()
    registry._handlers.update(before)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: pytest.fixture) -> Iterator[Path]:
    """Keys, files and checkpoints of one test in a folder of its own."""
    settings.LINLI_DATA = tmp_path
    settings.LINLI_KEYS = tmp_path / "keys"
    settings.LINLI_FILES = tmp_path / "files"
    settings.LINLI_CHECKPOINTS = tmp_path / "outside"
    keys.forget()
    yield tmp_path
    keys.forget()


@pytest.fixture
def thing(db: None) -> Thing:
    """A new thing with its first event."""
    from linli.records import services as records

    made = Thing()
    records.append(subject=made, name="thing.made", actor=CLERK, at=AT)
    return made


@pytest.fixture(autouse=True)
def _emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real commits leave no thing behind (Django empties the installed tables only)."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        Thing.objects.all().delete()
