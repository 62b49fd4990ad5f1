"""Finding places, bodies and words of the glossary by what an office writes into a cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import MAX_DAY, AreaSpan
from linli.areas.paths import bounds
from linli.areas.searching import Found, search
from linli.definitions import get_library
from linli.ledgers.errors import BadCell, RowRefused
from linli.ledgers.reading.values import Value
from linli.ledgers.registry import Context, Problem, Row
from linli.organizations.models import OPEN, Organization

#: Kinds of bodies offered in sheets; the glossary gives their words.
BODY_KINDS = (
    "street_office",
    "community_committee",
    "party_org",
    "property_company",
    "owners_committee",
    "department",
    "hotline_centre",
    "mediation_committee",
    "health_centre",
    "park_committee",
    "works_bureau",
    "water_company",
    "power_company",
    "gas_company",
    "heat_company",
    "telecom_company",
)


def word_of(ids: Iterable[str]) -> dict[str, str]:
    """Word → id for these terms, long and short words both."""
    terms = get_library().terms
    words: dict[str, str] = {}
    for term_id in ids:
        if term_id in terms:
            words[terms[term_id].zh] = term_id
            words.setdefault(terms[term_id].zh_short or terms[term_id].zh, term_id)
    return words


def body_kind(cell: str) -> Value:
    """A kind of body by its word; departments by their own names too."""
    departments = [term_id for term_id in get_library().terms if term_id.startswith("dept_")]
    return _word(cell, word_of([*BODY_KINDS, *departments]))


def role(cell: str) -> Value:
    """A role by its word."""
    library = get_library()
    words = {
        library.terms[item.term].zh: item.id for item in library.roles.values() if item.term in library.terms
    }
    return _word(cell, words)


def _word(cell: str, words: dict[str, str]) -> Value:
    plain = re.sub(r"\s", "", cell)
    if plain in words:
        return words[plain]
    near = [word for word in words if plain and (plain in word or word in plain)] or list(words)[:8]
    raise BadCell(
        _("没有「%(word)s」这一项。") % {"word": plain[:20]},
        _("可填：%(words)s。") % {"words": "、".join(near[:8])},
    )


def learn_places(rows: Sequence[Row], key: str) -> None:
    """Ask once for the places that these rows name in full; what stays unclear is searched one by one."""
    cache: dict[str, int | None] = {}
    plain = {text: re.sub(r"\s", "", text) for row in rows if (text := row.text(key))}
    context = rows[0].context if rows else None
    names = {name for text, name in plain.items() if context and f"place:{text}" not in context.cache}
    if context is None or not names:
        return
    tops = [
        bounds(path) for path in _today().filter(area_id__in=_ids(context)).values_list("path", flat=True)
    ]
    found: dict[str, list[int]] = defaultdict(list)
    for name, area_id, path in _today().filter(name__in=names).values_list("name", "area_id", "path"):
        if any(low <= path < high for low, high in tops):
            found[name].append(area_id)
    for text, name in plain.items():
        if len(found[name]) == 1 and name[:1] not in "0123456789L":
            cache[f"place:{text}"] = found[name][0]
    context.cache.update(cache)


def _today() -> QuerySet[AreaSpan]:
    return AreaSpan.objects.filter(valid_to=MAX_DAY)


def _ids(context: Context) -> list[int]:
    return [ref.area_id for ref in context.fill]


def find_place(context: Context, text: str) -> int | None:
    """The one place of this name or code within what the person may fill in; None when none or several."""
    key = f"place:{text}"
    if key not in context.cache:
        context.cache[key] = _search_place(context, text)
    found: int | None = context.cache[key]
    return found


def _search_place(context: Context, text: str) -> int | None:
    plain = re.sub(r"\s", "", text)
    if plain.isascii() and plain[:1] in "0123456789L":
        span = areas.by_code(plain)
        return span.area_id if span and areas.within(span.area_id, context.fill) else None
    found = search(plain, context.fill, limit=8)
    exact = [item for item in found if item.name == plain]
    if not exact:
        # 「新桥街道第一社区」: the last part is the place, what stands before must lead to it.
        exact = [item for item in found if f"{item.where}{item.name}".replace(" ", "").endswith(plain)]
    if not exact:
        exact = _by_tail(context, plain)
    chosen = exact or found
    return chosen[0].area_id if len(chosen) == 1 else None


def _by_tail(context: Context, plain: str) -> list[Found]:
    for cut in range(2, len(plain) - 1):
        head, tail = plain[:cut], plain[cut:]
        rows = [item for item in search(tail, context.fill, limit=20) if item.name == tail]
        fits = [item for item in rows if head in re.sub(r"[^\w]", "", str(item.where))]
        if fits:
            return fits
    return []


def find_body(context: Context, text: str) -> Organization | None:
    """The one body of this name (or short name) today within what the person may fill in, or his own."""
    key = f"body:{text}"
    if key not in context.cache:
        rows = Organization.objects.filter(name=text, valid_to=OPEN)
        rows = rows if rows.exists() else Organization.objects.filter(short_name=text, valid_to=OPEN)
        mine = [
            row for row in rows[:20] if row.pk == context.body_id or areas.within(row.area_id, context.fill)
        ]
        context.cache[key] = mine[0] if len(mine) == 1 else None
    found: Organization | None = context.cache[key]
    return found


def forget_body(context: Context, name: str) -> None:
    """A body of this name was just made: look again."""
    context.cache.pop(f"body:{name}", None)


def place_problems(row: Row, key: str) -> Iterator[Problem]:
    """A problem when the place named in ``key`` is not one place of the person's own."""
    text = row.text(key)
    if text and find_place(row.context, text) is None:
        yield Problem(
            key,
            _("您辖区里没有找到「%(text)s」，或有好几个同名的。") % {"text": text[:20]},
            _("请写全称（如「新桥街道第一社区」）或填统计代码。"),
        )


def body_problems(row: Row, key: str) -> Iterator[Problem]:
    """A problem when the body named in ``key`` is not one body within reach."""
    text = row.text(key)
    if text and find_body(row.context, text) is None:
        yield Problem(
            key,
            _("没有找到单位「%(text)s」，或有好几个同名的。") % {"text": text[:20]},
            _("请先导入单位，或写单位全称。"),
        )


def need_place(row: Row, key: str) -> int:
    """The place, when applying. Raises ``RowRefused``."""
    found = find_place(row.context, row.text(key))
    if found is None:
        raise RowRefused(_("没有找到地点「%(text)s」。") % {"text": row.text(key)[:20]})
    return found


def need_body(row: Row, key: str) -> Organization:
    """The body, when applying. Raises ``RowRefused``."""
    found = find_body(row.context, row.text(key))
    if found is None:
        raise RowRefused(_("没有找到单位「%(text)s」。") % {"text": row.text(key)[:20]})
    return found
