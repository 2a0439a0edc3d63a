"""One document for each school or township of a county: which, made by whom, what became of them, bound together."""
