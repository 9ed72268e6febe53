#!/usr/bin/env python3
"""Files as shops have them, made after the documented layouts, for the tests: make.py NAME > FILE.

`workbook` is a report as people keep it in a spreadsheet: a title, an empty row, names in row 4, dates by format, a price
with 17 digits, a merged store, a formula nobody worked out, an error, a text that is a number, a second sheet.
"""
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


class Book:
    """A small workbook: texts are shared, styles are 0 plain, 1 date, 2 date and time."""

    def __init__(self):
        self.sheets, self.texts = [], {}

    def cell(self, name, value):
        style, formula = "", ""
        if isinstance(value, tuple):  # ("date", serial), ("formula", text, value or None), ("error", code)
            kind, rest = value[0], value[1:]
            if kind == "error":
                return f'<c r="{name}" t="e"><v>{rest[0]}</v></c>'
            if kind == "formula":
                formula, value = f"<f>{escape(rest[0])}</f>", rest[1]
                if value is None:
                    return f'<c r="{name}">{formula}</c>'
            else:
                style, value = f' s="{1 if kind == "date" else 2}"', rest[0]
        if isinstance(value, str):
            return f'<c r="{name}" t="s"><v>{self.texts.setdefault(value, len(self.texts))}</v></c>'
        return f'<c r="{name}"{style}>{formula}<v>{value!r}</v></c>'

    def sheet(self, name, rows, merged=(), hidden=False):
        lines = []
        for number, row in rows.items():
            cells = "".join(self.cell(f"{'ABCDEFGHIJ'[i]}{number}", v) for i, v in enumerate(row) if v is not None)
            lines.append(f'<row r="{number}">{cells}</row>')
        behind = "".join(f'<mergeCell ref="{m}"/>' for m in merged)
        self.sheets.append((name, hidden, f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>'
                            + (f"<mergeCells>{behind}</mergeCells>" if behind else "") + "</worksheet>"))

    def write(self, file):
        links = [f'<Relationship Id="r{i}" Type="{LINK}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                 for i in range(len(self.sheets))]
        links += [f'<Relationship Id="s" Type="{LINK}/styles" Target="styles.xml"/>',
                  f'<Relationship Id="t" Type="{LINK}/sharedStrings" Target="sharedStrings.xml"/>']
        sheets = [f'<sheet name="{escape(name)}" sheetId="{i + 1}" {"state=" + chr(34) + "hidden" + chr(34) if hidden else ""} r:id="r{i}"/>'
                  for i, (name, hidden, _) in enumerate(self.sheets)]
        parts = {"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{"".join(sheets)}</sheets></workbook>',
                 "xl/_rels/workbook.xml.rels": f"<Relationships>{''.join(links)}</Relationships>",
                 "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>',
                 "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{escape(t)}</t></si>" for t in self.texts)}</sst>'}
        for i, (_, _, text) in enumerate(self.sheets):
            parts[f"xl/worksheets/sheet{i}.xml"] = text
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as z:
            for name, text in parts.items():
                z.writestr(zipfile.ZipInfo(name), text, compress_type=zipfile.ZIP_DEFLATED)


def workbook(out):
    book = Book()
    book.sheet("Read me", {1: ["Figures of the North"]}, hidden=True)
    book.sheet("June", {
        1: ["Sales of June"],
        4: ["Store", "Receipt", "Date", "SKU", "Qty", "Price"],
        5: ["North", 1001, ("time", 46174.5868055555562), "00012", 2, 1.1000000000000001],
        6: [None, 1001, ("time", 46174.5868055555562), "4006381333931", 1, 2.5],
        7: [None, 1002, ("date", 46175), "A-1", -1, 2.5],
        8: ["South", 1003, ("date", 46176), "A-1", 3, ("formula", "F7*1.1", 2.75)],
        9: ["South", 1003, ("date", 46176), "A-2", 1, ("formula", "F8*2", None)],
        10: ["South", 1004, ("date", 46177), ("error", "#REF!"), 1, 1.0],
        12: ["South", 1005, ("date", 46178), "A-3", "4", "1.25"],
    }, merged=["A5:A7"])
    book.sheet("Plan", {1: ["Store", "Plan"], 2: ["North", 1000]})
    book.write(out)


FILES = {"workbook": workbook}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in FILES:
        sys.exit(f"usage: make.py {'|'.join(FILES)} > FILE")
    FILES[sys.argv[1]](sys.stdout.buffer)
