/* The sample chain as a tour's shop. */
#include "app/tour_chain.h"

#include "sample/sample.h"

#include <errno.h>
#include <sys/stat.h>

static ri_status make_files(struct tour *tour, struct ri_sample_summary *ret, struct ri_error *err)
{
    struct ri_task *task = ri_call_task(tour->call);
    const ri_day    yesterday = (ri_day)ri_floor_div(ri_task_now_us(task), RI_US_PER_DAY) - 1;
    char            files[TOUR_PATH + 16];
    snprintf(files, sizeof files, "%s/files", tour->folder);
    const struct ri_sample_options options = {
        .directory = files,
        .seed = (uint64_t)ri_call_integer(tour->call, "seed", 42),
        .last_day = ri_call_day(tour->call, "as-of", yesterday),
        .scale = RI_SAMPLE_TINY};
    if (mkdir(files, 0777) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", files,
                       strerror(errno));
    return ri_sample_write(&options, task, ret, err);
}

ri_status tour_chain_import(struct tour *tour, struct ri_error *err)
{
    static const struct {
        const char *kind, *file;
        bool        shown;
    } imports[] = {
        {"stores", "files/stores.csv", false},         {"suppliers", "files/suppliers.csv", false},
        {"products", "files/products.csv", false},     {"sales", "files/sales.csv", true},
        {"stock", "files/stock.csv", false},           {"prices", "files/prices.csv", false},
        {"promotions", "files/promotions.csv", false}, {"holidays", "files/holidays.csv", false},
        {"orders", "files/orders.csv", true}};
    struct ri_sample_summary sum = {0};
    RI_TRY(make_files(tour, &sum, err));
    tour_say(tour,
             "A shop's two years: %zu stores, %zu products, %llu lines sold, and the orders of its "
             "own buyer, who works by minimum "
             "and maximum. It is simulated, so what customers really wanted is known, in "
             "true_demand.csv, which the program is not "
             "given. What a till and a buyer would hand over is imported:",
             sum.stores, sum.products, (unsigned long long)sum.sale_lines);
    for (size_t i = 0; i < RI_COUNT(imports); i++) {
        const char *const words[] = {"import", imports[i].file, "--as", imports[i].kind, NULL};
        RI_TRY((imports[i].shown ? tour_run : tour_prepare)(tour, words, NULL, err));
    }
    return RI_OK;
}

/* store,product,day,demand,sold */
static bool read_line(char *line, const char *store, int64_t *lost)
{
    int64_t demand, sold;
    char   *at = line;
    if (store && (strncmp(line, store, strlen(store)) != 0 || line[strlen(store)] != ','))
        return true;
    for (int i = 0; i < 3; i++) {
        at = strchr(at, ',');
        if (!at++) return false;
    }
    const size_t middle = strcspn(at, ","), end = strcspn(at, "\r\n");
    if (middle >= end || !ri_parse_int((struct ri_view){at, middle}, &demand) ||
        !ri_parse_int((struct ri_view){at + middle + 1, end - middle - 1}, &sold))
        return false;
    *lost += demand - sold;
    return true;
}

ri_status tour_chain_lost(const struct tour *tour, const char *store, int64_t *ret,
                          struct ri_error *err)
{
    char path[TOUR_PATH + 32], line[256];
    bool good = true;
    snprintf(path, sizeof path, "%s/files/true_demand.csv", tour->folder);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return ri_fail(err, ri_status_of_errno(errno), "cannot read '%s': %s", path,
                       strerror(errno));
    *ret = 0;
    good = fgets(line, sizeof line, file) != NULL; /* the head */
    while (good && fgets(line, sizeof line, file)) good = read_line(line, store, ret);
    good = good && !ferror(file);
    fclose(file);
    return good ? RI_OK : ri_fail(err, RI_EDATA, "'%s' is not as the sample chain writes it", path);
}
