/* Shared by the tests of this room: text as a descriptor, a whole import at once. */
#ifndef RI_INGEST_TESTING_H
#define RI_INGEST_TESTING_H
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/test.h"
#include "ingest.h"

static inline int fd_of(const void *bytes, size_t length)
{
    const int   fd = memfd_create("input", MFD_CLOEXEC);
    const char *at = bytes;
    while (length) {
        const ssize_t n = write(fd, at, length);
        if (n <= 0) break;
        at += n;
        length -= (size_t)n;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

struct import { /* a whole import's totals; -1 status: still to run */
    struct ri_ingest               *ingest;
    const struct ri_ingest_plan    *plan;
    const struct ri_ingest_summary *summary;
    ri_status                       status;
    struct ri_error                 err;
    int64_t                         gross, net, clean, units, returns;
    uint64_t                        clean_rows, rows;
    char                            rejects[400]; /* "record@offset rule;" of the first */
};

static inline void import_batch(struct import *all, const struct ri_ingest_batch *batch)
{
    const struct ri_cells *c = batch->columns.cells;
    const bool             sale = all->plan->kind == RI_SALES;
    all->rows += batch->columns.rows;
    for (size_t r = 0; r < batch->columns.rows && sale; r++) {
        all->gross += c[RI_SALE_GROSS].number[r];
        all->net += c[RI_SALE_NET].number[r];
        all->units += c[RI_SALE_QUANTITY].number[r];
        all->returns += ri_view_is(c[RI_SALE_KIND].text[r], "return");
        if (!c[RI_SALE_CUSTOMER].valid[r] || c[RI_SALE_QUANTITY].number[r] <= 0 ||
            c[RI_SALE_UNIT_PRICE].number[r] <= 0)
            continue;
        all->clean += c[RI_SALE_GROSS].number[r];
        all->clean_rows++;
    }
    for (size_t r = 0; r < batch->columns.rows && all->plan->kind == RI_DEMAND; r++)
        all->units += c[RI_DEMAND_UNITS].number[r];
    for (size_t i = 0; i < batch->reject_count; i++) {
        const size_t used = strlen(all->rejects);
        snprintf(all->rejects + used, sizeof all->rejects - used, "%llu@%llu %s;",
                 (unsigned long long)batch->rejects[i].record,
                 (unsigned long long)batch->rejects[i].offset, batch->rejects[i].rule);
    }
}

/* Imports what fd holds and closes fd; import_close afterwards. */
static inline void import_options(struct import *all, ri_record_kind kind, int fd,
                                  const struct ri_ingest_options *options)
{
    const struct ri_ingest_batch *batch;
    memset(all, 0, sizeof *all);
    all->status = ri_ingest_open(fd, "t.csv", kind, options, NULL, &all->ingest, &all->err);
    if (all->status == RI_OK) all->plan = ri_ingest_plan(all->ingest);
    while (all->status == RI_OK) {
        all->status = ri_ingest_next(all->ingest, &batch, &all->err);
        if (all->status != RI_OK || !batch) break;
        import_batch(all, batch);
    }
    if (all->ingest) all->summary = ri_ingest_summary(all->ingest);
    if (all->status == RI_OK)
        CHECK_INT(all->summary->offered,
                  all->summary->accepted + all->summary->dropped + all->summary->rejected);
    close(fd);
}

static inline void import_text(struct import *all, ri_record_kind kind, const char *text,
                               const char *const *sets)
{
    const struct ri_ingest_options options = {.sets = sets};
    import_options(all, kind, fd_of(text, strlen(text)), &options);
}

static inline void import_close(struct import *all)
{
    ri_ingest_close(all->ingest);
}

/* The note about a topic, or NULL. */
static inline const struct ri_ingest_note *note_about(const struct import *all, const char *topic)
{
    for (size_t i = 0; all->summary && i < all->summary->note_count; i++) {
        if (strcmp(all->summary->notes[i].topic, topic) == 0) return &all->summary->notes[i];
    }
    return NULL;
}

static const char *const none[] RI_UNUSED = {NULL};

/* A cell of the plan's sample rows; INT64_MIN: missing. */
static inline int64_t cell(const struct import *all, size_t field, size_t row)
{
    const struct ri_columns *sample = all->plan->sample;
    if (row >= sample->rows || !sample->cells[field].valid[row]) return INT64_MIN;
    return sample->cells[field].number[row];
}

static inline const char *text_cell(const struct import *all, size_t field, size_t row)
{
    static char              copies[4][200];
    static unsigned          at;
    const struct ri_columns *sample = all->plan->sample;
    char                    *copy = copies[at++ % 4];
    if (row >= sample->rows || !sample->cells[field].valid[row]) return "(missing)";
    const struct ri_view view = sample->cells[field].text[row];
    snprintf(copy, sizeof copies[0], "%.*s", (int)view.length, view.at);
    return copy;
}

#define SALES "receipt,date,sku,qty,price\n"

#define CHECK_SAYS(text, part)                                                       \
    do {                                                                             \
        if (!strstr((text), (part)))                                                 \
            ri_test_fail(__FILE__, __LINE__, "\"%s\" lacks \"%s\"", (text), (part)); \
    } while (0)
/* The file of a shared data folder, or -1. */
static inline int fd_of_shared(const char *folder, const char *file)
{
    char        path[4096];
    const char *at = ri_test_shared(folder);
    if (!at || snprintf(path, sizeof path, "%s/%s", at, file) >= (int)sizeof path) return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}
#endif
