"""Courtyard governance as of any day: what a place has, what it lacks, through which link; reads only."""

from linli.organizations.governance.counting import (
    Posts,
    headcount,
    member_sources,
    posts_and_people,
    sources_of,
)
from linli.organizations.governance.crossing import Pair, pairs
from linli.organizations.governance.kinds import at_place, in_use, shipped, word
from linli.organizations.governance.reading import Holding, Line, Result, read, read_many, survey
from linli.organizations.governance.roots import Root, by_id, root, spoken
from linli.organizations.governance.temporary import Programme, programmes

__all__ = [
    "Holding",
    "Line",
    "Pair",
    "Posts",
    "Programme",
    "Result",
    "Root",
    "at_place",
    "by_id",
    "headcount",
    "in_use",
    "member_sources",
    "pairs",
    "posts_and_people",
    "programmes",
    "read",
    "read_many",
    "root",
    "shipped",
    "sources_of",
    "spoken",
    "survey",
    "word",
]
