"""Two people on one case: what I had filled in beside what stands now, and the way on.

Nothing was saved and nothing is lost: while the button still fits the new state the form carries the new
version and can be sent again; otherwise the typed text stands there to be copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.cases import words
from linli.cases.formparts import ActForm, body_label
from linli.cases.models import Case
from linli.domain import caseflow
from linli.domain.access import Scope
from linli.domain.caseflow import State
from linli.domain.codes import record_id
from linli.records import queries as records

#: As many newer lines as anybody reads before going on.
_LINES = 8


@dataclass(frozen=True)
class BothTexts:
    """``mine``: what was typed, by field; ``now``: how the case stands; ``since``: who did what meanwhile."""

    mine: list[tuple[str, str]]
    now: list[tuple[str, str]]
    since: list[records.Line]
    #: The button still fits: the form can be sent again.
    can_go_on: bool


def both_texts(case: Case, name: str, form: ActForm, version: str, scope: Scope) -> BothTexts:
    """Both sides after a refused save; ``case`` is read again, ``version`` is what the form was filled from."""
    transition = caseflow.BY_NAME["focus" if name == "unfocus" else name]
    filled = record_id(version)
    newer = 1 if filled is None else case.version - filled
    reads = policy.allows(scope, "case.view", case)
    since = records.history("case", case.pk, limit=max(1, min(newer, _LINES))) if reads else []
    fits = State(case.state) in transition.sources and policy.allows(scope, f"case.{transition.verb}", case)
    return BothTexts(_mine(form), _now(case), since, fits)


def _mine(form: ActForm) -> list[tuple[str, str]]:
    found = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", [], False):
            continue
        found.append((str(bound.label), _said(bound, value)))
    return found


def _said(bound: Any, value: Any) -> str:
    choices = {str(key): str(word) for key, word in getattr(bound.field, "choices", ()) or ()}
    given = value if isinstance(value, list) else [value]
    if choices and all(str(one) in choices for one in given):
        return "、".join(choices[str(one)] for one in given)
    if bound.name.endswith("body_id"):
        return body_label(value) or str(value)
    return _("%(count)s个文件") % {"count": len(value)} if isinstance(value, list) else str(value)


def _now(case: Case) -> list[tuple[str, str]]:
    rows = [
        (_("状态"), str(words.state(case.state))),
        (_("承办单位"), str(case.lead_body or _("还没有派单"))),
    ]
    answer = case.answers.order_by("-pk").first()
    if answer is not None and answer.round == case.round:
        rows.append((_("办理情况"), answer.text))
    return rows
