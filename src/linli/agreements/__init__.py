"""Agreements and pledges with their signatures: the signed rate and who is missing (K16)."""
