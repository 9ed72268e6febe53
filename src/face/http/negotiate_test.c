/* Negotiation: what headers mean. */
#include "negotiate.h"

#include "base/test.h"

TEST(negotiate_formats)
{
    static const struct {
        const char             *accept;
        const struct ri_writer *want; /* NULL: refused */
    } rows[] = {
        {NULL, &ri_write_json},
        {"", &ri_write_json},
        {"*/*", &ri_write_json},
        {"application/json", &ri_write_json},
        {"APPLICATION/JSON", &ri_write_json},
        {"application/*", &ri_write_json},
        {"text/csv", &ri_write_csv},
        {"text/*", &ri_write_csv},
        {"text/csv; q=0.385, application/x-ndjson;q=0.386", &ri_write_ndjson},
        {"application/json;q=0, */*;q=0.1", &ri_write_ndjson},
        {"text/html, application/xhtml+xml, */*;q=0.8", &ri_write_json},
        {"application/vnd.apache.arrow.stream", &ri_write_arrow},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &ri_write_xlsx},
        {"application/json;q=0.5, application/vnd.apache.arrow.stream", &ri_write_arrow},
        {"text/html", NULL},
        {"application/json;q=0", NULL},
        {"text/csv;q=2", NULL},
        {"text/csv;q=", NULL},
        {",,,;q=1,", NULL},
        {"application/pdf, image/*", NULL},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_writer *got = NULL;
        const bool              some = negotiate_format(rows[i].accept, &got);
        if (some != (rows[i].want != NULL) || (some && got != rows[i].want))
            ri_test_fail(__FILE__, __LINE__, "Accept: %s", rows[i].accept);
    }
}

TEST(negotiate_encodings)
{
    CHECK(negotiate_gzip("gzip"));
    CHECK(negotiate_gzip("br, GZIP;q=0.2"));
    CHECK(negotiate_gzip("*"));
    CHECK(!negotiate_gzip("*, gzip;q=0"));
    CHECK(!negotiate_gzip("gzip;q=0, *"));
    CHECK(!negotiate_gzip("gzipped"));
    CHECK(!negotiate_gzip(NULL));
    CHECK(negotiate_brotli("gzip, br"));
    CHECK(!negotiate_brotli("gzip"));
    CHECK(negotiate_html("text/html,application/xhtml+xml"));
    CHECK(!negotiate_html("*/*"));
}

TEST(negotiate_etags)
{
    CHECK(negotiate_matches("\"v7-ab\"", "\"v7-ab\""));
    CHECK(negotiate_matches("\"x\", W/\"v7-ab\" ", "\"v7-ab\""));
    CHECK(negotiate_matches("*", "\"v7-ab\""));
    CHECK(!negotiate_matches("\"v7-a\"", "\"v7-ab\""));
    CHECK(!negotiate_matches("v7-ab", "\"v7-ab\""));
    CHECK(!negotiate_matches(NULL, "\"v7-ab\""));
    CHECK(!negotiate_matches("", "\"v7-ab\""));
}

TEST(negotiate_cookies)
{
    char value[8];
    CHECK(cookie_value("a=1; session=abc; b=2", "session", value, sizeof value));
    CHECK_TEXT(value, "abc");
    CHECK(cookie_value("session=", "session", value, sizeof value));
    CHECK_TEXT(value, "");
    CHECK(!cookie_value("xsession=abc", "session", value, sizeof value));
    CHECK(!cookie_value("session", "session", value, sizeof value));
    CHECK(!cookie_value("session=12345678", "session", value, sizeof value));
    CHECK(!cookie_value(NULL, "session", value, sizeof value));
    CHECK(!cookie_value(";;; ;", "session", value, sizeof value));
}
