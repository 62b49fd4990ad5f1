"""The only way a view gets a body, a post or a person; rights are judged by the room above.

``accounts`` hands its policy in at start (:func:`provide_judge`); without it nothing is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from linli.domain.access import Scope
from linli.organizations import queries
from linli.organizations.models import Appointment, Organization, OrgAreaLink, Person, Post
from linli.records.errors import NotAllowed

_judge: Callable[[Scope, str, Any], bool] = lambda _scope, _verb, _row: False  # noqa: E731 - until provided
_cut: Callable[[QuerySet[Any], Scope, str], QuerySet[Any]] = lambda qs, _scope, _verb: qs.none()  # noqa: E731


def provide_judge(
    judge: Callable[[Scope, str, Any], bool], cut: Callable[[QuerySet[Any], Scope, str], QuerySet[Any]]
) -> None:
    """Take the policy: one function for a row, one for a queryset."""
    global _judge, _cut
    _judge, _cut = judge, cut


def allows(scope: Scope, verb: str, row: Any) -> bool:
    """True when the policy allows the verb on the row."""
    return _judge(scope, verb, row)


def visible(
    rows: QuerySet[Organization], scope: Scope, verb: str = "organization.view"
) -> QuerySet[Organization]:
    """The bodies of a queryset on which the verb is allowed."""
    return _cut(rows, scope, verb)


def get_organization_for(scope: Scope, pk: int, verb: str = "organization.view") -> Organization:
    """A body. Raises Http404 when it may not even be seen, NotAllowed when only the verb is refused."""
    row = Organization.objects.filter(pk=pk).first()
    if row is None or not _judge(scope, "organization.view", row):
        raise Http404
    if not _judge(scope, verb, row):
        raise NotAllowed()
    return row


def get_post_for(scope: Scope, pk: int, verb: str = "organization.view") -> Post:
    """A post, judged by its body."""
    row = Post.objects.select_related("organization").filter(pk=pk).first()
    if row is None:
        raise Http404
    get_organization_for(scope, row.organization_id, verb)
    return row


def get_appointment_for(scope: Scope, pk: int, verb: str) -> Appointment:
    """An appointment, judged by the body of its post."""
    row = Appointment.objects.select_related("post__organization", "person").filter(pk=pk).first()
    if row is None:
        raise Http404
    get_organization_for(scope, row.post.organization_id, verb)
    return row


def get_link_for(scope: Scope, pk: int, verb: str) -> OrgAreaLink:
    """A link between body and place, judged by the body."""
    row = OrgAreaLink.objects.select_related("organization").filter(pk=pk).first()
    if row is None:
        raise Http404
    get_organization_for(scope, row.organization_id, verb)
    return row


def get_person_for(scope: Scope, pk: int, verb: str = "person.view", *, on: date | None = None) -> Person:
    """A person; other verbs than reading also need ``organization.appoint`` on a body where he holds a post.

    Somebody without any post may be edited by whoever holds the verb: he was just entered.
    """
    row = queries.directory().filter(pk=pk).first()
    if row is None or not _judge(scope, "person.view", row):
        raise Http404
    if verb != "person.view":
        bodies = [act.post.organization for act in queries.posts_of(pk, on)] if on else []
        if not _judge(scope, verb, row) or (bodies and not any(may_appoint(scope, body) for body in bodies)):
            raise NotAllowed()
    return row


def may_appoint(scope: Scope, body: Organization) -> bool:
    """True when this post may appoint in the body."""
    return _judge(scope, "organization.appoint", body)
