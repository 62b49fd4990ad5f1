"""Papers go out: numbered by us at signing, without gap, or handed to the office automation and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.codes import PaperNumber, read_paper_number
from linli.organizations.models import Organization
from linli.papers.document import to_json
from linli.papers.errors import Frozen
from linli.papers.kinds import KINDS, Kind
from linli.papers.models import Delivery, Paper, Reply, Series
from linli.papers.services.building import number_slips
from linli.papers.services.circulating import sign_for
from linli.papers.services.drafting import check_addressees
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb

State = Paper.State


@verb()
def issue(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """Sign a working paper: it is dated, numbered (last of all, so that nobody waits) and frozen.

    Event ``paper.issued``. Raises NotAllowed for a kind the office automation numbers.
    """
    paper = records.lock(Paper, paper_id)
    kind = KINDS[paper.kind]
    series = _series(paper)
    if not _own(kind, series):
        raise NotAllowed(_("这种文书由OA编号、签发和用印，请先「送OA」。"))
    if paper.state != State.DRAFT:
        raise Frozen()
    document = paper.body
    to = [paper.addressee] if paper.addressee else []
    check_addressees(paper.kind, document, paper.issuer, to, paper.authority)
    day = at.astimezone(SHANGHAI).date()
    paper.state, paper.issued_on, paper.series = State.ISSUED, day, series
    paper.save(update_fields=["state", "issued_on", "series"])
    records.append(subject=paper, name="paper.issued", actor=actor, at=at, data={"kind": paper.kind})
    _deliver_to_addressee(paper, at)
    if series is not None:
        value = records.draw_number(series=f"paper:{series.pk}", year=day.year)
        paper.number_year, paper.number_value = day.year, value
        paper.number = str(PaperNumber(series.code, day.year, value))
        if kind.form == "briefing":
            # A briefing is no 公文: 第×期（总第×期）, counted within the year and in all (trade.md 5).
            whole = records.draw_number(series=f"paper:{series.pk}:all", year=None)
            paper.number = f"第{value}期（总第{whole}期）"
    document = number_slips(document.with_number(paper.number, day), paper.number)
    paper.document = to_json(document)
    paper.save(update_fields=["number", "number_year", "number_value", "document"])
    return paper


def _deliver_to_addressee(paper: Paper, at: datetime) -> None:
    if paper.addressee_id is not None:
        Delivery.objects.get_or_create(
            paper=paper, organization_id=paper.addressee_id, defaults={"sent_at": at}
        )


def numbered_here(paper: Paper) -> bool:
    """Does this house number the paper, by the setting of its series or by its kind?"""
    return _own(KINDS[paper.kind], _series(paper))


def _own(kind: Kind, series: Series | None) -> bool:
    """The setting of the series decides; without one, the kind does (OA for what is a 公文)."""
    return series.style == Series.Style.OWN if series is not None else kind.style != "oa"


def _series(paper: Paper) -> Series | None:
    """The series of the issuing body for this kind; our own kinds get one at their first paper."""
    kind = KINDS[paper.kind]
    found = Series.objects.filter(organization_id=paper.issuer_id, kind=kind.id).first()
    if found is not None or kind.style != "own" or not kind.series:
        return found
    return _open_series(paper.issuer, kind)


def _open_series(body: Organization, kind: Kind) -> Series:
    # Two communities of one short name may exist in a city: the longer name tells them apart.
    names = [body.short_name, body.name, f"{body.name[:12]}{body.pk}"]
    codes = [f"{name}{kind.series}"[-20:] for name in names if name]
    taken = set(Series.objects.filter(code__in=codes).values_list("code", flat=True))
    code = next((code for code in codes if code not in taken), f"{body.pk}{kind.series}")
    return Series.objects.create(organization=body, kind=kind.id, code=code, style=Series.Style.OWN)


@verb()
def mark_drafted(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """The draft for the office automation is final: 草稿 → 代拟稿; event ``paper.drafting_done``.

    It prints an empty place for the number: ×〔2026〕　号.
    """
    paper = records.lock(Paper, paper_id)
    _need_oa(paper)
    _need_state(paper, State.DRAFT)
    series = _series(paper)
    year = at.astimezone(SHANGHAI).year
    number = str(PaperNumber(series.code if series else "", year, None))
    paper.document = to_json(replace(paper.body, number=number, draft=True))
    paper.state, paper.series = State.DRAFTED, series
    paper.save(update_fields=["document", "state", "series"])
    records.append(subject=paper, name="paper.drafting_done", actor=actor, at=at)
    return paper


@verb()
def mark_sent_to_oa(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """The draft went into the office automation: 代拟稿 → 已送OA; event ``paper.sent_to_oa``."""
    paper = records.lock(Paper, paper_id)
    _need_oa(paper)
    _need_state(paper, State.DRAFTED)
    paper.state = State.SENT_TO_OA
    paper.save(update_fields=["state"])
    records.append(subject=paper, name="paper.sent_to_oa", actor=actor, at=at)
    return paper


@verb()
def mark_issued_by_oa(*, paper_id: int, number: str, issued_on: date, actor: Actor, at: datetime) -> Paper:
    """The office automation numbered, signed and sealed it: 已送OA → OA已发文, frozen; ``paper.issued_by_oa``.

    ``number`` is taken in any brackets and printed with 〔〕. Raises LinliError for a number or a date that cannot be.
    """
    paper = records.lock(Paper, paper_id)
    _need_oa(paper)
    _need_state(paper, State.SENT_TO_OA)
    try:
        read = read_paper_number(number)
    except ValueError as wrong:
        raise LinliError(_("文号看不懂，请照发文写，例如「濮政办〔2026〕8号」。")) from wrong
    today = at.astimezone(SHANGHAI).date()
    if not date(1949, 10, 1) <= issued_on <= today:
        raise LinliError(_("成文日期应不晚于今天，请核对。"))
    if Paper.objects.filter(number=str(read)).exclude(pk=paper.pk).exists():
        raise LinliError(_("%(number)s已登记在另一份文书上，请核对。") % {"number": str(read)})
    paper.number, paper.issued_on, paper.state = str(read), issued_on, State.ISSUED_BY_OA
    paper.document = to_json(number_slips(paper.body.with_number(str(read), issued_on), str(read)))
    paper.save(update_fields=["number", "issued_on", "state", "document"])
    _deliver_to_addressee(paper, at)
    records.append(subject=paper, name="paper.issued_by_oa", actor=actor, at=at, data={"on": issued_on})
    return paper


def _need_oa(paper: Paper) -> None:
    if numbered_here(paper):
        raise NotAllowed(_("这种文书由本系统编号，直接「签发」即可，不送OA。"))


def _need_state(paper: Paper, state: str) -> None:
    if paper.is_frozen:
        raise Frozen()
    if paper.state != state:
        raise NotAllowed(
            _("这份文书现在是「%(state)s」，不能这样操作。") % {"state": paper.get_state_display()}
        )


@verb()
def take_reply(
    *,
    paper_id: int,
    text: str,
    actor: Actor,
    at: datetime,
    organization: Organization | None = None,
    received_on: date | None = None,
) -> Reply:
    """A reply slip came back, entered by the issuer; event ``paper.replied``. Only issued papers that ask have replies.

    ``received_on`` is the 收到日期 on the slip, today where it says none. Raises LinliError for a day that cannot be.
    """
    paper = records.lock(Paper, paper_id)
    _asks(paper)
    today = local_day(at)
    on = received_on or today
    if not (paper.issued_on or on) <= on <= today:
        raise LinliError(_("收到日期应在成文日期以后、不晚于今天，请核对。"))
    reply = Reply.objects.create(
        paper=paper, organization=organization, received_at=at, received_on=on, text=text.strip()
    )
    data = {"on": on, "body": organization.pk} if organization else {"on": on}
    records.append(subject=paper, name="paper.replied", actor=actor, at=at, data=data)
    return reply


@verb()
def send_reply(*, paper_id: int, text: str, actor: Actor, at: datetime) -> Reply:
    """The acting unit sends its 回执 back, which signs for the paper as well; event ``paper.replied``.

    Raises NotAllowed where none was asked for or the paper did not go to the unit; a second one replaces nothing.
    """
    paper = records.lock(Paper, paper_id)
    _asks(paper)
    if not text.strip():
        raise LinliError(_("请写明处理情况。"))
    signed = sign_for(paper_id=paper.pk, actor=actor, at=at)
    unit, on = signed.organization, local_day(signed.signed_at or at)
    if paper.replies.filter(organization=unit).exists():
        raise NotAllowed(_("您的单位已经回复过了。"))
    return take_reply(paper_id=paper.pk, text=text, organization=unit, received_on=on, actor=actor, at=at)


def _asks(paper: Paper) -> None:
    if paper.state not in (State.ISSUED, State.ISSUED_BY_OA):
        raise NotAllowed(_("还没有发出的文书没有回执。"))
    if not paper.asks_reply:
        raise NotAllowed(_("这份文书没有要求回执。"))
