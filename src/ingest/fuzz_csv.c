/* Any bytes as an import: no crash, no byte out of place, offered = accepted + dropped + rejected. The first two bytes
 * choose the kind and the settings. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void demand(bool holds)
{
    if (!holds) __builtin_trap();
}

static bool compressed(const uint8_t *bytes, size_t length)
{
    return (length >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0) ||
           (length >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0);
}

static void check_rejects(const struct ri_ingest_batch *batch, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < batch->reject_count; i++) {
        const struct ri_reject *reject = &batch->rejects[i];
        demand(reject->rule && reject->message && reject->record && reject->line);
        if (compressed(bytes, length)) continue;
        demand(reject->offset + reject->length <= length && reject->raw.length <= reject->length);
        demand(!reject->raw.length ||
               memcmp(bytes + reject->offset, reject->raw.at, reject->raw.length) == 0);
    }
}

static void import(int fd, ri_record_kind kind, const struct ri_ingest_options *options,
                   const uint8_t *bytes, size_t length)
{
    struct ri_ingest             *ingest;
    struct ri_error               err = {0};
    const struct ri_ingest_batch *batch;
    uint64_t                      rows = 0, rejects = 0;
    if (ri_ingest_open(fd, "fuzz", kind, options, NULL, &ingest, &err) != RI_OK) {
        demand(err.message[0] != '\0');
        return;
    }
    ri_status status;
    while ((status = ri_ingest_next(ingest, &batch, &err)) == RI_OK && batch) {
        rows += batch->columns.rows;
        rejects += batch->reject_count;
        check_rejects(batch, bytes, length);
    }
    const struct ri_ingest_summary *summary = ri_ingest_summary(ingest);
    if (status == RI_OK) {
        demand(summary->offered == summary->accepted + summary->dropped + summary->rejected);
        demand(rows == summary->rows && rejects == summary->rejected &&
               summary->bytes_read == length);
        demand(compressed(bytes, length) || summary->bytes == length);
    }
    ri_ingest_close(ingest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const sets[][4] = {{NULL},
                                          {"date=dmy", "decimal=point", NULL},
                                          {"date=mdy", "decimal=comma", "repeats=drop", NULL},
                                          {"sold_at=#1", "unit_price=#2", "date=ymd", NULL},
                                          {"sold_at=#1", "gross=#2", "header=no", NULL},
                                          {"series=#1", "header=yes", NULL},
                                          {"quote=single", "delimiter=space", NULL},
                                          {"encoding=utf-16be", NULL}};
    if (length < 2) return 0;
    const ri_record_kind           kind = (ri_record_kind)(bytes[0] % RI_RECORD_KINDS);
    const struct ri_ingest_options options = {.sets = sets[bytes[1] % RI_COUNT(sets)],
                                              .record_most = bytes[1] & 0x80 ? 256 : 0,
                                              .occurrence_most = bytes[1] & 0x40 ? 4096 : 0};
    const int                      fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bytes + 2, length - 2) != (ssize_t)(length - 2)) return 0;
    lseek(fd, 0, SEEK_SET);
    import(fd, kind, &options, bytes + 2, length - 2);
    close(fd);
    return 0;
}
