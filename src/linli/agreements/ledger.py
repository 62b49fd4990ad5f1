"""Signatures in and out of Excel: the day's signatures of a sheet; the list with the unsigned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.agreements import queries, services
from linli.agreements.models import Agreement, Party
from linli.areas import queries as areas
from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.ledgers import registry
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Outlet, Problem, Row, Target
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout


def _sheet(row: Row) -> Agreement | None:
    """The one open sheet of this title on which the person may register signatures."""
    rows = queries.visible(row.context.scope, "agreement.sign").filter(
        title=row.text("title"), state=Agreement.State.OFFERED
    )
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def _party(row: Row, sheet: Agreement) -> Party | None:
    found = list(sheet.parties.filter(name=row.text("name"), ended_on=None)[:2])
    return found[0] if len(found) == 1 else None


def check(row: Row) -> Iterator[Problem]:
    """The sheet must be open and the person's own; the signer must be on its list or is added."""
    if _sheet(row) is None:
        yield Problem(
            "title",
            _("没有找到签署中的「%(title)s」，或有好几份同名的。") % {"title": row.text("title")[:20]},
            _("请写协议全称，并先发出。"),
        )


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """List the signer if he is not on the sheet, and sign for him where a day is given."""
    sheet = _sheet(row)
    if sheet is None:
        raise RowRefused(_("没有找到签署中的「%(title)s」。") % {"title": row.text("title")[:20]})
    party, made = _party(row, sheet), False
    if party is None:
        kind = sheet.parties.values_list("kind", flat=True).first() or Party.Kind.BODY
        signer = services.Signer(kind, 0, row.text("name"))
        made = bool(services.add_parties(agreement_id=sheet.pk, signers=[signer], actor=actor, at=at))
        party = sheet.parties.get(name=row.text("name"), ended_on=None)
    day = row.day("on")
    if day is None or party.signed_on is not None:
        return Applied("agreement", sheet.pk, "created" if made else "unchanged")
    services.sign(
        party_id=party.pk,
        on=day,
        signer=row.text("signer"),
        signer_title=row.text("signer_title"),
        actor=actor,
        at=at,
    )
    return Applied("agreement", sheet.pk, "created" if made else "updated")


TARGET = Target(
    id="signatures",
    title=gettext_lazy("协议签署"),
    help=gettext_lazy("一行一个签署方；写了签署日期就登记签署，没写就只列入名单。"),
    verb="agreement.import",
    order=60,
    columns=(
        Column("title", gettext_lazy("协议名称"), ("承诺书名称", "责任书名称"), required=True),
        Column(
            "name",
            gettext_lazy("签署方"),
            ("企业名称", "单位名称", "门店"),
            required=True,
            parse=values.text(80),
        ),
        Column("on", gettext_lazy("签署日期"), ("签订日期", "签约日期"), parse=values.day),
        Column("signer", gettext_lazy("签署人"), ("负责人",), parse=values.text(40)),
        Column("signer_title", gettext_lazy("职务"), (), parse=values.text(40)),
    ),
    key=("title", "name"),
    check=check,
    apply=apply,
)


def _parties(scope: Scope, params: Mapping[str, str]) -> QuerySet[Party]:
    sheets = queries.listed(
        scope,
        text=params.get("q", ""),
        kind=params.get("kind", ""),
        state=params.get("state", ""),
        verb="agreement.export",
    )
    rows = Party.objects.filter(agreement__in=sheets.values("pk"), ended_on=None)
    sheet = record_id(params.get("sheet", ""))
    return rows if sheet is None else rows.filter(agreement_id=sheet)


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    words = {"signed": _("已签"), "unsigned": _("未签")}
    rows = _parties(scope, params).select_related("agreement").order_by("agreement_id", "signed_on", "pk")
    names: dict[int, str] = {}
    for party in rows.iterator(chunk_size=500):
        sheet = party.agreement
        if sheet.area_id not in names:
            names[sheet.area_id] = areas.full_name(sheet.area_id, top="street")
        yield {
            "title": sheet.title,
            "place": names[sheet.area_id],
            "name": party.name,
            "state": words.get(party.standing(local_day(at)), _("未签")),
            "on": party.signed_on,
            "signer": party.signer,
            "signer_title": party.signer_title,
            "until": None if sheet.is_open else sheet.valid_to,
        }


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("title", _("协议名称"), width=16),
        Col("place", _("范围"), width=12),
        Col("name", _("签署方"), width=16),
        Col("state", _("签署情况"), width=7),
        Col("on", _("签署日期"), width=8, kind="day"),
        Col("signer", _("签署人"), width=8),
        Col("signer_title", _("职务"), width=8),
        Col("until", _("到期日"), width=8, kind="day"),
    )
    return layout(_("协议签署台账"), columns, scope, day)


OUTLET = Outlet(
    id="agreements",
    title=gettext_lazy("协议签署台账"),
    verb="agreement.export",
    order=60,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, _at: _parties(scope, params).count(),
    allowed=lambda request: policy.may(request.scope, "agreement.export"),  # type: ignore[attr-defined]
)


def register() -> None:
    """Make both known."""
    registry.register_target(TARGET)
    registry.register_outlet(OUTLET)
