"""Values that others said: a newspaper, a paper that came in, another office. Kept beside each other, never merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm, ReportItem
from linli.domain.access import Actor
from linli.domain.periods import Period
from linli.domain.reporting import Finding, Rule, Setting, check
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb
from linli.reports import queries
from linli.reports.errors import Doubtful
from linli.reports.models import ReportedValue


@verb()
def record_values(
    *,
    form: ReportForm,
    definition_id: int | None,
    body_id: int,
    period: Period,
    values: Mapping[str, int | None],
    as_of: datetime,
    source: str,
    issuer: str,
    origin: str = ReportedValue.Origin.PUBLISHED.value,
    explanation: str = "",
    form_key: str = "",
    actor: Actor,
    at: datetime,
) -> list[ReportedValue]:
    """Store what a source said, beside what others said; event ``organization.values_reported``.

    Growth of a cumulative item is taken; a fall below an earlier value stops with :class:`Doubtful` until
    ``explanation`` says why, and then both stay with date and source. The same source and date again replaces its word.
    ``form_key``: the series of a form that an office drew up (:func:`queries.key_of`); else the form's own id.
    """
    _check_word(form, values, source, issuer)
    key = form_key or form.id
    body = records.lock(Organization, body_id)
    fallen = _fallen(form, key, body_id, values, as_of, explanation)
    common: dict[str, Any] = {"form_id": key, "body": body, "start": period.start, "end": period.end}
    common |= {"as_of": as_of, "source": source[:160]}
    held = ReportedValue.objects.filter(**common, current=True, item__in=values)
    held.update(current=False, replaced_at=at)
    common |= {"origin": origin, "definition_id": definition_id, "issuer_text": issuer[:100]}
    common |= {"entered_at": at, "user_id": actor.user_id, "post_id": actor.post_id}
    rows = ReportedValue.objects.bulk_create(
        ReportedValue(**common, **_item(item), value=values[item.id], explanation=fallen.get(item.id, ""))
        for item in form.items
        if item.id in values
    )
    told = {"form": key, "items": len(rows), "falling": sorted(fallen)}
    records.append(subject=body, name="organization.values_reported", actor=actor, at=at, data=told)
    return rows


def _fallen(
    form: ReportForm,
    key: str,
    body_id: int,
    values: Mapping[str, int | None],
    as_of: datetime,
    explanation: str,
) -> dict[str, str]:
    """Cumulative items that fell, and why. Raises :class:`Doubtful` where nobody says why."""
    falling = falls(form, key, body_id, values, as_of)
    if falling and not explanation.strip():
        raise Doubtful(_("累计数比以前小：请核实，或写明原因后再保存。"), falling)
    return {finding.item: explanation.strip()[:300] for finding in falling}


def _check_word(form: ReportForm, values: Mapping[str, int | None], source: str, issuer: str) -> None:
    """A word has a source and somebody who published it, and speaks of items of this form."""
    if not source.strip() or not issuer.strip():
        raise LinliError(_("请写明数据来源和发布单位。"))
    unknown = set(values) - {item.id for item in form.items}
    if unknown:
        raise LinliError(_("表里没有这些项：%(items)s") % {"items": "、".join(sorted(unknown))})


def _item(item: ReportItem) -> dict[str, str]:
    """The item as it was defined when the word was kept."""
    return {"item": item.id, "meaning": (item.definition.zh if item.definition else item.names.zh)[:200]}


def falls(
    form: ReportForm, key: str, body_id: int, values: Mapping[str, int | None], as_of: datetime
) -> list[Finding]:
    """Cumulative items that stand lower than the highest said of an earlier moment, by whomever."""
    cumulative = tuple(item.id for item in form.items if item.kind == "cumulative")
    if not cumulative:
        return []
    last = queries.highest_before(key, body_id, cumulative, as_of)
    rule = Rule("not_falling", "not_falling", cumulative, stops=True)
    return check([rule], values, Setting(last=last))
