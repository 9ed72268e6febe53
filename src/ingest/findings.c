/* What the whole file showed, as notes. */
#include "internal.h"

static ri_status say_counts(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_findings *f = &ingest->findings;
    const struct {
        uint64_t    count;
        const char *topic, *choice, *evidence, *change;
    } rows[] = {
        {f->zero_prices, "zero prices", "kept", "lines cost nothing", ""},
        {f->negative_prices, "negative prices", "kept as they are",
         "sold lines have a negative amount", ""},
        {f->test_rows, "test rows", "kept",
         "lines name a product, customer or receipt that begins with 'test'", ""},
        {f->rounded, "rounding", "half away from zero", "values have more decimals than are kept",
         ""},
        {f->turned, "signs", "made negative", "returned lines were written with a positive sign",
         "--set kind="},
        {f->paths, "category paths", "split into department, category, subcategory",
         "categories are paths with > between their levels", "--set department="},
        {f->missing_words, "missing values", "taken as missing",
         "values are words such as NULL or NaN", ""},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (!rows[i].count) continue;
        RI_TRY(ingest_note(&ingest->notes, true, rows[i].topic, rows[i].choice, rows[i].change, err,
                           "%llu %s", (unsigned long long)rows[i].count, rows[i].evidence));
    }
    return RI_OK;
}

static ri_status say_repeats(struct ri_ingest *ingest, struct ri_error *err)
{
    struct ri_ingest_summary *s = &ingest->summary;
    if (ingest->findings.currency_count > 1) s->repeats_minor = 0;
    if (s->occurrences_unknown)
        return ingest_note(
            &ingest->notes, true, "equal lines", "not numbered here", "", err,
            "the file has more different lines than the memory set aside for them holds");
    if (!s->repeats) return RI_OK;
    const unsigned currency =
        ingest->findings.currency_count ? ingest->findings.currencies[0] : ingest->sale.currency;
    struct ri_text money = {.most = 60};
    ri_text_decimal(&money, s->repeats_minor, ingest_currency_digits(currency));
    const ri_status status = ingest_note(
        &ingest->notes, true, "equal lines",
        ingest->plan.drop_repeats ? "dropped as duplicates" : "numbered and kept",
        ingest->plan.drop_repeats ? "--set repeats=keep" : "--set repeats=drop", err,
        "%llu lines equal an earlier one%s; together %s %s", (unsigned long long)s->repeats,
        ingest->plan.key_mode == RI_KEY_RECEIPT ? " of the same receipt" : "",
        ingest->findings.currency_count > 1 ? "in several currencies"
        : money.at                          ? money.at
                                            : "",
        ingest->findings.currency_count > 1 ? "" : ingest_currency_code(currency));
    ri_text_release(&money);
    return status;
}

static ri_status say_currencies(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_findings *f = &ingest->findings;
    if (f->currency_count < 2) return RI_OK;
    return ingest_note(&ingest->notes, true, "currencies", "kept by row", "", err,
                       "the currency changes: %s, %s%s%s%s", ingest_currency_code(f->currencies[0]),
                       ingest_currency_code(f->currencies[1]), f->currency_count > 2 ? ", " : "",
                       f->currency_count > 2 ? ingest_currency_code(f->currencies[2]) : "",
                       f->currency_count > 3 ? " ..." : "");
}

static ri_status say_customers(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_visits *visits = &ingest->sale.visits;
    if (visits->repeats || visits->count < 100) return RI_OK;
    return ingest_note(
        &ingest->notes, true, "customers", "kept", "--set customer=", err,
        "none of %zu customers comes a second time%s: the column tells receipts apart, not people",
        visits->count, visits->given_up ? " (the first looked at)" : "");
}

ri_status ingest_encoding_say(struct ri_ingest *ingest, struct ri_error *err)
{
    if (!ingest->stage.switched) return RI_OK;
    return ingest_note(&ingest->notes, true, "encoding", "Windows-1252", "--set encoding=utf-8",
                       err,
                       "the file was plain ASCII until a letter that is not valid UTF-8; read "
                       "as Windows-1252 from there");
}

ri_status ingest_sheet_say(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_sheet_counts *counts = ingest_sheet_counts(ingest->source.sheet);
    if (counts->rounded)
        RI_TRY(ingest_note(&ingest->notes, false, "numbers", "15 digits, as shown", "", err,
                           "numbers written with more digits than a spreadsheet keeps: %llu",
                           (unsigned long long)counts->rounded));
    if (counts->merged)
        RI_TRY(ingest_note(&ingest->notes, true, "merged cells",
                           "texts and dates repeated downwards", "", err,
                           "ranges over several rows: %llu", (unsigned long long)counts->merged));
    if (counts->merged_numbers)
        RI_TRY(ingest_note(&ingest->notes, true, "merged numbers", "stand in the first row only",
                           "", err,
                           "ranges: %llu, the first at %s; repeated they would count twice",
                           (unsigned long long)counts->merged_numbers, counts->first_number));
    if (counts->merged_unseen)
        RI_TRY(ingest_note(&ingest->notes, true, "merged cells", "empty but for the first", "", err,
                           "ranges over several rows, in a sheet of more than 32 MiB: %llu",
                           (unsigned long long)counts->merged_unseen));
    return RI_OK;
}

static ri_status say_totals(struct ri_ingest *ingest, struct ri_error *err)
{
    for (size_t i = 0; i < RI_INGEST_RULES && ingest->summary.rules[i].rule; i++) {
        const struct ri_rule_count *count = &ingest->summary.rules[i];
        if (strcmp(count->rule, "total") != 0) continue;
        return ingest_note(&ingest->notes, true, "totals", "left out", "--set totals=keep", err,
                           "records that are the total of others: %llu, the first is record %llu",
                           (unsigned long long)count->count,
                           (unsigned long long)count->first_record);
    }
    return RI_OK;
}

ri_status ingest_findings_say(struct ri_ingest *ingest, struct ri_error *err)
{
    RI_TRY(say_counts(ingest, err));
    RI_TRY(ingest_encoding_say(ingest, err));
    if (!ingest->csv.records)
        RI_TRY(ingest_note(&ingest->notes, true, "records", "nothing to import", "", err,
                           "the file has a header and no record"));
    if (ingest->source.sheet) RI_TRY(ingest_sheet_say(ingest, err));
    RI_TRY(say_totals(ingest, err));
    RI_TRY(ingest_group_say(ingest, err));
    if (ingest->mapping.kind != RI_SALES) return RI_OK;
    RI_TRY(say_repeats(ingest, err));
    RI_TRY(say_currencies(ingest, err));
    return say_customers(ingest, err);
}
