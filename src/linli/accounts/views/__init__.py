"""Pages of logins, one module a subject."""
