"""Series of activities and sessions with attendance: a trace, never scored (K14)."""
