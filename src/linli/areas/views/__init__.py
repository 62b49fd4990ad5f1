"""Pages of places: browsing, changing, plates."""
