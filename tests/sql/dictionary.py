"""The data dictionary against the warehouse that is really there: every table and column is described, none is invented.

The listing comes through a key figure of the workspace's own, which may read what the catalogue says of itself."""
import json
import os
import sys

import chain

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import data_dictionary  # noqa: E402

COLUMNS = """-- operation: test.columns
-- summary:   Columns of the warehouse
-- roles:     admin
-- column:    table_name text "table"
-- column:    column_name text "column"
-- example:   retailinsight test columns
SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
WHERE table_schema = 'main' AND table_type = 'BASE TABLE' AND table_catalog = current_database()
ORDER BY ALL
"""
OWN = {"schema_migration"}  # the list of migrations itself, which none of them makes


def described_is_what_is_there(workspace, lines):
    folder = os.path.join(workspace, "kpi", "test")
    os.makedirs(folder)
    with open(os.path.join(folder, "columns.sql"), "w", encoding="utf-8") as f:
        f.write(COLUMNS)
    done = chain.run(workspace, "test", "columns", "--format", "json")
    os.remove(os.path.join(folder, "columns.sql"))
    there = {(r["table_name"], r["column_name"]) for r in json.loads(done.stdout)["rows"] if r["table_name"] not in OWN}
    tables = data_dictionary.read_schema(ROOT)
    described = {(t.name, c[0]) for t in tables.values() for c in t.columns}
    chain.check("the warehouse has tables", len(there) > 200, True)
    chain.check("columns that are there and not described", sorted(there - described), [])
    chain.check("columns that are described and not there", sorted(described - there), [])
    chain.check("what says nothing", [t.name for t in tables.values() if not t.meaning] + [(t.name, c[0]) for t in tables.values() for c in t.columns if not c[3]], [])


TESTS = [described_is_what_is_there]
