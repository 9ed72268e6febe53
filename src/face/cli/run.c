/* One run of an operation: call, result, writer, output. */
#include "run.h"

#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "wrap.h"

#include "face/rows.h"

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
    bool        parquet;
    const char *document_format; /* by the extension, for the parameter `format` */
    const char *picture;         /* svg, png; NULL: no --plot */
    const char *
        model; /* -o of what is trained: the file of the model, for the parameter `save`; NULL: no */
    struct cli_output     output;
    struct cli_progress   progress;
    bool                  shows_progress;
    struct cli_interrupt *interrupt;
    struct ri_workspace  *workspace;
    struct ri_call       *call;
    struct ri_result     *result;
    struct face_notes     notes; /* once the result has ended */
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

static const struct ri_param *param_of(const struct ri_operation_info *info, const char *name)
{
    for (size_t i = 0; i < info->param_count; i++)
        if (strcmp(info->params[i].name, name) == 0) return &info->params[i];
    return NULL;
}

static bool is_given(const struct cli_request *request, const struct ri_param *param)
{
    for (size_t i = 0; i < request->value_count; i++)
        if (request->values[i].param == param) return true;
    return false;
}

/* The parameter of an operation that writes documents of several kinds; NULL: it has none. */
static const struct ri_param *format_param(const struct ri_operation_info *info)
{
    return param_of(info, "format");
}

/* Its value comes from the extension of -o, when it is not given. */
static ri_status choose_document(struct run *run, const char *ending, struct ri_error *err)
{
    const struct cli_request *request = run->request;
    const struct ri_param    *param = format_param(request->operation);
    const char               *words = "";
    if (is_given(request, param) || !ending) return RI_OK;
    for (size_t i = 0; param->values[i]; i++) {
        if (strcmp(param->values[i], ending) == 0) {
            run->document_format = param->values[i];
            return RI_OK;
        }
        words = ri_arena_printf(run->mem, "%s%s.%s", words, i ? ", " : "", param->values[i]);
        if (!words) return ri_fail(err, RI_ENOMEM, "no room for a message");
    }
    return ri_fail(err, RI_EUSAGE,
                   "what to write to '%s'? The extension is none of %s; or give --format",
                   request->options.output, words);
}

/* --plot: which picture, by its extension. */
static ri_status choose_picture(struct run *run, struct ri_error *err)
{
    const struct cli_options *options = &run->request->options;
    const char               *ending = extension(options->plot);
    if (options->output || options->format)
        return ri_fail(err, RI_EUSAGE,
                       "--plot draws the result instead of writing it: leave out %s",
                       options->output ? "-o" : "--format");
    if (!ending || (strcmp(ending, "svg") != 0 && strcmp(ending, "png") != 0))
        return ri_fail(err, RI_EUSAGE, "--plot '%s': a picture is FILE.svg or FILE.png",
                       options->plot);
    run->picture = ending;
    return RI_OK;
}

/* -o FILE.model of an operation that trains: the model goes there, what it measured is printed. */
static ri_status choose_model(struct run *run, struct ri_error *err)
{
    const char *path = run->request->options.output;
    if (is_given(run->request, param_of(run->request->operation, "save")))
        return ri_fail(err, RI_EUSAGE,
                       "-o '%s': the model goes where --save says; -o takes the measures, as .csv "
                       "or .json",
                       path);
    run->model = path;
    run->writer = &ri_write_table;
    return RI_OK;
}

static ri_status choose_format(struct run *run, struct ri_error *err)
{
    if (run->request->options.plot) return choose_picture(run, err);
    const char *format = run->request->options.format, *path = run->request->options.output;
    const char *ending = path ? extension(path) : NULL;
    if (format_param(run->request->operation)) return choose_document(run, ending, err);
    if (!format && ending && strcmp(ending, "model") == 0 &&
        param_of(run->request->operation, "save"))
        return choose_model(run, err);
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
    if (run->writer && run->writer->binary && !path && run->console->out_terminal)
        return ri_fail(err, RI_EUSAGE, "%s is not for a terminal: give -o FILE, or pipe it on",
                       run->writer->name);
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
    if (S_ISDIR(info.st_mode) && !(value->param->flags & RI_PARAM_FOLDER)) {
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
    if (run->document_format) RI_TRY(ri_call_set(run->call, "format", run->document_format, err));
    if (run->model) RI_TRY(ri_call_set(run->call, "save", run->model, err));
    if (run->shows_progress) ri_call_watch(run->call, cli_progress_report, &run->progress);
    cli_interrupt_watch(run->interrupt, run->call);
    return ri_call_run(run->call, &run->result, err);
}

/* ---- The result -------------------------------------------------------------------------------------- */

static void say_notes(struct run *run)
{
    if (run->request->options.quiet) return;
    if (run->shows_progress) cli_progress_clear(&run->progress);
    for (size_t i = 0; i < run->notes.count; i++)
        cli_message(run->console, "note", run->notes.at[i]);
}

static ri_status write_nothing(void *context, const void *bytes, size_t length,
                               struct ri_error *err)
{
    (void)context, (void)bytes, (void)length, (void)err;
    return RI_OK;
}

/* One that only goes on by serving has nothing to print but its notes. */
static struct ri_sink sink_of(struct run *run)
{
    const struct ri_operation_info *operation = run->request->operation;
    const bool silent = operation->flags & RI_SERVES && !operation->column_count;
    return silent ? (struct ri_sink){write_nothing, NULL} : cli_output_sink(&run->output);
}

static ri_status write_rows(struct run *run, struct ri_error *err)
{
    const bool              terminal = run->console->out_terminal && !run->output.path;
    struct ri_write_options options = {
        .operation = run->request->operation->name,
        .width = terminal ? run->console->out_width : 0,
        .color = terminal && run->console->color && !run->request->options.no_color,
    };
    if (!run->writer)
        return ri_fail(err, RI_EUSAGE,
                       "what to write to '%s'? Give --format (the extension does not say)",
                       run->output.path);
    RI_TRY(face_write_rows(run->result, run->writer, &options, sink_of(run), 0, NULL, run->mem,
                           &run->notes, err));
    RI_TRY(cli_output_finish(&run->output, err));
    if (!run->writer->notes) say_notes(run);
    return RI_OK;
}

static ri_status write_parquet(struct run *run, struct ri_error *err)
{
    if (!run->output.temporary)
        return ri_fail(err, RI_EUSAGE, "'%s' is not a file: parquet cannot be written to it",
                       run->output.path);
    RI_TRY(ri_result_parquet(run->result, run->output.temporary, err));
    RI_TRY(face_gather_notes(run->result, run->mem, &run->notes, err));
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
    RI_TRY(face_gather_notes(run->result, run->mem, &run->notes, err));
    say_notes(run);
    return RI_OK;
}

static ri_status write_picture(struct run *run, struct ri_error *err)
{
    struct ri_document picture;
    RI_TRY(ri_result_plot(run->result, run->picture, &picture, err));
    return write_document(run, &picture, err);
}

static ri_status write_result(struct run *run, struct ri_error *err)
{
    struct ri_document document;
    if (run->picture)
        RI_TRY(write_picture(run, err));
    else if (ri_result_document(run->result, &document))
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
    const struct cli_options *options = &run->request->options;
    const char *path = options->plot ? options->plot : run->model ? NULL : options->output;
    RI_TRY(cli_output_open(&run->output, path, run->console->out, err));
    if (run->shows_progress && run->console->out_terminal && !run->output.path)
        run->output.progress = &run->progress; /* both are the same screen */
    if (run->console->signals) RI_TRY(cli_interrupt_new(&run->interrupt, err));
    RI_TRY(make_call(run, err));
    return write_result(run, err);
}

/* ---- Going on by serving ------------------------------------------------------------------------------ */

struct going_on { /* what the result said, copied: the call ends before the server begins */
    bool              wanted;
    struct face_serve serve;
    const char      **start;
};

static const char *used_value(const struct run *run, const char *name)
{
    const char *at, *value;
    for (size_t i = 0; i < ri_result_param_count(run->result); i++) {
        if (ri_result_param_at(run->result, i, &at, &value) && strcmp(at, name) == 0)
            return value ? ri_arena_copy(run->mem, value, strlen(value)) : NULL;
    }
    return NULL;
}

/* What a flag says; NULL: it was not given. */
static bool is_yes(const char *flag, bool otherwise)
{
    if (!flag) return otherwise;
    return strcmp(flag, "false") != 0 && strcmp(flag, "no") != 0 && strcmp(flag, "0") != 0;
}

/* "a,b" as a list. */
static ri_status split(const char *text, struct ri_arena *mem, const char ***ret,
                       struct ri_error *err)
{
    size_t count = 0;
    RI_ARENA_NEW(*ret, mem, strlen(text) / 2 + 2, err);
    for (const char *at = text; *at; at += *at == ',') {
        const size_t length = strcspn(at, ",");
        if (length) (*ret)[count++] = ri_arena_copy(mem, at, length);
        at += length;
    }
    return RI_OK;
}

static ri_status look_ahead(const struct run *run, struct going_on *ret, struct ri_error *err)
{
    const struct cli_options *options = &run->request->options;
    const char               *flag = used_value(run, "serve"), *start = used_value(run, "start"),
               *directory = ri_result_workspace(run->result);
    const bool asked = is_yes(flag, !param_of(run->request->operation, "serve") ||
                                        (run->console->out_terminal && run->console->err_terminal));
    ret->wanted = asked && run->console->serve;
    if (!directory) directory = options->workspace;
    ret->serve =
        (struct face_serve){.profile = options->profile,
                            .engine = options->engine,
                            .host = used_value(run, "host"),
                            .port = used_value(run, "port"),
                            .tls_cert = used_value(run, "tls-cert"),
                            .tls_key = used_value(run, "tls-key"),
                            .log_format = used_value(run, "log-format"),
                            .insecure_network = is_yes(used_value(run, "insecure-network"), false),
                            .out = run->console->err,
                            .quiet = options->quiet};
    if (directory) ret->serve.directory = ri_arena_copy(run->mem, directory, strlen(directory));
    if (start) RI_TRY(split(start, run->mem, &ret->start, err));
    ret->serve.start = ret->start;
    return RI_OK;
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
    struct going_on next = {0};
    ri_status       status = run_all(&run, err);
    if (status == RI_OK && request->operation->flags & RI_SERVES)
        status = look_ahead(&run, &next, err);
    if (run.output.closed) status = RI_OK; /* `... | head`: the reader has what it wanted */
    ri_result_free(run.result);
    cli_interrupt_watch(run.interrupt, NULL);
    ri_call_free(run.call);
    cli_interrupt_free(run.interrupt);
    if (run.shows_progress) cli_progress_release(&run.progress);
    cli_output_release(&run.output);
    ri_workspace_close(run.workspace);
    if (status == RI_OK && next.wanted) status = console->serve(&next.serve, err);
    return status;
}
