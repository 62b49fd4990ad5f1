"""Contracts by which a company serves an estate: signed, ended; the "serves" link follows the contract."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import AreaLinkKind, Organization, OrgAreaLink, ServiceContract
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


@verb()
def sign_contract(
    *,
    company_id: int,
    area_id: int,
    kind: str,
    on: date,
    until: date,
    actor: Actor,
    at: datetime,
    number: str = "",
    signed_on: date | None = None,
) -> ServiceContract:
    """A company serves an estate from a day until another; event ``contract.signed`` and the link "serves".

    Refuses: a body that is no company, a place that is no estate, an open end, and a second contract of the same
    estate in the same period (an emergency contract stands only where no other does).
    """
    begin, end = checks.period(on, until, at)
    records.lock(Area, area_id)  # two contracts for one estate meet here
    company = records.lock(Organization, company_id)
    _check(company, area_id, kind, begin, end)
    link = _served(company, area_id, begin, end)
    row = ServiceContract(
        company=company,
        kind=kind,
        number=checks.one_line(number, field="number", label=_("合同编号"), limit=40, required=False),
        signed_on=signed_on,
        link=link,
        valid_from=begin,
        valid_to=end,
    )
    areas.fill_columns(row, area_id)
    records.append(
        subject=row,
        name="contract.signed",
        actor=actor,
        at=at,
        data={"body": company.pk, "area": area_id, "contract_kind": kind, "on": begin, "until": end},
    )
    return row


def _served(company: Organization, area_id: int, begin: date, end: date) -> OrgAreaLink:
    """The link "serves" that begins on the day: the one there is, or a new one."""
    held = {"organization": company, "area_id": area_id, "kind": AreaLinkKind.SERVES, "valid_from": begin}
    return OrgAreaLink.objects.filter(**held).first() or OrgAreaLink.objects.create(**held, valid_to=end)


def _check(company: Organization, area_id: int, kind: str, begin: date, end: date) -> None:
    span = areas.span(area_id)
    if span is None or span.level != "estate":
        raise Refused(_("物业服务合同要登记到小区（楼院）。"), field="area")
    if company.kind != "property_company":
        raise Refused(_("「%(name)s」不是物业服务企业。") % {"name": company.name}, field="company")
    if kind not in ServiceContract.Kind.values:
        raise Refused(_("没有这种合同类别，请从列表中选择。"), field="kind")
    rival = (
        ServiceContract.objects.filter(area_id=area_id, valid_from__lt=end, valid_to__gt=begin)
        .select_related("company")
        .first()
    )
    if rival:
        raise Refused(
            _("这个小区在这段时间已由「%(name)s」服务（%(start)s至%(end)s），请先终止原合同。")
            % {
                "name": rival.company.name,
                "start": rival.valid_from.isoformat(),
                "end": rival.valid_to.isoformat(),
            },
            field="on",
        )


@verb()
def end_contract(
    *, contract_id: int, on: date, actor: Actor, at: datetime, reason: str = ""
) -> ServiceContract:
    """A contract ends before its day, with its link; event ``contract.ended``."""
    row = records.lock(ServiceContract, contract_id)
    if not row.valid_from < on < row.valid_to:
        raise Refused(_("终止日期要在合同开始之后、到期之前。"), field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    if row.link_id:
        OrgAreaLink.objects.filter(pk=row.link_id, valid_to__gt=on).update(valid_to=on)
    reason = checks.one_line(reason, field="reason", label=_("原因"), limit=200, required=False)
    records.append(
        subject=row,
        name="contract.ended",
        actor=actor,
        at=at,
        data={"on": on, "body": row.company_id, "area": row.area_id},
        text={"reason": reason} if reason else None,
    )
    return row
