"""Pages of bodies, people and the gaps between them, one module a subject."""
