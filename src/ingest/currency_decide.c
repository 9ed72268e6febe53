/* The currency of rows that name none: as told, as written beside the amounts, as the layout or the workspace has it. */
#include "internal.h"

static bool has_amounts(const struct ri_record *record)
{
    for (size_t f = 0; f < record->field_count; f++) {
        const ri_field_type type = record->fields[f].type;
        if (type == RI_FIELD_MONEY || type == RI_FIELD_PRICE) return true;
    }
    return false;
}

static ri_status find_currency(const struct ri_ingest *ingest, size_t field, unsigned *ret,
                               const char **ret_why, struct ri_error *err)
{
    const struct ingest_layout *layout = ingest->mapping.layout;
    unsigned                    found = ingest->settings.currency;
    *ret_why = "as told";
    for (size_t i = 0; i < ingest->look_count && !found; i++) {
        if (ingest->looks[i].is_time || !ingest->looks[i].numbers.currency) continue;
        found = ingest->looks[i].numbers.currency;
        *ret_why = "written beside the amounts";
    }
    if (!found && layout && layout->currency) {
        found = ingest_currency_find(ri_view_of(layout->currency));
        *ret_why = "known of this layout";
    }
    if (!found && ingest->mapping.constant[field])
        found = ingest_currency_find(ri_view_of(ingest->mapping.constant[field]));
    if (!found && ingest->options->currency) {
        found = ingest_currency_find(ri_view_of(ingest->options->currency));
        *ret_why = "the workspace's own";
        if (!found)
            return ri_fail(err, RI_EUSAGE, "currency '%s' is not a code of ISO 4217 such as EUR",
                           ingest->options->currency);
    }
    *ret = found;
    return RI_OK;
}

ri_status ingest_currency_decide(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ri_record *record = ingest->mapping.record;
    const size_t            field = ri_record_field(record, RI_VIEW("currency"));
    const char             *why;
    ingest->sale.currency = ingest->settings.currency;
    if (field == SIZE_MAX || !has_amounts(record)) return RI_OK;
    RI_TRY(find_currency(ingest, field, &ingest->sale.currency, &why, err));
    const char  *code = ingest_currency_code(ingest->sale.currency);
    const size_t column = ingest->mapping.column[field];
    if (column != INGEST_NONE)
        return ingest_note(&ingest->notes, false, "currency", "by row", "--set currency=CODE", err,
                           "column %s; %s where it is empty", ingest->columns[column], code);
    return ingest_note(
        &ingest->notes, !ingest->sale.currency, "currency", code, "--set currency=CODE", err, "%s",
        ingest->sale.currency ? why : "nothing in the file names it; amounts have two decimals");
}
