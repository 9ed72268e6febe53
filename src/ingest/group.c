/* Orders. */
#include "group.h"

#include "internal.h"
#include "retail/money.h"

struct item {                    /* one line */
    struct ingest_record record; /* text and fields are set when it is handed out */
    size_t               text_at, field_at;
    bool                 sound;
    int64_t              quantity, gross, discount, tax, payable, back;
};

struct ingest_group {
    struct ri_text       bytes; /* of all records kept */
    struct ingest_field *fields;
    size_t               field_count, field_room;
    struct item         *items; /* n of the order at hand, then perhaps the first of the next */
    size_t               count, room, n, at;
    bool                 ended, on_top, any_back, whole;
    uint64_t             too_large; /* key of an order cut off; 0: none */
    int                  digits;
    uint64_t             orders, paid_back, partly, unequal, tax_on_top, tax_inside;
    char                 first_unequal[40];
};

ri_status ingest_group_new(struct ingest_group **ret, struct ri_error *err)
{
    *ret = calloc(1, sizeof **ret);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for an order");
}

void ingest_group_free(struct ingest_group *group)
{
    if (!group) return;
    ri_text_release(&group->bytes);
    free(group->fields);
    free(group->items);
    free(group);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------------- */

static void *larger(void *items, size_t *room, size_t wanted, size_t size)
{
    if (wanted <= *room) return items;
    void *more = realloc(items, 2 * wanted * size);
    if (more) *room = 2 * wanted;
    return more;
}

static ri_status keep(struct ingest_group *group, const struct ingest_record *record,
                      struct ri_error *err)
{
    struct item *items = larger(group->items, &group->room, group->count + 1, sizeof *items);
    struct ingest_field *fields = larger(group->fields, &group->field_room,
                                         group->field_count + record->count + 1, sizeof *fields);
    if (items) group->items = items;
    if (fields) group->fields = fields;
    if (!items || !fields) return ri_fail(err, RI_ENOMEM, "no room for an order");
    group->items[group->count++] = (struct item){
        .record = *record, .text_at = group->bytes.length, .field_at = group->field_count};
    if (record->count)
        memcpy(group->fields + group->field_count, record->fields,
               record->count * sizeof *record->fields);
    group->field_count += record->count;
    ri_text_add(&group->bytes, record->text.at, record->text.length);
    return ri_text_check(&group->bytes, err);
}

/* The record of an item, its pointers into what is kept. */
static struct ingest_record record_of(const struct ingest_group *group, const struct item *item)
{
    struct ingest_record record = item->record;
    record.text.at = group->bytes.at + item->text_at;
    record.fields = group->fields + item->field_at;
    return record;
}

static struct ri_view field_of(const struct ingest_group *group, const struct item *item,
                               size_t column)
{
    const struct ingest_record record = record_of(group, item);
    if (column >= record.count || record.rule) return (struct ri_view){"", 0};
    return ingest_plain(ri_view_trim(ingest_field_view(&record, column)));
}

/* Only what follows the order at hand stays: at most one record. */
static void forget(struct ingest_group *group)
{
    const size_t left = group->count - group->n;
    if (left) {
        struct item item = group->items[group->n];
        memmove(group->bytes.at, group->bytes.at + item.text_at, item.record.text.length);
        memmove(group->fields, group->fields + item.field_at,
                item.record.count * sizeof *group->fields);
        group->bytes.length = item.record.text.length;
        group->field_count = item.record.count;
        item.text_at = item.field_at = 0;
        group->items[0] = item;
    } else {
        ri_text_clear(&group->bytes);
        group->field_count = 0;
    }
    group->count = left;
    group->n = group->at = 0;
}

static uint64_t key_hash(struct ri_view key)
{
    return ri_hash64(key.at, key.length) | 1;
}

/* Does the record kept last begin another order? An empty column belongs to the order before. */
static bool begins_another(const struct ingest_group *group, size_t column)
{
    const struct ri_view first = field_of(group, &group->items[0], column),
                         last = field_of(group, &group->items[group->count - 1], column);
    if (group->items[0].record.rule) return true;
    return last.length && !ri_view_equal(first, last);
}

static void refuse(struct ingest_group *group)
{
    for (size_t i = 0; i < group->n; i++) {
        if (group->items[i].record.rule) continue;
        group->items[i].record.rule = "group";
        group->items[i].record.message = "its order has more lines than are read together (2,000)";
    }
}

static ri_status load(struct ri_ingest *ingest, struct ri_error *err)
{
    struct ingest_group *group = ingest->group;
    const size_t         column = ingest->mapping.shape.group;
    struct ingest_record record;
    bool                 more = true, full = false;
    forget(group);
    while (!group->ended && !full) {
        RI_TRY(ingest_csv_next(&ingest->csv, &record, &more, err));
        group->ended = !more;
        if (!more) break;
        RI_TRY(keep(group, &record, err));
        full = group->count > 1 && begins_another(group, column);
        if (full) group->n = group->count - 1;
        if (full ||
            (group->count < INGEST_GROUP_RECORDS && group->bytes.length < INGEST_GROUP_BYTES))
            continue;
        group->too_large = key_hash(field_of(group, &group->items[0], column));
        group->n = group->count;
        full = true;
    }
    if (!full) group->n = group->count;
    if (group->n && group->too_large) {
        if (key_hash(field_of(group, &group->items[0], column)) == group->too_large)
            refuse(group);
        else
            group->too_large = 0;
    }
    return RI_OK;
}

/* ---- Sharing out -------------------------------------------------------------------------------------------------------- */

/* A number of a line; false: none. */
static bool number(const struct ri_ingest *ingest, const struct item *item, size_t column,
                   int scale, int64_t *ret)
{
    const struct ri_view text = field_of(ingest->group, item, column);
    enum ingest_mark     mark = INGEST_MARK_UNKNOWN;
    for (size_t i = 0; i < ingest->look_count; i++) {
        if (!ingest->looks[i].is_time && mark == INGEST_MARK_UNKNOWN) mark = ingest->looks[i].mark;
    }
    return text.length &&
           ingest_number_parse(text, mark, scale, ret, NULL) <= INGEST_NUMBER_ROUNDED;
}

/* An amount that stands once in the order, minor units; false: nowhere. */
static bool order_amount(const struct ri_ingest *ingest, size_t column, int64_t *ret)
{
    const struct ingest_group *group = ingest->group;
    *ret = 0;
    for (size_t i = 0; i < group->n && column != INGEST_NONE; i++) {
        if (number(ingest, &group->items[i], column, 6, ret))
            return ingest_multiply(*ret, 1, 6 - group->digits, ret);
    }
    return false;
}

static int order_digits(const struct ri_ingest *ingest)
{
    const size_t column = ingest->mapping.column[RI_SALE_CURRENCY];
    unsigned     currency = 0;
    for (size_t i = 0; i < ingest->group->n && column != INGEST_NONE && !currency; i++)
        currency = ingest_currency_find(field_of(ingest->group, &ingest->group->items[i], column));
    return ingest_currency_digits(currency ? currency : ingest->sale.currency);
}

enum part { GROSS, AFTER_DISCOUNT, PAYABLE };

static int64_t weight_of(const struct item *item, enum part part)
{
    const int64_t value = part == GROSS            ? item->gross
                          : part == AFTER_DISCOUNT ? item->gross - item->discount
                                                   : item->payable;
    return item->sound && value > 0 ? value : 0;
}

/* amount over the sound lines, by weight; parts in the order of items. */
static ri_status split(struct ri_ingest *ingest, int64_t amount, enum part by, int64_t **ret,
                       struct ri_error *err)
{
    struct ingest_group *group = ingest->group;
    int64_t             *parts = calloc(2 * group->n, sizeof *parts), *weights = parts + group->n;
    if (!parts) return ri_fail(err, RI_ENOMEM, "no room for an order");
    for (size_t i = 0; i < group->n; i++) weights[i] = weight_of(&group->items[i], by);
    (void)ri_money_split(amount, weights, group->n, parts); /* no weight is negative */
    *ret = parts;
    return RI_OK;
}

static ri_status share_once(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    struct ingest_group       *group = ingest->group;
    int64_t                    amount, *parts;
    if (shape->spread_discount &&
        order_amount(ingest, ingest->mapping.column[RI_SALE_DISCOUNT], &amount)) {
        RI_TRY(split(ingest, amount < 0 ? -amount : amount, GROSS, &parts, err));
        for (size_t i = 0; i < group->n; i++) group->items[i].discount = parts[i];
        free(parts);
    }
    if (shape->spread_tax && order_amount(ingest, ingest->mapping.column[RI_SALE_TAX], &amount)) {
        RI_TRY(split(ingest, amount, AFTER_DISCOUNT, &parts, err));
        for (size_t i = 0; i < group->n; i++) group->items[i].tax = parts[i];
        free(parts);
    }
    return RI_OK;
}

static void read_lines(struct ri_ingest *ingest)
{
    struct ingest_group *group = ingest->group;
    const size_t        *column = ingest->mapping.column;
    const size_t         width = ingest->column_count;
    for (size_t i = 0; i < group->n; i++) {
        struct item *item = &group->items[i];
        int64_t      price = 0;
        item->quantity = 1000;
        item->sound = !item->record.rule && item->record.count >= width &&
                      number(ingest, item, column[RI_SALE_UNIT_PRICE], 6, &price);
        if (column[RI_SALE_QUANTITY] != INGEST_NONE)
            item->sound =
                number(ingest, item, column[RI_SALE_QUANTITY], 3, &item->quantity) && item->sound;
        item->sound =
            item->sound && ingest_multiply(item->quantity, price, 9 - group->digits, &item->gross);
        if (!item->sound) item->gross = 0;
    }
}

/* Is the tax on top of the lines? Total, subtotal and shipping say so. */
static void decide_tax(struct ri_ingest *ingest)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    struct ingest_group       *group = ingest->group;
    int64_t                    total, subtotal, shipping, tax = 0, lines = 0;
    for (size_t i = 0; i < group->n; i++) {
        tax += group->items[i].tax;
        lines += group->items[i].gross - group->items[i].discount;
    }
    const bool known = order_amount(ingest, shape->total, &total) &&
                       order_amount(ingest, shape->subtotal, &subtotal);
    (void)order_amount(ingest, shape->shipping, &shipping);
    group->on_top = shape->taxes == INGEST_TAX_EXCLUDED;
    if (shape->taxes == INGEST_TAX_BY_TOTAL && known && tax) {
        group->on_top = total >= subtotal + shipping + tax;
        group->tax_on_top += group->on_top;
        group->tax_inside += !group->on_top;
    }
    if (!known || lines == subtotal) return;
    if (!group->unequal++) {
        const struct ri_view name = field_of(group, &group->items[0], shape->group);
        snprintf(group->first_unequal, sizeof group->first_unequal, "%.*s",
                 (int)(name.length < 39 ? name.length : 39), name.at);
    }
}

static ri_status pay_back(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    struct ingest_group       *group = ingest->group;
    int64_t                    refund, total, payable = 0, *parts;
    for (size_t i = 0; i < group->n; i++) {
        struct item *item = &group->items[i];
        item->payable = item->gross - item->discount + (group->on_top ? item->tax : 0);
        item->back = 0;
        payable += item->payable;
    }
    group->any_back = order_amount(ingest, shape->refund, &refund) && refund > 0 && payable > 0;
    if (!group->any_back) return RI_OK;
    if (!order_amount(ingest, shape->total, &total)) total = payable;
    group->whole = refund >= total;
    group->paid_back++;
    group->partly += !group->whole;
    RI_TRY(split(ingest, refund < payable ? refund : payable, PAYABLE, &parts, err));
    for (size_t i = 0; i < group->n; i++) group->items[i].back = parts[i];
    free(parts);
    return RI_OK;
}

static ri_status settle(struct ri_ingest *ingest, struct ri_error *err)
{
    ingest->group->digits = order_digits(ingest);
    ingest->group->orders++;
    read_lines(ingest);
    RI_TRY(share_once(ingest, err));
    decide_tax(ingest);
    return pay_back(ingest, err);
}

/* ---- Handing out -------------------------------------------------------------------------------------------------------- */

/* The returned line of an item: whole, or its part of what was paid back. */
static struct ingest_share share_back(const struct ingest_group *group, const struct item *item)
{
    struct ingest_share share = {.active = true, .on_top = group->on_top, .back = true};
    if (group->whole) {
        share.quantity = -item->quantity;
        share.gross = -item->gross;
        share.discount = -item->discount;
        share.tax = -item->tax;
        return share;
    }
    const int64_t tax =
        (int64_t)ri_divide_half_away((ri_int128)item->tax * item->back, item->payable);
    share.tax = -tax;
    share.gross = -(item->back - (group->on_top ? tax : 0));
    return share;
}

static void hand(struct ri_ingest *ingest, const struct item *item, bool back)
{
    const struct ingest_group *group = ingest->group;
    ingest->record = record_of(group, item);
    ingest->record.number = ++ingest->logical;
    ingest->share = (struct ingest_share){.active = item->sound,
                                          .on_top = group->on_top,
                                          .discount = item->discount,
                                          .tax = item->tax};
    if (back) ingest->share = share_back(group, item);
}

ri_status ingest_group_next(struct ri_ingest *ingest, bool *ret_more, struct ri_error *err)
{
    struct ingest_group *group = ingest->group;
    *ret_more = true;
    for (;;) {
        if (group->at < group->n) {
            hand(ingest, &group->items[group->at++], false);
            return RI_OK;
        }
        while (group->any_back && group->at < 2 * group->n) {
            const struct item *item = &group->items[group->at++ - group->n];
            if (!item->sound || (!group->whole && !item->back)) continue;
            hand(ingest, item, true);
            return RI_OK;
        }
        *ret_more = group->count > group->n || !group->ended;
        if (!*ret_more) return RI_OK;
        RI_TRY(load(ingest, err));
        if (group->n) RI_TRY(settle(ingest, err));
    }
}

ri_status ingest_group_say(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_group *group = ingest->group;
    if (!group) return RI_OK;
    if (group->tax_on_top || group->tax_inside)
        RI_TRY(ingest_note(
            &ingest->notes, false, "taxes", "by the order's total", "--set taxes=included|excluded",
            err, "on top of the lines in %llu orders, inside them in %llu",
            (unsigned long long)group->tax_on_top, (unsigned long long)group->tax_inside));
    if (group->paid_back)
        RI_TRY(
            ingest_note(&ingest->notes, true, "refunds", "returned lines on the day of the order",
                        "--set order_refund=", err,
                        "%llu orders were paid back, %llu of them in part: there by the value of "
                        "the lines, with quantity 0; the file says neither when nor which",
                        (unsigned long long)group->paid_back, (unsigned long long)group->partly));
    if (group->unequal)
        RI_TRY(ingest_note(&ingest->notes, true, "subtotals", "not what the lines say", "", err,
                           "orders whose lines less discount differ from their subtotal: %llu, the "
                           "first %s",
                           (unsigned long long)group->unequal, group->first_unequal));
    return RI_OK;
}
