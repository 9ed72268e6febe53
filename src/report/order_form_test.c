#include "base/test.h"
#include "order_form.h"

static struct ri_order_form_line lines[80];

static struct ri_order_form form_of(size_t count)
{
    for (size_t i = 0; i < count; i++)
        lines[i] =
            (struct ri_order_form_line){.product = "P00235",
                                        .name = "Own Stripes Pyjamas 104 — größer als gedacht",
                                        .quantity_milli = 24000,
                                        .pack_milli = 6000,
                                        .unit_cost_micro = 3560000,
                                        .amount_minor = 8544};
    return (struct ri_order_form){.order = "PO-000012",
                                  .state = "draft",
                                  .supplier = "SUP-01",
                                  .supplier_name = "Atlantic Foods",
                                  .store = "S04",
                                  .store_name = "Harbour",
                                  .city = "Cork",
                                  .ordered_on = ri_day_of(2026, 11, 26),
                                  .expected_on = RI_DAY_NONE,
                                  .currency = "EUR",
                                  .digits = 2,
                                  .lines = lines,
                                  .count = count};
}

static size_t count_of(const struct ri_text *bytes, const char *word)
{
    size_t       count = 0;
    const size_t length = strlen(word);
    for (size_t i = 0; i + length <= bytes->length; i++)
        count += memcmp(bytes->at + i, word, length) == 0;
    return count;
}

TEST(a_form_takes_the_pages_it_says)
{
    static const size_t counts[] = {0, 1, 31, 32, 69, 70, 80};
    static const size_t want[] = {1, 1, 1, 2, 2, 3, 3};
    for (size_t i = 0; i < RI_COUNT(counts); i++) {
        struct ri_pages           *pages;
        struct ri_text             bytes = {0};
        const struct ri_order_form form = form_of(counts[i]);
        CHECK_INT(ri_order_form_pages(counts[i]), want[i]);
        CHECK_STATUS(
            ri_pages_new("Purchase order PO-000012", INT64_C(1764126116000000), &pages, NULL),
            RI_OK);
        ri_order_form_draw(pages, &form);
        CHECK_STATUS(ri_pages_finish(pages, &bytes, NULL), RI_OK);
        CHECK(bytes.length > 500 && memcmp(bytes.at, "%PDF-", 5) == 0);
        CHECK_INT(count_of(&bytes, "/Type /Page %"), want[i]);
        CHECK(count_of(&bytes, "/FontFile") >= 1); /* fonts travel with it */
        ri_text_release(&bytes);
        ri_pages_free(pages);
    }
}
