"""S1-05: n complaints on one body and topic within so many days → a draft of a supervision order.

The discipline member sees it in 今日待办 as a case of kind ``supervision_order`` in 待派单; a person issues it (dispatch) or
not. Appends ``case.registered`` on the draft and ``case.cluster_drafted`` on the complaint that made it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import codes, rules
from linli.cases.models import Case, CaseLink
from linli.cases.services import _notify, _step
from linli.definitions.cases import Cluster
from linli.domain import caserules
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.domain.caseflow import State
from linli.mechanisms.errors import UnknownPieceError
from linli.mechanisms.queries import category_path
from linli.organizations.models import Organization, Post, on_day
from linli.records.models import Event
from linli.records.tx import verb


def alike(case: Case, cluster: Cluster, at: datetime) -> list[Case]:
    """Complaints of the window that are the same in what the mechanism names (body, category, place)."""
    days = cluster.within_days.at(local_day(at)) or 30
    since = at - timedelta(days=days)
    rows = Case.objects.filter(
        kind=case.kind, reported_at__gt=since, reported_at__lte=at, community=case.community
    )
    rows = rows.exclude(state__in=(State.REFUSED, State.WITHDRAWN))
    if "body" in cluster.same:
        rows = rows.filter(about_body_id=case.about_body_id)
    if "category" in cluster.same:
        rows = rows.filter(category=case.category)
    if "place" in cluster.same:
        rows = rows.filter(area_id=case.area_id)
    return list(rows.order_by("pk")[:500])


@verb()
def draft_cluster_order(*, case_id: int, actor: Actor, at: datetime) -> Case | None:
    """The draft that this complaint completes, or None: below the threshold, or one is open already."""
    case = Case.objects.get(pk=case_id)
    cluster = rules.kind_of(case).cluster
    if cluster is None or case.about_body_id is None or case.community is None or not case.category:
        return None
    # Two complaints at once meet here: the second sees the first, and its draft.
    Organization.objects.select_for_update(no_key=True).get(pk=case.about_body_id)
    found = alike(case, cluster, at)
    today = local_day(at)
    if not caserules.opens_cluster(
        [local_day(row.reported_at) for row in found],
        threshold=cluster.complaints.at(today) or 5,
        within=cluster.within_days.at(today) or 30,
        today=today,
    ):
        return None
    if CaseLink.objects.filter(
        target__in=found, kind=CaseLink.Kind.CLUSTER, source__stage__in=("dispatch", "work", "suspended")
    ).exists():
        return None
    return _draft(case, found, cluster, actor, at)


def _draft(case: Case, found: list[Case], cluster: Cluster, actor: Actor, at: datetime) -> Case | None:
    assert case.community is not None
    try:
        kind, definition = rules.kind_here(cluster.proposes, case.community, at)
    except UnknownPieceError:
        return None
    topic = category_path(case.category, case.area_id, at)[-1].names.zh
    title = _("%(topic)s集中反映%(count)s件，拟督促整改") % {"topic": topic, "count": len(found)}
    made = Case(
        code=codes.new_code(at), receipt=codes.new_receipt(), kind=kind.id, category=case.category,
        urgency=kind.urgency, channel="finding", definition_id=definition.pk, mechanism=definition.mechanism,
        title=title[:60], text=title, reported_at=at, anonymous=True, about_body_id=case.about_body_id,
    )  # fmt: skip
    areas.fill_columns(made, case.community)
    made.save(force_insert=True)
    CaseLink.objects.bulk_create(
        [CaseLink(source=made, target=row, kind=CaseLink.Kind.CLUSTER, at=at) for row in found]
    )
    data = {"area": case.community, "case_kind": made.kind, "channel": "finding", "category": made.category}
    _step.finish(made, "case.registered", actor=actor, at=at, before={}, data=data, due=False)
    _step.reindex(made)
    holders = Post.objects.filter(on_day(local_day(at)), role=cluster.to_role, community=case.community)
    for post_id in holders.values_list("pk", flat=True)[:10]:
        _notify.body(made, "case.cluster_drafted", body_id=None, post_id=post_id, at=at)
    return made


def on_registered(event: Event, case: Case) -> None:
    """Handler of ``case.registered``: looks only where a complaint names a body."""
    if case.about_body_id is not None and case.kind != "supervision_order":
        draft_cluster_order(case_id=case.pk, actor=SYSTEM, at=event.at)
