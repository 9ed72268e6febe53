/* share link, share stop: links that open sessions of shop staff for one store, and their end. */
#include "app/shop_pass.h"
#include "app/gate_call.h"
#include "app/operation.h"
#include "app/people.h"

enum { MINUTES_MOST = 24 * 60, PHONES_MOST = 100 };

/* "store S01": no user has such a name, and lists of sessions say it. */
static const char *pass_name(struct ri_call *call, const char *store)
{
    return ri_arena_printf(ri_call_mem(call), "store %s", store);
}

/* ---- share link -------------------------------------------------------------------------------------------------------- */

static const struct ri_param link_params[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_REQUIRED, NULL, NULL, NULL, "whose staff may come in"},
    SHOP_PASS_PARAMS,
};
static const struct ri_column link_columns[] = {
    {"store", RI_COLUMN_STORE, "store"},
    {"link", RI_COLUMN_TEXT, "what opens it at the server that runs; missing: none runs"},
    {"secret", RI_COLUMN_TEXT, "what the link ends with; shown this once"},
    {"expires_at", RI_COLUMN_TIME, "when it stops working"},
};

static ri_status read_bounds(struct ri_call *call, int64_t *ret_phones, int64_t *ret_minutes,
                             struct ri_error *err)
{
    *ret_phones = ri_call_integer(call, "phones", 1);
    *ret_minutes = ri_call_integer(call, "minutes", 30);
    if (*ret_phones < 1 || *ret_phones > PHONES_MOST)
        return ri_fail(err, RI_EUSAGE, "phones wants 1 to %d; got %lld", PHONES_MOST,
                       (long long)*ret_phones);
    if (*ret_minutes < 1 || *ret_minutes > MINUTES_MOST)
        return ri_fail(err, RI_EUSAGE, "minutes wants 1 to %d; got %lld", MINUTES_MOST,
                       (long long)*ret_minutes);
    return RI_OK;
}

static ri_status link_run(struct ri_call *call, struct ri_error *err)
{
    const char              *store = ri_call_text(call, "store");
    const int64_t            now = ri_people_now(call);
    int64_t                  phones, minutes;
    const char *const       *stores;
    char                     secret[RI_PASS_SIZE];
    struct ri_gate          *gate;
    struct ri_table_builder *table;
    RI_TRY(read_bounds(call, &phones, &minutes, err));
    RI_TRY(ri_call_stores(call, &stores, err));
    RI_TRY(ri_call_gate(call, &gate, err));
    const struct ri_pass_row row = {.kind = RI_PASS_LINK,
                                    .name = pass_name(call, store),
                                    .roles = RI_ROLE_STAFF,
                                    .stores = stores,
                                    .uses = phones,
                                    .made_at = now,
                                    .made_by = ri_people_who(call),
                                    .expires_at = now + minutes * 60};
    if (!row.name) return ri_fail(err, RI_ENOMEM, "no room for a name");
    RI_TRY(ri_pass_new(gate, &row, secret, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, store);
    ri_put_link(call, table, secret);
    ri_put_string(table, secret);
    ri_put_seconds(table, row.expires_at);
    explicit_bzero(secret, sizeof secret);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- share stop -------------------------------------------------------------------------------------------------------- */

static const struct ri_param stop_params[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_REQUIRED, NULL, NULL, NULL, "whose phones are put out"},
};
static const struct ri_column stop_columns[] = {
    {"store", RI_COLUMN_STORE, "store"},
    {"codes", RI_COLUMN_INTEGER, "codes that were not too old, used ones too; they open nothing any more"},
    {"sessions", RI_COLUMN_INTEGER, "phones that were signed in, and are out within a second"},
};
static const ri_pass_kind stop_kinds[] = {RI_PASS_LINK, RI_PASS_SESSION};

struct labels {
    struct ri_arena *mem;
    const char     **texts;
    size_t           count, room;
};

static ri_status keep_label(void *context, const struct ri_pass_row *row, struct ri_error *err)
{
    struct labels *labels = context;
    if (labels->count == labels->room) {
        const size_t room = labels->room ? 2 * labels->room : 16;
        const char **texts = ri_arena_new(labels->mem, const char *, room);
        if (!texts) return ri_fail(err, RI_ENOMEM, "no room for the sessions of a store");
        if (labels->count) memcpy(texts, labels->texts, labels->count * sizeof *texts);
        labels->texts = texts;
        labels->room = room;
    }
    const char *text = ri_arena_copy(labels->mem, row->label, strlen(row->label));
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for the name of a session");
    labels->texts[labels->count++] = text;
    return RI_OK;
}

static ri_status end_all(struct ri_call *call, struct ri_gate *gate, ri_pass_kind kind,
                         const char *name, int64_t *ret, struct ri_error *err)
{
    struct labels labels = {.mem = ri_call_mem(call)};
    *ret = 0;
    RI_TRY(ri_pass_each(gate, kind, NULL, name, ri_people_now(call), keep_label, &labels, err));
    for (size_t i = 0; i < labels.count; i++) {
        int64_t ended = 0;
        RI_TRY(ri_pass_end(gate, 1u << kind, NULL, labels.texts[i], NULL, &ended, err));
        *ret += ended;
    }
    return RI_OK;
}

static ri_status stop_run(struct ri_call *call, struct ri_error *err)
{
    const char              *store = ri_call_text(call, "store"), *name = pass_name(call, store);
    const char *const       *stores;
    int64_t                  ended[RI_COUNT(stop_kinds)];
    struct ri_gate          *gate;
    struct ri_table_builder *table;
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for a name");
    RI_TRY(ri_call_stores(call, &stores, err));
    RI_TRY(ri_call_gate(call, &gate, err));
    for (size_t i = 0; i < RI_COUNT(stop_kinds); i++)
        RI_TRY(end_all(call, gate, stop_kinds[i], name, &ended[i], err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, store);
    for (size_t i = 0; i < RI_COUNT(stop_kinds); i++) ri_put_int(table, ended[i]);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "share.link",
              .summary = "A link that signs a phone in as shop staff of one store",
              .details = "'retailinsight share' shows it as a code and opens the network; this is "
                         "the link alone.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(link_params),
              RI_COLUMNS(link_columns),
              RI_EXAMPLES("retailinsight share link --store S01",
                          "retailinsight share link --store S01 --phones 5 --minutes 60")},
     .run = link_run},
    {.info = {.name = "share.stop",
              .summary = "End the codes and the sessions that share opened for a store",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(stop_params),
              RI_COLUMNS(stop_columns),
              RI_EXAMPLES("retailinsight share stop --store S01")},
     .run = stop_run},
};
const struct ri_operation_table ri_shop_pass_operations = RI_OPERATION_TABLE(operations);
