/* Signals on a thread of their own. */
#include "interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

struct cli_interrupt {
    pthread_t       thread;
    pthread_mutex_t lock;
    sigset_t        before;
    struct ri_call *call;
    bool            caught;
};

static sigset_t watched(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

static void *wait_for_signals(void *context)
{
    struct cli_interrupt *interrupt = context;
    const sigset_t        set = watched();
    for (;;) {
        const int number = sigwaitinfo(&set, NULL);
        if (number < 0 && errno == EINTR) continue;
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
        pthread_mutex_lock(&interrupt->lock);
        if (interrupt->caught) _exit(ri_status_exit(RI_ECANCELLED));
        interrupt->caught = true;
        if (interrupt->call) ri_call_cancel(interrupt->call);
        pthread_mutex_unlock(&interrupt->lock);
        pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    }
    return NULL;
}

ri_status cli_interrupt_new(struct cli_interrupt **ret, struct ri_error *err)
{
    struct cli_interrupt *interrupt = calloc(1, sizeof *interrupt);
    const sigset_t        set = watched();
    if (!interrupt) return ri_fail(err, RI_ENOMEM, "no room to watch for signals");
    pthread_mutex_init(&interrupt->lock, NULL);
    pthread_sigmask(SIG_BLOCK, &set, &interrupt->before);
    if (pthread_create(&interrupt->thread, NULL, wait_for_signals, interrupt) != 0) {
        pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
        pthread_mutex_destroy(&interrupt->lock);
        free(interrupt);
        return ri_fail(err, RI_ENOMEM, "no room for a thread that watches for signals");
    }
    *ret = interrupt;
    return RI_OK;
}

void cli_interrupt_watch(struct cli_interrupt *interrupt, struct ri_call *call)
{
    if (!interrupt) return;
    pthread_mutex_lock(&interrupt->lock);
    interrupt->call = call;
    if (call && interrupt->caught) ri_call_cancel(call);
    pthread_mutex_unlock(&interrupt->lock);
}

void cli_interrupt_free(struct cli_interrupt *interrupt)
{
    if (!interrupt) return;
    pthread_cancel(interrupt->thread);
    pthread_join(interrupt->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
    pthread_mutex_destroy(&interrupt->lock);
    free(interrupt);
}
