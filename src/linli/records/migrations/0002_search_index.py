"""The full-text index over records_searchentry, in the way of each engine."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE records_search USING fts5(
  grams, scopes, content='records_searchentry', content_rowid='id',
  tokenize='ascii', detail=full, columnsize=0)
"""
POSTGRESQL = [
    "ALTER TABLE records_searchentry ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', scopes || ' ' || grams)) STORED",
    "CREATE INDEX rec_search_vector ON records_searchentry USING gin (vector)",
]


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    elif schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS records_search")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE records_searchentry DROP COLUMN IF EXISTS vector")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
