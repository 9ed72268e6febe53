/* Drawing progress. */
#include "progress.h"

#include "base/task.h"
#include "output.h"
#include "table/display.h"

enum { BAR = 22, REDRAW_US = 100000, SETTLE_US = 1000000 };

void cli_progress_init(struct cli_progress *progress, int fd, size_t width)
{
    *progress = (struct cli_progress){.fd = fd, .width = width};
    pthread_mutex_init(&progress->lock, NULL);
}

static void clear(struct cli_progress *progress)
{
    if (progress->drawn) cli_say(progress->fd, "\r\033[K", 4);
    progress->drawn = false;
}

void cli_progress_clear(struct cli_progress *progress)
{
    pthread_mutex_lock(&progress->lock);
    clear(progress);
    pthread_mutex_unlock(&progress->lock);
}

void cli_progress_release(struct cli_progress *progress)
{
    cli_progress_clear(progress);
    pthread_mutex_destroy(&progress->lock);
}

/* ---- The line ---------------------------------------------------------------------------------------- */

/* The unit an amount is said in: bytes by thousands (SI), the rest by count. */
static const struct scale {
    double      from, by;
    const char *unit;
} byte_scales[] = {{1e9, 1e9, "GB"}, {1e6, 1e6, "MB"}, {1e3, 1e3, "kB"}, {0, 1, "B"}};

static bool is_bytes(const struct ri_progress *report)
{
    return report->unit && strcmp(report->unit, "bytes") == 0;
}

static struct scale scale_of(const struct ri_progress *report, double largest)
{
    if (!is_bytes(report)) return (struct scale){0, 1, report->unit ? report->unit : ""};
    size_t i = 0;
    while (largest < byte_scales[i].from) i++;
    return byte_scales[i];
}

static void add_amount(struct ri_text *out, double amount, struct scale scale)
{
    struct ri_text number = {0};
    ri_text_printf(&number, scale.by > 1 ? "%.1f" : "%.0f", amount / scale.by);
    if (!number.failed) ri_display_thousands(out, (struct ri_view){number.at, number.length});
    ri_text_release(&number);
}

static void add_bar(struct ri_text *out, double share)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const int                filled = (int)(share * BAR * 8);
    for (int i = 0; i < filled / 8; i++) ri_text_puts(out, "█");
    ri_text_puts(out, eighths[filled % 8]);
    ri_display_pad(out, (size_t)(BAR - (filled + 7) / 8));
    ri_text_printf(out, " %3.0f%%  ", share * 100);
}

static void add_remaining(struct ri_text *out, double seconds)
{
    if (seconds < 60)
        ri_text_printf(out, "  %.0f s left", seconds);
    else if (seconds < 3600)
        ri_text_printf(out, "  %.0f min left", seconds / 60);
    else
        ri_text_printf(out, "  %.1f h left", seconds / 3600);
}

void cli_progress_line(struct ri_text *out, const struct ri_progress *report, uint64_t began,
                       int64_t elapsed_us, size_t width)
{
    struct ri_text line = {0};
    const double   total = (double)report->total, done = (double)report->done;
    ri_display_text(&line, ri_view_of(report->stage));
    ri_display_pad(&line, line.length < 12 ? 12 - line.length : 0);
    ri_text_puts(&line, "  ");
    if (report->total) add_bar(&line, done > total ? 1 : done / total);
    const struct scale amounts = scale_of(report, done > total ? done : total);
    add_amount(&line, done, amounts);
    if (report->total) {
        ri_text_puts(&line, " of ");
        add_amount(&line, total, amounts);
    }
    ri_text_printf(&line, "%s%s", *amounts.unit ? " " : "", amounts.unit);
    const double moved = (double)(report->done - began), seconds = (double)elapsed_us / 1e6;
    if (elapsed_us >= SETTLE_US && moved > 0) { /* before that a rate is a guess */
        const double       rate = moved / seconds;
        const struct scale rates = scale_of(report, rate);
        ri_text_puts(&line, "  ");
        add_amount(&line, rate, rates);
        ri_text_puts(&line, is_bytes(report) ? " " : "/s");
        if (is_bytes(report)) ri_text_printf(&line, "%s/s", rates.unit);
        if (done < total) add_remaining(&line, (total - done) / rate);
    }
    if (!line.failed) ri_display_cut(out, (struct ri_view){line.at, line.length}, width);
    ri_text_release(&line);
}

static void draw(struct cli_progress *progress, const struct ri_progress *report, int64_t now_us)
{
    struct ri_text out = {0};
    ri_text_putc(&out, '\r');
    cli_progress_line(&out, report, progress->began_done, now_us - progress->began_us,
                      progress->width - 1);
    ri_text_puts(&out, "\033[K");
    if (!out.failed) cli_say(progress->fd, out.at, out.length);
    ri_text_release(&out);
    progress->drawn = true;
    progress->drawn_us = now_us;
}

void cli_progress_report(void *context, const struct ri_progress *report)
{
    struct cli_progress *progress = context;
    const char          *stage = report->stage ? report->stage : "";
    const int64_t        now_us = ri_monotonic_us();
    pthread_mutex_lock(&progress->lock);
    const bool new_stage = strncmp(progress->stage, stage, sizeof progress->stage - 1) != 0;
    if (new_stage || !progress->began_us || report->done < progress->began_done) {
        snprintf(progress->stage, sizeof progress->stage, "%s", stage);
        progress->began_us = now_us;
        progress->began_done = report->done;
    }
    if (new_stage || now_us - progress->drawn_us >= REDRAW_US) draw(progress, report, now_us);
    pthread_mutex_unlock(&progress->lock);
}
