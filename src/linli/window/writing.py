"""What residents write, behind one door: today the cases room, in the outer of two zones the outbox."""

from __future__ import annotations

from datetime import datetime

from linli.cases import services
from linli.cases.access import get_case_by_receipt, get_case_to_answer
from linli.domain.access import PUBLIC
from linli.relay import queries as outside
from linli.relay import services as outbox
from linli.relay import zone


def report(*, voice: services.Voice, key: str, at: datetime) -> str:
    """Take a voice; answers its receipt. Raises what register_case raises."""
    if zone.is_outer():
        return outbox.voice(voice=voice, key=key, at=at)
    return services.register_case(voice=voice, actor=PUBLIC, at=at, key=key).receipt


def answer(*, receipt: str, solved: str, satisfied: str, text: str, at: datetime) -> None:
    """「解决了」 or 「没解决」 of the one who asked. Raises what confirm raises; NotNow for who only follows along."""
    if zone.is_outer():
        told = outside.follow(receipt, at).told
        outbox.answer(told=told, solved=solved, satisfied=satisfied, text=text, at=at)
        return
    case = get_case_to_answer(receipt)
    services.confirm(case_id=case.pk, solved=solved, satisfied=satisfied, text=text, actor=PUBLIC, at=at)


def thank(*, receipt: str, text: str, public: bool, at: datetime) -> None:
    """A word of thanks of whoever holds the receipt. Raises what thank raises."""
    if zone.is_outer():
        outbox.thank(told=outside.follow(receipt, at).told, text=text, public=public, at=at)
        return
    case, _follower = get_case_by_receipt(receipt)
    services.thank(case_id=case.pk, text=text, public=public, actor=PUBLIC, at=at)
