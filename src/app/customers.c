/* customers rfm, segments and classify: who the customers are, in groups, and where a new one belongs. */
#include "app/customer_crowd.h"
#include "app/operation.h"
#include "app/small_groups.h"
#include "app/workspace.h"
#include "math/stats.h"

#include <math.h>

static const struct ri_param clusters_param[] = {
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "groups, 2 to 20, or auto: the number with the best silhouette"},
    {"curve", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "with --clusters auto: what each number of groups looked like, instead of the groups"},
};
static const struct ri_param rfm_params[] = {
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL, "groups, 2 to 20, or auto"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows, most money first; 0: all"},
};
static const struct ri_param classify_params[] = {
    {"recency-days", RI_PARAM_NUMBER, RI_PARAM_REQUIRED, "days", NULL, NULL,
     "since the customer's last purchase"},
    {"frequency", RI_PARAM_NUMBER, RI_PARAM_REQUIRED, "receipts", NULL, NULL, "purchases so far"},
    {"monetary", RI_PARAM_NUMBER, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "money spent so far, returns taken off"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "groups, 2 to 20, or auto: as in customers segments"},
};

static ri_status with_crowd(struct ri_call *call, bool nameless,
                            ri_status (*use)(struct ri_crowd *, struct ri_error *),
                            struct ri_error *err)
{
    const struct ri_purchase_wish wish = {.nameless = nameless};
    struct ri_loaded_purchases    loaded;
    struct ri_crowd              *crowd;
    size_t                        clusters = 0;
    RI_TRY(ri_clusters_read(ri_call_text(call, "clusters"), &clusters, err));
    RI_ARENA_NEW(crowd, ri_call_mem(call), 1, err);
    ri_status status = ri_purchases_load(call, &wish, &loaded, err);
    if (status == RI_OK) status = ri_crowd_measure(call, &loaded, crowd, err);
    if (status == RI_OK) status = ri_crowd_group(crowd, clusters, err);
    if (status == RI_OK) status = use(crowd, err);
    ri_purchases_release(&loaded);
    return status;
}

/* ---- customers rfm ------------------------------------------------------------------------------------------------ */

static const struct ri_column rfm_columns[] = {
    {"customer", RI_COLUMN_CUSTOMER, "customer number; a pseudonym for those who may not see it"},
    {"recency_days", RI_COLUMN_INTEGER, "days since the last purchase, 1: bought on the last day"},
    {"frequency", RI_COLUMN_INTEGER, "receipts with a purchase"},
    {"monetary", RI_COLUMN_MONEY, "net amount of all purchases, returns taken off"},
    {"r", RI_COLUMN_INTEGER, "score of recency, 1 to 5, 5 the most recent fifth"},
    {"f", RI_COLUMN_INTEGER, "score of frequency, 1 to 5"},
    {"m", RI_COLUMN_INTEGER, "score of money, 1 to 5"},
    {"segment", RI_COLUMN_INTEGER, "group, 1 the one with most money a customer"},
    {"profile", RI_COLUMN_TEXT, "name of the group"},
};

static int most_money_first(const void *left, const void *right, void *context)
{
    const struct ri_crowd *crowd = context;
    const size_t           a = *(const size_t *)left, b = *(const size_t *)right;
    if (crowd->minor[a] != crowd->minor[b]) return crowd->minor[a] > crowd->minor[b] ? -1 : 1;
    const double of_a = crowd->rfm[a].value[RI_RECENCY], of_b = crowd->rfm[b].value[RI_RECENCY];
    if (of_a != of_b) return of_a < of_b ? -1 : 1;
    return (a > b) - (a < b);
}

static void put_customer_row(struct ri_crowd *crowd, struct ri_table_builder *table, size_t i,
                             const unsigned char *score)
{
    ri_purchases_put_name(crowd->loaded, table, crowd->customer[i]);
    ri_put_int(table, (int64_t)crowd->rfm[i].value[RI_RECENCY]);
    ri_put_int(table, (int64_t)crowd->rfm[i].value[RI_FREQUENCY]);
    ri_put_decimal(table, crowd->minor[i], crowd->loaded->digits);
    for (size_t f = 0; f < RI_RFM; f++) ri_put_int(table, score[f]);
    ri_put_int(table, crowd->label[i] + 1);
    ri_put_string(table, crowd->model.at[crowd->label[i]].name);
}

static ri_status rfm_rows(struct ri_crowd *crowd, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(crowd->call);
    unsigned char(*scores)[RI_RFM];
    size_t                  *order;
    struct ri_table_builder *table;
    const int64_t            limit = ri_call_integer(crowd->call, "limit", 0);
    const size_t rows = limit > 0 && (size_t)limit < crowd->count ? (size_t)limit : crowd->count;
    RI_ARENA_NEW(scores, mem, crowd->count, err);
    RI_ARENA_NEW(order, mem, crowd->count, err);
    RI_TRY(ri_rfm_scores(crowd->rfm, crowd->count, mem, scores, err));
    for (size_t i = 0; i < crowd->count; i++) order[i] = i;
    qsort_r(order, crowd->count, sizeof *order, most_money_first, crowd);
    RI_TRY(ri_purchases_table(crowd->loaded, rfm_columns, RI_COUNT(rfm_columns), &table, err));
    ri_status status = RI_OK;
    for (size_t i = 0; i < rows && status == RI_OK; i++) {
        put_customer_row(crowd, table, order[i], scores[order[i]]);
        status = ri_purchases_flush(crowd->loaded, table, err);
    }
    return ri_purchases_end_table(crowd->loaded, table, status, err);
}

static ri_status rfm_run(struct ri_call *call, struct ri_error *err)
{
    return with_crowd(call, false, rfm_rows, err);
}

/* ---- customers segments ------------------------------------------------------------------------------------------- */

static const struct ri_column segment_columns[] = {
    {"segment", RI_COLUMN_INTEGER, "1 the group with most money a customer"},
    {"profile", RI_COLUMN_TEXT, "name of the group"},
    {"customers", RI_COLUMN_INTEGER, "customers in it"},
    {"customers_share", RI_COLUMN_SHARE, "part of all customers"},
    {"recency_days", RI_COLUMN_NUMBER, "mean days since the last purchase"},
    {"frequency", RI_COLUMN_NUMBER, "mean receipts with a purchase"},
    {"monetary", RI_COLUMN_MONEY, "mean net amount of a customer, returns taken off"},
    {"net_sales", RI_COLUMN_MONEY, "net amount of the group"},
    {"net_sales_share", RI_COLUMN_SHARE, "part of the net amount of all known customers"},
    {"sets_apart", RI_COLUMN_TEXT,
     "how far its centre lies from the average customer, in standard deviations (of the logarithm "
     "where a figure is skewed), the most telling figure first"},
};
static const struct ri_column curve_columns[] = {
    {"clusters", RI_COLUMN_INTEGER, "number of groups"},
    {"inertia", RI_COLUMN_NUMBER, "sum of squared distances to the centres, of a sample"},
    {"silhouette", RI_COLUMN_NUMBER, "how well the groups stand apart, -1 to 1"},
    {"gap", RI_COLUMN_NUMBER, "log inertia below that of points without groups"},
    {"gap_error", RI_COLUMN_NUMBER, "standard error of the gap"},
    {"chosen", RI_COLUMN_BOOL, "the number that was taken"},
};

/* "monetary +1.31, frequency +1.12, recency_days -0.87" */
static void put_apart(const struct ri_crowd *crowd, struct ri_table_builder *table,
                      const struct ri_segment *segment)
{
    size_t order[RI_RFM], n = 0, d = 0;
    double place[RI_RFM] = {0};
    char   text[128] = "";
    for (size_t f = 0; f < RI_RFM; f++) {
        if (!crowd->model.used[f]) continue;
        place[f] = segment->place[d++];
        size_t at = n++;
        for (; at && fabs(place[order[at - 1]]) < fabs(place[f]); at--) order[at] = order[at - 1];
        order[at] = f;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s %+.2f", i ? ", " : "",
                 ri_rfm_names[order[i]], place[order[i]]);
    }
    ri_put_string(table, text);
}

static void put_segment(const struct ri_crowd *crowd, struct ri_table_builder *table, size_t c,
                        const int64_t *minor, double total, bool hidden)
{
    const struct ri_segment *segment = &crowd->model.at[c];
    ri_put_int(table, (int64_t)c + 1);
    ri_put_string(table, segment->name);
    for (size_t i = 2; hidden && i < RI_COUNT(segment_columns); i++) ri_put_null(table);
    if (hidden) return;
    ri_put_int(table, (int64_t)segment->customers);
    ri_put_number(table, (double)segment->customers / (double)crowd->count);
    ri_put_number(table, segment->centre[RI_RECENCY]);
    ri_put_number(table, segment->centre[RI_FREQUENCY]);
    ri_purchases_put_money(crowd->loaded, table, segment->centre[RI_MONETARY]);
    ri_put_decimal(table, minor[c], crowd->loaded->digits);
    ri_put_number(table, total != 0 ? (double)minor[c] / total : NAN);
    put_apart(crowd, table, segment);
}

static ri_status segment_rows(struct ri_crowd *crowd, struct ri_error *err)
{
    int64_t                  minor[RI_KMEANS_CLUSTERS_MOST] = {0};
    size_t                   people[RI_KMEANS_CLUSTERS_MOST];
    bool                     hidden[RI_KMEANS_CLUSTERS_MOST];
    double                   total = 0;
    struct ri_small_groups   small = {.call = crowd->call};
    struct ri_table_builder *table;
    for (size_t i = 0; i < crowd->count; i++) {
        if (__builtin_add_overflow(minor[crowd->label[i]], crowd->minor[i],
                                   &minor[crowd->label[i]]))
            return ri_fail(err, RI_EDATA, "the money of a group does not fit 64 bits");
    }
    for (size_t c = 0; c < crowd->model.count; c++) {
        total += (double)minor[c];
        people[c] = crowd->model.at[c].customers;
    }
    ri_small_groups_hide(&small, people, crowd->model.count, hidden);
    RI_TRY(
        ri_purchases_table(crowd->loaded, segment_columns, RI_COUNT(segment_columns), &table, err));
    for (size_t c = 0; c < crowd->model.count; c++)
        put_segment(crowd, table, c, minor, total, hidden[c]);
    ri_small_groups_say(&small);
    ri_call_note(crowd->call,
                 "silhouette %.2f (1: the groups stand apart); another random start agrees with "
                 "them to %.2f (1: fully)",
                 crowd->model.silhouette, crowd->model.stability);
    return ri_purchases_end_table(crowd->loaded, table, RI_OK, err);
}

static ri_status curve_rows(struct ri_crowd *crowd, struct ri_error *err)
{
    struct ri_table_builder *table;
    if (!crowd->trial_count)
        return ri_fail(
            err, RI_EUSAGE,
            "--curve goes with --clusters auto: a given number is not compared with others");
    RI_TRY(ri_purchases_table(crowd->loaded, curve_columns, RI_COUNT(curve_columns), &table, err));
    for (size_t i = 0; i < crowd->trial_count; i++) {
        const struct ri_kmeans_trial *trial = &crowd->trials[i];
        const double figures[] = {trial->inertia, trial->silhouette, trial->gap, trial->gap_error};
        ri_put_int(table, (int64_t)trial->k);
        for (size_t c = 0; c < RI_COUNT(figures); c++) ri_put_number(table, figures[c]);
        ri_put_bool(table, trial->k == crowd->model.count);
    }
    ri_call_note(crowd->call, "the gap statistic alone would take %zu groups",
                 ri_kmeans_gap_choice(crowd->trials, crowd->trial_count));
    return ri_purchases_end_table(crowd->loaded, table, RI_OK, err);
}

static ri_status segments_run(struct ri_call *call, struct ri_error *err)
{
    return with_crowd(call, true, ri_call_flag(call, "curve") ? curve_rows : segment_rows, err);
}

/* ---- customers classify --------------------------------------------------------------------------------------------- */

static const struct ri_column classify_columns[] = {
    {"segment", RI_COLUMN_INTEGER, "group, as customers segments numbers them"},
    {"profile", RI_COLUMN_TEXT, "name of the group"},
    {"confidence", RI_COLUMN_SHARE,
     "1 less the distance to the group over that to the next one: 0 a toss-up"},
};

/* Whether the groups are those of the whole data: no file, no filter, all stores. */
static bool is_plain(const struct ri_call *call)
{
    size_t                 count;
    const struct ri_param *own = ri_param_group(ri_view_of("purchases"), &count);
    for (size_t i = 0; i < count; i++)
        if (ri_call_given(call, own[i].name)) return false;
    return ri_call_principal(call) == NULL || !ri_call_principal(call)->stores;
}

static ri_status keep_model(struct ri_crowd *crowd, struct ri_error *err)
{
    struct ri_segment_model *model = &crowd->model;
    struct ri_workspace     *workspace = ri_call_workspace(crowd->call);
    uint64_t                 version;
    char                     name[64];
    if (!is_plain(crowd->call)) return RI_OK;
    RI_TRY(ri_workspace_data_version(workspace, &version, err));
    snprintf(name, sizeof name, "segments %.40s", ri_call_text(crowd->call, "clusters"));
    ri_kept_put(ri_workspace_kept(workspace), name, version, model, sizeof *model);
    return RI_OK;
}

static ri_status place_customer(struct ri_call *call, const struct ri_segment_model *model,
                                struct ri_error *err)
{
    struct ri_table_builder *table;
    struct ri_rfm            rfm;
    double                   confidence;
    for (size_t f = 0; f < RI_RFM; f++) {
        const char *const parameter = f == RI_RECENCY ? "recency-days" : ri_rfm_names[f];
        rfm.value[f] = ri_call_number(call, parameter, 0);
        if (f != RI_MONETARY && rfm.value[f] < 0)
            return ri_fail(err, RI_EUSAGE, "--%s wants 0 or more; got %g", parameter, rfm.value[f]);
    }
    const size_t segment = ri_segment_of(model, &rfm, &confidence);
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, (int64_t)segment + 1);
    ri_put_string(table, model->at[segment].name);
    ri_put_number(table, confidence);
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status learn_and_place(struct ri_crowd *crowd, struct ri_error *err)
{
    RI_TRY(keep_model(crowd, err));
    return place_customer(crowd->call, &crowd->model, err);
}

/* The groups are learnt once for the data as they are; after that a new customer costs a look. Filters make groups of their
 * own, which are not kept. */
static ri_status classify_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_segment_model model;
    struct ri_workspace    *workspace = ri_call_workspace(call);
    uint64_t                version;
    char                    name[64];
    if (!is_plain(call)) return with_crowd(call, true, learn_and_place, err);
    snprintf(name, sizeof name, "segments %.40s", ri_call_text(call, "clusters"));
    RI_TRY(ri_workspace_data_version(workspace, &version, err));
    if (ri_kept_get(ri_workspace_kept(workspace), name, version, &model, sizeof model))
        return place_customer(call, &model, err);
    return with_crowd(call, true, learn_and_place, err);
}

/* ---- The table --------------------------------------------------------------------------------------------------------- */

enum {
    MARKETERS =
        RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN
};

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.rfm",
              .summary = "Recency, frequency and money of every customer, with scores and group",
              .details = "Recency counts from the day after the last one. Purchases on receipts "
                         "without a customer "
                         "are in no figure here. Scores are fifths of the customers; equal values "
                         "get equal scores.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = MARKETERS,
              RI_PARAMS(rfm_params),
              RI_COLUMNS(rfm_columns),
              RI_EXAMPLES("retailinsight customers rfm --limit 20",
                          "retailinsight customers rfm -o customers.parquet",
                          "retailinsight customers rfm --input sales.csv --customer client --time "
                          "day --receipt ticket "
                          "--value amount")},
     .run = rfm_run,
     .uses = "purchases"},
    {.info =
         {.name = "customers.segments",
          .summary = "Customers in groups by recency, frequency and money, each with a name",
          .details =
              "K-means on the three figures, by logarithm where they are skewed, scaled. A figure "
              "that is "
              "the same for all is left out and said. Three groups are named High-Value/Loyal, "
              "Recent/Frequent and New/One-Time; other numbers carry the usual names of the trade.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = MARKETERS,
          RI_PARAMS(clusters_param),
          RI_COLUMNS(segment_columns),
          RI_EXAMPLES("retailinsight customers segments --clusters 3",
                      "retailinsight customers segments --clusters auto --curve",
                      "retailinsight customers segments --input sales.csv --customer client --time "
                      "day --receipt "
                      "ticket --value amount")},
     .run = segments_run,
     .uses = "purchases"},
    {.info =
         {.name = "customers.classify",
          .summary = "The group of a new customer, by recency, frequency and money",
          .details = "Uses the groups that customers segments shows for the same number of "
                     "clusters; they are "
                     "learnt once and kept until the data change.",
          .flags = RI_STANDALONE | RI_SCOPED,
          .roles = MARKETERS | RI_ROLE_STAFF,
          RI_PARAMS(classify_params),
          RI_COLUMNS(classify_columns),
          RI_EXAMPLES(
              "retailinsight customers classify --recency-days 12 --frequency 8 --monetary 540")},
     .run = classify_run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_operations = RI_OPERATION_TABLE(operations);
