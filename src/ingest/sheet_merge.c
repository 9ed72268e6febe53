/* Merged cells. */
#include "sheet_merge.h"

static const uint64_t part_most = 32 << 20;

struct reading {
    struct ingest_merges *merges;
    struct ingest_xml    *xml;
};

bool ingest_merge_parse(const char *ref, struct ingest_merge *ret)
{
    char        first[16];
    const char *colon = strchr(ref, ':');
    size_t      left, right;
    uint64_t    top, bottom;
    if (!colon || (size_t)(colon - ref) >= sizeof first) return false;
    memcpy(first, ref, (size_t)(colon - ref));
    first[colon - ref] = '\0';
    if (!ingest_cell_name(first, &left, &top) || !ingest_cell_name(colon + 1, &right, &bottom) ||
        !top || bottom <= top || right < left)
        return false;
    *ret = (struct ingest_merge){(uint32_t)top, (uint32_t)bottom, (uint32_t)left};
    return true;
}

static void start(void *context, const char *name, const char **attributes)
{
    struct reading     *reading = context;
    const char         *ref;
    struct ingest_merge merge;
    if (strcmp(name, "mergeCell") != 0) return;
    ref = ingest_xml_attribute(attributes, "ref");
    if (!ref || !ingest_merge_parse(ref, &merge)) return;
    if (reading->merges->count == INGEST_MERGES_MOST)
        reading->merges->dropped++;
    else
        reading->merges->items[reading->merges->count++] = merge;
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    if (strcmp(name, "mergeCells") == 0) ingest_xml_stop(reading->xml);
}

static int by_row(const void *a, const void *b)
{
    const struct ingest_merge *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

ri_status ingest_merges_read(struct ingest_merges *merges, struct ingest_workbook *book,
                             const char *part, bool *ret_seen, struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {start, end, NULL};
    struct reading                          reading = {merges, NULL};
    struct ingest_part                     *opened;
    RI_TRY(ingest_part_open(book->archive, part, &opened, err));
    *ret_seen = ingest_part_size(opened) <= part_most;
    ingest_part_close(opened);
    if (!*ret_seen) return RI_OK;
    merges->items = calloc(INGEST_MERGES_MOST, sizeof *merges->items);
    if (!merges->items) return ri_fail(err, RI_ENOMEM, "no room for merged cells");
    RI_TRY(
        ingest_xml_part(book->archive, part, &handlers, &reading, &reading.xml, book->task, err));
    qsort(merges->items, merges->count, sizeof *merges->items, by_row);
    return RI_OK;
}

void ingest_merges_row(struct ingest_merges *merges, uint64_t row)
{
    size_t n = 0;
    for (size_t i = 0; i < merges->value_count; i++) {
        if (merges->values[i].last < row)
            free(merges->values[i].text);
        else
            merges->values[n++] = merges->values[i];
    }
    merges->value_count = n;
    while (merges->at < merges->count && merges->items[merges->at].first < row) merges->at++;
}

bool ingest_merges_begins(struct ingest_merges *merges, uint64_t row, size_t column,
                          uint32_t *ret_last)
{
    for (size_t i = merges->at; i < merges->count && merges->items[i].first == row; i++) {
        if (merges->items[i].column != column) continue;
        *ret_last = merges->items[i].last;
        return true;
    }
    return false;
}

ri_status ingest_merges_keep(struct ingest_merges *merges, size_t column, uint32_t last,
                             struct ri_view text, bool quoted, struct ri_error *err)
{
    size_t at = 0;
    while (at < merges->value_count && merges->values[at].column < column) at++;
    const bool same = at < merges->value_count && merges->values[at].column == column;
    if (!same && merges->value_count == INGEST_MERGES_AT_ONCE) {
        merges->dropped++;
        return RI_OK;
    }
    char *copy = malloc(text.length + 1);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for merged cells");
    memcpy(copy, text.at, text.length);
    if (same) {
        free(merges->values[at].text);
    } else {
        memmove(merges->values + at + 1, merges->values + at,
                (merges->value_count - at) * sizeof *merges->values);
        merges->value_count++;
    }
    merges->values[at] =
        (struct ingest_merge_value){last, (uint32_t)column, quoted, copy, text.length};
    return RI_OK;
}

void ingest_merges_release(struct ingest_merges *merges)
{
    for (size_t i = 0; i < merges->value_count; i++) free(merges->values[i].text);
    free(merges->items);
    *merges = (struct ingest_merges){.items = NULL};
}
