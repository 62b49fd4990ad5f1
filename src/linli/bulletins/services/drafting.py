"""Drafts: made from a template, edited freely around the figures, values entered by hand with their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.bulletins import queries
from linli.bulletins.assembling import CORRECTED
from linli.bulletins.counting import Count, count, earlier, template_of
from linli.bulletins.errors import EditionFrozen, FallingTotal, UnknownFigure
from linli.bulletins.models import Bulletin
from linli.bulletins.tables import read_units
from linli.bulletins.templates_in_use import template as find_template
from linli.definitions.bulletins import Bulletin as Template
from linli.domain import binding
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.orders import without_orders
from linli.organizations.models import Organization
from linli.papers.services.building import clean
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb


@verb()
def draft(
    *,
    template_id: str,
    area_id: int,
    issuer: Organization,
    last_day: date,
    actor: Actor,
    at: datetime,
    first_day: date | None = None,
    typed: Mapping[str, Mapping[str, Any]] | None = None,
    addressee: str = "",
) -> Bulletin:
    """A new bulletin from a template in use at the place, its figures counted now; event ``bulletin.drafted``.

    ``typed``: values by hand, name → {value, source}. Raises NoTemplate, LinliError for a period turned around.
    """
    if first_day is not None and first_day > last_day:
        raise LinliError(_("结束日期早于开始日期，请核对。"))
    piece, definition = find_template(template_id, area_id, local_day(at))
    if piece.text is None or (wording := piece.text.at(local_day(at))) is None:
        raise LinliError(_("这个模板还没有文字。"))
    bulletin = Bulletin(
        template=piece.id, definition=definition, issuer=issuer, title=piece.title, addressee=addressee or piece.addressee,
        first_day=first_day, last_day=last_day, text=list(wording), created_at=at, figures_at=at,
        typed={},
    )  # fmt: skip
    areas.fill_columns(bulletin, area_id)
    for name, held in (typed or {}).items():
        _enter(bulletin, piece, name, held)
    found = count(bulletin, at)
    _keep(bulletin, found, at)
    bulletin.title = binding.fill(piece.title, bulletin.printed)[:200]
    records.append(subject=bulletin, name="bulletin.drafted", actor=actor, at=at, data={"kind": piece.term})
    return bulletin


def _keep(bulletin: Bulletin, found: Count, at: datetime) -> None:
    bulletin.figures, bulletin.tables, bulletin.figures_at = found.figures, found.tables, at


@verb()
def rewrite(
    *,
    bulletin_id: int,
    title: str,
    lines: Sequence[str],
    actor: Actor,
    at: datetime,
    addressee: str = "",
    authority: str = "",
    version: int | None = None,
) -> Bulletin:
    """New words around the figures; event ``bulletin.changed``.

    Figures may be moved, left out or used twice; a name the template does not have is refused
    (:class:`UnknownFigure`), as is a published bulletin (:class:`EditionFrozen`).
    """
    bulletin = records.lock(Bulletin, bulletin_id)
    if not bulletin.is_open:
        raise EditionFrozen()
    theirs = {"title": title, "text": "\n".join(lines)}
    mine = {"title": bulletin.title, "text": "\n".join(bulletin.text)}
    records.check_version(bulletin, version, current=mine, theirs=theirs)
    labels = labels_of(template_of(bulletin))
    back = {label: name for name, label in labels.items()}
    plain = [binding.rename(clean(line), back) for line in lines if clean(line)]
    for wrong in binding.unknown(plain, labels):
        near = binding.unknown([f"{{{wrong.name}}}"], labels.values())
        meant = near[0].meant if near else ""
        raise UnknownFigure(binding.Unknown(wrong.name, meant), list(labels.values()))
    if not clean(title):
        raise LinliError(_("请写标题。"))
    bulletin.title, bulletin.text = clean(title)[:200], plain
    bulletin.addressee, bulletin.authority = clean(addressee)[:200], clean(authority)[:200]
    bulletin.save(update_fields=["title", "text", "addressee", "authority"])
    records.append(subject=bulletin, name="bulletin.changed", actor=actor, at=at)
    return bulletin


#: The words people read in a template for the figures every bulletin has.
STANDING_LABELS = {
    "place": "地方", "issuer": "发文单位", "period": "时段", "first_day": "开始日", "last_day": "截止日", "today": "今天",
}  # fmt: skip


def labels_of(piece: Template) -> dict[str, str]:
    """Name → the label a drafter reads in the braces: {办结}."""
    own = {one.id: one.label.zh for one in piece.parts()}
    return STANDING_LABELS | own


@verb()
def refresh(*, bulletin_id: int, actor: Actor, at: datetime) -> Bulletin:
    """Count every figure anew; event ``bulletin.refreshed``, which says how many changed."""
    bulletin = records.lock(Bulletin, bulletin_id)
    if not bulletin.is_open:
        raise EditionFrozen()
    before = bulletin.exact_and_printed
    _keep(bulletin, count(bulletin, at), at)
    changed = binding.changes(before, bulletin.exact_and_printed)
    bulletin.save(update_fields=["figures", "tables", "figures_at"])
    records.append(
        subject=bulletin, name="bulletin.refreshed", actor=actor, at=at, data={"count": len(changed)}
    )
    return bulletin


@verb()
def enter_value(
    *,
    bulletin_id: int,
    name: str,
    value: str,
    source: str,
    actor: Actor,
    at: datetime,
    explanation: str = "",
    basis: str = "",
) -> Bulletin:
    """A value by hand, with its source and its day; event ``bulletin.value_entered``. The old one stays in the history.

    Raises :class:`FallingTotal` when a cumulative value falls and nobody says why.
    """
    bulletin = records.lock(Bulletin, bulletin_id)
    if not bulletin.is_open:
        raise EditionFrozen()
    held = {"value": value, "source": source, "explanation": explanation, "basis": basis}
    _enter(bulletin, template_of(bulletin), name, held)
    _keep(bulletin, count(bulletin, at), at)
    bulletin.save(update_fields=["typed", "figures", "tables", "figures_at"])
    texts = {key: text for key, text in held.items() if text}
    records.append(
        subject=bulletin, name="bulletin.value_entered", actor=actor, at=at, data={"figure": name}, text=texts
    )
    return bulletin


def _enter(bulletin: Bulletin, piece: Template, name: str, held: Mapping[str, Any]) -> None:
    if any(table.id == name and table.source == "typed" for table in piece.tables):
        _enter_table(bulletin, name, held)
        return
    figure = next((one for one in piece.figures if one.id == name and one.source == "typed"), None)
    if figure is None:
        raise LinliError(_("这个数字由系统统计，不能手填。"))
    text = clean(str(held.get("value", ""))).replace(",", "").replace("，", "")
    try:
        value = binding.read(text)
    except (ValueError, ZeroDivisionError) as wrong:
        raise LinliError(_("「%(label)s」要填数字。") % {"label": figure.label.zh}) from wrong
    source = clean(str(held.get("source", "")))[:100]
    if value is not None and not source:
        raise LinliError(_("手填的数字要写明来源。"))
    before = earlier(bulletin, name)
    why = clean(str(held.get("explanation", "")))[:200]
    if figure.cumulative and before and value is not None and value < max(before) and not why:
        raise FallingTotal(figure.label.zh, binding.write(max(before)), binding.write(value))
    bulletin.typed = bulletin.typed | {
        name: {"value": binding.write(value), "source": source, "explanation": why}
    }


@verb()
def withdraw(*, bulletin_id: int, reason: str, actor: Actor, at: datetime) -> Bulletin:
    """Give up a draft, or a correction that was begun; event ``bulletin.withdrawn``. Published editions stay."""
    bulletin = records.lock(Bulletin, bulletin_id)
    if not bulletin.is_open:
        raise EditionFrozen()
    if not clean(reason):
        raise LinliError(_("请写明作废的原因。"))
    if bulletin.state == Bulletin.State.CORRECTING:
        _back_to_published(bulletin)
    else:
        bulletin.state = Bulletin.State.WITHDRAWN
    bulletin.save(update_fields=["state", "text", "figures", "tables", "title", "correction"])
    records.append(
        subject=bulletin, name="bulletin.withdrawn", actor=actor, at=at, text={"reason": clean(reason)[:200]}
    )
    return bulletin


def _back_to_published(bulletin: Bulletin) -> None:
    """As the newest edition that was not taken back says; without one the bulletin is given up."""
    bulletin.correction = ""
    last = queries.standing(bulletin.editions.select_related("paper").order_by("-number"))
    if last is None:
        bulletin.state = Bulletin.State.WITHDRAWN
        return
    bulletin.text, bulletin.figures, bulletin.tables = last.text, last.figures, last.tables
    bulletin.title, bulletin.state = last.title.removesuffix(CORRECTED), Bulletin.State.PUBLISHED


def _enter_table(bulletin: Bulletin, name: str, held: Mapping[str, Any]) -> None:
    """Lines of units; ``basis`` is the 考核依据 without which nobody is ranked (trade.md 7)."""
    text = clean(str(held.get("value", "")))
    try:
        units = read_units(text)
    except ValueError as wrong:
        raise LinliError(
            _("这一行看不懂：%(line)s。请写成「范县 10/11」。") % {"line": str(wrong)[:40]}
        ) from wrong
    names = [unit for unit, _part, _whole in units]
    twice = next((unit for unit in names if names.count(unit) > 1), "")
    if twice:
        raise LinliError(_("「%(unit)s」写了两行，请留一行。") % {"unit": twice})
    source = clean(str(held.get("source", "")))[:100]
    if not source:
        raise LinliError(_("手填的数字要写明来源。"))
    basis = clean(str(held.get("basis", "")))[:100]
    bulletin.typed = bulletin.typed | {name: {"value": text, "source": source, "basis": basis}}


@verb()
def drop_orders(*, bulletin_id: int, actor: Actor, at: datetime) -> Bulletin:
    """The way out 「改为情况通报，不写下步要求」: sentences that order go; event ``bulletin.changed``."""
    bulletin = records.lock(Bulletin, bulletin_id)
    if not bulletin.is_open:
        raise EditionFrozen()
    left = [without_orders(line) for line in bulletin.text]
    bulletin.text = [line for line in left if line.strip()]
    bulletin.save(update_fields=["text"])
    records.append(subject=bulletin, name="bulletin.changed", actor=actor, at=at)
    return bulletin
