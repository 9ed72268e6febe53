/* Tour 1: a file whose price column is the total of the line, as the well-known set of Istanbul's malls has it. Multiplied by
 * the quantity, as everybody does who trusts the name, it makes a multiple of what was sold. */
#include "app/tour.h"

#include "base/random.h"

enum { LINES = 6000, STREAM = 1 };

static const struct { /* of the file's shape; names and prices are made up */
    const char *name;
    int         price; /* of one, kurus */
} categories[] = {{"Clothing", 28450}, {"Shoes", 54990}, {"Books", 1390},    {"Cosmetics", 4275},
                  {"Food", 615},       {"Toys", 3320},   {"Souvenir", 1180}, {"Technology", 98900}};
static const char *const malls[] = {"Kanyon", "Metrocity", "Istinye Park", "Forum Istanbul"};
static const char *const payments[] = {"Cash", "Credit Card", "Debit Card"};

struct sums {
    int64_t right, multiplied; /* kurus */
};

static void put_line(struct ri_random *random, size_t i, struct ri_text *out, struct sums *sums)
{
    const size_t  which = ri_random_below(random, RI_COUNT(categories));
    const int     quantity = 1 + (int)ri_random_below(random, 5);
    const int64_t total = (int64_t)quantity * categories[which].price;
    const int     day = (int)ri_random_below(random, 28) + 1, month = (int)(i * 12 / LINES) + 1;
    sums->right += total;
    sums->multiplied += total * quantity;
    ri_text_printf(out, "I%06zu,C%06zu,%s,%d,%s,%d,", 100000 + i,
                   100000 + (size_t)ri_random_below(random, 900000),
                   ri_random_below(random, 2) ? "Female" : "Male",
                   18 + (int)ri_random_below(random, 52), categories[which].name, quantity);
    ri_text_decimal(out, total, 2);
    ri_text_printf(out, ",%s,%d/%02d/2022,%s\n",
                   payments[ri_random_below(random, RI_COUNT(payments))], day, month,
                   malls[ri_random_below(random, RI_COUNT(malls))]);
}

static ri_status make_file(struct tour *tour, struct sums *ret, struct ri_error *err)
{
    struct ri_random random;
    struct ri_text   text = {0};
    *ret = (struct sums){0};
    ri_random_init(&random, (uint64_t)ri_call_integer(tour->call, "seed", 42), STREAM);
    ri_text_puts(&text, "invoice_no,customer_id,gender,age,category,quantity,price,payment_method,"
                        "invoice_date,shopping_mall\n");
    for (size_t i = 0; i < LINES; i++) put_line(&random, i, &text, ret);
    const ri_status status = tour_write(tour, "shopping.csv", &text, err);
    tour_say(tour, "The file, six lines of %d, as a shop would get it from elsewhere:", LINES);
    if (status == RI_OK) {
        size_t end = 0;
        for (int i = 0; i < 6; i++) end += strcspn(text.at + end, "\n") + 1;
        text.at[end - 1] = '\0';
        ri_text_putc(&tour->page, '\n');
        tour_show(tour, text.at);
    }
    ri_text_release(&text);
    return status;
}

static ri_status run(struct tour *tour, struct ri_error *err)
{
    struct sums    sums;
    struct ri_text table = {0};
    int64_t        found = 0;
    RI_TRY(make_file(tour, &sums, err));
    tour_say(tour, "Nobody says what 'price' is. Read, with what is decided on the way:");
    TOUR_RUN(tour, NULL, "import", "shopping.csv", "--as", "sales");
    TOUR_RUN(tour, &table, "sales", "kpis");
    const bool right =
        tour_number(tour_cell(tour, &table, NULL, "net_sales"), 2, &found) && found == sums.right;
    ri_text_release(&table);
    tour_claim(tour, right,
               "the price is the total of its line, found because it grows with the quantity; net "
               "sales are the "
               "column's plain sum, %lld.%02lld, to the cent.",
               (long long)(sums.right / 100), (long long)(sums.right % 100));
    tour_say(tour, "The same file as its column names read, price times quantity, into another "
                   "workspace:");
    TOUR_RUN(tour, NULL, "--workspace", "wrong", "import", "shopping.csv", "--as", "sales", "--set",
             "price=unit_price");
    TOUR_RUN(tour, &table, "--workspace", "wrong", "sales", "kpis");
    const bool wrong = tour_number(tour_cell(tour, &table, NULL, "net_sales"), 2, &found) &&
                       found == sums.multiplied;
    ri_text_release(&table);
    tour_claim(tour, wrong,
               "%.1f times too much: no error, no warning in a spreadsheet, only a wrong number.",
               (double)sums.multiplied / (double)sums.right);
    return RI_OK;
}

const struct tour_plan tour_line_total = {"the price that is the total of its line", run};
