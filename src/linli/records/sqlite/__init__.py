"""SQLite as Django opens it, with the wait for the disk taken out of the lock of the database."""
