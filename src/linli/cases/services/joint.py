"""Three-party actions (S1-07) and whom a case served, counted once (S0-10, S2-05, S3-12).

``record_joint_action`` and ``add_joint_party`` append ``joint.recorded`` and ``joint.party_added``; an action counts only
when every party's part is recorded. ``count_beneficiaries`` appends ``case.beneficiaries_counted``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from linli.areas import queries as areas
from linli.cases import texts
from linli.cases.errors import BadInput
from linli.cases.models import Beneficiary, Case, JointAction, JointParty
from linli.cases.services import _step
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.fields import blind_index
from linli.records.tx import verb


@verb()
def record_joint_action(
    *,
    kind: str,
    area_id: int,
    topic: str,
    on: date,
    parties: Mapping[str, int | None],
    actor: Actor,
    at: datetime,
    case_id: int | None = None,
    result: str = "",
    needed: int = 3,
) -> JointAction:
    """联访 联议 联办 联调 with the parties that took part (party code → body id)."""
    _step.choose(kind, JointAction.Kind.values, field="kind")
    made = JointAction(
        kind=kind,
        case_id=case_id,
        on=on,
        topic=texts.required(topic, field="topic", longest=120),
        result=texts.optional(result, field="result", longest=2000),
        needed=needed,
        parties=len(parties),
    )
    areas.fill_columns(made, area_id)
    made.save(force_insert=True)
    JointParty.objects.bulk_create(
        [JointParty(joint=made, party=party, body_id=body, at=at) for party, body in sorted(parties.items())]
    )
    data = {"joint_kind": kind, "parties": sorted(parties), "counts": made.counts, "case": case_id}
    records.append(subject=made, name="joint.recorded", actor=actor, at=at, data=data)
    return made


@verb()
def add_joint_party(
    *, joint_id: int, party: str, actor: Actor, at: datetime, body_id: int | None = None
) -> JointAction:
    """Record the part of a party that was missing; from the last one on the action counts."""
    made = records.lock(JointAction, joint_id)
    if JointParty.objects.filter(joint=made, party=party).exists():
        return made
    JointParty.objects.create(joint=made, party=party, body_id=body_id, at=at)
    made.parties += 1
    made.save(update_fields=["parties"])
    data = {"party": party, "counts": made.counts}
    records.append(subject=made, name="joint.party_added", actor=actor, at=at, data=data)
    return made


@verb()
def count_beneficiaries(*, case_id: int, kind: str, keys: Iterable[str], actor: Actor, at: datetime) -> int:
    """Note whom the case served, by HMAC only: 125 families stay 125 however many cases they have."""
    if kind not in Beneficiary.Kind.values:
        raise BadInput(field="kind")
    case = records.lock(Case, case_id)
    found = sorted({blind_index(key) for key in keys} - {""})
    held = set(Beneficiary.objects.filter(case=case, kind=kind).values_list("key", flat=True))
    new = [Beneficiary(case=case, kind=kind, key=key) for key in found if key not in held]
    Beneficiary.objects.bulk_create(new)
    if new:
        before = _step.snapshot(case)
        data = {"beneficiary_kind": kind, "count": len(new)}
        _step.finish(
            case, "case.beneficiaries_counted", actor=actor, at=at, before=before, data=data, due=False
        )
    return len(new)
