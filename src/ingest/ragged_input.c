/* Lists of any length, line by line. */
#include "ragged_input.h"

#include "stage.h"

struct ri_ragged_input {
    struct ingest_source source;
    struct ingest_csv    csv;
    struct ingest_stage  stage;
    char                *room; /* of the staged line */
    size_t               room_length;
    bool                 reading;
};

static char most_frequent(struct ri_view head)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    size_t            count[RI_COUNT(candidates)] = {0}, best = 0;
    for (size_t i = 0; i < head.length; i++)
        for (size_t c = 0; c < RI_COUNT(candidates); c++) count[c] += head.at[i] == candidates[c];
    for (size_t c = 1; c < RI_COUNT(candidates); c++)
        if (count[c] > count[best]) best = c;
    return candidates[best];
}

static ri_status start(struct ri_ragged_input *input, int fd, const char *name,
                       struct ri_task *task, struct ri_error *err)
{
    struct ingest_charset_guess guess;
    RI_TRY(ingest_source_open(&input->source, fd, name, task, false, err));
    if (input->source.archive)
        return ri_fail(err, RI_EDATA, "%s: a workbook has columns: use --layout table", name);
    const struct ri_view head = {input->source.head, input->source.head_length};
    if (!head.length) return ri_fail(err, RI_EDATA, "%s: is empty", name);
    RI_TRY(ingest_charset_detect(head, name, &guess, err));
    const struct ingest_dialect dialect = {most_frequent(head), '"', '\n', false};
    input->stage.charset = guess.charset;
    input->stage.ascii_so_far = guess.ascii;
    if (guess.charset == INGEST_UTF16LE || guess.charset == INGEST_UTF16BE)
        input->stage.charset = INGEST_UTF8; /* converted on the way in */
    RI_TRY(ingest_csv_open(&input->csv, &input->source, &dialect, guess.charset, guess.bom,
                           INGEST_RECORD_MOST, err));
    input->reading = true;
    return RI_OK;
}

ri_status ri_ragged_input_open(int fd, const char *name, struct ri_task *task,
                               struct ri_ragged_input **ret, struct ri_error *err)
{
    struct ri_ragged_input *input = calloc(1, sizeof *input);
    if (!input) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    const ri_status status = start(input, fd, name, task, err);
    if (status == RI_OK)
        *ret = input;
    else
        ri_ragged_input_close(input);
    return status;
}

static ri_status make_room(struct ri_ragged_input *input, size_t length, struct ri_error *err)
{
    if (length <= input->room_length) return RI_OK;
    char *room = realloc(input->room, 2 * length);
    if (!room) return ri_fail(err, RI_ENOMEM, "no room for a line of %zu bytes", length);
    input->room = room;
    input->room_length = 2 * length;
    return RI_OK;
}

ri_status ri_ragged_input_next(struct ri_ragged_input *input, const struct ri_view **ret,
                               size_t *ret_count, struct ri_error *err)
{
    struct ingest_record record;
    bool                 more, convert;
    size_t               used;
    *ret = NULL;
    RI_TRY(ingest_csv_next(&input->csv, &record, &more, err));
    if (!more) return RI_OK;
    const char *wrong =
        record.rule ? record.message : ingest_stage_check(&input->stage, record.text, &convert);
    if (wrong)
        return ri_fail(err, RI_EDATA, "%s: line %llu: %s", input->source.name,
                       (unsigned long long)record.line, wrong);
    RI_TRY(make_room(input, ingest_stage_size(&record, convert) + 1, err));
    RI_TRY(ingest_stage_put(&input->stage, &record, input->csv.dialect.quote, convert, input->room,
                            &used, err));
    *ret = input->stage.fields;
    *ret_count = input->stage.count;
    return RI_OK;
}

void ri_ragged_input_close(struct ri_ragged_input *input)
{
    if (!input) return;
    if (input->reading) ingest_csv_release(&input->csv);
    ingest_source_release(&input->source);
    free(input->stage.fields);
    free(input->room);
    free(input);
}
