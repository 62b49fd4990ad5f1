"""Pages of the desk, one module a subject; thin: access, one query or verb, render."""
