"""The verbs of the relay. Use as ``from linli.relay import services as relay``; rules: docs/howto/production.md."""

from linli.relay.services.outbox import answer, thank, voice
from linli.relay.services.receiving import Report, receive
from linli.relay.services.resuming import read_from, write_from
from linli.relay.services.running import carry, carry_board
from linli.relay.services.sending import send, send_again

__all__ = [
    "Report",
    "answer",
    "carry",
    "carry_board",
    "read_from",
    "receive",
    "send",
    "send_again",
    "thank",
    "voice",
    "write_from",
]
