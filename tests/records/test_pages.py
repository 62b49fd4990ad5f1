"""Files only through access, and the check page for the audit administrator only."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory

from linli.domain.access import NOBODY, PUBLIC, Scope
from linli.records import access, registry, views, work
from linli.records import services as records
from linli.records.errors import NotAllowed
from linli.records.models import Attachment, Event, Verification
from tests.records.conftest import AT, CLERK, Thing
from tests.records.test_uploads import PDF, Named, picture

pytestmark = pytest.mark.django_db
READER, AUDITOR = Scope(bodies=frozenset({700})), Scope(roles=frozenset({"audit_admin"}))


@pytest.fixture
def row(thing: Thing) -> Any:
    registry.register_file_access("thing", lambda scope, pk, row: 700 in scope.bodies)
    yield records.attach(subject=thing, upload=Named(picture(), "现场.jpg"), actor=CLERK, at=AT, kind="photo")
    registry._file_access.clear()


def request(scope: Scope, method: str = "get", **extra: Any) -> Any:
    made = getattr(RequestFactory(), method)("/", **extra)
    made.scope, made.actor = scope, PUBLIC
    return made


def test_a_file_is_served_only_to_whom_its_subject_is_open(row: Attachment) -> None:
    answer = views.file(request(READER), row.pk)
    assert b"".join(answer)[:3] == b"\xff\xd8\xff"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(views.thumb(request(READER), row.pk))
    for scope in (NOBODY, AUDITOR):
        with pytest.raises(Http404):
            views.file(request(scope), row.pk)


def test_without_a_rule_nobody_reads_files(row: Attachment) -> None:
    registry._file_access.clear()
    with pytest.raises(Http404):
        access.get_attachment_for(READER, row.pk)


def test_withdrawn_and_erased_files_are_gone_for_everybody(row: Attachment, thing: Thing) -> None:
    records.withdraw_file(subject=thing, attachment=row, actor=CLERK, at=AT)
    with pytest.raises(Http404):
        access.get_attachment_for(READER, row.pk)


def test_residents_see_published_files_only_and_by_their_token(row: Attachment, thing: Thing) -> None:
    token = row.digest[:20]
    with pytest.raises(Http404):
        views.public_file(request(NOBODY), row.pk, token)
    records.publish_file(subject=thing, attachment=row, actor=CLERK, at=AT, on=True)
    assert views.public_file(request(NOBODY), row.pk, token).status_code == 200
    for wrong in ("", "abc", "f" * 20):
        with pytest.raises(Http404):
            views.public_file(request(NOBODY), row.pk, wrong)


def test_papers_are_downloaded_never_shown_inside_a_page(row: Attachment, thing: Thing) -> None:
    paper = records.attach(subject=thing, upload=Named(PDF, "协议.pdf"), actor=CLERK, at=AT, kind="proof")
    answer = views.file(request(READER), paper.pk)
    assert answer["Content-Disposition"].startswith("attachment")
    with pytest.raises(Http404):
        views.thumb(request(READER), paper.pk)


def test_the_check_is_for_the_audit_administrator(rf: RequestFactory, thing: Thing) -> None:
    with pytest.raises(NotAllowed, match="审计管理员"):
        views.verify(request(READER))
    assert "还没有校验过" in views.verify(request(AUDITOR)).content.decode()
    views.verify(request(AUDITOR, "post"))
    views.verify(request(AUDITOR, "post"))
    assert Verification.objects.count() == 1
    assert work.verifications(AT) == 1
    page = views.verify(request(AUDITOR)).content.decode()
    assert "没有发现改动" in page
    assert "没有存放在外部的检查点" in page
    Event.objects.update(name="thing.moved")
    views.verify(request(AUDITOR, "post"))
    work.verifications(AT)
    page = views.verify(request(AUDITOR)).content.decode()
    assert "记录内容被改动" in page
    assert f'<a href="/things/{thing.pk}/">东西 {thing.pk}</a>' in page
