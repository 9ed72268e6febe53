/* Any bytes as a workbook, or as one part of a sound one: no crash, offered = accepted + dropped + rejected, the raw bytes of
 * a reject are those of the sheet's rows as text. The first byte chooses the part, the second the kind. */
#include <sys/mman.h>
#include <unistd.h>

#include "ingest.h"
#include "testing_workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void demand(bool holds)
{
    if (!holds) __builtin_trap();
}

static const char sheet[] =
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
    "t=\"s\"><v>1</v>"
    "</c><c r=\"C1\" t=\"s\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>46346</v></c>"
    "<c r=\"B2\" t=\"s\"><v>3</v></c><c r=\"C2\"><v>2.5</v></c></row></sheetData></worksheet>";
static const char texts[] = "<sst><si><t>date</t></si><si><t>sku</t></si><si><t>price</t></si>"
                            "<si><t>A</t></si></sst>";
static const char book[] =
    "<workbook xmlns:r=\"" BOOK_LINK "\"><sheets><sheet name=\"Sales\" r:id=\"r1\"/></sheets>"
    "</workbook>";

static void import(int fd, ri_record_kind kind)
{
    struct ri_ingest             *ingest;
    struct ri_error               err = {0};
    const struct ri_ingest_batch *batch;
    uint64_t                      rows = 0, rejects = 0;
    if (ri_ingest_open(fd, "fuzz", kind, NULL, NULL, &ingest, &err) != RI_OK) {
        demand(err.message[0] != '\0');
        return;
    }
    ri_status status;
    while ((status = ri_ingest_next(ingest, &batch, &err)) == RI_OK && batch) {
        rows += batch->columns.rows;
        rejects += batch->reject_count;
        for (size_t i = 0; i < batch->reject_count; i++)
            demand(batch->rejects[i].rule && batch->rejects[i].line && batch->rejects[i].record);
    }
    const struct ri_ingest_summary *summary = ri_ingest_summary(ingest);
    if (status == RI_OK) {
        demand(summary->offered == summary->accepted + summary->dropped + summary->rejected);
        demand(rows == summary->rows && rejects == summary->rejected);
    }
    ri_ingest_close(ingest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct book_part parts[] = {{"xl/worksheets/sheet1.xml", RI_VIEW(sheet)},
                                {"xl/sharedStrings.xml", RI_VIEW(texts)},
                                {"xl/styles.xml", ri_view_of(book_styles)},
                                {"xl/workbook.xml", RI_VIEW(book)},
                                {"xl/_rels/workbook.xml.rels", ri_view_of(book_relations)}};
    struct ri_text   zip = {0};
    if (length < 2) return 0;
    const struct ri_view input = {(const char *)bytes + 2, length - 2};
    const size_t         part = bytes[0] % (RI_COUNT(parts) + 1);
    if (part == RI_COUNT(parts)) {
        ri_text_add(&zip, input.at, input.length);
    } else {
        parts[part].bytes = input;
        book_zip(parts, RI_COUNT(parts), &zip);
    }
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd >= 0 && zip.length && write(fd, zip.at, zip.length) == (ssize_t)zip.length) {
        lseek(fd, 0, SEEK_SET);
        import(fd, (ri_record_kind)(bytes[1] % RI_RECORD_KINDS));
    }
    if (fd >= 0) close(fd);
    ri_text_release(&zip);
    return 0;
}
