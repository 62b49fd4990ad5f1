"""Reading agreements: how far the signing is on a day, who is missing by name, whom to remind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from linli.accounts import policy
from linli.agreements import kinds
from linli.agreements.models import Agreement, Kept, Party
from linli.domain import figures, signatures
from linli.domain.access import Scope


@dataclass(frozen=True)
class Progress:
    """How far one sheet is: the rate and the missing as rows."""

    agreement: Agreement
    signed: signatures.Signed
    missing: tuple[Party, ...]

    @property
    def percent(self) -> str:
        """The signed rate as it is printed: whole percent, half-up; empty where nobody said who else is expected."""
        if self.agreement.wording.get("open_list"):
            return ""
        return figures.say_percent(self.signed.signed, self.signed.expected)

    @property
    def missing_names(self) -> str:
        """The unsigned by name."""
        return signatures.say_missing(party.name for party in self.missing)


def progress(agreements: Iterable[Agreement], on: date) -> dict[int, Progress]:
    """Signed, expected and missing of some sheets on a day; one query. Struck-out parties do not count."""
    wanted = {row.pk: row for row in agreements}
    rows: dict[int, list[Party]] = {pk: [] for pk in wanted}
    for party in Party.objects.filter(agreement_id__in=list(wanted)).order_by("pk"):
        rows[party.agreement_id].append(party)
    found = {}
    for pk, parties in rows.items():
        renewed = _latest(parties)
        counted = signatures.signed([party.signature for party in renewed], on)
        found[pk] = Progress(wanted[pk], counted, tuple(renewed[index] for index in counted.missing))
    return found


def _latest(parties: list[Party]) -> list[Party]:
    """One row a signer: one who took his signature back and is listed anew is expected once."""
    listed_again = {(party.kind, party.ref, party.name) for party in parties if party.ended_on is None}
    return [
        party
        for party in parties
        if not (party.withdrawn and (party.kind, party.ref, party.name) in listed_again)
    ]


def visible(scope: Scope, verb: str = "agreement.view") -> QuerySet[Agreement]:
    """The sheets on which the acting post may do the verb."""
    return policy.filter(Agreement.objects.all(), scope, verb)


def listed(
    scope: Scope, *, text: str = "", kind: str = "", state: str = "", verb: str = "agreement.view"
) -> QuerySet[Agreement]:
    """Sheets by a part of the title or of a signer's name, by kind and state."""
    rows = visible(scope, verb).select_related("issuer")
    if text:
        by_party = Party.objects.filter(name__icontains=text).values("agreement")
        rows = rows.filter(title__icontains=text) | rows.filter(pk__in=by_party)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(state=state) if state else rows


def of_signer(kind: str, ref: int) -> list[Party]:
    """All signatures expected of one signer, the newest sheet first; drafts are left out."""
    rows = Party.objects.filter(kind=kind, ref=ref).exclude(agreement__state=Agreement.State.DRAFT)
    return list(rows.select_related("agreement__issuer").order_by("-agreement_id", "pk"))


def of_place(area_id: int, scope: Scope) -> list[Agreement]:
    """The open sheets for exactly this place that the scope may see."""
    rows = visible(scope).filter(area_id=area_id, state=Agreement.State.OFFERED)
    return list(rows.order_by("-pk")[:10])


def reminders(scope: Scope, on: date, *, most: int = 200) -> list[Progress]:
    """Open sheets with somebody to remind on a day: unsigned for long, or about to end."""
    rows = list(
        visible(scope)
        .filter(state=Agreement.State.OFFERED, valid_to__gt=on)
        .select_related("issuer", "definition")
        .order_by("offered_on", "pk")[:most]
    )
    found = progress(rows, on)
    return [found[row.pk] for row in rows if _due(row, found[row.pk], on)]


def _due(row: Agreement, at: Progress, on: date) -> bool:
    kind = kinds.of_definition(row.definition, row.kind)
    days = kind.remind_days.at(on) if kind.remind_days else None
    if days is None or row.offered_on is None:
        return False
    ends = None if row.is_open else row.valid_to
    return signatures.reminder_due(row.offered_on, ends, days, on, missing=bool(at.missing))


def with_kept(agreement_id: int) -> QuerySet[Party]:
    """The parties of a sheet with what was seen of the clauses."""
    seen = Prefetch("kept", queryset=Kept.objects.order_by("checked_on", "clause"))
    return Party.objects.filter(agreement_id=agreement_id).prefetch_related(seen).order_by("pk")
