"""Registers of things and households: numbers, states, census freeze, clearing one by one (K11)."""
