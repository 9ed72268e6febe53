#include "base/test.h"
#include "base/text.h"

#include "base/hash.h"
#include "base/intern.h"
#include "retail/business_day.h"
#include "retail/gtin.h"
#include "retail/money.h"
#include "retail/record.h"
#include "sample.h"
#include "sample_internal.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIELDS_MOST = 24 };
static const ri_day LAST = 20777; /* 2026-11-20 */

/* ---- a folder of files --------------------------------------------------------------------------------------------- */

struct folder {
    char path[64];
};

static struct folder new_folder(void)
{
    struct folder folder = {"/tmp/ri-sample-XXXXXX"};
    CHECK(mkdtemp(folder.path));
    return folder;
}

static void remove_folder(const struct folder *folder)
{
    DIR *dir = opendir(folder->path);
    char path[400];
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        unlink(path);
    }
    if (dir) closedir(dir);
    rmdir(folder->path);
}

static struct ri_text read_file(const struct folder *folder, const char *name)
{
    struct ri_text text = {0};
    char           path[400], part[1 << 16];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE  *file = fopen(path, "rb");
    size_t n;
    while (file && (n = fread(part, 1, sizeof part, file)) > 0) ri_text_add(&text, part, n);
    if (file) fclose(file);
    CHECK(text.length > 0);
    return text;
}

static uint64_t fingerprint(const struct folder *folder)
{
    static const char *const names[] = {
        "sales.csv",    "products.csv", "stores.csv",     "customers.csv",  "suppliers.csv",
        "stock.csv",    "footfall.csv", "prices.csv",     "promotions.csv", "orders.csv",
        "holidays.csv", "plan.csv",     "true_demand.csv"};
    uint64_t hash = 0;
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct ri_text text = read_file(folder, names[i]);
        hash = hash * 31 + ri_hash64(text.at, text.length);
        ri_text_release(&text);
    }
    return hash;
}

static struct ri_sample_summary write_tiny(const struct folder *folder, uint64_t seed,
                                           unsigned threads)
{
    const struct ri_sample_options options = {folder->path, seed, LAST, RI_SAMPLE_TINY};
    struct ri_task                 task = {.threads = threads};
    struct ri_sample_summary       summary = {0};
    struct ri_error                err = {0};
    if (ri_sample_write(&options, &task, &summary, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    return summary;
}

/* The rows of a file as fields: no cell of the sample holds a comma or a quote. */
struct rows {
    struct ri_text text;
    size_t         at, count;
    struct ri_view field[FIELDS_MOST];
};

static bool next_row(struct rows *rows)
{
    const char *end = rows->text.at + rows->text.length, *at = rows->text.at + rows->at;
    if (at >= end) return false;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    rows->at = (size_t)(stop - rows->text.at) + 1;
    for (rows->count = 0; at <= stop && rows->count < FIELDS_MOST;) {
        const char *comma = memchr(at, ',', (size_t)(stop - at));
        if (!comma) comma = stop;
        rows->field[rows->count++] = (struct ri_view){at, (size_t)(comma - at)};
        at = comma + 1;
    }
    return true;
}

static struct rows open_rows(const struct folder *folder, const char *name)
{
    struct rows rows = {.text = read_file(folder, name)};
    next_row(&rows); /* the header */
    return rows;
}

static int64_t number(const struct rows *rows, size_t field)
{
    int64_t value = INT64_MIN;
    CHECK(ri_parse_int(rows->field[field], &value));
    return value;
}

static int64_t cents(const struct rows *rows, size_t field)
{
    int64_t value = INT64_MIN;
    CHECK(ri_parse_decimal(rows->field[field], 2, &value));
    return value;
}

static ri_day day_of(struct ri_view text)
{
    ri_day day = RI_DAY_NONE;
    CHECK(ri_day_parse((struct ri_view){text.at, 10}, &day));
    return day;
}

/* columns of sales.csv */
enum {
    TRANSACTION,
    LINE,
    STORE,
    REGISTER,
    SOLD_AT,
    PRODUCT,
    CUSTOMER,
    KIND,
    QUANTITY,
    PRICE,
    GROSS,
    DISCOUNT,
    TAX,
    NET,
    COST,
    CURRENCY,
    PAYMENT,
    ORIGIN,
    SALE_COLUMNS
};

static ri_day business_day(const struct rows *row)
{
    const struct ri_view at = row->field[SOLD_AT];
    const int64_t        minutes =
        ((at.at[11] - '0') * 10 + at.at[12] - '0') * 60 + (at.at[14] - '0') * 10 + at.at[15] - '0';
    const int cutoff = ri_view_is(row->field[STORE], "S02") ? 240 : 0;
    return ri_business_day(day_of(at) * RI_US_PER_DAY + minutes * 60 * RI_US_PER_SECOND, cutoff);
}

static size_t key_of(struct ri_intern *keys, struct ri_view a, struct ri_view b, ri_day day,
                     bool *ret_new)
{
    char   text[80];
    size_t index = 0;
    snprintf(text, sizeof text, "%.*s|%.*s|%d", (int)a.length, a.at, (int)b.length, b.at, (int)day);
    CHECK_STATUS(ri_intern_put(keys, ri_view_of(text), &index, ret_new, NULL), RI_OK);
    return index;
}

/* ---- tests ------------------------------------------------------------------------------------------------------------ */

TEST(sample_same_seed_same_bytes)
{
    const struct folder            a = new_folder(), b = new_folder(), c = new_folder();
    const struct ri_sample_summary one = write_tiny(&a, 7, 1), two = write_tiny(&b, 7, 3),
                                   other = write_tiny(&c, 8, 2);
    const uint64_t first = fingerprint(&a);
    CHECK(first == fingerprint(&b));
    CHECK(first != fingerprint(&c));
    CHECK(memcmp(&one, &two, sizeof one) == 0);
    CHECK(one.sale_lines != other.sale_lines);
    CHECK_INT(one.days, 728);
    CHECK_INT(one.first_day, LAST - 727);
    CHECK(one.sale_lines > 15000 && one.sale_lines < 40000);
    remove_folder(&a);
    remove_folder(&b);
    remove_folder(&c);
}

TEST(sample_is_the_same_for_ever)
{
    const struct folder folder = new_folder();
    write_tiny(&folder, 1, 1);
    CHECK_INT(fingerprint(&folder),
              INT64_C(1386666101842653536)); /* refresh on purpose, when the simulation changes */
    remove_folder(&folder);
}

TEST(sample_heads_are_the_fields_of_records)
{
    static const struct {
        const char    *name;
        ri_record_kind kind;
    } files[] = {{"sales.csv", RI_SALES},           {"stock.csv", RI_STOCK},
                 {"products.csv", RI_PRODUCTS},     {"stores.csv", RI_STORES},
                 {"customers.csv", RI_CUSTOMERS},   {"suppliers.csv", RI_SUPPLIERS},
                 {"footfall.csv", RI_FOOTFALL},     {"prices.csv", RI_PRICES},
                 {"promotions.csv", RI_PROMOTIONS}, {"orders.csv", RI_ORDERS},
                 {"holidays.csv", RI_HOLIDAYS},     {"plan.csv", RI_PLAN}};
    const struct folder folder = new_folder();
    write_tiny(&folder, 7, 2);
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        struct rows rows = {.text = read_file(&folder, files[i].name)};
        CHECK(next_row(&rows));
        for (size_t f = 0; f < rows.count; f++) {
            if (ri_record_field(ri_record_of(files[i].kind), rows.field[f]) == SIZE_MAX)
                ri_test_fail(__FILE__, __LINE__, "%s: %.*s", files[i].name,
                             (int)rows.field[f].length, rows.field[f].at);
        }
        const size_t columns = rows.count;
        while (next_row(&rows)) CHECK(rows.count == columns);
        ri_text_release(&rows.text);
    }
    remove_folder(&folder);
}

TEST(sample_money_is_exact)
{
    const struct folder            folder = new_folder();
    const struct ri_sample_summary summary = write_tiny(&folder, 7, 2);
    struct rows                    row = open_rows(&folder, "sales.csv");
    int64_t                        net = 0, units = 0, returned = 0;
    uint64_t                       sales = 0, returns = 0, voids = 0, receipts = 0;
    int64_t                        line_before = 0;
    while (next_row(&row)) {
        CHECK_INT(row.count, SALE_COLUMNS);
        const int64_t gross = cents(&row, GROSS), discount = cents(&row, DISCOUNT),
                      tax = cents(&row, TAX);
        const bool is_void = ri_view_is(row.field[KIND], "void"),
                   is_return = ri_view_is(row.field[KIND], "return");
        CHECK_INT(gross, cents(&row, PRICE) * number(&row, QUANTITY));
        CHECK_INT(cents(&row, NET), gross - discount - tax);
        CHECK(discount >= 0 && (is_return ? gross < 0 : discount < gross));
        const int64_t paid = gross - discount;
        CHECK(tax == ri_money_tax_inside(paid, 230000) ||
              tax == ri_money_tax_inside(paid, 135000) || tax == 0);
        line_before = number(&row, LINE) == 1 ? 0 : line_before;
        CHECK_INT(number(&row, LINE), ++line_before);
        receipts += line_before == 1;
        voids += is_void;
        returns += is_return;
        sales += !is_void && !is_return;
        if (is_void) continue;
        net += cents(&row, NET);
        units += is_return ? 0 : number(&row, QUANTITY);
        returned -= is_return ? number(&row, QUANTITY) : 0;
    }
    CHECK_INT(net, summary.net_minor);
    CHECK_INT(units, summary.sold_units);
    CHECK_INT(returned, summary.returned_units);
    CHECK_INT(sales, summary.sale_lines);
    CHECK_INT(returns, summary.return_lines);
    CHECK_INT(voids, summary.void_lines);
    CHECK_INT(receipts, summary.receipts);
    CHECK(voids > 0 && (double)returns / (double)sales > 0.01 &&
          (double)returns / (double)sales < 0.04);
    ri_text_release(&row.text);
    remove_folder(&folder);
}

TEST(sample_sales_are_what_the_shelf_gave)
{
    enum { KEYS_MOST = 200000 };
    static int                     sold[KEYS_MOST];
    const struct folder            folder = new_folder();
    const struct ri_sample_summary summary = write_tiny(&folder, 7, 2);
    struct ri_intern              *keys = NULL;
    struct rows                    row = open_rows(&folder, "true_demand.csv");
    int64_t                        demand = 0, out = 0;
    bool                           fresh = false;
    memset(sold, 0, sizeof sold);
    CHECK_STATUS(ri_intern_new(&keys, NULL), RI_OK);
    while (next_row(&row)) {
        const size_t key = key_of(keys, row.field[0], row.field[1], day_of(row.field[2]), &fresh);
        CHECK(fresh && key < KEYS_MOST);
        CHECK(number(&row, 3) > 0 && number(&row, 4) >= 0 && number(&row, 4) <= number(&row, 3));
        sold[key] += (int)number(&row, 4);
        demand += number(&row, 3);
        out += number(&row, 4) < number(&row, 3);
    }
    ri_text_release(&row.text);
    CHECK_INT(demand, summary.demand_units);
    CHECK_INT(out, summary.stock_out_days);
    row = open_rows(&folder, "sales.csv");
    while (next_row(&row)) {
        if (!ri_view_is(row.field[KIND], "sale")) continue;
        const size_t key =
            key_of(keys, row.field[STORE], row.field[PRODUCT], business_day(&row), &fresh);
        CHECK(!fresh);
        sold[key] -= (int)number(&row, QUANTITY);
    }
    ri_text_release(&row.text);
    for (size_t i = 0; i < ri_intern_count(keys); i++) CHECK_INT(sold[i], 0);
    const double lost = 1 - (double)summary.sold_units / (double)summary.demand_units;
    CHECK(lost > 0.02 && lost < 0.2);
    ri_intern_free(keys);
    remove_folder(&folder);
}

TEST(sample_returns_name_their_receipt)
{
    const struct folder folder = new_folder();
    write_tiny(&folder, 7, 2);
    struct ri_intern *bought = NULL;
    struct rows       row = open_rows(&folder, "sales.csv");
    size_t            index;
    CHECK_STATUS(ri_intern_new(&bought, NULL), RI_OK);
    while (next_row(&row)) {
        char          key[120];
        const bool    is_return = ri_view_is(row.field[KIND], "return");
        const size_t  receipt = is_return ? ORIGIN : TRANSACTION;
        const int64_t quantity = number(&row, QUANTITY),
                      paid = (cents(&row, GROSS) - cents(&row, DISCOUNT)) / quantity;
        snprintf(key, sizeof key, "%.*s %.*s %.*s %lld %lld", (int)row.field[receipt].length,
                 row.field[receipt].at, (int)row.field[PRODUCT].length, row.field[PRODUCT].at,
                 (int)row.field[CUSTOMER].length, row.field[CUSTOMER].at,
                 (long long)llabs(quantity), (long long)paid);
        CHECK((row.field[ORIGIN].length > 0) == is_return && (quantity < 0) == is_return);
        if (is_return)
            CHECK(ri_intern_find(bought, ri_view_of(key), &index));
        else
            CHECK_STATUS(ri_intern_put(bought, ri_view_of(key), &index, NULL, NULL), RI_OK);
    }
    ri_text_release(&row.text);
    ri_intern_free(bought);
    remove_folder(&folder);
}

TEST(sample_stock_and_orders_agree)
{
    const struct folder folder = new_folder();
    write_tiny(&folder, 7, 2);
    struct ri_intern *keys = NULL;
    static int64_t    coming[1000];
    bool              fresh = false;
    memset(coming, 0, sizeof coming);
    CHECK_STATUS(ri_intern_new(&keys, NULL), RI_OK);
    struct rows row = open_rows(&folder, "orders.csv");
    while (next_row(&row)) {
        const ri_day ordered = day_of(row.field[4]), expected = day_of(row.field[5]);
        CHECK(expected > ordered && ordered <= LAST && number(&row, 7) > 0);
        if (row.field[6].length)
            CHECK(day_of(row.field[6]) >= expected && day_of(row.field[6]) <= LAST);
        else
            coming[key_of(keys, row.field[1], row.field[3], 0, NULL)] += number(&row, 7);
    }
    ri_text_release(&row.text);
    row = open_rows(&folder, "stock.csv");
    size_t rows = 0, empty = 0;
    while (next_row(&row)) {
        const size_t key = key_of(keys, row.field[0], row.field[1], 0, &fresh);
        CHECK(number(&row, 3) >= 0 && number(&row, 5) >= 0 && number(&row, 5) <= number(&row, 3));
        CHECK_INT(number(&row, 4), fresh ? 0 : coming[key]);
        coming[key] = 0;
        CHECK(day_of(row.field[2]) - LAST <= 1);
        rows++;
        empty += number(&row, 3) == 0;
    }
    for (size_t i = 0; i < RI_COUNT(coming); i++) CHECK_INT(coming[i], 0);
    CHECK(rows > 100 && rows <= 160 && empty > 0 && empty < rows / 3);
    ri_text_release(&row.text);
    ri_intern_free(keys);
    remove_folder(&folder);
}

/* Shops are closed on the days that are said to be, and the budget is within a sixth of what customers wanted. */
TEST(sample_knows_ahead)
{
    const struct folder            folder = new_folder();
    const struct ri_sample_summary summary = write_tiny(&folder, 7, 2);
    struct rows                    row = open_rows(&folder, "holidays.csv");
    size_t                         closed = 0, holidays = 0, late = 0;
    while (next_row(&row)) {
        const ri_day          day = day_of(row.field[1]);
        const struct ri_civil c = ri_day_civil(day);
        const bool feast = (c.month == 12 && c.day == 25) || day == easter_sunday(c.year);
        CHECK(ri_view_is(row.field[3], "closed") == feast);
        if (ri_view_is(row.field[2], "June Holiday"))
            CHECK(c.month == 6 && c.day <= 7 && ri_day_weekday(day) == 0);
        if (ri_view_is(row.field[2], "October Holiday"))
            CHECK(c.month == 10 && c.day >= 25 && ri_day_weekday(day) == 0);
        closed += feast;
        holidays++;
        late += day > LAST;
    }
    CHECK(closed == 7 && holidays == 38 && late == 14);
    ri_text_release(&row.text);
    int64_t revenue = 0, units = 0;
    row = open_rows(&folder, "plan.csv");
    while (next_row(&row)) {
        revenue += cents(&row, 4);
        units += number(&row, 5);
        CHECK(cents(&row, 4) % 10000 == 0);
    }
    CHECK(units * 6 > (int64_t)summary.demand_units * 5 &&
          units * 5 < (int64_t)summary.demand_units * 6);
    CHECK(revenue > summary.net_minor && revenue < summary.net_minor * 3 / 2);
    ri_text_release(&row.text);
    remove_folder(&folder);
}

/* What customers wanted is the same as in the first version of the chain: figures of older notes stay comparable. */
TEST(sample_true_demand_is_the_same_for_ever)
{
    const struct folder folder = new_folder();
    write_tiny(&folder, 1, 1);
    struct ri_text wanted = read_file(&folder, "true_demand.csv"),
                   sold = read_file(&folder, "sales.csv");
    CHECK_INT(ri_hash64(wanted.at, wanted.length), INT64_C(3525869596229279185));
    CHECK_INT(ri_hash64(sold.at, sold.length), INT64_C(1459590044414492420));
    ri_text_release(&wanted);
    ri_text_release(&sold);
    remove_folder(&folder);
}

TEST(sample_has_the_shape_of_trade)
{
    const struct folder            folder = new_folder();
    const struct ri_sample_summary summary = write_tiny(&folder, 7, 2);
    struct rows                    row = open_rows(&folder, "true_demand.csv");
    double                         weekday[7] = {0}, month[13] = {0};
    size_t                         rows = 0;
    while (next_row(&row)) {
        const ri_day          day = day_of(row.field[2]);
        const struct ri_civil c = ri_day_civil(day);
        CHECK(!(c.month == 12 && c.day == 25) && day != easter_sunday(c.year));
        weekday[ri_day_weekday(day)] += (double)number(&row, 3);
        month[c.month] += (double)number(&row, 3);
        rows++;
    }
    const double zero =
        1 - (double)rows / ((double)(summary.stores * summary.products) * (double)summary.days);
    CHECK(zero > 0.7 && zero < 0.97);                /* most things sell nothing on most days */
    CHECK(weekday[5] > 1.2 * weekday[1]);            /* Saturday against Tuesday */
    CHECK(month[12] > 1.05 * month[2] * 31 / 28.25); /* December against February */
    ri_text_release(&row.text);
    remove_folder(&folder);
}

TEST(sample_names_are_proper)
{
    const struct folder            folder = new_folder();
    const struct ri_sample_options options = {folder.path, 1, LAST, RI_SAMPLE_NORMAL};
    struct ri_arena                mem;
    struct chain                   chain = {.options = &options,
                                            .stores = sample_stores,
                                            .first = LAST - 727,
                                            .store_count = 8,
                                            .product_count = 1200,
                                            .supplier_count = 40,
                                            .customer_count = 2000};
    struct ri_intern              *names = NULL;
    size_t                         index, fresh = 0, slow = 0;
    bool                           is_new;
    ri_arena_init(&mem, SIZE_MAX / 2);
    CHECK_STATUS(ri_intern_new(&names, NULL), RI_OK);
    CHECK_STATUS(products_make(&chain, &mem, NULL), RI_OK);
    CHECK_STATUS(customers_make(&chain, &mem, NULL), RI_OK);
    for (size_t i = 0; i < chain.product_count; i++) {
        const struct product *p = &chain.products[i];
        char                  gtin14[15];
        CHECK(ri_gtin_normalise(ri_view_of(p->gtin), gtin14) && !ri_gtin_is_restricted(gtin14));
        CHECK(p->cost > 0 && p->cost < p->price && p->pack >= 1 && p->minimum % p->pack == 0);
        CHECK(p->first_day < p->end_day && p->name[0] && !strpbrk(p->name, ",\""));
        CHECK_STATUS(ri_intern_put(names, ri_view_of(p->name), &index, &is_new, NULL), RI_OK);
        fresh += is_new;
        slow += p->rate < 0.2;
    }
    CHECK(fresh > 1000);
    CHECK(slow > 700 && slow < 1150);
    CHECK_INT(chain.customer_start[8], 2000);
    for (size_t s = 0; s < 8; s++) CHECK(chain.customer_start[s] < chain.customer_start[s + 1]);
    for (size_t i = 0; i < subcategory_count; i++) { /* partners stay within the table */
        const int other = (int)i + subcategories[i].partner;
        CHECK(other >= 0 && (size_t)other < subcategory_count);
    }
    CHECK(subcategory_count <= SUBCATEGORIES_MOST);
    ri_intern_free(names);
    ri_arena_release(&mem);
    remove_folder(&folder);
}

TEST(sample_feasts)
{
    static const int easter[][3] = {{2023, 4, 9}, {2024, 3, 31}, {2025, 4, 20},
                                    {2026, 4, 5}, {2027, 3, 28}, {2028, 4, 16}};
    for (size_t i = 0; i < RI_COUNT(easter); i++)
        CHECK_INT(easter_sunday(easter[i][0]), ri_day_of(easter[i][0], easter[i][1], easter[i][2]));
    CHECK_INT(black_friday(2024), ri_day_of(2024, 11, 29));
    CHECK_INT(black_friday(2025), ri_day_of(2025, 11, 28));
    CHECK_INT(black_friday(2026), ri_day_of(2026, 11, 27));
}

static ri_status write_to(const char *directory, ri_day last, struct ri_task *task)
{
    const struct ri_sample_options options = {directory, 1, last, RI_SAMPLE_TINY};
    struct ri_sample_summary       summary = {.days = 4711};
    struct ri_error                err = {0};
    const ri_status                status = ri_sample_write(&options, task, &summary, &err);
    if (status != RI_OK) CHECK(err.message[0] && summary.days == 4711);
    return status;
}

TEST(sample_statuses)
{
    const struct folder folder = new_folder();
    char                path[128];
    CHECK_STATUS(write_to(NULL, LAST, NULL), RI_EUSAGE);
    CHECK_STATUS(write_to("", LAST, NULL), RI_EUSAGE);
    CHECK_STATUS(write_to(folder.path, ri_day_of(1979, 12, 31), NULL), RI_EUSAGE);
    CHECK_STATUS(write_to(folder.path, RI_DAY_NONE, NULL), RI_EUSAGE);
    CHECK_STATUS(write_to("/tmp/ri-no-such-folder/inner", LAST, NULL), RI_ENOTFOUND);
    snprintf(path, sizeof path, "%s/file", folder.path);
    FILE *file = fopen(path, "wb");
    fclose(file);
    CHECK_STATUS(write_to(path, LAST, NULL), RI_ENOTFOUND); /* a file, not a folder */
    struct ri_task task = {.threads = 2};
    ri_task_cancel(&task);
    CHECK_STATUS(write_to(folder.path, LAST, &task), RI_ECANCELLED);
    remove_folder(&folder);
}

TEST(sample_full_disk)
{
    const struct folder folder = new_folder();
    struct rlimit       old, small;
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 500000;
    signal(SIGXFSZ,
           SIG_IGN); /* the write then fails with "file too large", as it does without space */
    setrlimit(RLIMIT_FSIZE, &small);
    const ri_status status = write_to(folder.path, LAST, NULL);
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, SIG_DFL);
    CHECK_STATUS(status, RI_ENOSPACE);
    remove_folder(&folder);
}

TEST(sample_next_day_follows_the_chain)
{
    const struct ri_sample_options options = {
        .seed = 42, .last_day = ri_day_of(2026, 11, 20), .scale = RI_SAMPLE_TINY};
    struct ri_task task = {.threads = 2};
    struct ri_text once = {0}, again = {0};
    CHECK_STATUS(ri_sample_next_day(&options, &task, &once, NULL), RI_OK);
    CHECK_STATUS(ri_sample_next_day(&options, NULL, &again, NULL), RI_OK);
    CHECK(once.at && again.at && strcmp(once.at, again.at) == 0); /* threads do not matter */
    size_t lines = 0;
    for (const char *at = strchr(once.at, '\n') + 1; *at; at = strchr(at, '\n') + 1, lines++) {
        const char *time = strstr(at, ",2026-11-21 ");
        if (!time || time > strchr(at, '\n')) ri_test_fail(__FILE__, __LINE__, "line %zu", lines);
    }
    CHECK(lines > 10 && lines < 200); /* 25,000 lines in 728 days */
    ri_text_release(&once);
    ri_text_release(&again);
}
