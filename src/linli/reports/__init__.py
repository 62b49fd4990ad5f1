"""Report tasks, reported values and the registry of forms (K12)."""
