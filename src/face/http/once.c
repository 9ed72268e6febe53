/* A table of keys, searched from end to end: they are few, and a change is rare beside what it costs. */
#include "once.h"

#include "base/hash.h"

#include <pthread.h>

static const int64_t kept_us = 24LL * 60 * 60 * 1000000;

struct kept { /* empty: ticket 0 */
    uint64_t            ticket, digest;
    int64_t             at_us;
    char               *name;
    struct wire_answer *answer; /* NULL: under way */
};
struct http_once {
    pthread_mutex_t lock;
    uint64_t        last;
    struct kept     kept[ONCE_KEPT];
};

ri_status once_new(struct http_once **ret, struct ri_error *err)
{
    struct http_once *once = calloc(1, sizeof *once);
    if (!once) return ri_fail(err, RI_ENOMEM, "no room for answers that may be asked for again");
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

once_state once_begin(struct http_once *once, const char *name, uint64_t digest, int64_t now_us,
                      uint64_t *ret_ticket, struct wire_answer **ret_answer)
{
    once_state state = ONCE_FULL;
    pthread_mutex_lock(&once->lock);
    struct kept *kept = place_of(once, name, now_us);
    if (kept && kept->ticket) {
        state = kept->digest != digest ? ONCE_OTHER : kept->answer ? ONCE_AGAIN : ONCE_UNDER_WAY;
        if (state == ONCE_AGAIN) *ret_answer = wire_answer_keep(kept->answer);
    } else if (kept && (kept->name = strdup(name))) {
        kept->ticket = *ret_ticket = ++once->last;
        kept->digest = digest;
        kept->at_us = now_us;
        state = ONCE_NEW;
    }
    pthread_mutex_unlock(&once->lock);
    return state;
}

void once_end(struct http_once *once, uint64_t ticket, struct wire_answer *answer)
{
    pthread_mutex_lock(&once->lock);
    for (size_t i = 0; i < ONCE_KEPT; i++) {
        struct kept *at = &once->kept[i];
        if (at->ticket != ticket) continue;
        if (answer)
            at->answer = wire_answer_keep(answer);
        else
            empty(at);
    }
    pthread_mutex_unlock(&once->lock);
}
