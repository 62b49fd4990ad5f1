"""报到党员名册 into the house: one member a line, in the columns the list goes out with. Homes are not taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.ledgers import registry
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target
from linli.ledgers.targets.finding import find_place
from linli.organizations.models import OPEN, Organization, Person
from linli.organizations.services import people
from linli.records.time import now
from linli.rolls import rules, services
from linli.rolls.models import OPEN_STATES, Membership


def register() -> None:
    """Called at start."""
    registry.register_target(TARGET)


def _unit(row: Row) -> int | None:
    """The one body of exactly this name; None also where nothing is written."""
    text = row.text("unit")
    rows = Organization.objects.filter(name=text, valid_to=OPEN).values_list("pk", flat=True)[:2]
    found = list(rows) if text else []
    return found[0] if len(found) == 1 else None


def check(row: Row) -> Iterator[Problem]:
    """Place inside one's own, a unit known by its name, nobody twice on one roll, no day to come."""
    if row.text("unit") and _unit(row) is None:
        yield Problem(
            "unit", _("没有找到这个单位，或者有几个同名的。"), _("请先登记单位，写全称；没有单位的留空。")
        )
    place = find_place(row.context, row.text("place"))
    if place is None:
        yield Problem("place", _("您辖区里没有找到这个地点。"), _("请写社区全称。"))
    elif _standing(row, place):
        said = _("「%(name)s」已经在这里报到了。") % {"name": row.text("name")}
        yield Problem("name", said, _("请从表里去掉这一行；同名的另一位请在页面上逐个登记。"))
    since = row.day("since")
    if since is not None and since > local_day(now()):
        yield Problem("since", _("报到日期在今天之后。"))


def _standing(row: Row, place: int) -> bool:
    """Somebody of this name and unit stands on this roll already. On another roll he is entered and reported."""
    rows = Membership.objects.filter(holder="member", area_id=place, state__in=OPEN_STATES)
    unit = _unit(row)
    rows = rows.filter(organization_id=unit) if unit else rows.filter(organization__isnull=True)
    return rows.filter(person__name=row.text("name")).exists()


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """One member on the roll since the day of the list."""
    place = find_place(row.context, row.text("place"))
    if place is None or (row.text("unit") and _unit(row) is None):
        raise RowRefused(_("没有认出单位或地点。"))
    made = services.apply_by_name(
        name=row.text("name"),
        kind=(rules.reporting_in("member") or [""])[0],
        area_id=place,
        organization_id=_unit(row),
        on=row.day("since"),
        actor=actor,
        at=at,
    )
    services.receive(membership_id=made.pk, on=made.applied_on, actor=actor, at=at)
    return Applied("membership", made.pk)


def undo(applied: Applied, _row: Row, actor: Actor, at: datetime) -> None:
    """Off the roll again; what was done meanwhile keeps the member there. Who came with the line alone leaves too."""
    made = Membership.objects.select_related("person").get(pk=applied.id)
    if not made.is_open:
        return
    if made.services.exists() or made.backstops.exists():
        raise RowRefused(_("%(name)s已有服务记录，不能随导入撤销。") % {"name": made})
    services.end(membership_id=made.pk, reason=_("导入撤销"), actor=actor, at=at)
    if made.person is not None and _by_this_line_alone(made, made.person):
        people.end_person(person_id=made.person.pk, actor=actor, at=at)


def _by_this_line_alone(made: Membership, person: Person) -> bool:
    """The person is in no directory, on no other roll, in no post: the line made him."""
    if person.in_directory or person.ended_on is not None:
        return False
    elsewhere = Membership.objects.filter(person=person).exclude(pk=made.pk)
    return not elsewhere.exists() and not person.appointments.exists()


TARGET = Target(
    id="roll_members",
    title=gettext_lazy("报到党员名册"),
    help=gettext_lazy("已经在社区报到的党员，一行一个。不收身份证号和住址。"),
    verb="roll_member.import",
    order=41,
    columns=(
        Column("name", gettext_lazy("姓名"), ("党员姓名", "名字"), required=True, parse=values.text(40)),
        Column("unit", gettext_lazy("所在单位"), ("单位", "工作单位", "单位名称"), parse=values.text(60)),
        Column(
            "place", gettext_lazy("报到地点"), ("报到社区", "社区", "社区名称", "居住地社区"),
            required=True, parse=values.text(60),
        ),
        Column("since", gettext_lazy("报到日期"), ("日期", "报到时间"), parse=values.day),
    ),
    check=check,
    apply=apply,
    undo=undo,
    key=("name", "unit", "place"),
)  # fmt: skip
