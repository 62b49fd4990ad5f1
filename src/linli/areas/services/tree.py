"""The steps all changes of the tree are made of: the lock, spans, subtrees, names, local codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from linli.areas import codes, grams, levels, paths, queries, spelling
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import (
    FIRST_DAY,
    ID_LIMIT,
    LOCAL_FROM,
    MAX_DAY,
    NATION_ID,
    Area,
    AreaGram,
    AreaSpan,
    ColumnRewrite,
    GridMember,
    PlaceCovers,
)
from linli.domain.calendar import SHANGHAI
from linli.records import services as records

#: Longest name a person may type.
NAME_LENGTH = 60
_CHUNK = 500


def ensure_nation() -> None:
    """Make the root of the tree if it is not there yet."""
    made = Area.objects.get_or_create(
        pk=NATION_ID, defaults={"kind": Area.Kind.NATION, "origin": Area.Origin.OFFICIAL}
    )[1]
    if made:
        AreaSpan.objects.create(area_id=NATION_ID, name="全国", level="nation", path="", valid_from=FIRST_DAY)


def lock_tree() -> Area:
    """The one lock under which every change of the tree is made: the row of the nation."""
    ensure_nation()
    return records.lock(Area, NATION_ID)


def day_of(at: datetime, on: date | None) -> date:
    """The day a change takes effect: ``on``, or the day of ``at`` in China. Raises for days ahead."""
    today = at.astimezone(SHANGHAI).date()
    day = on or today
    if day > today:
        raise BadPlace(_("生效日期不能晚于今天（%(today)s）。") % {"today": today.isoformat()})
    if day < FIRST_DAY:
        raise BadPlace(_("生效日期不能早于1900年1月1日。"))
    return day


def locked(area_id: int, version: int | None = None) -> tuple[Area, AreaSpan]:
    """A living place, locked, with today's span. Raises UnknownPlace, Conflict for a stale version."""
    row = queries.span(area_id)
    if row is None:
        raise UnknownPlace()
    area = records.lock(Area, area_id)
    records.check_version(area, version, current={"name": row.name})
    return area, row


def clean_name(name: str) -> str:
    """A name as it is stored. Raises BadPlace for an empty, over-long or unprintable one."""
    text = " ".join(name.split())
    if not text:
        raise BadPlace(_("请填写名称。"))
    if len(text) > NAME_LENGTH:
        raise BadPlace(_("名称太长，最多%(limit)d个字。") % {"limit": NAME_LENGTH})
    # Control and direction characters, private use, lone surrogates, pictures: none is part of a name.
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "So"} for char in text):
        raise BadPlace(_("名称中有不能使用的字符（控制符或表情）。"))
    return text


def check_sisters(name: str, parent_id: int, *, but: Iterable[int] = ()) -> None:
    """Raise BadPlace if a sister has this name today."""
    if queries.children(parent_id).filter(name=name).exclude(area_id__in=list(but)).exists():
        raise BadPlace(_("同一上级下已有“%(name)s”。") % {"name": name})


def check_parent(level: str, parent: AreaSpan) -> None:
    """Raise BadPlace if a place of ``level`` cannot hang under ``parent``."""
    if level not in levels.PARENTS:
        raise BadPlace(_("没有这个层级。"))
    if parent.level not in levels.PARENTS[level]:
        raise BadPlace(
            _("%(level)s不能设在%(parent)s下面。")
            % {"level": levels.label(level), "parent": levels.label(parent.level)}
        )


def next_id() -> int:
    """The next id of a local place; called under the lock of the tree."""
    last = Area.objects.filter(pk__gte=LOCAL_FROM).aggregate(last=Max("pk"))["last"]
    number: int = LOCAL_FROM if last is None else last + 1
    if number >= ID_LIMIT:
        raise BadPlace(_("地点数量已达上限。"))
    return number


def next_code(parent: AreaSpan, level: str, *, invented: bool) -> str:
    """The next local code below a parent."""
    stem = codes.INVENTED if parent.level == "nation" and invented else parent.code
    prefix = codes.local_prefix(stem, level)
    taken = AreaSpan.objects.filter(code_local__gte=prefix, code_local__lt=prefix + "~")
    try:
        return codes.next_local(prefix, level, taken.values_list("code_local", flat=True))
    except ValueError as error:
        raise BadPlace(_("这个上级下的本地编码已用完。")) from error


def open_span(row: AreaSpan) -> AreaSpan:
    """Store a new span that holds today, and make its name findable."""
    row.initials = spelling.initials(spelling.fold(row.name))
    row.sort = "" if row.code_stat else spelling.natural_key(row.name)
    row.save(force_insert=True)
    add_grams(row)
    return row


def add_grams(row: AreaSpan) -> None:
    """Put a name of today into the pair index."""
    keys = grams.keys(row.name, row.level, row.area_id, row.initials)
    AreaGram.objects.bulk_create([AreaGram(key=key) for key in keys], ignore_conflicts=True)


def drop_grams(row: AreaSpan) -> None:
    """Take a name out of the pair index."""
    AreaGram.objects.filter(key__in=grams.keys(row.name, row.level, row.area_id, row.initials)).delete()


def change_span(old: AreaSpan, day: date, **changes: object) -> AreaSpan:
    """From ``day`` on the place is as before but for ``changes``; answers the span of today.

    A second change on the same day corrects the span of that day. Raises BadPlace for a day before
    the span began: what has been recorded since then would hang on something else.
    """
    check_day(old, day)
    drop_grams(old)
    if old.valid_from == day:
        for name, value in changes.items():
            setattr(old, name, value)
        old.initials = spelling.initials(spelling.fold(old.name))
        old.sort = "" if old.code_stat else spelling.natural_key(old.name)
        old.save()
        add_grams(old)
        return old
    AreaSpan.objects.filter(pk=old.pk).update(valid_to=day)
    new = _copy(old, day)
    for name, value in changes.items():
        setattr(new, name, value)
    return open_span(new)


def check_day(row: AreaSpan, day: date) -> None:
    """Raise BadPlace if ``day`` lies before the beginning of a span."""
    if day < row.valid_from:
        raise BadPlace(
            _("“%(name)s”的现行记录从%(start)s开始，生效日期不能更早。")
            % {"name": row.name, "start": row.valid_from.isoformat()}
        )


def _copy(old: AreaSpan, day: date) -> AreaSpan:
    new = AreaSpan(valid_from=day, valid_to=MAX_DAY)
    for name in ("area_id", "name", "code_stat", "code_mca", "code_local", "level", "parent_id", "path"):
        setattr(new, name, getattr(old, name))
    new.initials, new.sort = old.initials, old.sort
    return new


def relocate(row: AreaSpan, parent: AreaSpan, day: date) -> None:
    """Hang a place with all below it under another parent from ``day`` on."""
    low, high = paths.bounds(row.path)
    if low <= parent.path < high:
        raise BadPlace(_("“%(name)s”不能划到自己或自己的下级下面。") % {"name": row.name})
    check_day(parent, day)
    new_path = paths.child(parent.path, row.area_id)
    below = list(AreaSpan.objects.filter(valid_to=MAX_DAY, path__gte=low, path__lt=high).exclude(pk=row.pk))
    for item in below:
        check_day(item, day)
    old_length = len(row.path)
    change_span(row, day, parent_id=parent.area_id, path=new_path)
    _repath(below, day, lambda path: new_path + path[old_length:])


def _repath(rows: list[AreaSpan], day: date, new_path: object) -> None:
    """New spans with new paths for places whose ancestors changed; names stay, so does the pair index."""
    assert callable(new_path)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        same_day = [row for row in part if row.valid_from == day]
        older = [row for row in part if row.valid_from < day]
        AreaSpan.objects.filter(pk__in=[row.pk for row in older]).update(valid_to=day)
        copies = [_copy(row, day) for row in older]
        for row in (*copies, *same_day):
            row.path = new_path(row.path)
        AreaSpan.objects.bulk_create(copies)
        AreaSpan.objects.bulk_update(same_day, ["path"])


def close(row: AreaSpan, day: date) -> None:
    """End a place: its span, its memberships and what it covered. Its plates lead to its successor."""
    check_day(row, day)
    if row.valid_from == day:
        raise BadPlace(_("“%(name)s”今天才有这条记录，明天起才能停用。") % {"name": row.name})
    drop_grams(row)
    AreaSpan.objects.filter(pk=row.pk).update(valid_to=day)
    for model, field in (
        (GridMember, "member"),
        (GridMember, "grid"),
        (PlaceCovers, "place"),
        (PlaceCovers, "area"),
    ):
        open_rows = model._default_manager.filter(**{f"{field}_id": row.area_id, "valid_to": MAX_DAY})
        open_rows.filter(valid_from__gte=day).delete()
        open_rows.update(valid_to=day)


def queue_rewrite(area_id: int, at: datetime) -> None:
    """Note that rows on and below this place must get new level columns."""
    ColumnRewrite.objects.create(area_id=area_id, made_at=at)
