#!/usr/bin/env python3
"""The data dictionary, from the comments of the schema, and a check that no column lacks one.

    tools/data_dictionary.py [--output build/docs/data_dictionary.md] [--check]

In sql/schema/*.sql every table is announced by a comment and every column explained on its line (or the next):

    -- sale_line: one line of a receipt as it was sold
    CREATE TABLE sale_line (
        quantity DECIMAL(18,3) NOT NULL, -- units sold, negative for a return; pieces or kg
        PRIMARY KEY (...)
    );
    ALTER TABLE sale_line ADD COLUMN note TEXT; -- free text of the till
"""
import argparse
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CREATE = re.compile(r"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"]+)\s*\(", re.I)
ALTER = re.compile(r"^\s*ALTER\s+TABLE\s+([\w.\"]+)\s+ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(.*)$", re.I)
CONSTRAINT = re.compile(r"^(PRIMARY\s+KEY|FOREIGN\s+KEY|UNIQUE|CHECK|CONSTRAINT)\b", re.I)
TYPE_END = re.compile(r"\s+(NOT\s+NULL|NULL|DEFAULT|PRIMARY|UNIQUE|CHECK|REFERENCES|COLLATE)\b", re.I)


def split_comment(line):
    """(code, comment) of one line; a -- inside '...' is no comment."""
    inside = False
    for at, char in enumerate(line):
        if char == "'":
            inside = not inside
        elif not inside and line.startswith("--", at):
            return line[:at].rstrip(), line[at + 2:].strip()
    return line.rstrip(), ""


def column_of(code):
    """(name, type, rules) of a column definition."""
    words = code.strip().rstrip(",;").split(None, 1)
    rest = words[1] if len(words) > 1 else ""
    match = TYPE_END.search(" " + rest)
    kind = rest[:match.start()].strip() if match else rest
    return words[0].strip('"'), kind.strip(), rest[len(kind):].strip()


class Table:
    def __init__(self, name, meaning, where):
        self.name, self.meaning, self.where, self.columns = name, meaning, where, []


def parse_body(lines, at, table):
    """Columns from the line after CREATE TABLE ( on; returns the line after the closing bracket."""
    depth = 1
    while at < len(lines):
        code, comment = split_comment(lines[at])
        text = code.strip()
        if not text and comment and table.columns and not table.columns[-1][3]:
            table.columns[-1][3] = comment
        elif not text and comment and table.columns and lines[at].index("--") > table.columns[-1][4]:
            table.columns[-1][3] += " " + comment  # set further in than the columns: goes on with the last comment
        top = depth == 1 and text and not text.startswith(")")
        depth += code.count("(") - code.count(")")
        if top and not CONSTRAINT.match(text) and depth >= 1:
            table.columns.append([*column_of(text), comment, len(code) - len(code.lstrip())])
        if depth <= 0:
            return at + 1
        at += 1
    raise ValueError(f"{table.where}: {table.name}: the bracket of CREATE TABLE is never closed")


def parse(text, where, tables):
    """Adds the tables and columns of one schema file to `tables` {name: Table}."""
    lines, remark, at = text.splitlines(), [], 0
    while at < len(lines):
        code, comment = split_comment(lines[at])
        create, alter = CREATE.match(code), ALTER.match(code)
        if create:
            name = create.group(1).strip('"')
            meaning = " ".join(remark)
            meaning = re.sub(rf"^(table:\s*)?({re.escape(name)}\s*:\s*)?", "", meaning, flags=re.I)
            tables[name] = Table(name, meaning, where)
            at = parse_body(lines, at + 1, tables[name])
            remark = []
            continue
        if alter and alter.group(1) in tables:
            tables[alter.group(1)].columns.append([*column_of(alter.group(2)), comment or " ".join(remark), 0])
        remark = remark + [comment] if not code.strip() and comment else []
        at += 1


def read_schema(root):
    tables = {}
    for path in sorted(glob.glob(os.path.join(root, "sql", "schema", "*.sql"))):
        with open(path, encoding="utf-8") as f:
            parse(f.read(), os.path.relpath(path, root), tables)
    return tables


def complaints(tables):
    for table in tables.values():
        if not table.meaning:
            yield f"{table.where}: table {table.name} has no comment above it"
        if not table.columns:
            yield f"{table.where}: table {table.name}: no column was recognised"
        for name, _, _, meaning, _ in table.columns:
            if not meaning:
                yield f"{table.where}: {table.name}.{name} has no comment"


def render(tables):
    out = ["# Data dictionary", "", "Every table of the warehouse, from the comments of `sql/schema/`.", ""]
    out += [f"- [{t.name}](#{t.name.lower().replace('.', '')}): {t.meaning}" for t in tables.values()] + [""]
    for table in tables.values():
        out += [f"## {table.name}", "", table.meaning, "", f"Since `{table.where}`.", "",
                "| column | type | rules | meaning |", "|---|---|---|---|"]
        for row in table.columns:
            out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row[:4]) + " |")
        out.append("")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", help="write the dictionary there")
    parser.add_argument("--check", action="store_true", help="fail when a table or column has no comment")
    options = parser.parse_args()
    tables = read_schema(ROOT)
    found = list(complaints(tables))
    for complaint in found:
        print(complaint, file=sys.stderr)
    if options.output:
        os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
        with open(options.output, "w", encoding="utf-8") as f:
            f.write(render(tables))
        print(f"{options.output}: {len(tables)} tables, {sum(len(t.columns) for t in tables.values())} columns")
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
