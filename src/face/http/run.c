/* A worker makes an answer. */
#include "run.h"

#include "cache.h"
#include "face/rows.h"
#include "gzip.h"
#include "log.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { COMPRESS_LEAST = 1024, NOTES_SHOWN = 8, NOTE_SIZE = 400 };

struct http_run *run_new(struct http_server *server, struct wire_request *request,
                         struct ri_call *call, struct http_table *table)
{
    struct http_run     *run = calloc(1, sizeof *run);
    struct http_request *state = request ? http_state(request) : NULL;
    char                *instance = state && state->target.path ? strdup(state->target.path) : NULL;
    if (!run || (state && !instance)) {
        free(run);
        free(instance);
        ri_call_free(call);
        table_free(table);
        return NULL;
    }
    run->server = server;
    run->status = 200;
    run->request = request;
    run->number = request ? wire_number(request) : 0;
    run->instance = instance;
    run->call = call;
    run->table = table;
    return run;
}

void run_free(struct http_run *run)
{
    if (!run) return;
    ri_call_free(run->call);
    table_free(run->table);
    ri_text_release(&run->key);
    free(run->instance);
    free(run->form_text);
    if (run->page) face_page_release(run->page);
    free(run->page);
    free(run->page_link);
    free(run);
}

void run_cancel(struct http_run *run)
{
    atomic_store(&run->cancelled, true);
    if (run->call) ri_call_cancel(run->call);
}

/* ---- The bytes ---------------------------------------------------------------------------------------------- */

struct body {
    struct http_run    *run;
    struct ri_text      whole;
    struct http_pipe   *pipe; /* once it is too large to be whole */
    struct gzip_stream *gzip;
    const char         *content_type, *file_name;
    struct ri_error     failure; /* of the pipe */
};

/* Headers of a good answer; *extra are put before the end. */
static size_t put_headers(const struct body *body, bool gzipped, struct wire_header *to)
{
    size_t                 count = 0;
    const struct http_run *run = body->run;
    to[count++] = (struct wire_header){"Content-Type", body->content_type};
    to[count++] = (struct wire_header){"Vary", "Accept, Accept-Encoding, Authorization, Cookie"};
    to[count++] =
        (struct wire_header){"Cache-Control", run->etag[0] ? "private, no-cache" : "no-store"};
    if (run->etag[0]) to[count++] = (struct wire_header){"ETag", run->etag};
    if (gzipped) to[count++] = (struct wire_header){"Content-Encoding", "gzip"};
    if (body->file_name) to[count++] = (struct wire_header){"Content-Disposition", body->file_name};
    to[count] = (struct wire_header){NULL, NULL};
    return count;
}

static ri_status to_pipe(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    struct body *body = context;
    return pipe_write(body->pipe, bytes, length, err);
}

static ri_status push(struct body *body, const void *bytes, size_t length, struct ri_error *err)
{
    return body->gzip ? gzip_write(body->gzip, bytes, length, err)
                      : pipe_write(body->pipe, bytes, length, err);
}

/* It is too large to be whole: what there is goes ahead. */
static ri_status begin_stream(struct body *body, struct ri_error *err)
{
    struct wire_header headers[WIRE_HEADERS];
    struct http_run   *run = body->run;
    RI_TRY(pipe_new(RUN_PIPE, run->server->limits.idle_s * 1000, &body->pipe, err));
    if (run->gzip) RI_TRY(gzip_new((struct ri_sink){to_pipe, body}, &body->gzip, err));
    put_headers(body, run->gzip, headers);
    wire_stream(run->request, run->status, headers, body->pipe);
    const ri_status status = push(body, body->whole.at, body->whole.length, err);
    ri_text_release(&body->whole);
    return status;
}

static ri_status body_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    struct body *body = context;
    if (body->pipe) return push(body, bytes, length, err);
    const struct http_run *run = body->run;
    const bool   items = run->status == 207; /* asked for again under its key, it is to be there */
    const bool   whole = run->form || run->page || items; /* its end comes first, or it is kept */
    const size_t most = run->page || items ? RUN_PAGE_MOST : RUN_WHOLE_MOST;
    if (body->whole.length + length > most && whole)
        return ri_fail(err, RI_ETOOLARGE,
                       "the answer is larger than %d MiB: ask for less, by a limit or a shorter "
                       "period",
                       (int)(most >> 20));
    if (body->whole.length + length > most) {
        RI_TRY(begin_stream(body, err));
        return push(body, bytes, length, err);
    }
    ri_text_add(&body->whole, bytes, length);
    return ri_text_check(&body->whole, err);
}

/* Text as it may stand in a header: ASCII, the rest percent-encoded. */
static void header_text(const char *text, char *ret, size_t size)
{
    size_t at = 0;
    for (; *text && at + 4 < size; text++) {
        const unsigned char c = (unsigned char)*text;
        at += (size_t)(c >= 32 && c < 127 && c != '%' ? snprintf(ret + at, size - at, "%c", c)
                                                      : snprintf(ret + at, size - at, "%%%02X", c));
    }
    ret[at < size ? at : size - 1] = '\0';
}

/* A whole answer; formats that carry no notes get them as headers, and so does a verdict. */
static struct wire_answer *whole_answer(struct body *body, const struct face_notes *notes,
                                        const struct ri_error *verdict)
{
    struct http_run   *run = body->run;
    struct wire_header headers[WIRE_HEADERS];
    char               texts[NOTES_SHOWN][NOTE_SIZE], verdict_text[NOTE_SIZE];
    char              *bytes = body->whole.at, *smaller;
    size_t             length = body->whole.length;
    const bool         gzipped =
        run->gzip && length >= COMPRESS_LEAST && gzip_whole(bytes, length, &smaller, &length);
    size_t count = put_headers(body, gzipped, headers);
    if (gzipped) {
        free(bytes);
        bytes = smaller;
    }
    for (size_t i = 0; i < notes->count && i < NOTES_SHOWN && !(run->writer && run->writer->notes);
         i++) {
        header_text(notes->at[i], texts[i], NOTE_SIZE);
        headers[count++] = (struct wire_header){"Retailinsight-Note", texts[i]};
    }
    if (verdict->code != RI_OK) {
        header_text(verdict->message, verdict_text, NOTE_SIZE);
        headers[count++] = (struct wire_header){"Retailinsight-Verdict", verdict_text};
    }
    struct ri_text link = {0};
    if (run->page && run->page->next[0]) {
        ri_text_printf(&link, "<%s&cursor=%s>; rel=\"next\"", run->page_link, run->page->next);
        if (link.at && !link.failed) headers[count++] = (struct wire_header){"Link", link.at};
    }
    headers[count] = (struct wire_header){NULL, NULL};
    body->whole = (struct ri_text){0};
    struct wire_answer *answer = wire_answer_new(run->status, headers, bytes, length);
    ri_text_release(&link);
    return answer;
}

/* ---- The ways an answer ends ---------------------------------------------------------------------------------- */

static void answer(struct http_run *run, struct wire_answer *answer, bool shared)
{
    struct wire_answer *kept = answer && shared ? wire_answer_keep(answer) : NULL;
    if (answer && shared && run->key.length && wire_answer_status(answer) == 200)
        cache_put(run->server->cache, (struct ri_view){run->key.at, run->key.length}, answer);
    wire_send(run->request, answer);
    pool_over(run->server->pool, run, kept);
    wire_answer_free(kept);
}

static void answer_failure(struct http_run *run, const struct ri_error *error)
{
    http_count(run->server, failed);
    if (run->form) {
        answer(run, run->form(run, &(struct run_body){.error = error}), false);
        return;
    }
    answer(run, http_problem(run->server, run->number, run->instance, error, NULL),
           error->code != RI_ECANCELLED && error->code != RI_ETIMEOUT);
}

static void answer_rows(struct body *body, ri_status status, const struct face_notes *notes,
                        const struct ri_error *verdict, struct ri_error *error)
{
    struct http_run *run = body->run;
    if (body->pipe) {
        if (status == RI_OK && body->gzip) status = gzip_end(body->gzip, error);
        pipe_end(body->pipe, status == RI_OK);
        pipe_free(body->pipe);
        if (status != RI_OK && status != RI_ECANCELLED)
            log_error(run->server->log, run->number, run->instance, error);
        pool_over(run->server->pool, run, NULL);
    } else if (status == RI_OK && run->form) {
        const struct run_body whole = {.bytes = body->whole.at ? body->whole.at : "",
                                       .content_type = run->writer ? NULL : body->content_type,
                                       .length = body->whole.length,
                                       .verdict = verdict->code != RI_OK ? verdict->message : NULL};
        answer(run, run->form(run, &whole), false);
    } else if (status == RI_OK) {
        answer(run, whole_answer(body, notes, verdict), true);
    } else {
        answer_failure(run, error);
    }
    gzip_free(body->gzip);
    ri_text_release(&body->whole);
}

/* ---- From a call ------------------------------------------------------------------------------------------------ */

/* A document is bytes already: "report.pdf", whatever was accepted. */
static void answer_document(struct http_run *run, struct ri_result *result,
                            const struct ri_document *document, struct ri_arena *mem)
{
    struct body       body = {.run = run, .content_type = document->content_type};
    struct face_notes notes = {0};
    struct ri_error   error = {0}, verdict = {0};
    ri_status         status = face_gather_notes(result, mem, &notes, &error);
    run->writer = NULL;
    if (document->file_name)
        body.file_name = ri_arena_printf(mem, "attachment; filename=\"%s\"", document->file_name);
    if (status == RI_OK) status = body_write(&body, document->bytes, document->length, &error);
    if (status == RI_OK) status = ri_result_status(result, &error);
    answer_rows(&body, status, &notes, &verdict, &error);
}

/* The bytes of a file, through body_write. */
static ri_status body_file(struct body *body, int fd, struct ri_error *err)
{
    char    bytes[1 << 16];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        RI_TRY(body_write(body, bytes, (size_t)n, err));
    return n == 0 ? RI_OK : ri_fail(err, RI_EIO, "a temporary file: %s", strerror(errno));
}

/* Parquet is made in a file, which is gone once it is open, and sent from there. Of the call's result, or (NULL) of the job's table. */
static ri_status open_parquet(struct http_run *run, struct ri_result *result, int *ret_fd,
                              struct ri_error *err)
{
    char      path[] = "/tmp/retailinsight-XXXXXX";
    const int made = mkostemp(path, O_CLOEXEC);
    if (made < 0) return ri_fail(err, RI_EIO, "no temporary file: %s", strerror(errno));
    close(made);
    struct ArrowArrayStream stream;
    ri_status               status = RI_OK;
    if (result)
        status = ri_result_stream(result, &stream, err);
    else
        table_stream(run->table, &stream);
    if (status == RI_OK)
        status = ri_stream_parquet(&stream, path, result ? run->server->limits.rows : 0, err);
    if (status == RI_OK) *ret_fd = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    if (status != RI_OK || *ret_fd >= 0) return status;
    return ri_fail(err, RI_EIO, "a temporary file: %s", strerror(errno));
}

static ri_status body_parquet(struct body *body, struct ri_result *result, struct ri_error *err)
{
    int fd = -1;
    RI_TRY(open_parquet(body->run, result, &fd, err));
    const ri_status status = body_file(body, fd, err);
    close(fd);
    return status;
}

static void answer_parquet(struct http_run *run, struct ri_result *result, struct ri_arena *mem)
{
    struct ri_error   error = {0}, verdict = {0};
    struct face_notes notes = {0};
    struct body       body = {.run = run, .content_type = negotiate_content_type(run->writer)};
    ri_status         status = body_parquet(&body, result, &error);
    if (status == RI_OK) status = face_gather_notes(result, mem, &notes, &error);
    if (status == RI_OK) ri_result_status(result, &verdict);
    error.code = status;
    answer_rows(&body, status, &notes, &verdict, &error);
}

static void run_call(struct http_run *run, struct ri_arena *mem)
{
    struct ri_error         error = {0}, verdict = {0};
    struct ri_result       *result;
    struct ri_document      document;
    struct face_notes       notes = {0};
    struct ri_write_options options = {.operation = run->operation};
    struct body             body = {.run = run};
    http_count(run->server, calls);
    ri_call_limit(run->call, run->server->limits.call_ms);
    const ri_status began = ri_call_run(run->call, &result, &error);
    if (began != RI_OK) {
        error.code = began;
        answer_failure(run, &error);
    } else if (ri_result_document(result, &document)) {
        answer_document(run, result, &document, mem);
    } else if (run->writer == &face_write_parquet) {
        answer_parquet(run, result, mem);
    } else {
        body.content_type = negotiate_content_type(run->writer);
        ri_status status =
            face_write_rows(result, run->writer, &options, (struct ri_sink){body_write, &body},
                            run->server->limits.rows, run->page, mem, &notes, &error);
        if (status == RI_OK) ri_result_status(result, &verdict);
        if (run->changes) server_look(run->server); /* who changed something sees it at once */
        error.code = status;
        answer_rows(&body, status, &notes, &verdict, &error);
    }
}

/* ---- From a job's table ------------------------------------------------------------------------------------------ */

static void run_table(struct http_run *run)
{
    struct ri_error   error = {0}, verdict = {0};
    struct face_notes notes = table_notes(run->table);
    struct body       body = {.run = run, .content_type = negotiate_content_type(run->writer)};
    ri_status         status;
    if (table_document(run->table)) {
        const struct ri_document *document = table_document(run->table);
        body.content_type = document->content_type;
        status = body_write(&body, document->bytes, document->length, &error);
    } else if (run->writer == &face_write_parquet) {
        status = body_parquet(&body, NULL, &error);
    } else {
        status = table_write(run->table, run->writer, (struct ri_sink){body_write, &body}, &error);
    }
    error.code = status;
    answer_rows(&body, status, &notes, &verdict, &error);
}

void run_execute(struct http_run *run)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    if (run->table)
        run_table(run);
    else
        run_call(run, &mem);
    ri_arena_release(&mem);
}

void run_start(struct http_run *run)
{
    struct http_server  *server = run->server;
    struct wire_request *request = run->request;
    http_state(request)->run = run;
    wire_later(request);
    if (pool_submit(server->pool, run)) return;
    http_state(request)->run = NULL;
    run_free(run);
    http_busy(server, request, 503, 1, "too many calls wait already: try again in a second");
}
