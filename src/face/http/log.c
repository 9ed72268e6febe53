/* Lines as text or JSON, a file that is put aside when it is large. */
#include "log.h"

#include "base/json.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LOG_MOST = 10 * 1024 * 1024, /* then it is put aside as server.log.1 */
    DAY_S = 24 * 60 * 60,
    SLOW_US = 1000000            /* what takes that long is notable */
};

struct http_log {
    pthread_mutex_t  lock;       /* guards all below */
    int              fd, stream; /* fd -1: only the stream */
    char             path[4200];
    time_t           first_s; /* when its first line was written */
    struct log_style style;
};

/* When its first line was written; 0: not known. */
static time_t first_time(const char *path)
{
    struct tm utc = {0};
    FILE     *file = fopen(path, "re");
    char      text[64] = "";
    if (file && !fgets(text, sizeof text, file)) text[0] = '\0';
    if (file) fclose(file);
    const char *date = strstr(text, "20"); /* the line begins with it, as text and as JSON */
    return date && sscanf(date, "%4d-%2d-%2d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday) == 3
               ? (utc.tm_year -= 1900, utc.tm_mon--, timegm(&utc))
               : 0;
}

static void open_file(struct http_log *log)
{
    log->first_s = first_time(log->path);
    log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (!log->first_s) log->first_s = time(NULL);
}

ri_status log_open(const char *directory, int stream, struct http_log **ret, struct ri_error *err)
{
    struct http_log *log = calloc(1, sizeof *log);
    if (!log) return ri_fail(err, RI_ENOMEM, "no room for a log");
    pthread_mutex_init(&log->lock, NULL);
    log->stream = stream;
    snprintf(log->path, sizeof log->path, "%s/logs", directory);
    mkdir(log->path, 0700);
    snprintf(log->path, sizeof log->path, "%s/logs/server.log", directory);
    open_file(log);
    *ret = log;
    return RI_OK;
}

void log_close(struct http_log *log)
{
    if (!log) return;
    if (log->fd >= 0) close(log->fd);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

void log_style_set(struct http_log *log, struct log_style style)
{
    pthread_mutex_lock(&log->lock);
    log->style = style;
    pthread_mutex_unlock(&log->lock);
}

static struct log_style style_of(struct http_log *log)
{
    pthread_mutex_lock(&log->lock);
    const struct log_style style = log->style;
    pthread_mutex_unlock(&log->lock);
    return style;
}

static void turn_over(struct http_log *log)
{
    struct stat info;
    char        aside[4210];
    if (log->fd < 0 || fstat(log->fd, &info) != 0) return;
    const bool old = log->style.keep_days && log->first_s &&
                     time(NULL) - log->first_s > (time_t)log->style.keep_days * DAY_S;
    if (info.st_size < LOG_MOST && !old) return;
    snprintf(aside, sizeof aside, "%s.1", log->path);
    close(log->fd);
    rename(log->path, aside);
    open_file(log);
}

/* ---- A line, its fields in one order for both forms ---------------------------------------------------------------- */

struct line {
    struct ri_text text;
    struct ri_json json;
    bool           is_json;
};

static void line_begin(struct line *line, bool json, const char *level, const char *event)
{
    struct timespec now;
    struct tm       utc;
    char            time[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    const size_t length = strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(time + length, sizeof time - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
    *line = (struct line){.is_json = json};
    line->json.out = &line->text;
    if (!json) {
        ri_text_printf(&line->text, "%s %s %s", time, level, event);
        return;
    }
    ri_json_object(&line->json);
    ri_json_key(&line->json, "time");
    ri_json_text(&line->json, time);
    ri_json_key(&line->json, "level");
    ri_json_text(&line->json, level);
    ri_json_key(&line->json, "event");
    ri_json_text(&line->json, event);
}

static void put_escaped(struct ri_text *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c < 32 || c == 127)
            ri_text_printf(out, "\\x%02x", c);
        else
            ri_text_putc(out, *text);
    }
}

/* NULL: nothing is said of it. */
static void line_text(struct line *line, const char *key, const char *value)
{
    if (!value) return;
    if (line->is_json) {
        ri_json_key(&line->json, key);
        ri_json_text(&line->json, value);
        return;
    }
    ri_text_putc(&line->text, ' ');
    put_escaped(&line->text, value);
}

static void line_number(struct line *line, const char *key, uint64_t value)
{
    if (line->is_json) {
        ri_json_key(&line->json, key);
        ri_json_int(&line->json, (int64_t)value);
    } else {
        ri_text_printf(&line->text, " %s=%llu", key, (unsigned long long)value);
    }
}

static void line_ms(struct line *line, int64_t us)
{
    char number[32];
    snprintf(number, sizeof number, "%lld.%03lld", (long long)(us / 1000), (long long)(us % 1000));
    if (line->is_json) {
        ri_json_key(&line->json, "ms");
        ri_json_raw(&line->json, number, strlen(number));
    } else {
        ri_text_printf(&line->text, " ms=%s", number);
    }
}

static void line_end(struct http_log *log, struct line *line, bool to_stream)
{
    if (line->is_json) ri_json_end(&line->json);
    ri_text_putc(&line->text, '\n');
    const struct ri_text *text = &line->text;
    pthread_mutex_lock(&log->lock);
    turn_over(log);
    if (text->at && log->fd >= 0 && write(log->fd, text->at, text->length) < 0) {
        close(log->fd); /* the disk is full, or the folder gone: the stream has it */
        log->fd = -1;
    }
    if (text->at && to_stream && log->stream >= 0 && write(log->stream, text->at, text->length) < 0)
        log->stream = -1; /* nobody listens there any more */
    pthread_mutex_unlock(&log->lock);
    ri_text_release(&line->text);
}

/* ---- What is logged --------------------------------------------------------------------------------------------------- */

void log_error(struct http_log *log, uint64_t request_number, const char *instance,
               const struct ri_error *error)
{
    struct line line;
    char        place[300];
    if (!log) return;
    snprintf(place, sizeof place, "%s:%d", error->file ? error->file : "?", error->line);
    line_begin(&line, style_of(log).json, "error", "failure");
    line_number(&line, "request", request_number);
    line_text(&line, "path", instance ? instance : "-");
    line_text(&line, "status", ri_status_name(error->code));
    line_text(&line, "message", error->message);
    line_text(&line, "place", place);
    line_end(log, &line, true);
}

void log_event(struct http_log *log, const char *event, const char *detail)
{
    struct line            line;
    const struct log_style style = style_of(log);
    line_begin(&line, style.json, "info", event);
    line_text(&line, "detail", detail);
    line_end(log, &line, style.to_stream);
}

static bool is_notable(const struct log_request *request)
{
    const bool safe = request->method &&
                      (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0);
    return !safe || !request->status || request->status >= 400 || request->us >= SLOW_US;
}

void log_request(struct http_log *log, const struct log_request *request)
{
    struct line            line;
    const struct log_style style = style_of(log);
    if (style.requests == LOG_NONE || (style.requests == LOG_NOTABLE && !is_notable(request)))
        return;
    line_begin(&line, style.json, request->status >= 500 ? "error" : "info", "request");
    line_number(&line, "request", request->number);
    line_text(&line, "method", request->method);
    line_text(&line, "path", request->path);
    line_text(&line, "operation", request->operation);
    line_text(&line, "user", request->user);
    line_text(&line, "from", request->from);
    line_number(&line, "status", request->status);
    line_number(&line, "bytes", request->bytes);
    line_ms(&line, request->us);
    line_end(log, &line, style.to_stream);
}
