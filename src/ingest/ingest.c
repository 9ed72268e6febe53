/* The ingest: opened, pulled, closed. */
#include "internal.h"

#include <unistd.h>

const char *ri_key_mode_text(ri_key_mode mode)
{
    static const char *const names[] = {"line", "receipt", "content"};
    return names[mode];
}

static void count_rule(struct ri_ingest_summary *summary, const char *rule, uint64_t record)
{
    for (size_t i = 0; i + 1 < RI_INGEST_RULES; i++) {
        struct ri_rule_count *count = &summary->rules[i];
        if (count->rule && strcmp(count->rule, rule) != 0) continue;
        if (!count->rule) *count = (struct ri_rule_count){.rule = rule, .first_record = record};
        count->count++;
        return;
    }
}

static ri_status reject(struct ri_ingest *ingest, struct ingest_batch *batch, const char *rule,
                        const char *message, struct ri_error *err)
{
    const struct ri_view raw = ingest_csv_raw(&ingest->csv, &ingest->record);
    char                 placed[INGEST_MESSAGE + 100];
    if (ingest->source.sheet) {
        snprintf(placed, sizeof placed, "row %llu of sheet '%.60s': %s",
                 (unsigned long long)ingest->record.line,
                 ingest->source.book->sheets[ingest->source.sheet_index].name, message);
        message = placed;
    }
    RI_TRY(ingest_batch_reject(batch, &ingest->record, raw, rule, message, err));
    ingest->summary.rejected++;
    count_rule(&ingest->summary, rule, ingest->record.number);
    return RI_OK;
}

static ri_status reject_fault(struct ri_ingest *ingest, struct ingest_batch *batch,
                              const struct ingest_fault *fault, struct ri_error *err)
{
    return reject(ingest, batch, fault->rule, fault->message, err);
}

/* A record may have more fields than the header when those are empty: some programs end every line with delimiters. */
static bool right_width(const struct ri_ingest *ingest)
{
    const struct ingest_record *record = &ingest->record;
    if (record->count < ingest->column_count) return false;
    for (size_t i = ingest->column_count; i < record->count; i++) {
        if (record->fields[i].length) return false;
    }
    return true;
}

static bool parse_row(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                      struct ingest_fault *fault)
{
    const struct ingest_mapping *map = &ingest->mapping;
    if (!ingest_row_parse(ingest, batch, r, fault)) return false;
    if (map->kind == RI_SALES) return ingest_sale_finish(ingest, batch, r, fault);
    if (map->wide) return ingest_wide_parse(ingest, fault);
    if (map->kind == RI_PRODUCTS) ingest_split_path(ingest, batch, r);
    return ingest_row_finish(ingest, batch, r, fault);
}

static void keep_span(struct ri_ingest_summary *summary, int64_t us)
{
    if (us == INT64_MIN) return;
    if (us < summary->first_us) summary->first_us = us;
    if (us > summary->last_us) summary->last_us = us;
}

static ri_status commit(struct ri_ingest *ingest, struct ingest_batch *batch, size_t used,
                        struct ri_error *err)
{
    const size_t r = batch->rows;
    bool         done;
    if (ingest->mapping.kind == RI_SALES && !ingest_repeat_check(ingest, batch, r)) {
        ingest->summary.dropped++;
        return RI_OK;
    }
    ingest->summary.accepted++;
    batch->pool_used += used;
    if (ingest->mapping.wide) return ingest_wide_emit(ingest, batch, &done, err);
    keep_span(&ingest->summary, ingest->row_us);
    ingest_row_attributes(ingest, batch, r);
    batch->record[r] = ingest->record.number;
    batch->offset[r] = ingest->record.offset;
    batch->rows++;
    ingest->summary.rows++;
    return RI_OK;
}

/* The record at hand into the batch; *ret_full: no room, it waits for the next batch. */
static ri_status take(struct ri_ingest *ingest, struct ingest_batch *batch, bool *ret_full,
                      struct ri_error *err)
{
    const struct ingest_record *record = &ingest->record;
    struct ingest_fault         fault;
    bool                        convert = false, room;
    size_t                      used;
    const char                 *wrong =
        record->rule ? NULL : ingest_stage_check(&ingest->stage, record->text, &convert);
    const size_t size = !record->rule && !wrong ? ingest_stage_size(record, convert) : 0;
    RI_TRY(ingest_batch_room(batch, size + ingest_shape_extra(ingest, size), &room, err));
    *ret_full = !room;
    if (!room) return RI_OK;
    if (record->rule) return reject(ingest, batch, record->rule, record->message, err);
    if (wrong) return reject(ingest, batch, "encoding", wrong, err);
    if (!right_width(ingest)) {
        ingest_fault(&fault, "fields", "the record has %zu fields, the header %zu", record->count,
                     ingest->column_count);
        return reject_fault(ingest, batch, &fault, err);
    }
    RI_TRY(ingest_stage_put(&ingest->stage, record, ingest->sniffed.dialect.quote, convert,
                            batch->pool + batch->pool_used, &used, err));
    RI_TRY(ingest_shape_fill(ingest, batch->pool + batch->pool_used, &used, err));
    if (ingest_is_total(ingest))
        return reject(ingest, batch, "total", "the record is the total of others", err);
    if (!parse_row(ingest, batch, batch->rows, &fault))
        return reject_fault(ingest, batch, &fault, err);
    return commit(ingest, batch, used, err);
}

/* Facts of a wide record that did not fit the batch before: its texts are staged again, the old batch is the reader's. */
static ri_status go_on_wide(struct ri_ingest *ingest, struct ingest_batch *batch, bool *ret_done,
                            struct ri_error *err)
{
    bool   convert, room;
    size_t used = 0;
    (void)ingest_stage_check(&ingest->stage, ingest->record.text,
                             &convert); /* it was sound before */
    const size_t size = ingest_stage_size(&ingest->record, convert);
    RI_TRY(ingest_batch_room(batch, size + ingest_shape_extra(ingest, size), &room,
                             err)); /* empty: there is room */
    RI_TRY(ingest_stage_put(&ingest->stage, &ingest->record, ingest->sniffed.dialect.quote, convert,
                            batch->pool, &used, err));
    RI_TRY(ingest_shape_fill(ingest, batch->pool, &used, err));
    batch->pool_used = used;
    return ingest_wide_emit(ingest, batch, ret_done, err);
}

static ri_status fill(struct ri_ingest *ingest, struct ingest_batch *batch, struct ri_error *err)
{
    bool more = true, full = false, done;
    if (ingest->facts.at < ingest->facts.count) {
        RI_TRY(go_on_wide(ingest, batch, &done, err));
        if (!done) return RI_OK;
    }
    for (;;) {
        if (!ingest->held) RI_TRY(ingest_next_record(ingest, &more, err));
        if (!more) {
            ingest->ended = true;
            return RI_OK;
        }
        RI_TRY(take(ingest, batch, &full, err));
        ingest->held = full;
        if (full || ingest->facts.at < ingest->facts.count) return RI_OK;
    }
}

static ri_status finish(struct ri_ingest *ingest, struct ri_error *err)
{
    if (ingest->source.digest) {
        ri_sha256_finish(ingest->source.digest, ingest->summary.sha256);
        ri_sha256_free(ingest->source.digest);
        ingest->source.digest = NULL;
    }
    return ingest_findings_say(ingest, err);
}

static ri_status make_batch(struct ri_ingest *ingest, const struct ri_ingest_batch **ret,
                            struct ri_error *err)
{
    struct ingest_batch *batch = &ingest->batches[ingest->next_batch];
    *ret = NULL;
    if (ingest->ended) return RI_OK;
    ingest_batch_clear(batch);
    RI_TRY(fill(ingest, batch, err));
    ingest_repeat_finish(ingest, batch);
    RI_TRY(ingest_batch_finish(batch, err));
    if (ingest->ended) RI_TRY(finish(ingest, err));
    if (!batch->rows && !batch->reject_count) return RI_OK;
    ingest->next_batch ^= 1;
    *ret = &batch->view;
    return RI_OK;
}

ri_status ri_ingest_next(struct ri_ingest *ingest, const struct ri_ingest_batch **ret,
                         struct ri_error *err)
{
    if (ingest->first_ready) { /* made while opening, for the sample */
        ingest->first_ready = false;
        const struct ingest_batch *first = &ingest->batches[0];
        *ret = first->rows || first->reject_count ? &first->view : NULL;
        return RI_OK;
    }
    return make_batch(ingest, ret, err);
}

ri_status ingest_begin(struct ri_ingest *ingest, int fd, const char *name,
                       const struct ri_record *record, const struct ri_ingest_options *options,
                       struct ri_task *task, struct ri_error *err)
{
    ri_arena_init(&ingest->mem, 256u << 20);
    ingest->source.spool = ingest->source.kept = -1;
    ingest->options = options ? options : &ingest->no_options;
    ingest->notes.mem = &ingest->mem;
    ingest->summary.first_us = INT64_MAX;
    ingest->summary.last_us = INT64_MIN;
    ingest->name = ri_arena_copy(&ingest->mem, name, strlen(name));
    if (!ingest->name) return ri_fail(err, RI_ENOMEM, "no room for a name");
    RI_TRY(ingest_settings_read(ingest->options, record, &ingest->mem, &ingest->settings, err));
    RI_TRY(ingest_source_open(&ingest->source, fd, ingest->name, task, true, err));
    if (!ingest->source.archive) return RI_OK;
    return ingest_source_workbook(&ingest->source, ingest->settings.words[INGEST_SHEET],
                                  ingest->options->spool_directory, err);
}

ri_status ri_ingest_open(int fd, const char *name, ri_record_kind kind,
                         const struct ri_ingest_options *options, struct ri_task *task,
                         struct ri_ingest **ret, struct ri_error *err)
{
    const struct ri_ingest_batch *first;
    struct ri_ingest             *ingest = calloc(1, sizeof *ingest);
    if (!ingest) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    ingest->mapping = (struct ingest_mapping){.kind = kind, .record = ri_record_of(kind)};
    ri_status status = ingest_begin(ingest, fd, name, ingest->mapping.record, options, task, err);
    if (status == RI_OK) status = ingest_decide(ingest, err);
    if (status == RI_OK) status = make_batch(ingest, &first, err);
    if (status == RI_OK) status = ingest_plan_make(ingest, err);
    if (status != RI_OK) {
        ri_ingest_close(ingest);
        return status;
    }
    ingest->first_ready = true;
    *ret = ingest;
    return RI_OK;
}

const struct ri_ingest_plan *ri_ingest_plan(const struct ri_ingest *ingest)
{
    return &ingest->plan;
}

const struct ri_ingest_summary *ri_ingest_summary(struct ri_ingest *ingest)
{
    struct ri_ingest_summary *summary = &ingest->summary;
    summary->bytes_read = ingest->source.bytes_read;
    summary->bytes = ingest->csv.offset;
    summary->offered = ingest->logical ? ingest->logical : ingest->csv.records;
    summary->blank_lines = ingest->csv.blank_lines;
    summary->notes = ingest->notes.items;
    summary->note_count = ingest->notes.count;
    return summary;
}

void ingest_end(struct ri_ingest *ingest)
{
    ingest_repeat_release(ingest);
    ingest_batch_release(&ingest->batches[0]);
    ingest_batch_release(&ingest->batches[1]);
    ingest_group_free(ingest->group);
    ri_text_release(&ingest->carried.key);
    for (size_t i = 0; i < INGEST_CARRY_MOST; i++) ri_text_release(&ingest->carried.values[i]);
    ingest_csv_release(&ingest->csv);
    ingest_source_release(&ingest->source);
    free(ingest->stage.fields);
    ri_arena_release(&ingest->mem);
}

void ri_ingest_close(struct ri_ingest *ingest)
{
    if (!ingest) return;
    ingest_end(ingest);
    free(ingest);
}
