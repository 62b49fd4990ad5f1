"""``register_case``: the one way in, for the public form, staff, pasted chat, plates, imports and the API.

Appends ``case.registered``. The text lies on the case and, digested, in the chain; how to reach the reporter lies
encrypted in ``Contact``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.cases import codes, fields, rules, texts, words
from linli.cases.errors import BadInput, SafetyStop
from linli.cases.models import Beneficiary, Case, Contact, stage_of
from linli.cases.services import _step
from linli.definitions.cases import CaseKind
from linli.domain import caserules, masking, safety
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.caseflow import State
from linli.mechanisms.models import Definition
from linli.records import services as records
from linli.records.fields import blind_index
from linli.records.tx import run as run_verb

#: Ways in by which somebody outside the office writes for himself.
PUBLIC_WAYS = frozenset({"window", "plate"})
#: Ways in whose text was copied from a chat or noted from a call: names and phones are taken out before saving.
STRIPPED_WAYS = frozenset({"paste", "chat", "phone"})


@dataclass(frozen=True)
class Reporter:
    """How to reach the one who asked; everything optional, everything erasable."""

    name: str = ""
    phone: str = ""
    address: str = ""
    on_behalf_of: str = ""
    #: 同意物业联系我
    share: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing given: an anonymous voice."""
        return not (self.name or self.phone or self.address or self.on_behalf_of)


@dataclass(frozen=True)
class External:
    """The order of another platform that is master of number, times and call-back (12345)."""

    source: str
    number: str
    due_at: datetime | None = None
    call_back: str = ""


@dataclass(frozen=True)
class Voice:
    """What somebody brought. Only ``text`` and ``area_id`` are needed."""

    text: str
    area_id: int
    kind: str = "public_need"
    channel: str = "window"
    category: str = ""
    urgency: str = ""
    boundary: str = ""
    title: str = ""
    spot: str = ""
    about_body_id: int | None = None
    reporter: Reporter = Reporter()
    parties: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None
    external: External | None = None
    publish_agreed: bool = False
    #: The person read the warning and says that nobody is in danger now.
    no_danger: bool = False
    focus: bool = False
    photos: Sequence[Any] = ()
    #: Given out already, by the outer of two zones; empty: drawn here.
    receipt: str = ""


def register_case(*, voice: Voice, actor: Actor, at: datetime, key: str = "") -> Case:
    """Take a voice in; answers the case with code and receipt, in state 待派单.

    ``key``: sent twice under one key, it makes one case (other content under the same key: KeyReused). Raises
    BadInput (with the field), SafetyStop (dial first; nothing stored), UnknownPieceError (kind not in use here).
    """
    # Reading and checking come before the transaction: on SQLite whoever writes holds everybody else up.
    held = examine(voice=voice, actor=actor, at=at)
    if not key:
        return run_verb(lambda: register_examined(held, actor=actor, at=at))
    content = json.dumps(asdict(replace(voice, photos=())), ensure_ascii=False, sort_keys=True, default=str)
    return records.once(
        key=key,
        actor=actor,
        body=content,
        run=lambda: register_examined(held, actor=actor, at=at),
        result=(lambda case: case.pk, lambda pk: Case.objects.get(pk=pk)),
    )


class Examined(NamedTuple):
    """What could be read and checked before the transaction."""

    voice: Voice
    kind: CaseKind
    definition: Definition
    category: str
    place: AreaSpan


def examine(*, voice: Voice, actor: Actor, at: datetime) -> Examined:
    """The voice cleaned and checked, its kind with the definition of today, its category and its place.

    All that :func:`register_case` can refuse is refused here, and nothing is written: the outer of two zones asks it
    before it takes a voice. Raises what register_case raises.
    """
    voice = _cleaned(voice)
    _check_safety(voice)
    place = areas.span(voice.area_id)
    if place is None:
        raise BadInput(_("没有找到这个地点，或它已经停用。"), field="area_id")
    kind, definition = rules.kind_here(
        voice.kind, voice.area_id, at, chain=areas.chain_of(place, local_day(at))
    )
    _check_kind(voice, kind, actor)
    public = voice.channel in PUBLIC_WAYS or actor.channel == "public"
    voice = replace(voice, fields=fields.clean(kind, voice.fields, public=public, at=at))
    category = rules.check_category(voice.category, voice.area_id, at)
    # Shrinking a picture takes a second; whoever writes must not wait for it.
    voice = replace(voice, photos=tuple(records.prepare_file(photo) for photo in voice.photos))
    return Examined(voice, kind, definition, category, place)


def register_examined(held: Examined, *, actor: Actor, at: datetime) -> Case:
    """The case of an examined voice, inside a transaction of the caller's."""
    voice, kind, definition, category, place = held
    case = _row(voice, kind, definition, category, at)
    areas.fill_columns(case, voice.area_id, known=place)
    data = {"area": voice.area_id, "case_kind": case.kind, "channel": case.channel, "category": case.category}
    _step.finish(
        case, "case.registered", actor=actor, at=at, before={}, data=data, text={"text": case.text}, due=False
    )
    _keep_contact(case, voice, kind, at)
    _keep_served(case)
    for photo in voice.photos:
        records.attach(subject=case, upload=photo, actor=actor, at=at, kind="photo")
    _step.reindex(case)
    return case


def _cleaned(voice: Voice) -> Voice:
    text = texts.required(voice.text, field="text", longest=texts.MAX_TEXT)
    if voice.channel in STRIPPED_WAYS:
        text = masking.strip_chat(text).text or text[:0]
        text = texts.required(text, field="text", longest=texts.MAX_TEXT)
    given = voice.reporter
    reporter = replace(
        given,
        name=texts.optional(given.name, field="name", longest=40),
        phone=texts.phone(given.phone),
        address=texts.optional(given.address, field="address", longest=120),
        on_behalf_of=texts.optional(given.on_behalf_of, field="on_behalf_of", longest=40),
    )
    spot = texts.optional(voice.spot, field="spot", longest=60)
    title = texts.optional(voice.title, field="title", longest=60) or texts.title_of(text)
    return replace(voice, text=text, title=title, spot=spot, reporter=reporter)


def _check_safety(voice: Voice) -> None:
    """Stops forms of the public only: staff, imports and 12345 are people who have dialled already."""
    if voice.channel not in PUBLIC_WAYS:
        return
    halt = safety.check(voice.text)
    if halt is not None and not (halt.may_send and voice.no_danger):
        raise SafetyStop(halt, words.STOPS[halt.stop])


def _check_kind(voice: Voice, kind: CaseKind, actor: Actor) -> None:
    public = voice.channel in PUBLIC_WAYS or actor.channel == "public"
    if public and kind.visibility != "public":
        raise BadInput(_("这类事项由工作人员登记，请直接打社区电话。"), field="kind")
    if public and voice.urgency == "emergency":
        raise BadInput(_("紧急情况请先打电话。"), field="urgency")
    if voice.urgency and voice.urgency not in kind.clocks:
        raise BadInput(_("这类诉求没有这个紧急程度。"), field="urgency")
    if voice.reporter.is_empty and not kind.anonymous and not voice.external:
        raise BadInput(_("这类诉求要留下联系方式，才能帮您办。"), field="phone")
    if voice.boundary and voice.boundary not in kind.boundaries:
        raise BadInput(words.refusal("reason_unknown"), field="boundary")
    if kind.channels and voice.channel not in kind.channels:
        raise BadInput(_("这类诉求不从这个渠道登记。"), field="channel")


def _row(voice: Voice, kind: CaseKind, definition: Definition, category: str, at: datetime) -> Case:
    personal = {field.id for field in kind.fields if field.personal}
    kept = {name: value for name, value in (voice.fields or {}).items() if name not in personal}
    external = voice.external or External("", "")
    return Case(
        code=codes.new_code(at),
        receipt=voice.receipt or codes.new_receipt(),
        kind=kind.id,
        category=category,
        urgency=voice.urgency or kind.urgency,
        boundary=voice.boundary,
        channel=voice.channel,
        definition_id=definition.pk,
        mechanism=definition.mechanism,
        state=State.TO_DISPATCH,
        stage=stage_of(State.TO_DISPATCH),
        title=voice.title,
        text=voice.text,
        spot=voice.spot,
        fields=kept,
        bundle=str(kept.get(kind.bundle) or "")[:60] if kind.bundle else "",
        about_body_id=voice.about_body_id,
        reported_at=at,
        source=external.source,
        external_number=texts.optional(external.number, field="external_number", longest=60),
        external_due=external.due_at,
        external_call_back=external.call_back,
        anonymous=voice.reporter.is_empty,
        reachable=bool(voice.reporter.phone) and not external.source,
        share_contact=voice.reporter.share,
        publish_agreed=voice.publish_agreed and not kind.never_public,
        has_parties=kind.parties,
        focus=voice.focus,
    )


def _keep_contact(case: Case, voice: Voice, kind: CaseKind, at: datetime) -> None:
    personal = {
        field.id: voice.fields[field.id]
        for field in kind.fields
        if field.personal and voice.fields and voice.fields.get(field.id)
    }
    reporter = voice.reporter
    if reporter.is_empty and not personal and not voice.parties:
        return
    Contact.objects.create(
        case=case,
        name=reporter.name,
        phone=reporter.phone,
        phone_index=blind_index(reporter.phone),
        address=reporter.address,
        on_behalf_of=reporter.on_behalf_of,
        parties=json.dumps(list(voice.parties), ensure_ascii=False) if voice.parties else "",
        personal=json.dumps(personal, ensure_ascii=False, default=str) if personal else "",
        consent_at=at,
    )


#: Fields whose value says whom a case serves; counted once over all cases, kept as an HMAC.
_SERVED = {"household_key": Beneficiary.Kind.HOUSEHOLD, "business_name": Beneficiary.Kind.BUSINESS}


def _keep_served(case: Case) -> None:
    """A family or firm with several cases is one family or firm (S0-10, S2-05)."""
    for field, kind in _SERVED.items():
        key = blind_index(str(case.fields.get(field) or ""))
        if key:
            Beneficiary.objects.create(case=case, kind=kind, key=key)


def estimate(case: Case, *, households: int | None, each: int | None, number: int | None, basis: str) -> None:
    """Put the estimate of beneficiaries on a locked case; a number needs its basis. Not saved here."""
    found = caserules.beneficiaries(households, each, number)
    if found is None:
        return
    if found > 10_000_000:
        raise BadInput(_("受益人数太大，请检查。"), field="beneficiaries")
    if not basis.strip():
        basis = (
            _("%(households)s户×%(each)s人") % {"households": households, "each": each}
            if number is None
            else ""
        )
    case.households, case.beneficiaries = households, found
    case.beneficiary_basis = texts.required(basis, field="beneficiary_basis", longest=120)
