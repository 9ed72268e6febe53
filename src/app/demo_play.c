/* demo play: the sample chain's sales of the day after its last, imported piece by piece as its tills would send them.
 *
 * Each piece is an ordinary call of `import`: it has a ledger, raises the data version, and may be undone. */
#include "app/import_text.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "sample/sample.h"

#include <time.h>

static const struct ri_param params[] = {
    {"every", RI_PARAM_COUNT, 0, "seconds", "3", NULL, "pause between two pieces"},
    {"minutes", RI_PARAM_COUNT, 0, "minutes", "10", NULL, "of the chain's day in one piece"},
};
static const struct ri_column columns[] = {
    {"day", RI_COLUMN_DATE, "the day that was played"},
    {"pieces", RI_COLUMN_INTEGER, "imports made"},
    {"lines", RI_COLUMN_INTEGER, "sale lines in them"},
};
enum { DAY_MINUTES = 26 * 60, LINE_FIELDS = 5 }; /* some shops close after midnight */

struct play {
    struct ri_call *call;
    struct ri_text  csv;   /* the day, by store */
    size_t          head;  /* length of its first line */
    struct ri_text  piece; /* what is imported next */
    ri_day          day;
    int64_t         pieces, lines;
};

/* ---- Which chain -------------------------------------------------------------------------------------------------- */

/* The demo leaves a line beside the workspace: seed, scale and last day. */
static ri_status read_chain(struct play *play, struct ri_sample_options *ret, struct ri_error *err)
{
    char               path[4400], line[256] = "", scale[16] = "", day[16] = "";
    unsigned long long seed = 0;
    snprintf(path, sizeof path, "%s/../chain.txt",
             ri_workspace_directory(ri_call_workspace(play->call)));
    FILE *file = fopen(path, "rbe");
    if (file && !fgets(line, sizeof line, file)) line[0] = '\0';
    if (file) fclose(file);
    if (sscanf(line,
               "retailinsight %*s sample chain%*[^,], seed %llu, scale %15[a-z], last day %15s",
               &seed, scale, day) != 3 ||
        !ri_day_parse(ri_view_of(day), &ret->last_day))
        return ri_fail(err, RI_ENOTFOUND,
                       "this workspace is not the one of a demo: 'retailinsight demo' makes one");
    ret->seed = seed;
    ret->scale = strcmp(scale, "tiny") == 0 ? RI_SAMPLE_TINY : RI_SAMPLE_NORMAL;
    play->day = ret->last_day + 1;
    return RI_OK;
}

/* ---- Pieces ---------------------------------------------------------------------------------------------------------- */

/* Minute of the played day at which a line was sold: its fifth field, "2026-11-26 09:41:00"; -1: none. */
static int minute_of(const struct play *play, const char *line)
{
    for (int i = 1; i < LINE_FIELDS; i++) {
        line = strchr(line, ',');
        if (!line++) return -1;
    }
    const size_t length = strcspn(line, ",");
    ri_day       day;
    int          hour, minute;
    if (length < 16 || !ri_day_parse((struct ri_view){line, 10}, &day) ||
        sscanf(line + 11, "%2d:%2d", &hour, &minute) != 2)
        return -1;
    return (int)(day - play->day) * 1440 + hour * 60 + minute;
}

/* The lines sold within [from, to) into play->piece; returns how many. */
static int64_t cut_piece(struct play *play, int from, int to)
{
    int64_t lines = 0;
    ri_text_clear(&play->piece);
    ri_text_add(&play->piece, play->csv.at, play->head);
    for (const char *at = play->csv.at + play->head; *at;) {
        const size_t length = strcspn(at, "\n") + 1;
        const int    minute = minute_of(play, at);
        if (minute >= from && minute < to) {
            ri_text_add(&play->piece, at, length);
            lines++;
        }
        at += length;
    }
    return lines;
}

static ri_status import_piece(struct play *play, int from, struct ri_error *err)
{
    char               name[64];
    struct ri_imported imported;
    snprintf(name, sizeof name, "till at %02d:%02d", from / 60 % 24, from % 60);
    return ri_import_text(play->call,
                          &(struct ri_import_text){.name = name,
                                                   .kind = "sales",
                                                   .source = "demo",
                                                   .principal = ri_call_principal(play->call)},
                          &play->piece, &imported, err);
}

/* Waits, a little at a time: it may be cancelled. */
static ri_status pause_for(struct play *play, int64_t milliseconds, struct ri_error *err)
{
    enum { STEP_MS = 100 };
    for (; milliseconds > 0; milliseconds -= STEP_MS) {
        RI_TRY(ri_task_check(ri_call_task(play->call), err));
        const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
        nanosleep(&step, NULL);
    }
    return ri_task_check(ri_call_task(play->call), err);
}

/* Somebody else may be importing: then the piece waits for its turn. */
static ri_status bring_in(struct play *play, int from, struct ri_error *err)
{
    enum { TRIES = 100, WAIT_MS = 300 };
    ri_status status = RI_ECONFLICT;
    for (int i = 0; i < TRIES && status == RI_ECONFLICT; i++) {
        if (i) RI_TRY(pause_for(play, WAIT_MS, err));
        status = import_piece(play, from, err);
    }
    return status;
}

static ri_status play_day(struct play *play, struct ri_error *err)
{
    const int64_t every = ri_call_integer(play->call, "every", 0);
    const int     minutes = (int)ri_call_integer(play->call, "minutes", 0);
    if (minutes < 1 || minutes > 1440 || every > 3600)
        return ri_fail(err, RI_EUSAGE, "--minutes is 1 to 1440, --every at most 3600");
    for (int from = 0; from < DAY_MINUTES; from += minutes) {
        const int64_t lines = cut_piece(play, from, from + minutes);
        RI_TRY(ri_text_check(&play->piece, err));
        if (!lines) continue;
        RI_TRY(bring_in(play, from, err));
        play->pieces++;
        play->lines += lines;
        ri_task_progress(ri_call_task(play->call), "playing the day", (uint64_t)from, DAY_MINUTES,
                         "minutes");
        RI_TRY(pause_for(play, every * 1000, err));
    }
    return RI_OK;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct play              play = {.call = call};
    struct ri_sample_options options = {0};
    struct ri_table_builder *table;
    RI_TRY(read_chain(&play, &options, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status = ri_sample_next_day(&options, ri_call_task(call), &play.csv, err);
    if (status == RI_OK) {
        play.head = strcspn(play.csv.at, "\n") + 1;
        status = play_day(&play, err);
    }
    ri_text_release(&play.csv);
    ri_text_release(&play.piece);
    ri_put_day(table, play.day);
    ri_put_int(table, play.pieces);
    ri_put_int(table, play.lines);
    return ri_call_answer(call, table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "demo.play",
              .summary =
                  "Play a day of the sample chain: its sales come in piece by piece, as from "
                  "its tills",
              .details = "Works on the workspace that 'demo' made. The day is the one after the "
                         "chain's last, so today when the demo was made today. Every piece is an "
                         "ordinary import; played again it adds nothing.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight --workspace ./demo/workspace demo play",
                          "retailinsight --workspace ./demo/workspace demo play --every 0 "
                          "--minutes 60")},
     .run = run},
};
const struct ri_operation_table ri_demo_play_operations = RI_OPERATION_TABLE(operations);
