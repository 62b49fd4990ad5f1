"""Pages of registers: lists and items, forms, steps, frozen books and the map."""
