"""The checked reader of the data files in ``linli/library``: mechanisms, packs and the glossary."""

from linli.definitions import canonical
from linli.definitions.library import Library
from linli.definitions.loader import check_mechanism, get_library, load
from linli.definitions.problems import Problem

__all__ = ["Library", "Problem", "canonical", "check_mechanism", "get_library", "load"]
