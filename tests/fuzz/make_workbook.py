#!/usr/bin/env python3
"""Makes the corpus of fuzz_workbook: tests/fuzz/make_workbook.py writes tests/fuzz/workbook/*.

Byte 1 says which part of a sound workbook the rest replaces (0 sheet, 1 shared texts, 2 styles, 3 workbook.xml, 4 its
relations, 5 the whole zip archive), byte 2 the kind of record.
"""
import io
import os
import zipfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "workbook")
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>date</t></is></c><c r="B1" t="inlineStr"><is><t>sku</t></is></c>' \
       '<c r="C1" t="inlineStr"><is><t>price</t></is></c></row>'


def sheet(rows, behind=""):
    return f"<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>"


def archive(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, text in parts.items():
            z.writestr(zipfile.ZipInfo(name), text, compress_type=method)
    return out.getvalue()


BOOK = {
    "xl/workbook.xml": f'<workbook xmlns:r="{LINK}"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>',
    "xl/s.xml": sheet(HEAD + '<row r="2"><c r="A2" t="d"><v>2026-01-02</v></c><c r="C2"><v>2</v></c></row>'),
}
WHOLE = archive(BOOK)
CASES = {
    "sheet_types": (0, sheet(HEAD + '<row r="3"><c r="A3" s="1"><v>46346.5</v></c><c r="B3" t="s"><v>3</v></c><c r="C3"><v>1E-2</v>'
                             '</c></row><row r="4"><c r="A4" s="5"><v>2</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#N/A</v></c></row>')),
    "sheet_formulas": (0, sheet(HEAD + '<row><c r="A2" t="str"><f>TODAY()</f><v>2026-01-02</v></c><c r="C2"><f>1+1</f></c></row>')),
    "sheet_merged": (0, sheet(HEAD + '<row r="2"><c r="A2" s="1"><v>46346</v></c><c r="C2"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>',
                              '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/></mergeCells>')),
    "sheet_title": (0, sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + HEAD.replace('"1"', '"3"').replace("1", "3"))),
    "sheet_order": (0, sheet('<row r="5"/><row r="2"/>')),
    "sheet_far": (0, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "sheet_missing_text": (0, sheet('<row><c t="s"><v>99</v></c></row>')),
    "sheet_cut": (0, "<worksheet><sheetData><row><c><v>1"),
    "sheet_deep": (0, "<a>" * 80),
    "sheet_utf16": (0, sheet(HEAD).encode("utf-16")),
    "texts_rich": (1, "<sst><si><r><t>da</t></r><r><t>te</t></r><rPh><t>x</t></rPh></si><si><t>sku</t></si><si><t>price_x000D_</t></si></sst>"),
    "texts_few": (1, "<sst><si><t/></si></sst>"),
    "styles_codes": (2, '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-407]d. mmm yyyy;@"/></numFmts><cellXfs><xf numFmtId="0"/>'
                        '<xf numFmtId="170"/></cellXfs></styleSheet>'),
    "book_entities": (3, '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><workbook>&c;</workbook>'),
    "book_hidden": (3, f'<workbook xmlns:r="{LINK}"><workbookPr date1904="true"/><sheets><sheet name="A" state="veryHidden" r:id="r1"/></sheets></workbook>'),
    "links_paths": (4, '<Relationships><Relationship Id="r1" Type="worksheet" Target="../../../etc/passwd"/></Relationships>'),
    "links_loop": (4, '<Relationships><Relationship Id="r1" Type="worksheet" Target="workbook.xml"/></Relationships>'),
    "zip_sound": (5, WHOLE),
    "zip_stored": (5, archive(BOOK, zipfile.ZIP_STORED)),
    "zip_cut": (5, WHOLE[:-40]),
    "zip_damaged": (5, WHOLE[:60] + b"\xff\xff\xff" + WHOLE[63:]),
    "zip_bomb": (5, archive({**BOOK, "xl/s.xml": sheet(HEAD + "<row/>" * 400000)})),
    "zip_of_csv": (5, archive({"june.csv": "a,b\n1,2\n"})),
    "zip_twice": (5, WHOLE + WHOLE),
    "zip_many": (5, b"PK\3\4" + WHOLE[4:-22] + b"PK\5\6\0\0\0\0\xff\xff\xff\xff" + WHOLE[-10:]),
}

if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    for name, (part, content) in CASES.items():
        with open(os.path.join(HERE, name), "wb") as f:
            f.write(bytes([part, 0]) + (content.encode() if isinstance(content, str) else content))
