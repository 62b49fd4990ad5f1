"""Linli (邻里): neighbourhood governance, from a resident's word to the closed case."""

__version__ = "0.1.0"
