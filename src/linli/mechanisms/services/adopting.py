"""Try, roll out and stop a mechanism at a place; records stay whatever happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from linli.definitions.schema import Mechanism
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms import contents, queries
from linli.mechanisms.errors import AdoptionRefusedError
from linli.mechanisms.models import EVERYWHERE, FOREVER, Adoption, Definition, InForce
from linli.records import services as records
from linli.records.tx import verb

State = Adoption.State

#: A trial is for trying: it ends, and somebody decides. Longer than this it would be a roll-out without decision.
LONGEST_TRIAL = timedelta(days=366)


@verb()
def trial(
    *, mechanism: str, area_id: int, until: date, basis: str = "", actor: Actor, at: datetime
) -> Adoption:
    """Try a mechanism at one place until a day (that day included). Appends ``adoption.tried``."""
    today = local_day(at)
    if until < today:
        raise AdoptionRefusedError(_("试点截止日不能早于今天。"))
    if until > today + LONGEST_TRIAL:
        raise AdoptionRefusedError(_("试点最长一年，请选更早的截止日。"))
    _ready(mechanism, area_id, today)
    return _begin(
        Adoption(
            mechanism=mechanism,
            area_id=area_id,
            state=State.TRIAL,
            valid_from=today,
            valid_to=until + timedelta(days=1),
            post_id=actor.post_id,
            basis=basis.strip(),
        ),
        "adoption.tried",
        actor,
        at,
    )


@verb()
def roll_out(
    *,
    mechanism: str,
    area_id: int,
    basis: str = "",
    binding: bool = False,
    from_: date | None = None,
    actor: Actor,
    at: datetime,
) -> Adoption:
    """Switch a mechanism on at a place and all below it. Appends ``adoption.rolled_out``.

    A trial here ends with it. Raises :class:`AdoptionRefusedError` when it is on already, when a required mechanism is
    not in use, or when a basis is required (trade.md 20) and missing.
    """
    start = from_ or local_day(at)
    piece = _ready(mechanism, area_id, start)
    if piece.requires_basis and not basis.strip():
        raise AdoptionRefusedError(_("这项机制启用前须填写依据（文件名称和文号）。"))
    return _begin(
        Adoption(
            mechanism=mechanism,
            area_id=area_id,
            state=State.ON,
            valid_from=start,
            post_id=actor.post_id,
            basis=basis.strip(),
            binding=binding,
        ),
        "adoption.rolled_out",
        actor,
        at,
    )


def adopt(
    *, mechanism: str | Iterable[str], area_id: int, basis: str = "", actor: Actor, at: datetime
) -> list[Adoption]:
    """Switch on several mechanisms at once (a pack), leaving those that are on already as they are."""
    names = [mechanism] if isinstance(mechanism, str) else list(mechanism)
    begun = []
    for name in names:
        if state_row(name, area_id, local_day(at), {State.ON}) is None:
            begun.append(roll_out(mechanism=name, area_id=area_id, basis=basis, actor=actor, at=at))
    return begun


@verb()
def stop(*, mechanism: str, area_id: int, reason: str, actor: Actor, at: datetime) -> Adoption:
    """Nothing new begins under it here from today on; open and old records stay. Appends ``adoption.stopped``.

    Where the mechanism comes from above, the place keeps it switched off for itself, unless it is binding.
    """
    today = local_day(at)
    if not reason.strip():
        raise AdoptionRefusedError(_("请填写停用的原因。"))
    _lock(mechanism)
    source = queries.source_of(mechanism, area_id, today)
    if source is None:
        raise AdoptionRefusedError(_("这里没有启用这项机制。"))
    if source.area_id != area_id:
        return _opt_out(source, area_id, reason, actor, at)
    row = records.lock(Adoption, source.pk)
    row.state, row.valid_to = State.STOPPED, today
    row.save(update_fields=["state", "valid_to"])
    _told(row, "adoption.stopped", actor, at, reason)
    return row


def _opt_out(source: Adoption, area_id: int, reason: str, actor: Actor, at: datetime) -> Adoption:
    if source.binding:
        raise AdoptionRefusedError(_("上级要求统一执行，这里不能单独停用。"))
    today = local_day(at)
    row = Adoption(
        mechanism=source.mechanism,
        area_id=area_id,
        state=State.OFF,
        valid_from=today,
        post_id=actor.post_id,
        basis=reason.strip()[:200],
    )
    _clear_today(row, today)
    _told(row, "adoption.stopped", actor, at, reason)
    return row


def _ready(mechanism: str, area_id: int, on: date) -> Mechanism:
    """The mechanism, if it may begin here; locked against a second decision at the same moment."""
    definition = _lock(mechanism)
    piece = contents.mechanism_of(definition)
    if piece.shared:
        raise AdoptionRefusedError(_("这是各项机制共用的设置，始终有效，不用启用。"))
    active = queries.active(area_id, on)
    missing = [need for need in piece.requires if need not in active]
    if missing:
        wanted = "、".join(queries.name_of(need) for need in missing)
        raise AdoptionRefusedError(_("请先启用：%(names)s") % {"names": wanted})
    return piece


def _lock(mechanism: str) -> Definition:
    row = InForce.objects.filter(mechanism=mechanism, area_id=EVERYWHERE).first()
    if row is None:
        raise AdoptionRefusedError(_("没有这项机制：%(name)s") % {"name": mechanism})
    return records.lock(Definition, row.definition_id)


def _begin(row: Adoption, event: str, actor: Actor, at: datetime) -> Adoption:
    before = state_row(row.mechanism, row.area_id, row.valid_from, {State.ON, State.TRIAL, State.OFF})
    if before is not None and before.state == State.ON:
        raise AdoptionRefusedError(_("这里已经启用这项机制。"))
    if before is not None and before.state == row.state == State.TRIAL:
        raise AdoptionRefusedError(_("这里正在试点这项机制。"))
    later = Adoption.objects.filter(
        mechanism=row.mechanism, area_id=row.area_id, valid_from__gt=row.valid_from
    ).exclude(valid_to=F("valid_from"))
    if later.exists():
        raise AdoptionRefusedError(_("这里已登记了以后启用的日期，请先停用它。"))
    _clear_today(row, row.valid_from)
    _told(row, event, actor, at, row.basis)
    return row


def _clear_today(row: Adoption, today: date) -> None:
    """End what holds here, and let the new row take the place of one that began this very day."""
    own = Adoption.objects.filter(mechanism=row.mechanism, area_id=row.area_id)
    own.filter(valid_from__lt=today, valid_to__gt=today).update(valid_to=today)
    same = own.filter(valid_from=today).first()
    if same is not None:
        locked = records.lock(Adoption, same.pk)
        row.pk, row.version = locked.pk, locked.version
        row.event_seq, row.event_hash = locked.event_seq, locked.event_hash
        row.save(force_update=True)


def _told(row: Adoption, event: str, actor: Actor, at: datetime, words: str) -> None:
    # "place", not "area": the resolver of areas is registered by the room above.
    until = None if row.valid_to >= FOREVER else row.valid_to.isoformat()
    records.append(
        subject=row,
        name=event,
        actor=actor,
        at=at,
        data={
            "mechanism": row.mechanism,
            "area": row.area_id,
            "from": row.valid_from.isoformat(),
            "until": until,
        },
        text={"basis": words.strip()} if words.strip() else None,
    )


def state_row(mechanism: str, area_id: int, on: date, states: Iterable[str]) -> Adoption | None:
    """The row of this very place that holds on a day."""
    return (
        Adoption.objects.filter(
            Q(valid_from__lte=on, valid_to__gt=on),
            mechanism=mechanism,
            area_id=area_id,
            state__in=list(states),
        )
        .order_by("-valid_from")
        .first()
    )
