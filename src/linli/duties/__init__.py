"""Who answers for what: duties with coverage and gaps (K04), and the merged board of a place."""
