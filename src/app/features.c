/* features export: any table as numbers for any model, by a transform that is fitted once, kept, and applied again. */
#include "learn/transform.h"

#include "app/files.h"
#include "app/operation.h"
#include "app/table_file.h"
#include "app/workspace.h"
#include "base/date.h"
#include "engine/engine.h"

#include <math.h>
#include <unistd.h>

enum { ROWS_A_BATCH = 2048, TRANSFORM_MOST = 64 << 20 };

static const char *const scale_words[] = {
#define WORD(code, text) text,
    RI_SCALE_MAP(WORD)
#undef WORD
        NULL};
static const char *const encode_words[] = {"onehot", "ordinal", NULL};

static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "the table: CSV, TSV, Excel, Parquet; - reads standard input"},
    {"query", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "one SELECT over the workspace's public views, instead of --input"},
    {"keep", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "columns carried through as they are: keys, target"},
    {"ignore", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL, "columns left out"},
    {"category", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "columns whose numbers are names (store 1, 2, 3)"},
    {"scale", RI_PARAM_ENUM, 0, NULL, "standard", scale_words,
     "of numbers: mean and deviation, least and range, median and quartiles, or none"},
    {"encode", RI_PARAM_ENUM, 0, NULL, "onehot", encode_words,
     "of categories: a column a word, or places"},
    {"min-rows", RI_PARAM_COUNT, 0, "rows", "1", NULL,
     "a word with fewer is rare: one column for all such"},
    {"max-words", RI_PARAM_COUNT, 0, NULL, "50", NULL,
     "words kept of a category, the most frequent"},
    {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --fit-until: column of the date; carried through"},
    {"fit-until", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "learn the transform from rows up to this day alone"},
    {"save", RI_PARAM_PATH, 0, NULL, NULL, NULL, "also write the fitted transform here, as JSON"},
    {"transform", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "apply this one instead of fitting: training and scoring agree; the JSON of --save, or a "
     "Parquet file that this command wrote"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_NUMBER,
     "carried columns as they are, then features: name, name.missing, name=word, name=(other)"},
};

struct exporting {
    struct ri_call       *call;
    struct ri_table_file *file;
    size_t                count;                                         /* columns of the file */
    ri_coded             *types;                                         /* by column of the file */
    size_t               *carried, carried_count, *learnt, learnt_count; /* columns of the file */
    const char          **learnt_names;
    ri_coded             *learnt_types;
    size_t                time; /* column of the file; SIZE_MAX: none */
    ri_day                until;
    struct ri_transform_data *data, *kept; /* of the columns to learn from, and of those carried */
    bool                     *fit;         /* by row */
    size_t                    fit_rows, fit_room;
    struct ri_cell           *row; /* scratch: a row of the columns at hand */
    struct ri_transform       transform;
};

/* ---- Columns ---------------------------------------------------------------------------------------------------------- */

static bool listed(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0) return true;
    return false;
}

static ri_status check_names(const struct exporting *e, const char *parameter, struct ri_error *err)
{
    const char *const *names = ri_call_list(e->call, parameter, NULL);
    size_t             at;
    for (size_t i = 0; names[i]; i++) RI_TRY(ri_table_file_find(e->file, names[i], &at, err));
    return RI_OK;
}

static ri_status find_time(struct exporting *e, struct ri_error *err)
{
    e->time = SIZE_MAX;
    e->until = ri_call_day(e->call, "fit-until", RI_DAY_NONE);
    if (!ri_call_given(e->call, "time")) {
        if (e->until == RI_DAY_NONE) return RI_OK;
        return ri_fail(err, RI_EUSAGE, "--fit-until needs --time COLUMN");
    }
    RI_TRY(ri_table_file_find(e->file, ri_call_text(e->call, "time"), &e->time, err));
    e->types[e->time] = RI_CODED_DATE;
    return RI_OK;
}

static ri_status choose_columns(struct exporting *e, struct ri_error *err)
{
    struct ri_arena   *mem = ri_call_mem(e->call);
    const char *const *keep = ri_call_list(e->call, "keep", NULL), *const *ignore = ri_call_list(
                                                                       e->call, "ignore", NULL);
    const char *const *category = ri_call_list(e->call, "category", NULL);
    e->count = ri_table_file_count(e->file);
    RI_ARENA_NEW(e->types, mem, e->count, err);
    RI_ARENA_NEW(e->carried, mem, e->count, err);
    RI_ARENA_NEW(e->learnt, mem, e->count, err);
    RI_ARENA_NEW(e->learnt_names, mem, e->count, err);
    RI_ARENA_NEW(e->learnt_types, mem, e->count, err);
    RI_ARENA_NEW(e->row, mem, e->count, err);
    RI_TRY(check_names(e, "keep", err));
    RI_TRY(check_names(e, "ignore", err));
    RI_TRY(check_names(e, "category", err));
    for (size_t c = 0; c < e->count; c++) {
        const char *name = ri_table_file_name(e->file, c);
        e->types[c] = listed(ignore, name) || listed(category, name)
                          ? RI_CODED_CATEGORY
                          : ri_table_file_guess(e->file, c);
    }
    RI_TRY(find_time(e, err));
    for (size_t c = 0; c < e->count; c++) {
        const char *name = ri_table_file_name(e->file, c);
        if (listed(keep, name) || c == e->time) {
            e->carried[e->carried_count++] = c;
        } else if (!listed(ignore, name)) {
            e->learnt_types[e->learnt_count] = e->types[c];
            e->learnt_names[e->learnt_count] = name;
            e->learnt[e->learnt_count++] = c;
        }
    }
    return RI_OK;
}

/* A kept transform says which columns it wants, and of what type they are. */
static ri_status follow_transform(struct exporting *e, struct ri_error *err)
{
    e->learnt_count = 0;
    RI_ARENA_NEW(e->learnt, ri_call_mem(e->call), e->transform.count, err);
    RI_ARENA_NEW(e->learnt_names, ri_call_mem(e->call), e->transform.count, err);
    RI_ARENA_NEW(e->learnt_types, ri_call_mem(e->call), e->transform.count, err);
    for (size_t c = 0; c < e->transform.count; c++) {
        const struct ri_transformed *column = &e->transform.columns[c];
        RI_TRY(ri_table_file_find(e->file, column->name, &e->learnt[c], err));
        e->learnt_names[c] = column->name;
        e->learnt_types[c] = e->types[e->learnt[c]] = column->type;
        e->learnt_count++;
    }
    return RI_OK;
}

/* The engine opens files by name; a descriptor has one. */
static ri_status read_parquet(const struct exporting *e, int fd, struct ri_text *out,
                              struct ri_error *err)
{
    char        path[64];
    const char *said;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const ri_status status =
        ri_parquet_said(path, ri_transform_key, ri_call_mem(e->call), &said, err);
    if (status == RI_ENOTFOUND)
        return ri_fail(err, RI_EDATA, "a Parquet file without a transform ('%s' in its metadata)",
                       ri_transform_key);
    if (status != RI_OK)
        return ri_fail(err, status == RI_ENOMEM ? status : RI_EDATA,
                       "it is no whole Parquet file, or its metadata is no text");
    ri_text_puts(out, said);
    return ri_text_check(out, err);
}

static ri_status read_text(const struct exporting *e, int fd, const char *name, struct ri_text *out,
                           struct ri_error *err)
{
    static const char mark[] = {'P', 'A', 'R', '1'};
    char              head[sizeof mark];
    if (fd >= 0 && pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
        memcmp(head, mark, sizeof mark) == 0)
        return read_parquet(e, fd, out, err);
    return ri_read_file(fd, name, out, err);
}

static ri_status read_transform(struct exporting *e, struct ri_error *err)
{
    static const char *const fits[] = {"scale",     "encode",    "min-rows",
                                       "max-words", "fit-until", "save"};
    struct ri_text           text = {.most = TRANSFORM_MOST};
    int                      fd;
    const char              *name;
    for (size_t i = 0; i < RI_COUNT(fits); i++)
        if (ri_call_given(e->call, fits[i]))
            return ri_fail(err, RI_EUSAGE, "--%s is for fitting: --transform is fitted already",
                           fits[i]);
    ri_call_file(e->call, "transform", 0, &fd, &name);
    ri_status status = read_text(e, fd, name, &text, err);
    if (status == RI_OK)
        status = ri_transform_read(text.at ? text.at : "", text.length, ri_call_mem(e->call),
                                   &e->transform, err);
    if (status != RI_OK) ri_error_prefix(err, "%s", name);
    ri_text_release(&text);
    RI_TRY(status);
    return follow_transform(e, err);
}

/* ---- Rows --------------------------------------------------------------------------------------------------------------- */

static ri_status add_fit(struct exporting *e, const struct ri_cell *cells, struct ri_error *err)
{
    if (e->fit_rows == e->fit_room) {
        const size_t room = e->fit_room ? e->fit_room * 2 : 1024;
        bool        *fit = realloc(e->fit, room * sizeof *fit);
        if (!fit) return ri_fail(err, RI_ENOMEM, "no room for %zu rows", room);
        e->fit = fit;
        e->fit_room = room;
    }
    e->fit[e->fit_rows++] = e->until == RI_DAY_NONE ||
                            (cells[e->time].known && cells[e->time].number <= (double)e->until);
    return RI_OK;
}

static ri_status add_row(void *context, uint64_t record, const struct ri_cell *cells,
                         struct ri_error *err)
{
    struct exporting *e = context;
    (void)record;
    RI_TRY(add_fit(e, cells, err));
    for (size_t c = 0; c < e->learnt_count; c++) e->row[c] = cells[e->learnt[c]];
    RI_TRY(ri_transform_data_add(e->data, e->row, err));
    for (size_t c = 0; c < e->carried_count; c++) e->row[c] = cells[e->carried[c]];
    return ri_transform_data_add(e->kept, e->row, err);
}

static ri_status read_rows(struct exporting *e, struct ri_error *err)
{
    const char **names;
    ri_coded    *types;
    RI_ARENA_NEW(names, ri_call_mem(e->call), e->carried_count, err);
    RI_ARENA_NEW(types, ri_call_mem(e->call), e->carried_count, err);
    RI_ARENA_NEW(e->row, ri_call_mem(e->call), e->count + e->learnt_count, err);
    for (size_t c = 0; c < e->carried_count; c++) {
        names[c] = ri_table_file_name(e->file, e->carried[c]);
        types[c] = e->types[e->carried[c]];
    }
    RI_TRY(ri_transform_data_new(e->learnt_names, e->learnt_types, e->learnt_count, &e->data, err));
    RI_TRY(ri_transform_data_new(names, types, e->carried_count, &e->kept, err));
    RI_TRY(ri_table_file_rows(e->file, e->types, add_row, e, err));
    if (!ri_transform_data_rows(e->data))
        return ri_fail(err, RI_EDATA, "there is no row to make features of");
    return RI_OK;
}

/* ---- The transform -------------------------------------------------------------------------------------------------------- */

static ri_status save_transform(const struct exporting *e, struct ri_error *err)
{
    const char    *path = ri_call_text(e->call, "save");
    struct ri_text text = {0};
    if (!path) return RI_OK;
    if (ri_call_principal(e->call))
        return ri_fail(err, RI_EFORBIDDEN,
                       "--save writes a file: only the owner at the machine may");
    ri_transform_write(&e->transform, &text);
    ri_status status = ri_text_check(&text, err);
    if (status == RI_OK) status = ri_write_file(path, text.at, text.length, err);
    ri_text_release(&text);
    return status;
}

static ri_status fit_transform(struct exporting *e, struct ri_error *err)
{
    struct ri_transform_options options = {
        .ordinal = strcmp(ri_call_text(e->call, "encode"), "ordinal") == 0,
        .least = (size_t)ri_call_integer(e->call, "min-rows", 1),
        .most = (size_t)ri_call_integer(e->call, "max-words", 50)};
    size_t fit = 0;
    for (size_t s = 0; scale_words[s]; s++)
        if (strcmp(scale_words[s], ri_call_text(e->call, "scale")) == 0)
            options.scale = (ri_scale)s;
    if (!e->learnt_count) return ri_fail(err, RI_EUSAGE, "no column is left to make features of");
    RI_TRY(ri_transform_fit(e->data, e->fit, &options, ri_call_mem(e->call), &e->transform, err));
    for (size_t i = 0; i < e->fit_rows; i++) fit += e->fit[i];
    ri_call_note(e->call, "the transform was fitted to %zu of %zu rows", fit, e->fit_rows);
    return save_transform(e, err);
}

/* ---- The result ------------------------------------------------------------------------------------------------------------- */

static ri_status say_columns(const struct exporting *e, const struct ri_table_column *shown,
                             size_t count, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_transform_write(&e->transform, &text);
    ri_status status = ri_text_check(&text, err);
    if (status == RI_OK)
        status = ri_call_columns_made(e->call, shown, count, (struct ri_view){text.at, text.length},
                                      err);
    ri_text_release(&text);
    return status;
}

static ri_status open_table(struct exporting *e, size_t features, struct ri_table_builder **ret,
                            struct ri_error *err)
{
    struct ri_arena        *mem = ri_call_mem(e->call);
    struct ri_table_column *shown;
    const char            **names;
    RI_ARENA_NEW(shown, mem, e->carried_count + features, err);
    RI_ARENA_NEW(names, mem, features, err);
    RI_TRY(ri_transform_names(&e->transform, mem, names, err));
    for (size_t c = 0; c < e->carried_count; c++)
        shown[c] = (struct ri_table_column){.name = ri_table_file_name(e->file, e->carried[c]),
                                            .type = ri_cell_column_type(e->types[e->carried[c]]),
                                            .help = "carried through"};
    for (size_t f = 0; f < features; f++)
        shown[e->carried_count + f] =
            (struct ri_table_column){.name = names[f], .type = RI_COLUMN_NUMBER, .help = "feature"};
    RI_TRY(say_columns(e, shown, e->carried_count + features, err));
    return ri_table_builder_new(shown, e->carried_count + features, ret, err);
}

static ri_status emit_rows(struct exporting *e, struct ri_error *err)
{
    const size_t             features = ri_transform_features(&e->transform);
    struct ri_table_builder *table;
    double                  *x;
    ri_status                status = RI_OK;
    RI_ARENA_NEW(x, ri_call_mem(e->call), features, err);
    RI_TRY(open_table(e, features, &table, err));
    for (size_t row = 0; row < e->fit_rows && status == RI_OK; row++) {
        const struct ri_cell *kept = ri_transform_data_row(e->kept, row);
        for (size_t c = 0; c < e->carried_count; c++)
            ri_put_cell(table, e->types[e->carried[c]], &kept[c]);
        ri_transform_apply(&e->transform, ri_transform_data_row(e->data, row), x);
        for (size_t f = 0; f < features; f++) ri_put_number(table, x[f]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(e->call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(e->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status open_source(struct exporting *e, struct ri_error *err)
{
    struct ri_call         *call = e->call;
    struct ri_warehouse    *warehouse;
    struct ArrowArrayStream stream;
    int                     fd;
    const char             *name;
    if (ri_call_given(call, "input") == ri_call_given(call, "query"))
        return ri_fail(err, RI_EUSAGE,
                       "give --input FILE, or --query 'SELECT ...' over the workspace");
    if (ri_call_given(call, "input")) {
        ri_call_file(call, "input", 0, &fd, &name);
        return ri_table_file_open(call, fd, name, &e->file, err);
    }
    if (ri_call_principal(call) && ri_call_principal(call)->stores)
        return ri_fail(err, RI_EFORBIDDEN,
                       "free SQL is not for accounts that see some stores only");
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_guarded_query(warehouse, ri_call_text(call, "query"), 0, ri_call_task(call),
                                      &stream, err));
    return ri_table_file_stream(call, "the query", &stream, &e->file, err);
}

static ri_status export(struct exporting *e, struct ri_error *err)
{
    const bool kept = ri_call_given(e->call, "transform");
    RI_TRY(open_source(e, err));
    RI_TRY(choose_columns(e, err));
    if (kept) RI_TRY(read_transform(e, err));
    RI_TRY(read_rows(e, err));
    if (!kept) RI_TRY(fit_transform(e, err));
    return emit_rows(e, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct exporting e = {.call = call};
    const ri_status  status = export(&e, err);
    ri_transform_data_free(e.data);
    ri_transform_data_free(e.kept);
    free(e.fit);
    ri_table_file_close(e.file);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "features.export",
              .summary = "Any table as numbers for any model: scaled, one-hot or ordinal",
              .details = "Numbers are scaled, categories become a column a word or a place, "
                         "missing values get a "
                         "column of their own. The transform is fitted once and can be kept and "
                         "applied again, so "
                         "that training and scoring see the same. A Parquet or Arrow file holds it "
                         "in its metadata, under retailinsight.transform. With --fit-until nothing "
                         "later is known to it.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = RI_ROLE_SCIENCE | RI_ROLE_ANALYST | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight features export --input data.csv --keep id,target --save t.json "
                  "-o train.parquet",
                  "retailinsight features export --input new.csv --keep id --transform "
                  "train.parquet -o score.parquet",
                  "retailinsight features export --query 'SELECT store, product, business_date, "
                  "quantity FROM sale' "
                  "--time business_date --fit-until 2026-06-30 --keep quantity --encode ordinal")},
     .run = run},
};
const struct ri_operation_table ri_feature_operations = RI_OPERATION_TABLE(operations);
