/* The progress bar: one line at the bottom of a terminal, gone when something else is written there.
 *
 *     reading      ███████████▌          54%  15.7 of 29.1 MB  8.1 MB/s  2 s left
 */
#ifndef RI_FACE_CLI_PROGRESS_H
#define RI_FACE_CLI_PROGRESS_H
#include "base/text.h"

#include <pthread.h>

struct cli_progress {
    pthread_mutex_t lock; /* the operation's threads report, the main thread clears */
    int             fd;
    size_t          width;
    bool            drawn;
    char            stage[32];          /* the rate is that of this stage */
    int64_t         began_us, drawn_us; /* monotonic */
    uint64_t        began_done;
};
void cli_progress_init(struct cli_progress *progress, int fd, size_t width);
void cli_progress_release(struct cli_progress *progress); /* clears */
/* An ri_progress_fn; context is the struct cli_progress. At most ten lines a second are drawn of one stage; a new
 * stage is drawn at once, so that what is told only once is seen. */
void cli_progress_report(void *context, const struct ri_progress *report);
void cli_progress_clear(struct cli_progress *progress);
/* The line for a report after elapsed_us of its stage, which began at `began`; at most `width` columns. */
void cli_progress_line(struct ri_text *out, const struct ri_progress *report, uint64_t began,
                       int64_t elapsed_us, size_t width);
#endif
