"""Contact visits: planned by quota, written in one field, what is heard becomes a case (K10)."""
