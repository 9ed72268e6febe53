/* A planner, a keeper and a few senders, woken by each other, by the clock and by whoever stirs. */
#include "app/attend.h"

#include "app/alert_check.h"
#include "app/alert_delivery.h"
#include "app/alert_events.h"
#include "app/alert_schedule.h"
#include "app/alert_silence.h"
#include "app/report_send.h"
#include "app/tidy.h"
#include "base/json.h"
#include "base/priority.h"

#include <pthread.h>

enum {
    SENDERS = 3,
    THREADS = 3 + SENDERS,
    PAUSE_MS = 1000,
    SILENCE_S = 60,
    AGE_S = 10,
    AGAIN_S = 3600,
    EVENTS_FIRST_S = 600, /* a server that has just begun has better things to do */
    EVENTS_S = 3600
};

struct ri_attendant {
    struct ri_workspace *workspace;
    ri_event_fn         *each;
    void                *context;
    pthread_mutex_t      lock; /* guards all below */
    pthread_cond_t       stirred;
    uint64_t             turns; /* rises when something may wait */
    bool                 stopping;
    size_t               started;
    pthread_t            threads[THREADS];
    pthread_mutex_t      telling; /* one event at a time, and none after the stop */
    bool                 silent;
    int64_t listen_us;   /* when sales that do not come are looked for next; the planner's own */
    struct ri_task task; /* of everything done here: cancelled by the stop */
};

/* ---- Waiting ----------------------------------------------------------------------------------------------------- */

/* Until somebody stirs or a while has passed; false: it is over. */
static bool pause_until(struct ri_attendant *attendant, uint64_t *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_MS / 1000;
    pthread_mutex_lock(&attendant->lock);
    while (!attendant->stopping && attendant->turns == *seen) {
        if (pthread_cond_timedwait(&attendant->stirred, &attendant->lock, &until) != 0) break;
    }
    *seen = attendant->turns;
    const bool goes_on = !attendant->stopping;
    pthread_mutex_unlock(&attendant->lock);
    return goes_on;
}

void ri_attendant_stir(struct ri_attendant *attendant)
{
    if (!attendant) return;
    pthread_mutex_lock(&attendant->lock);
    attendant->turns++;
    pthread_cond_broadcast(&attendant->stirred);
    pthread_mutex_unlock(&attendant->lock);
}

void ri_attendant_tell(struct ri_attendant *attendant, const char *name, const char *json)
{
    if (!attendant) return;
    pthread_mutex_lock(&attendant->telling);
    if (!attendant->silent) attendant->each(attendant->context, name, json);
    pthread_mutex_unlock(&attendant->telling);
}

/* ---- The threads ------------------------------------------------------------------------------------------------- */

/* What fails here (a full disk, a database in use) is tried again at the next turn. */
static void plan(struct ri_attendant *attendant)
{
    struct ri_alert_checked checked;
    size_t                  bundled = 0;
    (void)!ri_alerts_check_all(attendant->workspace, true, &attendant->task, &checked, NULL);
    if (ri_monotonic_us() >= attendant->listen_us) {
        attendant->listen_us = ri_monotonic_us() + SILENCE_S * RI_US_PER_SECOND;
        (void)!ri_alerts_check_silence(attendant->workspace, &attendant->task, &checked, NULL);
    }
    if (ri_alerts_bundle(attendant->workspace, &attendant->task, &bundled, NULL) == RI_OK &&
        bundled)
        ri_attendant_stir(attendant);
}

static void *planner(void *context)
{
    struct ri_attendant *attendant = context;
    uint64_t             seen = 0;
    do plan(attendant);
    while (pause_until(attendant, &seen));
    return NULL;
}

/* Events in the sales, when the data have changed since they were last looked for; `*ret_next_us` receives when to look again. */
static void look_for_events(struct ri_attendant *attendant, uint64_t *version, int64_t *ret_next_us)
{
    struct ri_alert_checked checked;
    struct ri_warehouse    *warehouse;
    uint64_t                now = 0;
    *ret_next_us = ri_monotonic_us() + EVENTS_S * RI_US_PER_SECOND;
    if (!ri_workspace_exists(attendant->workspace) ||
        ri_workspace_warehouse(attendant->workspace, false, &warehouse, NULL) != RI_OK ||
        ri_warehouse_data_version(warehouse, &now, NULL) != RI_OK || now == *version)
        return;
    if (ri_alerts_check_events(attendant->workspace, &attendant->task, &checked, NULL) == RI_OK)
        *version = now;
}

/* A refresh that failed (nothing was sold yet, a full disk) is tried again after an hour. */
static void *keeper(void *context)
{
    struct ri_attendant *attendant = context;
    uint64_t             seen = 0;
    int64_t  next_us = 0, events_us = ri_monotonic_us() + EVENTS_FIRST_S * RI_US_PER_SECOND;
    uint64_t version = 0;
    ri_priority_give_way();
    do {
        bool ran = false;
        (void)!ri_workspace_tidy(attendant->workspace, NULL); /* once an hour */
        if (ri_monotonic_us() >= events_us) look_for_events(attendant, &version, &events_us);
        if (ri_monotonic_us() < next_us) continue;
        const ri_status status =
            ri_alerts_refresh_when_due(attendant->workspace, &attendant->task, &ran, NULL);
        next_us = ri_monotonic_us() + (ran && status != RI_OK ? AGAIN_S : AGE_S) * RI_US_PER_SECOND;
    } while (pause_until(attendant, &seen));
    return NULL;
}

static void *sender(void *context)
{
    struct ri_attendant *attendant = context;
    uint64_t             seen = 0;
    do
        while (ri_alerts_send_next(attendant->workspace, &attendant->task, NULL, NULL) == RI_OK) {}
    while (pause_until(attendant, &seen));
    return NULL;
}

static void tell_report(struct ri_attendant *attendant, const struct ri_report_sent *sent)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    ri_json_object(&json);
    ri_json_key(&json, "schedule");
    ri_json_text(&json, sent->schedule);
    ri_json_key(&json, "report");
    ri_json_text(&json, sent->report);
    ri_json_key(&json, "state");
    ri_json_text(&json, sent->state);
    ri_json_key(&json, "message");
    ri_json_text(&json, sent->message);
    ri_json_end(&json);
    if (!text.failed) ri_attendant_tell(attendant, "report", text.at);
    ri_text_release(&text);
}

/* Reports take their time, so they have a thread of their own. */
static void *reporter(void *context)
{
    struct ri_attendant *attendant = context;
    uint64_t             seen = 0;
    struct ri_arena      mem;
    ri_arena_init(&mem, 1 << 26);
    ri_priority_give_way();
    do {
        struct ri_report_sent sent;
        while (ri_report_send_due(attendant->workspace, &attendant->task, &mem, &sent, NULL) ==
               RI_OK)
            tell_report(attendant, &sent);
        ri_arena_release(&mem);
    } while (pause_until(attendant, &seen));
    ri_arena_release(&mem);
    return NULL;
}

ri_status ri_attendant_new(struct ri_workspace *workspace, ri_event_fn *each, void *context,
                           struct ri_attendant **ret, struct ri_error *err)
{
    struct ri_attendant *attendant = calloc(1, sizeof *attendant);
    if (!attendant) return ri_fail(err, RI_ENOMEM, "no room to attend to the workspace");
    attendant->workspace = workspace;
    attendant->each = each;
    attendant->context = context;
    ri_workspace_prepare_task(workspace, &attendant->task);
    pthread_mutex_init(&attendant->lock, NULL);
    pthread_mutex_init(&attendant->telling, NULL);
    pthread_cond_init(&attendant->stirred, NULL);
    for (size_t i = 0; i < THREADS; i++) {
        void *(*const run)(void *) = i == 0   ? planner
                                     : i == 1 ? reporter
                                     : i == 2 ? keeper
                                              : sender;
        if (pthread_create(&attendant->threads[i], NULL, run, attendant) != 0) break;
        attendant->started++;
    }
    if (attendant->started == THREADS) {
        *ret = attendant;
        return RI_OK;
    }
    ri_attendant_free(attendant);
    return ri_fail(err, RI_ENOMEM, "no threads to attend to the workspace");
}

void ri_attendant_stop(struct ri_attendant *attendant)
{
    if (!attendant) return;
    ri_task_cancel(&attendant->task);
    pthread_mutex_lock(&attendant->lock);
    attendant->stopping = true;
    pthread_cond_broadcast(&attendant->stirred);
    pthread_mutex_unlock(&attendant->lock);
    for (; attendant->started; attendant->started--)
        pthread_join(attendant->threads[attendant->started - 1], NULL);
    pthread_mutex_lock(&attendant->telling);
    attendant->silent = true;
    pthread_mutex_unlock(&attendant->telling);
}

void ri_attendant_free(struct ri_attendant *attendant)
{
    if (!attendant) return;
    ri_attendant_stop(attendant);
    pthread_mutex_destroy(&attendant->lock);
    pthread_mutex_destroy(&attendant->telling);
    pthread_cond_destroy(&attendant->stirred);
    free(attendant);
}
