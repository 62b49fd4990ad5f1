"""Ledgers of bodies and posts, as offices hand them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions import terms
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.ledgers.registry import Outlet
from linli.ledgers.writing.layout import Col, Layout
from linli.organizations.models import OPEN, Appointment, Organization, Post


def unit_of(scope: Scope) -> str:
    """The body under whose name a ledger is handed in, empty when the post has none."""
    body = Organization.objects.filter(pk__in=scope.bodies).order_by("pk").first()
    return body.name if body else ""


def layout(title: str, columns: tuple[Col, ...], scope: Scope, day: date, **more: Any) -> Layout:
    """A ledger of the acting post's body on a day, marked in a demonstration."""
    return Layout(
        title=title,
        columns=columns,
        unit=unit_of(scope),
        filled_on=day,
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
        **more,
    )


def parts_of(rows: QuerySet[Any], size: int = 500) -> Iterator[list[Any]]:
    """Rows of a ledger as they were entered, a part at a time, so that what a part needs is asked once for it."""
    last, rows = 0, rows.order_by("pk")
    while part := list(rows.filter(pk__gt=last)[:size]):
        yield part
        last = part[-1].pk


def number_in(params: Mapping[str, str], name: str) -> int | None:
    """A place or another id among the parameters of a ledger; None for what is no number."""
    return record_id(params.get(name))


def _bodies(scope: Scope) -> QuerySet[Organization]:
    rows = Organization.objects.filter(valid_to=OPEN)
    return policy.filter(rows, scope, "organization.export").order_by("area_id", "pk")


def _word(term_id: str) -> str:
    return terms.label(term_id) if terms.known(term_id) else term_id


def _body_rows(scope: Scope, _params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    for part in _parts(_bodies(scope)):
        names = areas.full_names({body.area_id for body in part})
        for body in part:
            yield {
                "name": body.name,
                "short_name": body.short_name,
                "kind": _word(body.kind),
                "area": names.get(body.area_id, ""),
                "credit_code": body.credit_code,
                "phone": body.phone,
                "basis": body.basis,
                "on": body.valid_from,
            }


def _parts(rows: QuerySet[Any], size: int = 500) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows.iterator(chunk_size=size):
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _body_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("name", _("单位名称"), width=16),
        Col("short_name", _("简称"), width=8),
        Col("kind", _("单位类别"), width=9),
        Col("area", _("所在地点"), width=16),
        Col("credit_code", _("统一社会信用代码"), width=12),
        Col("phone", _("办公电话"), width=9),
        Col("basis", _("设立依据"), width=14),
        Col("on", _("成立日期"), width=7, kind="day"),
    )
    return layout(_("单位台账"), columns, scope, day)


def _posts(scope: Scope) -> QuerySet[Post]:
    rows = Post.objects.filter(valid_to=OPEN, organization__in=_bodies(scope).order_by())
    return rows.select_related("organization").order_by("organization_id", "pk")


def _post_rows(scope: Scope, _params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    for part in _parts(_posts(scope)):
        held = (
            Appointment.objects.filter(post__in=part, valid_to=OPEN).select_related("person").order_by("pk")
        )
        holders: dict[int, list[Appointment]] = {}
        for row in held:
            holders.setdefault(row.post_id, []).append(row)
        names = areas.full_names({post.area_id for post in part})
        for post in part:
            seats: list[Appointment | None] = [*holders.get(post.pk, ())]
            for holder in seats or [None]:
                yield _post_row(post, holder, names)


def _post_row(post: Post, row: Appointment | None, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "body": post.organization.name,
        "title": post.title,
        "role": _word(post.role),
        "area": names.get(post.area_id, ""),
        "name": row.person.name if row else _("（空缺）"),
        "work_phone": row.person.work_phone if row else "",
        "kind": row.get_kind_display() if row else "",
        "on": row.valid_from if row else None,
    }


def _post_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    post, holder = (_("岗位"),), (_("任职情况"),)
    columns = (
        Col("body", _("所在单位"), width=16),
        Col("title", _("岗位名称"), post, width=10),
        Col("role", _("角色"), post, width=9),
        Col("area", _("负责地点"), post, width=16),
        Col("name", _("姓名"), holder, width=6),
        Col("work_phone", _("工作电话"), holder, width=9),
        Col("kind", _("任职方式"), holder, width=7),
        Col("on", _("任职日期"), holder, width=7, kind="day"),
    )
    return layout(_("岗位任职台账"), columns, scope, day)


OUTLETS = (
    Outlet(
        id="organizations",
        title=gettext_lazy("单位台账"),
        verb="organization.export",
        order=10,
        layout=_body_layout,
        rows=_body_rows,
        count=lambda scope, _params, _at: _bodies(scope).count(),
    ),
    Outlet(
        id="posts",
        title=gettext_lazy("岗位任职台账"),
        verb="organization.export",
        order=20,
        layout=_post_layout,
        rows=_post_rows,
        count=lambda scope, _params, _at: _posts(scope).count(),
    ),
)
