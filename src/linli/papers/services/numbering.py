"""Who numbers which papers of a body: 编号方式 OA编号 or 本系统编号, and the words before 〔2026〕."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.papers.kinds import KINDS
from linli.papers.models import Paper, Series
from linli.papers.services.building import clean
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb

_BAD = re.compile(r"[〔〕\[\]()（）【】\d\s]|第|号$")


@verb()
def set_series(
    *, organization_id: int, kind: str, code: str, style: str, actor: Actor, at: datetime
) -> Series:
    """Set how a body numbers a kind of paper; event ``paper.series_set`` in the body's history.

    Refused: a code that is taken, a code with brackets or digits, and another code once a number of this year is out (the
    row of numbers would break).
    """
    body = records.lock(Organization, organization_id)
    code = clean(code)
    if kind not in KINDS or style not in Series.Style.values:
        raise LinliError(_("请从列表中选择文种和编号方式。"))
    if not code or len(code) > 20 or _BAD.search(code):
        raise LinliError(_("机关代字只写文字，例如「濮政办」，不写括号、年份和号数。"))
    if Series.objects.filter(code=code).exclude(organization=body, kind=kind).exists():
        raise LinliError(_("代字「%(code)s」已经用在别处，请换一个。") % {"code": code})
    row = Series.objects.filter(organization=body, kind=kind).first() or Series(organization=body, kind=kind)
    if row.pk and row.code != code and _used_this_year(row, at):
        raise LinliError(_("今年已经用「%(code)s」发过文，代字明年1月1日起才能改。") % {"code": row.code})
    row.code, row.style = code, style
    row.save()
    records.append(
        subject=body, name="paper.series_set", actor=actor, at=at, data={"kind": kind, "style": style}
    )  # fmt: skip
    return row


def _used_this_year(row: Series, at: datetime) -> bool:
    return Paper.objects.filter(series=row, number_year=at.year).exists()
