/* Tours of `demo`: commands of this very program, run as a person would run them, with what they print and a sentence on what
 * is seen. A tour checks its sentences itself: one that does not hold is the verdict of the call.
 *
 * tour.c runs the commands; app/tour_NAME.c is one tour each. Inside of the demo. */
#ifndef RI_APP_TOUR_H
#define RI_APP_TOUR_H
#include "app/call.h"
#include "base/process.h"

enum { TOUR_PATH = 4096 };
struct tour {
    struct ri_call *call;
    char            program[TOUR_PATH], folder[TOUR_PATH]; /* this program; where the tour works */
    struct ri_text  page;                                  /* what is shown: a text of lines */
    struct ri_text  broken;                                /* sentences that did not hold */
    uint64_t        steps;                                 /* done so far */
};

/* A paragraph. */
void tour_say(struct tour *tour, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same, if it holds; otherwise it is shown as not held, and the tour fails in the end. */
void tour_claim(struct tour *tour, bool holds, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Shows and runs `retailinsight words...` (NULL-terminated) in the folder. ret_out: (optional) what it printed on standard
 * output, whole; the caller's to release. RI_EDATA: it ended with another code than 0, with its words. */
RI_MUST_CHECK ri_status tour_run(struct tour *tour, const char *const *words,
                                 struct ri_text *ret_out, struct ri_error *err);
/* The same without showing it: what the scene needs before it begins. */
RI_MUST_CHECK ri_status tour_prepare(struct tour *tour, const char *const *words,
                                     struct ri_text *ret_out, struct ri_error *err);
/* Shows the command and starts it; the caller waits for it (ri_process_wait) and frees it. */
RI_MUST_CHECK ri_status tour_start(struct tour *tour, const char *const *words,
                                   struct ri_process *ret, struct ri_error *err);
/* Shows text as output: whole lines, cut where they are too wide for a page. */
void tour_show(struct tour *tour, const char *text);
/* A file of the folder, replaced if need be. */
RI_MUST_CHECK ri_status tour_write(const struct tour *tour, const char *name,
                                   const struct ri_text *text, struct ri_error *err);
/* The cell of a printed table: of the first row in which `key` stands in a cell (NULL: the first row). In the call's memory;
 * NULL: no such row or column. */
const char *tour_cell(struct tour *tour, const struct ri_text *table, const char *key,
                      const char *column);
/* A number as printed, "1,830.01" or "98.2%", in units of 10^-scale; false: it is none. */
bool tour_number(const char *cell, int scale, int64_t *ret);

struct tour_plan {
    const char *title;
    ri_status (*run)(struct tour *tour, struct ri_error *err);
};
extern const struct tour_plan tour_line_total, tour_replay, tour_lost_sales, tour_live, tour_killed;
/* The tours by their numbers, 1 first. */
extern const struct tour_plan *const tour_plans[];
extern const size_t                  tour_plan_count;
/* Makes the tour and its page the document of the call. */
RI_MUST_CHECK ri_status tour_make(struct ri_call *call, size_t number, struct ri_error *err);

#define TOUR_RUN(tour, ret_out, ...) \
    RI_TRY(tour_run((tour), (const char *const[]){__VA_ARGS__, NULL}, (ret_out), err))
#define TOUR_PREPARE(tour, ret_out, ...) \
    RI_TRY(tour_prepare((tour), (const char *const[]){__VA_ARGS__, NULL}, (ret_out), err))
#endif
