/* What must be known of a sales file before its first row: is the price a line total, how returns are marked, the
 * currency. */
#include "internal.h"

enum { GROUPS = 1 << 12, ENOUGH = 20 };

struct group { /* of one product or category */
    uint64_t key;
    int64_t  quantity, price; /* of its first line */
};

struct ratio {                 /* lines of another quantity than their group's first */
    size_t total, unit, other; /* price grows with the quantity; stays; does neither */
    size_t cancel_ids, cancel_positive, other_ids; /* transactions C1234 */
};

/* The column of the file that a field is read from, or the first of several. */
static size_t real_column(const struct ri_ingest *ingest, size_t field)
{
    return ingest_shape_real(&ingest->mapping.shape, ingest->mapping.column[field]);
}

static const struct ingest_look *look_at(const struct ri_ingest *ingest, size_t field)
{
    const size_t column = real_column(ingest, field);
    for (size_t i = 0; i < ingest->look_count; i++) {
        if (column != INGEST_NONE && ingest->looks[i].column == column) return &ingest->looks[i];
    }
    return NULL;
}

static bool number_of(const struct ri_ingest *ingest, const struct ingest_record *record,
                      size_t field, int scale, int64_t *ret)
{
    const struct ingest_look *look = look_at(ingest, field);
    if (!look || look->column >= record->count) return false;
    const struct ri_view view = ingest_plain(ri_view_trim(ingest_field_view(record, look->column)));
    return view.length &&
           ingest_number_parse(view, look->mark, scale, ret, NULL) <= INGEST_NUMBER_ROUNDED;
}

/* The price is printed to some digits, so a constant ratio holds to about a cent of the larger line. */
static void weigh(struct group *group, int64_t quantity, int64_t price, struct ratio *ratio)
{
    if (!group->quantity) {
        group->quantity = quantity;
        group->price = price;
        return;
    }
    if (quantity == group->quantity) return;
    const double a = (double)price * (double)group->quantity,
                 b = (double)group->price * (double)quantity;
    const double slack = 10000.0 * (double)(quantity + group->quantity);
    if (price == group->price)
        ratio->unit++;
    else if (a - b <= slack && b - a <= slack)
        ratio->total++;
    else
        ratio->other++;
}

static void look_at_id(const struct ingest_record *record, size_t column, int64_t quantity,
                       struct ratio *ratio)
{
    const struct ri_view id = ri_view_trim(ingest_field_view(record, column));
    if (id.length < 2) return;
    const bool digit = id.at[1] >= '0' && id.at[1] <= '9';
    const bool cancel = (id.at[0] | 0x20) == 'c' && digit;
    ratio->cancel_ids += cancel;
    ratio->cancel_positive += cancel && quantity >= 0;
    ratio->other_ids += !cancel && id.at[0] >= '0' && id.at[0] <= '9';
}

static ri_status measure(struct ri_ingest *ingest, struct ri_view text, bool whole,
                         struct ratio *ret, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    struct group        *groups = calloc(GROUPS, sizeof *groups);
    const size_t         transaction = real_column(ingest, RI_SALE_TRANSACTION);
    size_t               by = real_column(ingest, RI_SALE_PRODUCT);
    bool                 more = true, header = ingest->sniffed.header;
    ri_status status = ingest_csv_of_text(&csv, &source, text, &ingest->sniffed.dialect, err);
    *ret = (struct ratio){.total = 0};
    csv.width = ingest->column_count;
    if (!groups && status == RI_OK) status = ri_fail(err, RI_ENOMEM, "no room to compare prices");
    if (by == INGEST_NONE) by = real_column(ingest, RI_SALE_CATEGORY);
    if (by == INGEST_NONE) by = real_column(ingest, RI_SALE_PRODUCT_NAME);
    while (status == RI_OK) {
        int64_t quantity, price;
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status != RI_OK || !more || (!whole && csv.ended && csv.at >= csv.end)) break;
        const bool skip = header || record.rule || record.count < ingest->column_count;
        header = false;
        if (skip || !number_of(ingest, &record, RI_SALE_QUANTITY, 3, &quantity)) continue;
        if (transaction != INGEST_NONE) look_at_id(&record, transaction, quantity, ret);
        if (by == INGEST_NONE || quantity <= 0 ||
            !number_of(ingest, &record, RI_SALE_UNIT_PRICE, 6, &price) || price <= 0)
            continue;
        const struct ri_view name = ri_view_trim(ingest_field_view(&record, by));
        const uint64_t       key = ri_hash64(name.at, name.length) | 1;
        struct group        *group = &groups[(key >> 32) & (GROUPS - 1)];
        if (group->key != key)
            *group = (struct group){.key = key}; /* a later product takes the place: fewer pairs */
        weigh(group, quantity, price, ret);
    }
    ingest_csv_release(&csv);
    free(groups);
    return status;
}

static ri_status decide_price(struct ri_ingest *ingest, const struct ratio *ratio,
                              struct ri_error *err)
{
    struct ingest_sale *sale = &ingest->sale;
    const size_t        column = ingest->mapping.column[RI_SALE_UNIT_PRICE];
    if (column == INGEST_NONE) return RI_OK;
    const char  *name = ingest->columns[column];
    const size_t pairs = ratio->total + ratio->unit + ratio->other;
    const bool   constant = ratio->total >= ENOUGH && ratio->total * 20 >= pairs * 19;
    sale->price = ingest->settings.price != INGEST_PRICE_UNKNOWN ? ingest->settings.price
                  : constant                                     ? INGEST_LINE_TOTAL
                                                                 : INGEST_UNIT_PRICE;
    const bool total = sale->price == INGEST_LINE_TOTAL;
    if (constant)
        return ingest_note(&ingest->notes, true, "price",
                           total ? "the total of the line" : "the price of one unit",
                           total ? "--set price=unit_price" : "--set price=line_total", err,
                           "%s: %zu of %zu lines that differ in quantity from another of the same "
                           "product cost in proportion "
                           "to it%s",
                           name, ratio->total, pairs,
                           total ? "" : "; used as a unit price because you said so");
    return ingest_note(
        &ingest->notes, false, "price", total ? "the total of the line" : "the price of one unit",
        total ? "--set price=unit_price" : "--set price=line_total", err, "%s: %s", name,
        ingest->settings.price != INGEST_PRICE_UNKNOWN ? "as told"
        : pairs                                        ? "it does not grow with the quantity"
                                                       : "nothing says otherwise");
}

static ri_status decide_returns(struct ri_ingest *ingest, const struct ratio *ratio,
                                struct ri_error *err)
{
    const enum ingest_returns told = ingest->settings.returns;
    const bool                known = ingest->mapping.layout && ingest->mapping.layout->prefix_c;
    const bool                seen =
        ratio->cancel_ids && !ratio->cancel_positive && ratio->other_ids > 4 * ratio->cancel_ids;
    ingest->sale.prefix_c =
        told == INGEST_RETURNS_UNKNOWN ? known || seen : told == INGEST_RETURNS_PREFIX_C;
    const bool by_c = ingest->sale.prefix_c;
    if (!by_c && !ratio->cancel_ids) return RI_OK;
    return ingest_note(&ingest->notes, !known && by_c, "returns",
                       by_c ? "negative quantities, and transactions C..." : "negative quantities",
                       by_c ? "--set returns=quantity" : "--set returns=prefix_c", err,
                       "%zu lines of the beginning have a transaction that begins with C, %zu of "
                       "them a positive quantity",
                       ratio->cancel_ids, ratio->cancel_positive);
}

/* Fields whose equality makes two lines equal. */
static void choose_key(struct ri_ingest *ingest)
{
    struct ingest_sale *sale = &ingest->sale;
    for (size_t f = 0; f < RI_SALE_FIELDS; f++) {
        sale->has[f] = ingest->mapping.column[f] != INGEST_NONE || ingest->mapping.constant[f];
        const bool offset = f == RI_SALE_SOLD_AT_UTC;
        if (f != RI_SALE_LINE && (offset || ingest->mapping.column[f] != INGEST_NONE))
            sale->hashed[sale->hashed_count++] = f;
    }
}

ri_status ingest_sale_decide(struct ri_ingest *ingest, struct ri_view text, bool whole,
                             struct ri_error *err)
{
    struct ratio ratio;
    RI_TRY(measure(ingest, text, whole, &ratio, err));
    RI_TRY(decide_price(ingest, &ratio, err));
    RI_TRY(decide_returns(ingest, &ratio, err));
    choose_key(ingest);
    if (!ingest->sale.has[RI_SALE_QUANTITY])
        RI_TRY(ingest_note(&ingest->notes, true, "quantity", "one unit a line",
                           "--set quantity=COLUMN", err, "no column is known to be the quantity"));
    return RI_OK;
}
