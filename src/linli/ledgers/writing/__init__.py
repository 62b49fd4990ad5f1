"""Excel out: the layout of a ledger as a value, its file name, and the writer."""
