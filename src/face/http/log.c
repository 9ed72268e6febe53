/* Lines of time, request, place, message; whatever came from outside is escaped, so that a line is a line. */
#include "log.h"

#include "base/text.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOG_MOST = 10 * 1024 * 1024 }; /* then it is put aside as server.log.1 */

struct http_log {
    pthread_mutex_t lock;
    int             fd, stream; /* fd -1: only the stream */
    char            path[4200];
};

static void open_file(struct http_log *log)
{
    log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
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

static void turn_over(struct http_log *log)
{
    struct stat info;
    char        aside[4210];
    if (log->fd < 0 || fstat(log->fd, &info) != 0 || info.st_size < LOG_MOST) return;
    snprintf(aside, sizeof aside, "%s.1", log->path);
    close(log->fd);
    rename(log->path, aside);
    open_file(log);
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

void log_error(struct http_log *log, uint64_t request_number, const char *instance,
               const struct ri_error *error)
{
    struct ri_text  line = {0};
    struct timespec now;
    struct tm       utc;
    char            time[32];
    if (!log) return;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &utc);
    ri_text_printf(&line, "%s request %llu ", time, (unsigned long long)request_number);
    put_escaped(&line, instance ? instance : "-");
    ri_text_printf(&line, " %s ", ri_status_name(error->code));
    put_escaped(&line, error->message);
    ri_text_printf(&line, " (%s:%d)\n", error->file ? error->file : "?", error->line);
    pthread_mutex_lock(&log->lock);
    turn_over(log);
    if (line.at && (log->fd < 0 || write(log->fd, line.at, line.length) < 0) && log->stream < 0)
        line.failed = true; /* nowhere to say it */
    if (line.at && log->stream >= 0 && write(log->stream, line.at, line.length) < 0)
        log->stream = -1; /* nobody listens there any more */
    pthread_mutex_unlock(&log->lock);
    ri_text_release(&line);
}
