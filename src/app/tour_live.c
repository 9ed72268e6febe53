/* Tour 4: a sale comes in while a phone looks at the shop's day and a buyer waits for mail. The phone is played: it reads the
 * stream of events as the page does and asks for the tile's figure when it is told that there is something new. */
#include "app/tour.h"

#include "base/json.h"
#include "net/fetch.h"
#include "net/mail_drop.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

enum { FIRST_DAY = 20454 /* 2026-01-01 */, WITHIN_MS = 2000, PATIENCE_S = 60, SLICE_MS = 20, SOLD = 75, DAYS = 60 };

struct phone {
    struct tour    *tour;
    char            address[256], secret[128];
    struct ri_task  task; /* of its listening: cancelled at the end */
    pthread_t       thread;
    bool            listens;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t  told;
    uint64_t        news; /* events that said: the data are new */
    bool            over; /* it hears nothing any more */
    struct ri_error why;
    struct ri_text  line; /* of the stream, so far; its thread's own */
};

/* ---- The shop -------------------------------------------------------------------------------------------------------- */

static ri_status write_shop(struct tour *tour, int mail_port, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_text_printf(&text,
                   "smtp:\n  host: 127.0.0.1\n  port: %d\n  security: none\n  from: "
                   "shop@example.com\n",
                   mail_port);
    ri_status status = tour_write(tour, "retailinsight-workspace/retailinsight.yaml", &text, err);
    ri_text_clear(&text);
    ri_text_puts(&text, "transaction,line,store,sold_at,product,quantity,unit_price,currency\n");
    for (int i = 0; i < DAYS; i++) {
        ri_text_printf(&text, "M%d,1,S01,", i);
        ri_text_day(&text, FIRST_DAY + i);
        ri_text_printf(&text, " 10:00:00,MILK,%d,1.29,EUR\n", 3 + i % 3);
    }
    if (status == RI_OK) status = tour_write(tour, "sales.csv", &text, err);
    ri_text_clear(&text);
    ri_text_puts(&text, "store,product,counted_at,on_hand\nS01,MILK,2026-03-01 20:00:00,80\n");
    if (status == RI_OK) status = tour_write(tour, "stock.csv", &text, err);
    ri_text_clear(&text);
    ri_text_puts(&text,
                 "sku,name,category,unit_cost,list_price\nMILK,Oat milk 1 l,Dairy,0.80,1.29\n");
    if (status == RI_OK) status = tour_write(tour, "products.csv", &text, err);
    ri_text_clear(&text);
    ri_text_printf(&text,
                   "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
                   "LIVE-1,1,S01,2026-03-02 09:30:00,MILK,%d,1.29,EUR\n",
                   SOLD);
    if (status == RI_OK) status = tour_write(tour, "till.csv", &text, err);
    ri_text_release(&text);
    return status;
}

static ri_status open_shop(struct tour *tour, int mail_port, struct ri_error *err)
{
    char path[TOUR_PATH + 64];
    snprintf(path, sizeof path, "%s/retailinsight-workspace", tour->folder);
    if (mkdir(path, 0700) != 0) return ri_fail(err, RI_EIO, "cannot make '%s'", path);
    RI_TRY(write_shop(tour, mail_port, err));
    TOUR_PREPARE(tour, NULL, "import", "products.csv", "--as", "products");
    TOUR_PREPARE(tour, NULL, "import", "sales.csv", "--as", "sales");
    TOUR_PREPARE(tour, NULL, "import", "stock.csv", "--as", "stock");
    tour_say(tour, "A shop with 80 cartons of oat milk that sells four a day. Thresholds are "
                   "worked out, and the buyer wants to be "
                   "told; the mail server is this tour's own, on this machine:");
    TOUR_RUN(tour, NULL, "alerts", "refresh");
    TOUR_RUN(tour, NULL, "alerts", "recipient", "buyer", "--email", "buyer@example.com");
    return RI_OK;
}

/* ---- The server ------------------------------------------------------------------------------------------------------ */

/* "  address   http://127.0.0.1:34567/" */
static bool find_address(const struct ri_text *said, char *ret, size_t size)
{
    static const char before[] = "address   ";
    const char       *at = said->at ? strstr(said->at, before) : NULL;
    if (!at || !strchr(at, '\n')) return false;
    at += sizeof before - 1;
    snprintf(ret, size, "%.*s", (int)strcspn(at, "\n") - 1, at);
    return true;
}

static ri_status wait_for_address(struct tour *tour, struct ri_process *server, char *ret,
                                  size_t size, struct ri_error *err)
{
    const int64_t until = ri_monotonic_us() + PATIENCE_S * RI_US_PER_SECOND;
    while (ri_monotonic_us() < until) {
        struct ri_text said = {0};
        int            code = 0;
        RI_TRY(ri_process_read(server, true, &said, err));
        const bool found = find_address(&said, ret, size);
        ri_text_release(&said);
        if (found) return RI_OK;
        const ri_status status = ri_process_wait(server, ri_call_task(tour->call),
                                                 SLICE_MS * RI_US_PER_SECOND / 1000, &code, err);
        if (status == RI_OK) return ri_fail(err, RI_EDATA, "the server ended with %d", code);
        if (status != RI_ETIMEOUT) return status;
    }
    return ri_fail(err, RI_ETIMEOUT, "the server did not say where it listens");
}

/* ---- The phone ------------------------------------------------------------------------------------------------------- */

static bool hear(void *context, const char *bytes, size_t length)
{
    struct phone *phone = context;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != '\n') {
            ri_text_putc(&phone->line, bytes[i]);
            continue;
        }
        if (phone->line.at && strncmp(phone->line.at, "event: data_version", 19) == 0) {
            pthread_mutex_lock(&phone->lock);
            phone->news++;
            pthread_cond_broadcast(&phone->told);
            pthread_mutex_unlock(&phone->lock);
        }
        ri_text_clear(&phone->line);
    }
    return true;
}

static void *listen_for_news(void *context)
{
    struct phone      *phone = context;
    struct ri_delivery delivery;
    char               url[512];
    snprintf(url, sizeof url, "%s/api/v1/events", phone->address);
    const struct ri_fetch fetch = {url, phone->secret, 2 * PATIENCE_S, hear, phone};
    struct ri_error       error = {0};
    const ri_status       status = ri_fetch(&fetch, &phone->task, &delivery, &error);
    error.code = status == RI_OK ? RI_EUPSTREAM : status;
    pthread_mutex_lock(&phone->lock);
    phone->over = true;
    phone->why = error;
    pthread_cond_broadcast(&phone->told);
    pthread_mutex_unlock(&phone->lock);
    return NULL;
}

/* Until there was more news than `seen`. */
static ri_status wait_for_news(struct phone *phone, uint64_t *seen, struct ri_error *err)
{
    const int64_t until = ri_monotonic_us() + PATIENCE_S * RI_US_PER_SECOND;
    ri_status     status = RI_OK;
    pthread_mutex_lock(&phone->lock);
    while (status == RI_OK && phone->news <= *seen) {
        struct timespec slice;
        clock_gettime(CLOCK_REALTIME, &slice);
        slice.tv_nsec += (long)SLICE_MS * 1000000;
        if (slice.tv_nsec >= 1000000000) slice.tv_sec++, slice.tv_nsec -= 1000000000;
        pthread_cond_timedwait(&phone->told, &phone->lock, &slice);
        status = ri_task_check(ri_call_task(phone->tour->call), err);
        if (status == RI_OK && phone->over)
            status = ri_fail(err, phone->why.code, "the events: %.400s", phone->why.message);
        if (status == RI_OK && ri_monotonic_us() > until)
            status = ri_fail(err, RI_ETIMEOUT, "the phone was told nothing");
    }
    *seen = phone->news;
    pthread_mutex_unlock(&phone->lock);
    return status;
}

static bool gather(void *context, const char *bytes, size_t length)
{
    ri_text_add(context, bytes, length);
    return true;
}

/* The tile's figure: net sales of the shop's day, as the page adds its hours. */
static ri_status read_tile(struct phone *phone, int64_t *ret_cents, struct ri_error *err)
{
    struct ri_text           body = {.most = 1 << 20};
    struct ri_delivery       delivery;
    struct ri_json_document *document;
    char                     url[512];
    snprintf(url, sizeof url, "%s/api/v1/shop/today?store=S01", phone->address);
    const struct ri_fetch fetch = {url, phone->secret, PATIENCE_S, gather, &body};
    ri_status status = ri_fetch(&fetch, ri_call_task(phone->tour->call), &delivery, err);
    if (status == RI_OK) status = ri_json_read(body.at, body.length, &document, err);
    ri_text_release(&body);
    RI_TRY(status);
    const struct ri_json_value *rows = ri_json_member(ri_json_root(document), "rows");
    *ret_cents = 0;
    for (size_t i = 0; i < ri_json_count(rows); i++) {
        int64_t     cents = 0;
        const char *sales = ri_json_scalar(ri_json_member(ri_json_at(rows, i, NULL), "net_sales"),
                                           ri_call_mem(phone->tour->call));
        if (sales && ri_parse_decimal(ri_view_of(sales), 2, &cents)) *ret_cents += cents;
    }
    ri_json_document_free(document);
    return RI_OK;
}

static ri_status begin_listening(struct phone *phone, struct ri_error *err)
{
    uint64_t seen = 0;
    if (pthread_create(&phone->thread, NULL, listen_for_news, phone) != 0)
        return ri_fail(err, RI_ENOMEM, "no thread for a phone");
    phone->listens = true;
    return wait_for_news(phone, &seen, err); /* the stream begins with what holds now */
}

/* ---- The scene ------------------------------------------------------------------------------------------------------- */

static ri_status make_key(struct phone *phone, struct ri_error *err)
{
    struct ri_text table = {0};
    TOUR_PREPARE(phone->tour, &table, "keys", "create", "phone", "--role", "staff", "--store",
                 "S01");
    const char *secret = tour_cell(phone->tour, &table, NULL, "secret");
    snprintf(phone->secret, sizeof phone->secret, "%s", secret ? secret : "");
    ri_text_release(&table);
    return secret ? RI_OK : ri_fail(err, RI_EDATA, "a key without its secret");
}

static ri_status sell(struct phone *phone, struct ri_mail_drop *drop, struct ri_error *err)
{
    struct tour   *tour = phone->tour;
    struct ri_text mail = {0};
    int64_t        before = 0, after = 0, tile_us = 0, mail_us = 0;
    uint64_t       seen = phone->news;
    RI_TRY(read_tile(phone, &before, err));
    tour_say(tour,
             "The phone shows net sales of EUR %.2f. A till sends a receipt: %d cartons at once.",
             (double)before / 100, SOLD);
    const int64_t began = ri_monotonic_us();
    TOUR_RUN(tour, NULL, "import", "till.csv", "--as", "sales");
    do {
        RI_TRY(wait_for_news(phone, &seen, err));
        RI_TRY(read_tile(phone, &after, err));
        tile_us = ri_monotonic_us() - began;
    } while (after == before);
    tour_claim(tour, tile_us < WITHIN_MS * 1000,
               "the phone was told and its tile shows EUR %.2f, %.2f s after the import began.",
               (double)after / 100, (double)tile_us / 1e6);
    ri_status status = ri_mail_drop_wait(drop, ri_call_task(tour->call),
                                         PATIENCE_S * RI_US_PER_SECOND, &mail, &mail_us, err);
    if (status == RI_OK) {
        tour_say(tour, "What the buyer got:");
        ri_text_putc(&tour->page, '\n');
        tour_show(tour, mail.at);
        tour_claim(tour, mail_us - began < WITHIN_MS * 1000 && strstr(mail.at, "Oat milk") != NULL,
                   "the e-mail was there %.2f s after the import began, and says what is left.",
                   (double)(mail_us - began) / 1e6);
    }
    ri_text_release(&mail);
    return status;
}

static ri_status serve_and_sell(struct phone *phone, struct ri_mail_drop *drop,
                                struct ri_process *server, struct ri_error *err)
{
    struct tour *tour = phone->tour;
    RI_TRY(make_key(phone, err));
    RI_TRY(tour_start(tour, (const char *const[]){"serve", "--port", "0", NULL}, server, err));
    RI_TRY(wait_for_address(tour, server, phone->address, sizeof phone->address, err));
    ri_text_printf(&tour->page, "RetailInsight serves at %s\n", phone->address);
    RI_TRY(begin_listening(phone, err));
    return sell(phone, drop, err);
}

static void end_phone(struct phone *phone)
{
    ri_task_cancel(&phone->task);
    if (phone->listens) pthread_join(phone->thread, NULL);
    ri_text_release(&phone->line);
    explicit_bzero(phone->secret, sizeof phone->secret);
    pthread_mutex_destroy(&phone->lock);
    pthread_cond_destroy(&phone->told);
}

static ri_status run(struct tour *tour, struct ri_error *err)
{
    struct ri_mail_drop *drop;
    struct phone         phone = {.tour = tour, .line = {.most = 1 << 16}};
    struct ri_process    server = {.out = -1, .err = -1, .end = -1};
    int                  port = 0, code = 0;
    RI_TRY(ri_mail_drop_open(&drop, &port, err));
    pthread_mutex_init(&phone.lock, NULL);
    pthread_cond_init(&phone.told, NULL);
    ri_status status = open_shop(tour, port, err);
    if (status == RI_OK) status = serve_and_sell(&phone, drop, &server, err);
    end_phone(&phone);
    ri_process_signal(&server, SIGTERM);
    if (server.id) (void)!ri_process_wait(&server, NULL, 20 * RI_US_PER_SECOND, &code, NULL);
    ri_process_free(&server);
    ri_mail_drop_close(drop);
    return status;
}

const struct tour_plan tour_live = {
    "a sale to the phone's tile and to an e-mail, within two seconds", run};
