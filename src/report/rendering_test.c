#include "base/test.h"
#include "rendering.h"

enum { ROWS = 130 };
static struct ri_report_cell cells[ROWS * 3];
static char                  names[ROWS][32];

static const struct ri_report_column columns[] = {{"Store", RI_LOOK_TEXT, 2, NULL},
                                                  {"Net sales", RI_LOOK_FIGURE, 1, "#,##0.00"},
                                                  {"", RI_LOOK_BAR, 2, NULL}};
static const struct ri_tile          tiles[] = {{.label = "Net sales, EUR",
                                                 .value = "603,140",
                                                 .change = "▲ +4.9 %",
                                                 .tone = RI_TONE_GOOD,
                                                 .against = "last year 574,852"},
                                                {.label = "Units returned", .value = "1.9 %"}};
static const double                  trend[] = {1, 3, 2.385};
static const char *const             weeks[] = {"W1", "W2", "W3"};
static const struct ri_series        series = {.name = "this year", .values = trend};
static const char *const notes[] = {"Net sales: after <discounts> & returns.", "Second."};
static struct ri_block   blocks[4];

static struct ri_report report_of(size_t rows)
{
    for (size_t r = 0; r < rows; r++) {
        snprintf(names[r], sizeof names[r], "=Store %zu", r);
        cells[r * 3] = (struct ri_report_cell){.text = names[r], .number = NAN, .against = NAN};
        cells[r * 3 + 1] =
            (struct ri_report_cell){.text = "1,234.50", .number = 1234.5, .against = NAN};
        cells[r * 3 + 2] = (struct ri_report_cell){.number = 1234.5, .against = 1000};
    }
    blocks[0] = (struct ri_block){.kind = RI_BLOCK_TILES, .tiles = tiles, .tile_count = 2};
    blocks[1] =
        (struct ri_block){.kind = RI_BLOCK_TEXT, .title = "Why", .text = "Prices <b>rose</b>."};
    blocks[2] = (struct ri_block){
        .kind = RI_BLOCK_TABLE,
        .title = "Stores",
        .table = {
            .columns = columns, .column_count = 3, .cells = cells, .row_count = rows, .more = 7}};
    blocks[3] = (struct ri_block){.kind = RI_BLOCK_CHART,
                                  .chart = {.kind = RI_CHART_COLUMNS,
                                            .title = "Trend",
                                            .unit = "EUR",
                                            .alt = "Up.",
                                            .labels = weeks,
                                            .count = 3,
                                            .series = &series,
                                            .series_count = 1}};
    return (struct ri_report){.firm = "Atlantic & Sons",
                              .title = "Weekly trading",
                              .scope = "all stores · EUR",
                              .period = "Week 9",
                              .sentence = "Net sales rose 4.9 %.",
                              .lead = "Prices gave most.",
                              .blocks = blocks,
                              .block_count = 4,
                              .notes = notes,
                              .note_count = 2,
                              .data_to = "Data to Wed 8 Mar 2023",
                              .command = "retailinsight report weekly",
                              .made_us = INT64_C(1678233600000000)};
}

static size_t times(const struct ri_text *bytes, const char *word)
{
    size_t       count = 0;
    const size_t length = strlen(word);
    for (size_t i = 0; i + length <= bytes->length; i++)
        count += memcmp(bytes->at + i, word, length) == 0;
    return count;
}

TEST(every_rendering_begins_as_its_kind)
{
    static const struct {
        const char *name, *begins;
    } rows[] = {{"pdf", "%PDF-"},
                {"html", "<!doctype html>"},
                {"xlsx", "PK\x03\x04"},
                {"png", "\x89PNG"},
                {"txt", "Atlantic & Sons: Weekly trading (all stores · EUR)\n"}};
    const struct ri_report report = report_of(5);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_rendering *rendering = ri_rendering_find(rows[i].name);
        struct ri_text             out = {0};
        CHECK(rendering && rendering == ri_rendering_at(i));
        CHECK_STATUS(rendering->write(&report, &out, NULL), RI_OK);
        CHECK(out.length > 400 && memcmp(out.at, rows[i].begins, strlen(rows[i].begins)) == 0);
        ri_text_release(&out);
    }
    CHECK(!ri_rendering_find("doc") && !ri_rendering_at(RI_COUNT(rows)));
}

TEST(a_workbook_draws_what_it_holds)
{
    const struct ri_report report = report_of(5);
    struct ri_text         out = {0};
    CHECK_STATUS(ri_report_xlsx.write(&report, &out, NULL), RI_OK);
    CHECK_INT(times(&out, "xl/charts/chart1.xml"), 2); /* its head, and its line of the list */
    CHECK_INT(times(&out, "xl/charts/chart2.xml"), 0);
    ri_text_release(&out);
}

TEST(a_long_table_goes_over_pages)
{
    static const size_t counts[] = {5, 60, ROWS}, pages[] = {1, 2, 4};
    for (size_t i = 0; i < RI_COUNT(counts); i++) {
        const struct ri_report report = report_of(counts[i]);
        struct ri_text         out = {0};
        CHECK_STATUS(ri_report_pdf.write(&report, &out, NULL), RI_OK);
        CHECK_INT(times(&out, "/Type /Page %"), pages[i]);
        CHECK(times(&out, "/FontFile") >= 1);
        ri_text_release(&out);
    }
}

TEST(a_page_that_a_little_less_air_saves_is_saved)
{
    static const size_t counts[] = {20, 24, 25}, pages[] = {1, 1, 2}; /* 21 to 24 fit closer */
    for (size_t i = 0; i < RI_COUNT(counts); i++) {
        const struct ri_report report = report_of(counts[i]);
        struct ri_text         out = {0};
        CHECK_STATUS(ri_report_pdf.write(&report, &out, NULL), RI_OK);
        CHECK_INT(times(&out, "/Type /Page %"), pages[i]);
        ri_text_release(&out);
    }
}

TEST(html_needs_nothing_from_elsewhere_and_runs_nothing)
{
    const struct ri_report report = report_of(5);
    struct ri_text         out = {0};
    CHECK_STATUS(ri_report_html.write(&report, &out, NULL), RI_OK);
    CHECK(!strstr(out.at, "<script") && !strstr(out.at, "src=") && !strstr(out.at, "url("));
    CHECK_INT(times(&out, "http"), times(&out, "xmlns=\"http")); /* a name, no request */
    CHECK(strstr(out.at, "Prices &lt;b&gt;rose&lt;/b&gt;.") && !strstr(out.at, "<b>rose"));
    CHECK(strstr(out.at, "Atlantic &amp; Sons"));
    CHECK(strstr(out.at, "<h1>Net sales rose 4.9 %.</h1>"));
    CHECK(strstr(out.at, "and 7 more") && strstr(out.at, "aria-label=\"Up.\""));
    CHECK_INT(times(&out, "<tr>"), 1 + 5);
    ri_text_release(&out);
}

TEST(text_is_aligned_and_tells_pictures_in_words)
{
    const struct ri_report report = report_of(1);
    struct ri_text         out = {0};
    CHECK_STATUS(ri_report_text.write(&report, &out, NULL), RI_OK);
    CHECK(strstr(
        out.at,
        "Net sales, EUR                       603,140  ▲ +4.9 %            last year 574,852\n"));
    CHECK(strstr(out.at, "Store     Net sales\n=Store 0   1,234.50\n"));
    CHECK(strstr(out.at, "Trend\nUp.\n"));
    ri_text_release(&out);
}

TEST(the_same_report_gives_the_same_text)
{
    const struct ri_report report = report_of(9);
    struct ri_text         once = {0}, again = {0};
    CHECK_STATUS(ri_report_html.write(&report, &once, NULL), RI_OK);
    CHECK_STATUS(ri_report_html.write(&report, &again, NULL), RI_OK);
    CHECK_TEXT(once.at, again.at);
    ri_text_release(&once);
    ri_text_release(&again);
}
