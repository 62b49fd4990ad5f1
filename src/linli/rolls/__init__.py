"""Reporting-in, both ways: units and members on the roll of a community, their services, the dual report (K04)."""
