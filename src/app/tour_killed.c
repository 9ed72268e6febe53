/* Tour 5: imports killed while they run. What they leave behind is all of a file or nothing of it, and the import after them
 * makes the same figures as one that nobody disturbed. */
#include "app/tour.h"

#include <signal.h>

enum { LINES = 150000, KILLS = 3, DAY_S = 86400 };

static ri_status make_files(struct tour *tour, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_text_puts(&text, "store,name\nS01,Harbour\nS02,Market\nS03,Station\n");
    ri_status status = tour_write(tour, "stores.csv", &text, err);
    ri_text_clear(&text);
    ri_text_puts(&text, "transaction,line,store,sold_at,product,quantity,unit_price,currency\n");
    for (int i = 0; i < LINES; i++) {
        const int minute = (int)((int64_t)i * 28 * 1440 / LINES);
        ri_text_printf(&text, "T%06d,%d,S%02d,2026-02-%02d %02d:%02d:00,P%03d,%d,%d.%02d,EUR\n",
                       i / 3, i % 3 + 1, i / 3 % 3 + 1, 1 + minute / 1440, minute / 60 % 24,
                       minute % 60, i * 7 % 400, 1 + i % 4, 1 + i % 19, i * 13 % 100);
    }
    if (status == RI_OK) status = tour_write(tour, "sales.csv", &text, err);
    ri_text_release(&text);
    return status;
}

static ri_status import_whole(struct tour *tour, int64_t *ret_took_us, struct ri_error *err)
{
    tour_say(tour, "%d lines of three tills, imported in peace:", LINES);
    TOUR_PREPARE(tour, NULL, "--workspace", "peaceful", "import", "stores.csv", "--as", "stores");
    const int64_t began = ri_monotonic_us();
    TOUR_RUN(tour, NULL, "--workspace", "peaceful", "import", "sales.csv", "--as", "sales");
    *ret_took_us = ri_monotonic_us() - began;
    return RI_OK;
}

/* Starts the import and kills it when a part of its time is over. *ret: it was killed before its end. */
static ri_status kill_one(struct tour *tour, int64_t after_us, bool *ret, struct ri_error *err)
{
    static const char *const words[] = {"--workspace", "killed", "import", "sales.csv",
                                        "--as",        "sales",  NULL};
    struct ri_process        process;
    int                      code = 0;
    RI_TRY(tour_start(tour, words, &process, err));
    ri_status status = ri_process_wait(&process, ri_call_task(tour->call), after_us, &code, NULL);
    if (status == RI_ETIMEOUT) {
        ri_process_signal(&process, SIGKILL);
        status = ri_process_wait(&process, NULL, 60 * RI_US_PER_SECOND, &code, err);
    }
    ri_process_free(&process);
    *ret = code == 128 + SIGKILL;
    ri_text_printf(&tour->page, *ret ? "killed (SIGKILL) after %.2f s\n" : "ended before %.2f s\n",
                   (double)after_us / 1e6);
    return status;
}

static ri_status count_lines(struct tour *tour, int64_t *ret, struct ri_error *err)
{
    struct ri_text table = {0};
    TOUR_RUN(tour, &table, "--workspace", "killed", "sql", "SELECT count(*) AS lines FROM sale");
    const bool read = tour_number(tour_cell(tour, &table, NULL, "lines"), 0, ret);
    ri_text_release(&table);
    return read ? RI_OK : ri_fail(err, RI_EDATA, "the lines could not be read");
}

static ri_status kill_some(struct tour *tour, int64_t took_us, struct ri_error *err)
{
    int     killed = 0;
    int64_t lines = 0;
    tour_say(
        tour,
        "The same file into another workspace, killed at once each time, as when the power fails:");
    TOUR_PREPARE(tour, NULL, "--workspace", "killed", "import", "stores.csv", "--as", "stores");
    for (int i = 0; i < KILLS; i++) {
        bool was_killed = false;
        RI_TRY(kill_one(tour, took_us * (2 * i + 3) / 10, &was_killed, err));
        killed += was_killed;
    }
    RI_TRY(count_lines(tour, &lines, err));
    tour_claim(tour, killed > 0 && (lines == 0 || lines == LINES),
               "%d killed; %lld of %d lines are there: an import is all there or not at all.",
               killed, (long long)lines, LINES);
    return RI_OK;
}

static bool same(const struct ri_text *a, const struct ri_text *b)
{
    return a->length && a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

static ri_status compare(struct tour *tour, struct ri_error *err)
{
    struct ri_text peaceful = {0}, killed = {0};
    tour_say(tour, "Once more, to its end, and every import recounted:");
    TOUR_RUN(tour, NULL, "--workspace", "killed", "import", "sales.csv", "--as", "sales");
    TOUR_PREPARE(tour, NULL, "--workspace", "killed", "verify");
    TOUR_RUN(tour, &peaceful, "--workspace", "peaceful", "sales", "stores");
    const ri_status status =
        tour_run(tour, (const char *const[]){"--workspace", "killed", "sales", "stores", NULL},
                 &killed, err);
    const bool equal = status == RI_OK && same(&peaceful, &killed);
    ri_text_release(&peaceful);
    ri_text_release(&killed);
    RI_TRY(status);
    tour_claim(tour, equal,
               "the figures of both workspaces are equal, digit by digit, and 'verify' finds every "
               "import in balance.");
    return RI_OK;
}

static ri_status run(struct tour *tour, struct ri_error *err)
{
    int64_t took_us = 0;
    RI_TRY(make_files(tour, err));
    RI_TRY(import_whole(tour, &took_us, err));
    RI_TRY(kill_some(tour, took_us, err));
    return compare(tour, err);
}

const struct tour_plan tour_killed = {"killed in the middle of an import, totals equal", run};
