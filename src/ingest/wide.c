/* A wide demand table: one record is one series, each day column makes one row. */
#include "internal.h"

/* Units of all day columns, before any of them is handed out: a record is taken whole or not at all. */
bool ingest_wide_parse(struct ri_ingest *ingest, struct ingest_fault *fault)
{
    const struct ingest_mapping *map = &ingest->mapping;
    const struct ingest_record  *record = &ingest->record;
    const enum ingest_mark       mark = ingest->looks[ingest->look_count - 1].mark;
    size_t                       n = 0;
    for (size_t i = 0; i < map->wide; i++) {
        const size_t   column = map->day_column[i];
        struct ri_view value = ingest_field_view(record, column);
        int64_t       *units = &ingest->facts.units[n];
        ingest->facts.days[n] = map->day[i];
        if (value.length == 1 && (unsigned)(value.at[0] - '0') <= 9) { /* most days sell few */
            *units = (value.at[0] - '0') * 1000;
            n++;
            continue;
        }
        value = ri_view_trim(value);
        if (!value.length) continue; /* not on sale, not known: no fact */
        const bool bare = ingest->sniffed.dialect.sheet && ingest_field_bare(record, column);
        const ingest_number_result result =
            ingest_number_parse(value, bare ? INGEST_MARK_POINT : mark, 3, units, NULL);
        if (result > INGEST_NUMBER_ROUNDED) {
            ingest_fault(fault, result == INGEST_NUMBER_RANGE ? "range" : "number",
                         "column '%s': '%.*s' is not a number of units", ingest->columns[column],
                         (int)(value.length < 60 ? value.length : 60), value.at);
            return false;
        }
        ingest->findings.rounded += result == INGEST_NUMBER_ROUNDED;
        n++;
    }
    ingest->facts.count = n;
    ingest->facts.at = 0;
    return true;
}

ri_status ingest_wide_emit(struct ri_ingest *ingest, struct ingest_batch *batch, bool *ret_done,
                           struct ri_error *err)
{
    (void)err;
    const size_t left = ingest->facts.count - ingest->facts.at,
                 free_rows = RI_BATCH_ROWS - batch->rows;
    const size_t n = left < free_rows ? left : free_rows, r = batch->rows, at = ingest->facts.at;
    memcpy(batch->cells[RI_DEMAND_UNITS].number + r, ingest->facts.units + at, n * sizeof(int64_t));
    memset(batch->cells[RI_DEMAND_UNITS].valid + r, 1, n);
    memset(batch->cells[RI_DEMAND_DAY].valid + r, 1, n);
    memset(batch->cells[RI_DEMAND_SERIES].valid + r, 1, n);
    memset(batch->cells[RI_DEMAND_CENSORED].valid + r, 0, n);
    int64_t             *days = batch->cells[RI_DEMAND_DAY].number + r;
    struct ri_view      *series = batch->cells[RI_DEMAND_SERIES].text + r;
    const struct ri_view name = ingest->stage.fields[ingest->mapping.column[RI_DEMAND_SERIES]];
    for (size_t i = 0; i < n; i++) days[i] = ingest->facts.days[at + i];
    for (size_t i = 0; i < n; i++) series[i] = name;
    for (size_t i = 0; i < n; i++) batch->record[r + i] = ingest->record.number;
    for (size_t i = 0; i < n; i++) batch->offset[r + i] = ingest->record.offset;
    if (n) {
        ingest_row_attributes(ingest, batch, r);
        for (size_t i = 1; i < n && ingest->attribute_count; i++)
            batch->attribute[r + i] = batch->attribute[r];
    }
    batch->rows += n;
    ingest->facts.at += n;
    ingest->summary.rows += n;
    *ret_done = ingest->facts.at == ingest->facts.count;
    return RI_OK;
}
