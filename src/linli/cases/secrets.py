"""What of a reporter may be read in the clear, one field at a time, and what hangs on a post at a hand-over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.errors import Refused
from linli.accounts.services.unmasking import Secret, register_secret
from linli.cases.models import Case, Contact
from linli.domain.caseflow import OPEN
from linli.organizations import holdings
from linli.records.models import Subject

FIELDS = {
    "name": gettext_lazy("反映人"),
    "phone": gettext_lazy("电话"),
    "address": gettext_lazy("门牌"),
    "on_behalf_of": gettext_lazy("代谁反映"),
    "parties": gettext_lazy("当事人"),
}


def register() -> None:
    """Called once at start."""
    for field, label in FIELDS.items():
        register_secret(
            Secret(
                "case",
                field,
                label,
                # Not ``records.lock``: what an unfinished import wrote is read by nobody.
                subject=lambda pk: Case.objects.select_for_update().get(pk=pk),
                read=_reader(field),
                back=_back,
            )
        )
    holdings.register("cases", gettext_lazy("在办诉求"), _open_of_posts)


def _reader(field: str) -> Callable[[Subject], str]:
    def read(case: Subject) -> str:
        contact = Contact.objects.filter(case_id=case.pk, erased_at=None).first()
        value = str(getattr(contact, field, "") or "")
        if not value:
            raise Refused(_("没有留下这项内容，或者已经按规定删除。"))
        return value

    return read


def _back(pk: int) -> str:
    return reverse("cases:page", args=[Case.objects.values_list("code", flat=True).get(pk=pk)])


def _open_of_posts(posts: Sequence[int], _at: datetime) -> int:
    return Case.objects.filter(lead_post_id__in=posts, state__in=OPEN).count()
