/* Puts the chain together and lets its shops trade, a month at a time: the shops in parallel, each into its own text,
 * then the texts into the files in the shops' order. So the bytes do not depend on the threads, nor memory on the years. */
#include "sample.h"

#include "base/thread.h"
#include "sample_internal.h"

#include <errno.h>
#include <sys/stat.h>

enum { STEP_DAYS = 28, STORES_MOST = 8 };

static const struct {
    const char *name, *head;
} sheets[SHEETS] = {
    [SHEET_SALES] =
        {"sales.csv",
         "transaction,line,store,register,sold_at,product,customer,kind,quantity,unit_price,"
         "gross,discount,tax,net,cost,currency,payment_method,origin\n"},
    [SHEET_DEMAND] = {"true_demand.csv", "store,product,day,demand,sold\n"},
    [SHEET_ORDERS] = {"orders.csv", "order,store,supplier,product,ordered_at,expected_on,"
                                    "received_on,quantity,unit_cost,currency\n"},
    [SHEET_FOOTFALL] = {"footfall.csv", "store,interval_start,minutes,counted_in,counted_out\n"},
};

struct run {
    struct chain  chain;
    struct trade *trades[STORES_MOST];
    int           fds[SHEETS];
    int           day, end; /* of the step */
};

static ri_status make_chain(struct chain *chain, const struct ri_sample_options *options,
                            struct ri_arena *mem, struct ri_error *err)
{
    static const struct {
        size_t stores, products, suppliers, customers;
    } scales[] = {[RI_SAMPLE_TINY] = {2, 80, 40, 600}, [RI_SAMPLE_NORMAL] = {8, 1200, 40, 20000}};
    *chain = (struct chain){.options = options, .stores = sample_stores};
    chain->first = options->last_day - SAMPLE_DAYS + 1;
    chain->store_count = scales[options->scale].stores;
    chain->product_count = scales[options->scale].products;
    chain->supplier_count = scales[options->scale].suppliers;
    chain->customer_count = scales[options->scale].customers;
    RI_TRY(products_make(chain, mem, err));
    RI_TRY(customers_make(chain, mem, err));
    return demand_make(chain, mem, err);
}

static ri_status trade_step(void *context, size_t i, unsigned worker RI_UNUSED,
                            struct ri_error *err)
{
    struct run *run = context;
    for (int day = run->day; day < run->end; day++) RI_TRY(trade_day(run->trades[i], day, err));
    return RI_OK;
}

static ri_status trade_all(struct run *run, struct ri_task *task, struct ri_error *err)
{
    for (run->day = 0; run->day < SAMPLE_DAYS; run->day = run->end) {
        run->end = run->day + STEP_DAYS < SAMPLE_DAYS ? run->day + STEP_DAYS : SAMPLE_DAYS;
        RI_TRY(ri_parallel(task, run->chain.store_count, trade_step, run, err));
        for (size_t sheet = 0; sheet < SHEETS; sheet++) {
            for (size_t i = 0; i < run->chain.store_count; i++)
                RI_TRY(file_add(run->fds[sheet], sheets[sheet].name, &run->trades[i]->sheets[sheet],
                                err));
        }
        ri_task_progress(task, "sample", (uint64_t)run->end, SAMPLE_DAYS, "days");
    }
    return RI_OK;
}

static ri_status open_sheets(struct run *run, struct ri_text *out, struct ri_error *err)
{
    for (size_t i = 0; i < SHEETS; i++) {
        RI_TRY(file_open(run->chain.options->directory, sheets[i].name, &run->fds[i], err));
        ri_text_puts(out, sheets[i].head);
        RI_TRY(file_add(run->fds[i], sheets[i].name, out, err));
    }
    return RI_OK;
}

static ri_status write_stock(struct run *run, struct ri_text *out, struct ri_error *err)
{
    int fd;
    RI_TRY(file_open(run->chain.options->directory, "stock.csv", &fd, err));
    ri_text_puts(out, "store,product,counted_at,on_hand,on_order,reserved\n");
    for (size_t i = 0; i < run->chain.store_count; i++) trade_stock(run->trades[i], out);
    const ri_status status = file_add(fd, "stock.csv", out, err);
    const ri_status closed = file_close(fd, "stock.csv", status == RI_OK ? err : NULL);
    return status != RI_OK ? status : closed;
}

static void add_up(const struct run *run, struct ri_sample_summary *ret)
{
    const struct chain *chain = &run->chain;
    *ret = (struct ri_sample_summary){.stores = chain->store_count,
                                      .products = chain->product_count,
                                      .customers = chain->customer_count,
                                      .suppliers = chain->supplier_count,
                                      .days = SAMPLE_DAYS,
                                      .first_day = chain->first,
                                      .last_day = chain->options->last_day};
    for (size_t i = 0; i < chain->store_count; i++) {
        const struct ri_sample_summary *part = &run->trades[i]->sum;
        ret->receipts += part->receipts;
        ret->sale_lines += part->sale_lines;
        ret->return_lines += part->return_lines;
        ret->void_lines += part->void_lines;
        ret->demand_units += part->demand_units;
        ret->sold_units += part->sold_units;
        ret->returned_units += part->returned_units;
        ret->stock_out_days += part->stock_out_days;
        ret->net_minor += part->net_minor;
    }
}

static ri_status write_all(struct run *run, struct ri_task *task, struct ri_text *out,
                           struct ri_error *err)
{
    RI_TRY(sheets_write_fixed(&run->chain, out, err));
    RI_TRY(open_sheets(run, out, err));
    for (size_t i = 0; i < run->chain.store_count; i++)
        RI_TRY(trade_new(&run->chain, i, &run->trades[i], err));
    RI_TRY(trade_all(run, task, err));
    return write_stock(run, out, err);
}

/* The two years without files. */
static ri_status trade_step_unseen(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct run     *run = context;
    const ri_status status = trade_step(context, i, worker, err);
    for (size_t sheet = 0; sheet < SHEETS; sheet++) ri_text_clear(&run->trades[i]->sheets[sheet]);
    return status;
}

/* One day more: an open weekday of the last weeks again, with what the shelves hold now, under the date that follows. */
static ri_status trade_next(struct run *run, struct ri_text *out, struct ri_error *err)
{
    enum { WEEK = 7, WEEKS_BACK = 4 };
    int day = SAMPLE_DAYS - WEEK;
    for (int i = 1; i < WEEKS_BACK && run->chain.closed[day]; i++) day -= WEEK;
    run->chain.first += SAMPLE_DAYS - day;
    ri_text_puts(out, sheets[SHEET_SALES].head);
    for (size_t i = 0; i < run->chain.store_count; i++) {
        struct trade *trade = run->trades[i];
        trade->owed_head[day] = 0; /* those came back already */
        RI_TRY(trade_day(trade, day, err));
        ri_text_add(out, trade->sheets[SHEET_SALES].at, trade->sheets[SHEET_SALES].length);
    }
    return ri_text_check(out, err);
}

static ri_status next_day(struct run *run, struct ri_task *task, struct ri_text *out,
                          struct ri_error *err)
{
    for (size_t i = 0; i < run->chain.store_count; i++)
        RI_TRY(trade_new(&run->chain, i, &run->trades[i], err));
    for (run->day = 0; run->day < SAMPLE_DAYS; run->day = run->end) {
        run->end = run->day + STEP_DAYS < SAMPLE_DAYS ? run->day + STEP_DAYS : SAMPLE_DAYS;
        RI_TRY(ri_parallel(task, run->chain.store_count, trade_step_unseen, run, err));
        ri_task_progress(task, "sample", (uint64_t)run->end, SAMPLE_DAYS, "days");
    }
    return trade_next(run, out, err);
}

static ri_status check(const struct ri_sample_options *options, struct ri_error *err)
{
    const ri_day low = ri_day_of(1980, 1, 1), high = ri_day_of(9000, 12, 31);
    if (options->last_day < low || options->last_day > high)
        return ri_fail(err, RI_EUSAGE, "sample: last day %d is not within the years 1980 to 9000",
                       options->last_day);
    if ((unsigned)options->scale > RI_SAMPLE_NORMAL)
        return ri_fail(err, RI_EUSAGE, "sample: no scale has the number %d", (int)options->scale);
    return RI_OK;
}

static ri_status check_folder(const struct ri_sample_options *options, struct ri_error *err)
{
    if (!options->directory || !*options->directory)
        return ri_fail(err, RI_EUSAGE, "sample: no folder to write to");
    if (mkdir(options->directory, 0777) == 0 || errno == EEXIST) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "sample: %.300s: %s", options->directory,
                   strerror(errno));
}

ri_status ri_sample_write(const struct ri_sample_options *options, struct ri_task *task,
                          struct ri_sample_summary *ret, struct ri_error *err)
{
    struct run      run = {.fds = {-1, -1, -1, -1}};
    struct ri_text  out = {0};
    struct ri_arena mem;
    RI_TRY(check(options, err));
    RI_TRY(check_folder(options, err));
    ri_arena_init(&mem, SIZE_MAX / 2);
    ri_status status = make_chain(&run.chain, options, &mem, err);
    if (status == RI_OK) status = write_all(&run, task, &out, err);
    for (size_t i = 0; i < SHEETS; i++) {
        if (run.fds[i] < 0) continue;
        const ri_status closed =
            file_close(run.fds[i], sheets[i].name, status == RI_OK ? err : NULL);
        if (status == RI_OK) status = closed;
    }
    if (status == RI_OK) add_up(&run, ret);
    for (size_t i = 0; i < STORES_MOST; i++) trade_free(run.trades[i]);
    ri_text_release(&out);
    ri_arena_release(&mem);
    return status;
}

ri_status ri_sample_next_day(const struct ri_sample_options *options, struct ri_task *task,
                             struct ri_text *ret, struct ri_error *err)
{
    struct run      run = {0};
    struct ri_arena mem;
    RI_TRY(check(options, err));
    ri_arena_init(&mem, SIZE_MAX / 2);
    ri_status status = make_chain(&run.chain, options, &mem, err);
    if (status == RI_OK) status = next_day(&run, task, ret, err);
    for (size_t i = 0; i < STORES_MOST; i++) trade_free(run.trades[i]);
    ri_arena_release(&mem);
    return status;
}
