"""Reading duties. Use as ``from linli.duties import queries``."""

from linli.duties.objects import below
from linli.duties.queries import quotas
from linli.duties.queries.answering import Answer, answering
from linli.duties.queries.chains import Link, below_of, chain_of, families_without
from linli.duties.queries.coverage import Cover, Tile, cover, missing, tiles
from linli.duties.queries.gaps import gap_lines, gap_rows
from linli.duties.queries.lists import Filters, Line, lines, listed
from linli.duties.queries.mine import Own, mine, reminders
from linli.duties.queries.page import DutyPage, ItemLine, duty_page

__all__ = [
    "Answer",
    "Cover",
    "DutyPage",
    "Filters",
    "ItemLine",
    "Line",
    "Link",
    "Own",
    "Tile",
    "answering",
    "below",
    "below_of",
    "chain_of",
    "cover",
    "duty_page",
    "families_without",
    "gap_lines",
    "gap_rows",
    "lines",
    "listed",
    "mine",
    "missing",
    "quotas",
    "reminders",
    "tiles",
]
