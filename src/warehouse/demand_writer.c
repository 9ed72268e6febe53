/* Aggregated sales. A wide record is a whole series: its facts are held until it ends, its hash tells whether the
 * series is new, the same or changed, and only then they are written, straight into demand_history. Records of
 * a long file are staged and compared fact by fact. */
#include "import_internal.h"

enum {
    SERIES_ID,
    DAY,
    UNITS,
    CENSORED,
    IMPORT_ID,
    STAGE_RECORD_NO
}; /* demand_history; the stage has one more */

struct known { /* a series that is in the warehouse */
    int64_t hash, import_id;
    bool    seen; /* in this file */
};
struct demand_state {
    struct ri_appender *facts;  /* demand_history, or the stage of a long file */
    struct ri_appender *series; /* demand_series; wide only, as all below */
    struct ri_appender *fates;
    size_t              series_row, fate_row;
    struct ri_intern   *names;
    struct known       *known; /* by number in names */
    size_t              known_room;
    uint64_t            record, offset; /* of the record at hand; 0: none */
    struct ri_text      name, attributes;
    int32_t            *days;
    int64_t            *units;
    uint8_t            *censored;
    size_t              count, room;
    uint64_t            records, duplicates, written;
};

/* ---- Begin -------------------------------------------------------------------------------------------- */

static ri_status known_room(struct demand_state *state, size_t index, struct ri_error *err)
{
    if (index < state->known_room) return RI_OK;
    const size_t  room = (index + 64) * 2;
    struct known *known = realloc(state->known, room * sizeof *known);
    if (!known) return ri_fail(err, RI_ENOMEM, "no room for %zu series", room);
    state->known = known;
    state->known_room = room;
    return RI_OK;
}

static ri_status load_known(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct demand_state *state = context;
    size_t               index;
    RI_TRY(ri_intern_put(state->names, ri_row_text(row, 0), &index, NULL, err));
    RI_TRY(known_room(state, index, err));
    state->known[index] = (struct known){ri_row_int64(row, 1), ri_row_int64(row, 2), false};
    return RI_OK;
}

static ri_status demand_begin(struct ri_import *import, struct ri_error *err)
{
    struct demand_state *state = calloc(1, sizeof *state);
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for an import");
    import->state = state;
    RI_TRY(
        import_run(import, import->options.wide ? "demand_begin_wide" : "demand_begin_long", err));
    if (!import->options.wide)
        return ri_appender_open(import->connection, "temp", "stage", &state->facts, err);
    RI_TRY(ri_intern_new(&state->names, err));
    RI_TRY(ri_connection_rows(import->connection,
                              "SELECT series_id, record_hash, import_id FROM demand_series",
                              warehouse_no_binds, import->task, load_known, state, err));
    RI_TRY(ri_appender_open(import->connection, NULL, "demand_history", &state->facts, err));
    RI_TRY(ri_appender_open(import->connection, NULL, "demand_series", &state->series, err));
    return ri_appender_open(import->connection, "temp", "fate", &state->fates, err);
}

static void demand_release(struct ri_import *import)
{
    struct demand_state *state = import->state;
    ri_appender_abandon(state->facts);
    ri_appender_abandon(state->series);
    ri_appender_abandon(state->fates);
    ri_intern_free(state->names);
    ri_text_release(&state->name);
    ri_text_release(&state->attributes);
    free(state->known);
    free(state->days);
    free(state->units);
    free(state->censored);
    free(state);
}

/* ---- A wide record ------------------------------------------------------------------------------------ */

static int64_t hash_facts(const struct demand_state *state)
{
    const uint64_t parts[4] = {state->count,
                               ri_hash64(state->days, state->count * sizeof *state->days),
                               ri_hash64(state->units, state->count * sizeof *state->units),
                               ri_hash64(state->censored, state->count)};
    return (int64_t)ri_hash64(parts, sizeof parts);
}

static ri_status write_facts(struct ri_import *import, struct ri_error *err)
{
    struct demand_state *state = import->state;
    const struct ri_view name = {state->name.at, state->name.length};
    for (size_t start = 0; start < state->count; start += RI_APPEND_ROWS) {
        const size_t left = state->count - start,
                     rows = left < RI_APPEND_ROWS ? left : RI_APPEND_ROWS;
        ri_appender_fill_text(state->facts, SERIES_ID, &name);
        memcpy(ri_appender_column(state->facts, DAY).data, state->days + start,
               rows * sizeof *state->days);
        memcpy(ri_appender_column(state->facts, UNITS).data, state->units + start,
               rows * sizeof *state->units);
        memcpy(ri_appender_column(state->facts, CENSORED).data, state->censored + start, rows);
        ri_appender_fill_int64(state->facts, IMPORT_ID, import->ledger.import_id);
        RI_TRY(ri_appender_flush(state->facts, rows, err));
    }
    state->written += state->count;
    return RI_OK;
}

static ri_status write_series(struct ri_import *import, int64_t hash, struct ri_error *err)
{
    struct demand_state *state = import->state;
    struct ri_appender  *into = state->series;
    const size_t         row = state->series_row++;
    ri_appender_set_text(into, 0, row, (struct ri_view){state->name.at, state->name.length});
    ((int64_t *)ri_appender_column(into, 1).data)[row] = hash;
    ((int64_t *)ri_appender_column(into, 2).data)[row] = (int64_t)state->count;
    if (state->attributes.length)
        ri_appender_set_text(into, 3, row,
                             (struct ri_view){state->attributes.at, state->attributes.length});
    else
        ri_appender_set_null(into, 3, row);
    ((int64_t *)ri_appender_column(into, 4).data)[row] = (int64_t)state->record;
    ((int64_t *)ri_appender_column(into, 5).data)[row] = import->ledger.import_id;
    if (state->series_row < RI_APPEND_ROWS) return RI_OK;
    state->series_row = 0;
    return ri_appender_flush(into, RI_APPEND_ROWS, err);
}

static ri_status write_fate(struct demand_state *state, int64_t old_import, bool same,
                            struct ri_error *err)
{
    struct ri_appender *into = state->fates;
    const size_t        row = state->fate_row++;
    ((int64_t *)ri_appender_column(into, 0).data)[row] = (int64_t)state->record;
    ((int64_t *)ri_appender_column(into, 1).data)[row] = (int64_t)state->record;
    ((int64_t *)ri_appender_column(into, 2).data)[row] = old_import;
    ((uint8_t *)ri_appender_column(into, 3).data)[row] = same;
    ri_appender_set_text(into, 4, row, (struct ri_view){state->name.at, state->name.length});
    if (state->fate_row < RI_APPEND_ROWS) return RI_OK;
    state->fate_row = 0;
    return ri_appender_flush(into, RI_APPEND_ROWS, err);
}

static ri_status finish_record(struct ri_import *import, struct ri_error *err)
{
    struct demand_state *state = import->state;
    size_t               index;
    bool                 is_new;
    if (!state->record) return RI_OK;
    RI_TRY(ri_text_check(&state->name, err));
    RI_TRY(ri_text_check(&state->attributes, err));
    const struct ri_view name = {state->name.at ? state->name.at : "", state->name.length};
    RI_TRY(ri_intern_put(state->names, name, &index, &is_new, err));
    RI_TRY(known_room(state, index, err));
    struct known *known = &state->known[index];
    if (is_new) *known = (struct known){0};
    if (known->seen)
        return ri_import_reject(import, state->record, state->offset, name, "series_twice",
                                "the series has come before in this file", err);
    known->seen = true;
    const int64_t hash = hash_facts(state);
    const bool    same = !is_new && known->hash == hash;
    state->records++;
    if (!is_new) RI_TRY(write_fate(state, known->import_id, same, err));
    if (same) {
        state->duplicates++;
        return RI_OK;
    }
    RI_TRY(write_series(import, hash, err));
    return write_facts(import, err);
}

static ri_status start_record(struct ri_import *import, const struct ri_columns *columns,
                              size_t row, struct ri_error *err)
{
    struct demand_state   *state = import->state;
    const struct ri_cells *attributes = &columns->cells[RI_DEMAND_FIELDS],
                          *series = &columns->cells[RI_DEMAND_SERIES];
    RI_TRY(finish_record(import, err));
    state->record = columns->record[row];
    state->offset = columns->offset[row];
    state->count = 0;
    ri_text_clear(&state->name);
    ri_text_clear(&state->attributes);
    ri_text_add(&state->name, series->text[row].at, series->text[row].length);
    if (attributes->valid[row])
        ri_text_add(&state->attributes, attributes->text[row].at, attributes->text[row].length);
    return RI_OK;
}

static ri_status grow_facts(struct demand_state *state, size_t count, struct ri_error *err)
{
    if (count <= state->room) return RI_OK;
    const size_t room = count * 2;
    int32_t     *days = realloc(state->days, room * sizeof *days);
    if (days) state->days = days;
    int64_t *units = realloc(state->units, room * sizeof *units);
    if (units) state->units = units;
    uint8_t *censored = realloc(state->censored, room);
    if (censored) state->censored = censored;
    if (!days || !units || !censored)
        return ri_fail(err, RI_ENOMEM, "no room for %zu days of a series", room);
    state->room = room;
    return RI_OK;
}

static ri_status append_wide(struct ri_import *import, const struct ri_columns *columns,
                             struct ri_error *err)
{
    struct demand_state   *state = import->state;
    const struct ri_cells *day = &columns->cells[RI_DEMAND_DAY],
                          *units = &columns->cells[RI_DEMAND_UNITS];
    const struct ri_cells *censored = &columns->cells[RI_DEMAND_CENSORED];
    for (size_t r = 0; r < columns->rows; r++) {
        if (columns->record[r] != state->record) RI_TRY(start_record(import, columns, r, err));
        if (!units->valid[r] || !day->valid[r])
            continue; /* an empty cell: the record counts, no fact comes of it */
        RI_TRY(grow_facts(state, state->count + 1, err));
        state->days[state->count] = (int32_t)day->number[r];
        state->units[state->count] = units->number[r];
        state->censored[state->count++] = censored->valid[r] && censored->number[r] != 0;
    }
    return RI_OK;
}

/* ---- Long files --------------------------------------------------------------------------------------- */

static ri_status append_long(struct ri_import *import, const struct ri_columns *columns,
                             struct ri_error *err)
{
    struct demand_state   *state = import->state;
    const struct ri_cells *censored = &columns->cells[RI_DEMAND_CENSORED];
    import_put_texts(state->facts, SERIES_ID, &columns->cells[RI_DEMAND_SERIES], NULL,
                     columns->rows);
    import_put_int32(state->facts, DAY, &columns->cells[RI_DEMAND_DAY], NULL, columns->rows);
    import_put_numbers(state->facts, UNITS, &columns->cells[RI_DEMAND_UNITS], NULL, columns->rows);
    uint8_t *flags = ri_appender_column(state->facts, CENSORED).data;
    for (size_t r = 0; r < columns->rows; r++)
        flags[r] = censored->valid[r] && censored->number[r] != 0;
    ri_appender_fill_int64(state->facts, IMPORT_ID, import->ledger.import_id);
    import_put_records(state->facts, STAGE_RECORD_NO, columns, NULL, columns->rows);
    state->records += columns->rows;
    return ri_appender_flush(state->facts, columns->rows, err);
}

static ri_status demand_append(struct ri_import *import, const struct ri_columns *columns,
                               struct ri_error *err)
{
    return import->options.wide ? append_wide(import, columns, err)
                                : append_long(import, columns, err);
}

/* ---- Settling ----------------------------------------------------------------------------------------- */

static ri_status finish_appender(struct ri_appender **appender, size_t rows, struct ri_error *err)
{
    RI_TRY(ri_appender_flush(*appender, rows, err));
    return ri_appender_finish(appender, err);
}

static ri_status settle_wide(struct ri_import *import, struct ri_error *err)
{
    struct demand_state *state = import->state;
    struct ri_ledger    *ledger = &import->ledger;
    RI_TRY(finish_record(import, err));
    RI_TRY(finish_appender(&state->facts, 0, err));
    RI_TRY(finish_appender(&state->series, state->series_row, err));
    RI_TRY(finish_appender(&state->fates, state->fate_row, err));
    RI_TRY(import_run(import, "demand_meet_long", err));
    RI_TRY(import_count(import, "SELECT count(DISTINCT record_no) FROM fate WHERE NOT same",
                        &ledger->replaced, err));
    if (ledger->replaced) {
        RI_TRY(
            import_count(import, warehouse_sql("demand_count_replaced"), &ledger->superseded, err));
        RI_TRY(import_run(import, "demand_apply_wide", err));
    }
    ledger->duplicates = state->duplicates;
    ledger->facts = state->written;
    ledger->inserted = state->records - state->duplicates - ledger->replaced;
    return import_run(import, "link_fates", err);
}

static ri_status settle_long(struct ri_import *import, struct ri_error *err)
{
    struct demand_state *state = import->state;
    struct ri_ledger    *ledger = &import->ledger;
    uint64_t             once = 0, same = 0;
    RI_TRY(finish_appender(&state->facts, 0, err));
    RI_TRY(import_run(import, "demand_compare_long", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &once, err));
    RI_TRY(import_count(import, "SELECT count(*) FROM fate WHERE same", &same, err));
    RI_TRY(
        import_count(import, "SELECT count(*) FROM fate WHERE NOT same", &ledger->replaced, err));
    ledger->superseded = ledger->replaced;
    RI_TRY(import_run(import, "demand_apply_long", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM demand_history WHERE import_id = $import",
                        &ledger->facts, err));
    ledger->duplicates = state->records - once + same;
    ledger->inserted = ledger->facts - ledger->replaced;
    return import_run(import, "link_fates", err);
}

static ri_status demand_settle(struct ri_import *import, RI_UNUSED const struct ri_offer *offer,
                               struct ri_error *err)
{
    return import->options.wide ? settle_wide(import, err) : settle_long(import, err);
}

const struct import_writer warehouse_demand_writer = {demand_begin, demand_append, demand_settle,
                                                      demand_release};
