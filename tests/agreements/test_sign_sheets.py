"""Sheets are drawn up, sent out, signed; refusals say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from linli.agreements import queries, services
from linli.agreements.errors import Refused
from linli.agreements.models import Agreement, Party
from linli.agreements.services import Signer
from linli.domain.access import SYSTEM
from linli.organizations import services as organizations
from linli.records import queries as records
from linli.records.errors import Conflict
from tests import cast

DAY = cast.DAY
LATER = cast.AT + timedelta(days=30)


def sheet(city: cast.City, companies: int = 2, *, offered: bool = True) -> Agreement:
    """A pledge of the east street with so many more companies."""
    for number in range(companies):
        organizations.create_organization(
            name=f"物业{number + 1}",
            kind="property_company",
            area_id=city.areas["east"],
            actor=SYSTEM,
            at=cast.AT,
        )
    row = services.draft(
        kind="co_building_pledge",
        area_id=city.areas["east"],
        issuer_id=city.bodies["east_office"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    if offered:
        services.offer(agreement_id=row.pk, actor=SYSTEM, at=cast.AT)
    return row


def progress(row: Agreement, on: date) -> queries.Progress:
    return queries.progress([row], on)[row.pk]


@pytest.mark.databases
def test_the_companies_of_the_place_are_expected_by_themselves(city: cast.City) -> None:
    row = sheet(city)
    at = progress(row, DAY)
    assert (at.signed.signed, at.signed.expected) == (0, 3)
    assert {party.name for party in at.missing} == {"物业1", "物业2", "湖光花园物业服务中心"}


def test_the_text_is_copied_and_holds_for_a_year(city: cast.City) -> None:
    row = sheet(city)
    assert len(row.wording["clauses"]) == 4
    assert row.valid_to == date(2027, 1, 5)


def test_a_rate_is_exact_and_the_unsigned_are_named(city: cast.City) -> None:
    row = sheet(city)
    ids = list(row.parties.order_by("pk").values_list("pk", flat=True))
    services.sign_many(agreement_id=row.pk, party_ids=ids[:2], actor=SYSTEM, at=LATER)
    at = progress(row, LATER.date())
    assert (at.signed.rate is not None and at.signed.rate.numerator, at.percent) == (2, "67%")
    assert at.missing_names == row.parties.get(pk=ids[2]).name
    assert progress(row, DAY).signed.signed == 0


def test_nobody_signs_twice_or_before_the_sheet_went_out(city: cast.City) -> None:
    row = sheet(city, offered=False)
    party = row.parties.first()
    assert party is not None
    with pytest.raises(Refused, match="起草中"):
        services.sign(party_id=party.pk, actor=SYSTEM, at=LATER)
    services.offer(agreement_id=row.pk, actor=SYSTEM, at=LATER)
    with pytest.raises(Refused, match="发出之后"):
        services.sign(party_id=party.pk, on=DAY, actor=SYSTEM, at=LATER)
    services.sign(party_id=party.pk, actor=SYSTEM, at=LATER, signer="周经理", signer_title="经理")
    with pytest.raises(Refused, match="已经签过"):
        services.sign(party_id=party.pk, actor=SYSTEM, at=LATER)


def test_a_signature_taken_back_stays_expected_and_counts_once_when_signed_anew(city: cast.City) -> None:
    row = sheet(city, 0)
    party = row.parties.get()
    services.sign(party_id=party.pk, actor=SYSTEM, at=LATER)
    day = LATER.date() + timedelta(days=5)
    services.take_back(party_id=party.pk, on=day, reason="条款有异议", actor=SYSTEM, at=LATER)
    assert (progress(row, day).signed.signed, progress(row, day).signed.expected) == (0, 1)
    again = Signer(party.kind, party.ref, party.name)
    services.add_parties(agreement_id=row.pk, signers=[again], actor=SYSTEM, at=LATER + timedelta(days=6))
    late = LATER + timedelta(days=7)
    services.sign(party_id=row.parties.get(ended_on=None).pk, actor=SYSTEM, at=late)
    assert (progress(row, late.date()).signed.signed, progress(row, late.date()).signed.expected) == (1, 1)


def test_a_signed_sheet_ends_and_is_not_withdrawn(city: cast.City) -> None:
    row = sheet(city, 0)
    services.sign(party_id=row.parties.get().pk, actor=SYSTEM, at=LATER)
    with pytest.raises(Refused, match="只能终止"):
        services.withdraw(agreement_id=row.pk, reason="写错", actor=SYSTEM, at=LATER)
    services.end(agreement_id=row.pk, on=LATER.date(), reason="重新商定", actor=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.valid_to) == (Agreement.State.ENDED, LATER.date())


def test_a_renewed_sheet_lists_the_same_signers_unsigned_and_only_once(city: cast.City) -> None:
    row = sheet(city)
    services.sign_many(
        agreement_id=row.pk, party_ids=row.parties.values_list("pk", flat=True), actor=SYSTEM, at=LATER
    )
    fresh = services.renew(agreement_id=row.pk, actor=SYSTEM, at=LATER)
    assert fresh.parties.filter(signed_on=None).count() == 3
    with pytest.raises(Refused, match="续签过"):
        services.renew(agreement_id=row.pk, actor=SYSTEM, at=LATER)


def test_a_responsibility_letter_asks_by_what_it_stands(city: cast.City) -> None:
    with pytest.raises(Refused, match="请填写依据"):
        services.draft(
            kind="frontage_pledge",
            area_id=city.areas["east"],
            issuer_id=city.bodies["east_office"].pk,
            actor=SYSTEM,
            at=cast.AT,
        )


def test_clauses_are_checked_by_number_and_only_of_those_who_signed(city: cast.City) -> None:
    row = sheet(city, 0)
    party = row.parties.get()
    with pytest.raises(Refused, match="没有有效的签署"):
        services.note_kept(party_id=party.pk, clause=1, kept=True, on=DAY, actor=SYSTEM, at=LATER)
    services.sign(party_id=party.pk, actor=SYSTEM, at=LATER)
    with pytest.raises(Refused, match="只有4条"):
        services.note_kept(party_id=party.pk, clause=5, kept=True, on=LATER.date(), actor=SYSTEM, at=LATER)
    services.note_kept(party_id=party.pk, clause=2, kept=False, on=LATER.date(), actor=SYSTEM, at=LATER)
    seen = services.note_kept(party_id=party.pk, clause=2, kept=True, on=LATER.date(), actor=SYSTEM, at=LATER)
    assert party.kept.count() == 1
    assert seen.kept


TEXT = services.Text("新名", "各方约定：", ["垃圾分类投放", "楼道不堆杂物"])


def test_the_text_is_corrected_until_somebody_has_signed(city: cast.City) -> None:
    row = sheet(city, 0)
    changed = services.reword(agreement_id=row.pk, text=TEXT, version=None, actor=SYSTEM, at=LATER)
    assert changed.title == "新名"
    assert changed.wording["clauses"] == ["垃圾分类投放", "楼道不堆杂物"]
    assert (changed.wording["edition"], changed.wording["from"]) == (2, LATER.date().isoformat())
    before = dict(records.history("agreement", row.pk)[0].texts)
    assert row.wording["clauses"][0] in before["原文"]
    services.sign(party_id=row.parties.get().pk, actor=SYSTEM, at=LATER)
    with pytest.raises(Refused, match="另立新的一版"):
        services.reword(agreement_id=row.pk, text=TEXT, version=None, actor=SYSTEM, at=LATER)


def test_after_a_signature_another_text_is_a_new_sheet_and_the_old_one_stays(city: cast.City) -> None:
    row = sheet(city, 0)
    services.sign(party_id=row.parties.get().pk, actor=SYSTEM, at=LATER)
    old = dict(row.wording)
    made = services.new_version(agreement_id=row.pk, text=TEXT, version=None, actor=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.wording) == ("offered", old)
    assert (made.previous_id, made.state, made.wording["edition"]) == (row.pk, "draft", 2)
    assert made.parties.get().signed_on is None
    with pytest.raises(Refused, match="续签过"):
        services.new_version(agreement_id=row.pk, text=TEXT, version=None, actor=SYSTEM, at=LATER)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": " "}, "title"), ({"clauses": [" "]}, "clauses"), ({"clauses": ["条"] * 31}, "clauses")],
)
def test_a_text_without_name_or_clauses_is_told_in_its_place(
    city: cast.City, values: dict[str, Any], field: str
) -> None:
    row = sheet(city, 0, offered=False)
    text = replace(TEXT, **values)
    with pytest.raises(Refused) as caught:
        services.reword(agreement_id=row.pk, text=text, version=None, actor=SYSTEM, at=LATER)
    assert caught.value.field == field


def test_one_who_has_not_signed_is_struck_out_with_a_reason(city: cast.City) -> None:
    row = sheet(city)
    gone, signs = row.parties.order_by("pk")[:2]
    services.sign(party_id=signs.pk, actor=SYSTEM, at=LATER)
    services.remove_party(party_id=gone.pk, reason="已撤出", actor=SYSTEM, at=LATER)
    assert (progress(row, LATER.date()).signed.signed, progress(row, LATER.date()).signed.expected) == (1, 2)
    with pytest.raises(Refused, match="不在名单"):
        services.remove_party(party_id=gone.pk, reason="已撤出", actor=SYSTEM, at=LATER)
    with pytest.raises(Refused, match="不能划掉"):
        services.remove_party(party_id=signs.pk, reason="写错", actor=SYSTEM, at=LATER)


@pytest.mark.parametrize("name", ["reword", "offer", "withdraw", "add_parties", "strike"])
def test_a_stale_form_is_told_whatever_it_wants(city: cast.City, name: str) -> None:
    row = sheet(city, offered=False)
    row.refresh_from_db()
    given: dict[str, Any] = {"version": row.version - 1, "actor": SYSTEM, "at": LATER}
    party = row.parties.order_by("pk")[0].pk
    verbs: dict[str, Any] = {
        "reword": lambda: services.reword(agreement_id=row.pk, text=TEXT, **given),
        "offer": lambda: services.offer(agreement_id=row.pk, **given),
        "withdraw": lambda: services.withdraw(agreement_id=row.pk, reason="写错", **given),
        "add_parties": lambda: services.add_parties(
            agreement_id=row.pk, signers=[Signer("body", 0, "甲")], **given
        ),
        "strike": lambda: services.remove_party(party_id=party, reason="写错", **given),
    }
    with pytest.raises(Conflict):
        verbs[name]()


@pytest.mark.databases
def test_one_signer_stands_once_on_a_sheet(city: cast.City) -> None:
    row = sheet(city)
    party = row.parties.first()
    assert party is not None
    same = Signer(party.kind, party.ref, party.name)
    assert services.add_parties(agreement_id=row.pk, signers=[same, same], actor=SYSTEM, at=LATER) == 0
    assert Party.objects.filter(agreement=row).count() == 3


def test_reminders_come_after_their_days(city: cast.City) -> None:
    sheet(city)
    scope = city.scope("clerk")
    assert queries.reminders(scope, DAY + timedelta(days=14)) == []
    assert len(queries.reminders(scope, DAY + timedelta(days=15))) == 1


def test_what_happened_is_told_in_sentences(city: cast.City) -> None:
    row = sheet(city)
    ids = row.parties.values_list("pk", flat=True)
    services.sign_many(agreement_id=row.pk, party_ids=ids, actor=SYSTEM, at=LATER)
    said = [line.sentence for line in records.history("agreement", row.pk)]
    assert any("签署3家" in sentence for sentence in said)
