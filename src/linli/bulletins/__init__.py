"""Texts with bound figures, frozen editions, corrections (K12, K16)."""
