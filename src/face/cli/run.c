/* One run of an operation: call, result, writer, output. */
#include "run.h"

#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "wrap.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct run {
    const struct cli_console *console;
    const struct cli_request *request;
    struct ri_arena          *mem;
    const struct ri_writer
                     *writer; /* NULL: parquet, or unknown until the result turns out a document */
    bool              parquet;
    struct cli_output output;
    struct cli_progress   progress;
    bool                  shows_progress;
    struct cli_interrupt *interrupt;
    struct ri_workspace  *workspace;
    struct ri_call       *call;
    struct ri_result     *result;
    const char          **notes; /* once the result has ended */
    size_t                note_count;
};

void cli_message(const struct cli_console *console, const char *prefix, const char *text)
{
    struct ri_text out = {0};
    ri_text_printf(&out, "%s: ", prefix);
    cli_wrap(&out, ri_view_of(text), out.length, 2,
             console->err_terminal ? console->err_width : SIZE_MAX);
    if (!out.failed) cli_say(console->err, out.at, out.length);
    ri_text_release(&out);
}

/* ---- Format ------------------------------------------------------------------------------------------ */

static const char *extension(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && dot != path && (!slash || dot > slash + 1) ? dot + 1 : NULL;
}

static const struct ri_writer *writer_by_extension(const char *text)
{
    const struct ri_writer *writer;
    for (size_t i = 0; (writer = ri_writer_at(i)); i++) {
        if (strcmp(writer->extension, text) == 0) return writer;
    }
    return strcmp(text, "jsonl") == 0 ? &ri_write_ndjson : NULL;
}

static ri_status choose_format(struct run *run, struct ri_error *err)
{
    const char *format = run->request->options.format, *path = run->request->options.output;
    const char *ending = path ? extension(path) : NULL;
    if (format) {
        run->writer = ri_writer_find(format);
        run->parquet = !run->writer;
    } else if (ending) {
        run->writer = writer_by_extension(ending);
        run->parquet = strcmp(ending, "parquet") == 0;
    } else {
        run->writer = &ri_write_table;
    }
    if (run->parquet && !path) return ri_fail(err, RI_EUSAGE, "--format parquet needs -o FILE");
    if (run->writer == &ri_write_arrow && !path && run->console->out_terminal)
        return ri_fail(err, RI_EUSAGE, "arrow is not for a terminal: give -o FILE, or pipe it on");
    return RI_OK;
}

/* ---- The call ---------------------------------------------------------------------------------------- */

static ri_status attach(struct ri_call *call, int in, const struct cli_value *value,
                        struct ri_error *err)
{
    struct stat info;
    const bool  standard = strcmp(value->text, "-") == 0;
    const int   fd =
        standard ? fcntl(in, F_DUPFD_CLOEXEC, 3) : open(value->text, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        const int number = errno;
        if (fd >= 0) close(fd);
        return ri_fail(err, ri_status_of_errno(number), "cannot open '%s': %s", value->text,
                       strerror(number));
    }
    if (S_ISDIR(info.st_mode)) {
        close(fd);
        return ri_fail(err, RI_EUSAGE, "'%s' is a folder, not a file", value->text);
    }
    return ri_call_attach(call, value->param->name, standard ? "standard input" : value->text, fd,
                          err);
}

/* The only place where a request becomes a call: later it may travel to a server's socket from here. */
static ri_status make_call(struct run *run, struct ri_error *err)
{
    const struct cli_request    *request = run->request;
    const struct cli_options    *options = &request->options;
    const struct ri_open_options open_options = {options->workspace, options->profile,
                                                 options->engine, NULL};
    RI_TRY(ri_workspace_open(&open_options, &run->workspace, err));
    RI_TRY(ri_call_new(run->workspace, request->operation->name, NULL, &run->call, err));
    for (size_t i = 0; i < request->value_count; i++) {
        const struct cli_value *value = &request->values[i];
        if (value->param->type == RI_PARAM_FILE)
            RI_TRY(attach(run->call, run->console->in, value, err));
        else
            RI_TRY(ri_call_set(run->call, value->param->name, value->text, err));
    }
    if (run->shows_progress) ri_call_watch(run->call, cli_progress_report, &run->progress);
    cli_interrupt_watch(run->interrupt, run->call);
    return ri_call_run(run->call, &run->result, err);
}

/* ---- The result -------------------------------------------------------------------------------------- */

static ri_status used_parameters(struct run *run, struct ri_write_options *options,
                                 struct ri_error *err)
{
    const size_t count = ri_result_param_count(run->result);
    const char **names, **values;
    RI_ARENA_NEW(names, run->mem, count, err);
    RI_ARENA_NEW(values, run->mem, count, err);
    for (size_t i = 0; i < count; i++) {
        const size_t at = options->param_count;
        if (ri_result_param_at(run->result, i, &names[at], &values[at]) && values[at])
            options->param_count++; /* one that was not given and has no default is not used */
    }
    options->names = names;
    options->values = values;
    return RI_OK;
}

static ri_status gather_notes(struct run *run, struct ri_error *err)
{
    const size_t count = ri_result_note_count(run->result);
    RI_ARENA_NEW(run->notes, run->mem, count, err);
    for (; run->note_count < count; run->note_count++)
        run->notes[run->note_count] = ri_result_note_at(run->result, run->note_count);
    return RI_OK;
}

static void say_notes(struct run *run)
{
    if (run->request->options.quiet) return;
    if (run->shows_progress) cli_progress_clear(&run->progress);
    for (size_t i = 0; i < run->note_count; i++) cli_message(run->console, "note", run->notes[i]);
}

/* Why the stream broke: the operation's own error, when it has one. */
static ri_status stream_failure(struct run *run, struct ArrowArrayStream *stream, int number,
                                struct ri_error *err)
{
    const ri_status status = ri_result_status(run->result, err);
    if (status != RI_OK) return status;
    const char *why = stream->get_last_error(stream);
    return ri_fail(err, ri_status_of_errno(number), "%s", why ? why : strerror(number));
}

static ri_status pull(struct run *run, struct ArrowArrayStream *stream, struct ri_write *write,
                      struct ri_error *err)
{
    for (;;) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number) return stream_failure(run, stream, number, err);
        if (!batch.release) return RI_OK;
        const ri_status status = ri_write_batch(write, &batch, err);
        batch.release(&batch);
        RI_TRY(status);
    }
}

static ri_status write_stream(struct run *run, struct ArrowArrayStream *stream,
                              struct ArrowSchema *schema, struct ri_error *err)
{
    const bool              terminal = run->console->out_terminal && !run->output.path;
    struct ri_write_options options = {
        .operation = run->request->operation->name,
        .width = terminal ? run->console->out_width : 0,
        .color = terminal && run->console->color && !run->request->options.no_color,
    };
    struct ri_write *write;
    RI_TRY(used_parameters(run, &options, err));
    RI_TRY(
        ri_write_open(run->writer, &options, schema, cli_output_sink(&run->output), &write, err));
    ri_status status = pull(run, stream, write, err);
    if (status == RI_OK) status = gather_notes(run, err);
    if (status == RI_OK) status = ri_write_end(write, run->notes, run->note_count, err);
    if (status == RI_OK) status = cli_output_finish(&run->output, err);
    if (status == RI_OK && !run->writer->notes) say_notes(run);
    ri_write_free(write);
    return status;
}

static ri_status write_rows(struct run *run, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    if (!run->writer)
        return ri_fail(err, RI_EUSAGE,
                       "what to write to '%s'? Give --format (the extension does not say)",
                       run->output.path);
    RI_TRY(ri_result_stream(run->result, &stream, err));
    const int number = stream.get_schema(&stream, &schema);
    ri_status status = number ? stream_failure(run, &stream, number, err) : RI_OK;
    if (status == RI_OK) {
        status = write_stream(run, &stream, &schema, err);
        schema.release(&schema);
    }
    stream.release(&stream);
    return status;
}

static ri_status write_parquet(struct run *run, struct ri_error *err)
{
    if (!run->output.temporary)
        return ri_fail(err, RI_EUSAGE, "'%s' is not a file: parquet cannot be written to it",
                       run->output.path);
    RI_TRY(ri_result_parquet(run->result, run->output.temporary, err));
    RI_TRY(gather_notes(run, err));
    RI_TRY(cli_output_finish(&run->output, err));
    say_notes(run);
    return RI_OK;
}

static bool is_text(const char *content_type)
{
    return strncmp(content_type, "text/", 5) == 0 || strstr(content_type, "json") ||
           strstr(content_type, "yaml");
}

static ri_status write_document(struct run *run, const struct ri_document *document,
                                struct ri_error *err)
{
    if (!run->output.path && run->console->out_terminal && !is_text(document->content_type))
        return ri_fail(err, RI_EUSAGE, "%s is not for a terminal: give -o %s",
                       document->content_type, document->file_name ? document->file_name : "FILE");
    RI_TRY(cli_output_write(&run->output, document->bytes, document->length, err));
    RI_TRY(cli_output_finish(&run->output, err));
    RI_TRY(gather_notes(run, err));
    say_notes(run);
    return RI_OK;
}

static ri_status write_result(struct run *run, struct ri_error *err)
{
    struct ri_document document;
    if (ri_result_document(run->result, &document))
        RI_TRY(write_document(run, &document, err));
    else if (run->parquet)
        RI_TRY(write_parquet(run, err));
    else
        RI_TRY(write_rows(run, err));
    return ri_result_status(run->result, err); /* a verdict over rows that were all written */
}

static ri_status run_all(struct run *run, struct ri_error *err)
{
    RI_TRY(choose_format(run, err));
    RI_TRY(cli_output_open(&run->output, run->request->options.output, run->console->out, err));
    if (run->shows_progress && run->console->out_terminal && !run->output.path)
        run->output.progress = &run->progress; /* both are the same screen */
    if (run->console->signals) RI_TRY(cli_interrupt_new(&run->interrupt, err));
    RI_TRY(make_call(run, err));
    return write_result(run, err);
}

ri_status cli_run(const struct cli_console *console, const struct cli_request *request,
                  struct ri_arena *mem, struct ri_error *err)
{
    struct run run = {.console = console,
                      .request = request,
                      .mem = mem,
                      .output = {.fd = -1},
                      .shows_progress = console->err_terminal && !request->options.quiet};
    if (run.shows_progress) cli_progress_init(&run.progress, console->err, console->err_width);
    ri_status status = run_all(&run, err);
    if (run.output.closed) status = RI_OK; /* `... | head`: the reader has what it wanted */
    ri_result_free(run.result);
    cli_interrupt_watch(run.interrupt, NULL);
    ri_call_free(run.call);
    cli_interrupt_free(run.interrupt);
    if (run.shows_progress) cli_progress_release(&run.progress);
    cli_output_release(&run.output);
    ri_workspace_close(run.workspace);
    return status;
}
