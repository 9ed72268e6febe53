/* A table of keys, searched from end to end: they are few, and a change is rare beside what it costs. */
#include "once.h"

#include "once_file.h"

#include "base/hash.h"

#include <pthread.h>

enum { SWEEP_EACH = 64 };
static const int64_t kept_us = 24LL * 60 * 60 * 1000000;

struct kept { /* empty: ticket 0 */
    uint64_t            ticket, digest;
    int64_t             at_us;
    char               *name;
    struct wire_answer *answer; /* NULL: under way */
};
struct http_once {
    pthread_mutex_t lock;
    char           *folder; /* NULL: no files */
    uint64_t        last, settled;
    struct kept     kept[ONCE_KEPT];
};

ri_status once_new(const char *folder, int64_t now_us, struct http_once **ret, struct ri_error *err)
{
    struct http_once *once = calloc(1, sizeof *once);
    if (once && folder) once->folder = strdup(folder);
    if (!once || (folder && !once->folder)) {
        free(once);
        return ri_fail(err, RI_ENOMEM, "no room for answers that may be asked for again");
    }
    if (folder) once_file_sweep(folder, now_us - kept_us);
    pthread_mutex_init(&once->lock, NULL);
    *ret = once;
    return RI_OK;
}

static void empty(struct kept *kept)
{
    free(kept->name);
    wire_answer_free(kept->answer);
    *kept = (struct kept){0};
}

void once_free(struct http_once *once)
{
    if (!once) return;
    for (size_t i = 0; i < ONCE_KEPT; i++) empty(&once->kept[i]);
    pthread_mutex_destroy(&once->lock);
    free(once->folder);
    free(once);
}

bool once_is_key(const char *key)
{
    const size_t length = strlen(key);
    for (const char *at = key; *at; at++)
        if (*at <= ' ' || *at > '~') return false;
    return length > 0 && length <= ONCE_KEY_MOST;
}

/* The one of that name, else a free one, else the oldest that is over; NULL: all are under way. */
static struct kept *place_of(struct http_once *once, const char *name, int64_t now_us)
{
    struct kept *free_one = NULL, *oldest = NULL;
    for (size_t i = 0; i < ONCE_KEPT; i++) {
        struct kept *at = &once->kept[i];
        if (at->answer && now_us - at->at_us >= kept_us) empty(at);
        if (!at->ticket) {
            if (!free_one) free_one = at;
            continue;
        }
        if (strcmp(at->name, name) == 0) return at;
        if (at->answer && (!oldest || at->at_us < oldest->at_us)) oldest = at;
    }
    if (!free_one && oldest) empty(oldest);
    return free_one ? free_one : oldest;
}

/* What a file says of it, taken into `kept`; ONCE_NEW: nothing, or nothing that counts any more. */
static once_state recall(const struct http_once *once, const struct once_asked *asked,
                         int64_t now_us, struct kept *kept)
{
    struct once_reply reply;
    if (!once->folder || !once_file_read(once->folder, asked->name, &reply)) return ONCE_NEW;
    once_state state = reply.digest != asked->digest ? ONCE_OTHER
                       : reply.answer                ? ONCE_AGAIN
                       : asked->harmless             ? ONCE_NEW
                                                     : ONCE_UNKNOWN;
    if (now_us - reply.at_us >= kept_us) state = ONCE_NEW;
    if (state == ONCE_AGAIN) {
        kept->at_us = reply.at_us;
        kept->answer = wire_answer_keep(reply.answer);
    }
    wire_answer_free(reply.answer);
    return state;
}

/* A place that is free becomes that of the key, unless a file says otherwise. */
static once_state begin(struct http_once *once, struct kept *kept, const struct once_asked *asked,
                        int64_t now_us)
{
    const once_state state = recall(once, asked, now_us, kept);
    if (state != ONCE_NEW && state != ONCE_AGAIN) return state;
    kept->name = strdup(asked->name);
    if (!kept->name) {
        empty(kept);
        return ONCE_FULL;
    }
    kept->ticket = ++once->last;
    kept->digest = asked->digest;
    if (state == ONCE_AGAIN) return state;
    kept->at_us = now_us;
    const struct once_reply begun = {.digest = asked->digest, .at_us = now_us};
    struct ri_error         why; /* without the file it is kept in memory only */
    if (once->folder) (void)!once_file_write(once->folder, asked->name, &begun, &why);
    return ONCE_NEW;
}

once_state once_begin(struct http_once *once, const struct once_asked *asked, int64_t now_us,
                      uint64_t *ret_ticket, struct wire_answer **ret_answer)
{
    once_state state = ONCE_FULL;
    pthread_mutex_lock(&once->lock);
    struct kept *kept = place_of(once, asked->name, now_us);
    if (kept && kept->ticket)
        state = kept->digest != asked->digest ? ONCE_OTHER
                : kept->answer                ? ONCE_AGAIN
                                              : ONCE_UNDER_WAY;
    else if (kept)
        state = begin(once, kept, asked, now_us);
    if (state == ONCE_NEW) *ret_ticket = kept->ticket;
    if (state == ONCE_AGAIN) *ret_answer = wire_answer_keep(kept->answer);
    pthread_mutex_unlock(&once->lock);
    return state;
}

/* The file as it is to be once it is over. One of a job stays as begun. */
static void settle(struct http_once *once, const struct kept *kept, struct wire_answer *answer)
{
    const struct once_reply reply = {kept->digest, kept->at_us, answer};
    struct ri_error         why;
    if (!once->folder) return;
    if (!answer)
        once_file_remove(once->folder, kept->name);
    else if (wire_answer_status(answer) != 202 && wire_answer_length(answer) <= ONCE_FILE_MOST)
        (void)!once_file_write(once->folder, kept->name, &reply, &why);
    if (++once->settled % SWEEP_EACH == 0) once_file_sweep(once->folder, kept->at_us - kept_us);
}

void once_end(struct http_once *once, uint64_t ticket, struct wire_answer *answer)
{
    pthread_mutex_lock(&once->lock);
    for (size_t i = 0; i < ONCE_KEPT; i++) {
        struct kept *at = &once->kept[i];
        if (at->ticket != ticket) continue;
        settle(once, at, answer);
        if (answer)
            at->answer = wire_answer_keep(answer);
        else
            empty(at);
    }
    pthread_mutex_unlock(&once->lock);
}

void once_forget(struct http_once *once)
{
    pthread_mutex_lock(&once->lock);
    for (size_t i = 0; i < ONCE_KEPT; i++) {
        if (once->kept[i].answer) empty(&once->kept[i]);
    }
    if (once->folder) once_file_sweep(once->folder, INT64_MAX);
    pthread_mutex_unlock(&once->lock);
}
