"""Pages of bulletins: the list and a draft, its words and figures, editions and the rows behind every number."""
