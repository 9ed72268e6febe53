/* Records: what RFC 4180 says, what the wild says, and that no byte is lost. */
#include "csv.h"

#include "base/random.h"
#include "sniff.h"
#include "testing.h"

/* Every record as "a|b|c\n" or "!rule length\n". */
static void transcribe(const char *text, size_t length, struct ingest_dialect dialect, size_t width,
                       size_t most, struct ri_text *out)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    bool                 more = true;
    uint64_t             at = 0;
    CHECK_STATUS(ingest_csv_of_text(&csv, &source, (struct ri_view){text, length}, &dialect, NULL),
                 RI_OK);
    csv.width = width;
    if (most) csv.most = most;
    for (;;) {
        CHECK_STATUS(ingest_csv_next(&csv, &record, &more, NULL), RI_OK);
        if (!more) break;
        const struct ri_view raw = ingest_csv_raw(&csv, &record);
        if (record.offset < at || raw.length > record.length ||
            memcmp(text + record.offset, raw.at, raw.length) != 0)
            ri_test_fail(__FILE__, __LINE__, "record %llu is not what lies at %llu",
                         (unsigned long long)record.number, (unsigned long long)record.offset);
        at = record.offset + record.length;
        if (record.rule)
            ri_text_printf(out, "!%s %llu\n", record.rule, (unsigned long long)record.length);
        for (size_t i = 0; i < record.count && !record.rule; i++) {
            const struct ri_view field = ingest_field_view(&record, i);
            ri_text_add(out, field.at, field.length);
            ri_text_putc(out, i + 1 < record.count ? '|' : '\n');
        }
    }
    CHECK_INT(csv.offset, length);
    ingest_csv_release(&csv);
}

static const struct ingest_dialect comma = {',', '"', '\n', false};

TEST(csv_reads_records)
{
    static const struct {
        const char           *text, *want;
        struct ingest_dialect dialect;
        size_t                width;
    } cases[] = {
        {"a,b\n1,2\n", "a|b\n1|2\n", {',', '"', '\n', false}, 2},
        {"a,b\r\n1,2\r\n", "a|b\n1|2\n", {',', '"', '\n', false}, 2},
        {"a,b\r1,2\r", "a|b\n1|2\n", {',', '"', '\r', false}, 2},
        {"a,b\n1,2", "a|b\n1|2\n", {',', '"', '\n', false}, 2},
        {"a,b\n\n \n1,2\n\n", "a|b\n1|2\n", {',', '"', '\n', false}, 2},
        {"\"a,1\",b\n", "a,1|b\n", {',', '"', '\n', false}, 2},
        {"\"a\"\"x\",b\n", "a\"\"x|b\n", {',', '"', '\n', false}, 2},
        {"\"a\nx\",b\n1,2\n", "a\nx|b\n1|2\n", {',', '"', '\n', false}, 2},
        {"a, \"b,c\" \n", "a|b,c\n", {',', '"', '\n', false}, 2},
        {"a,\"b\"\r\n", "a|b\n", {',', '"', '\n', false}, 2},
        {"a,\"b\"", "a|b\n", {',', '"', '\n', false}, 2},
        {"a,\"\"\n", "a|\n", {',', '"', '\n', false}, 2},
        {"\"\"\n", "\n", {',', '"', '\n', false}, 1},
        {"5\" pipe,b\n", "5\" pipe|b\n", {',', '"', '\n', false}, 2},
        {"a;b,c;\"x;y\"\n", "a|b,c|x;y\n", {';', '"', '\n', false}, 3},
        {"a\tb\n", "a|b\n", {'\t', '"', '\n', false}, 2},
        {"'a|1'|b\n", "a|1|b\n", {'|', '\'', '\n', false}, 2},
        {"  00001 19970101  1   11.77 \r\n 2 3\n",
         "00001|19970101|1|11.77\n2|3\n",
         {' ', '"', '\n', false},
         4},
        {"one\ntwo\n", "one\ntwo\n", {'\0', '"', '\n', false}, 1},
        {",,\n", "||\n", {',', '"', '\n', false}, 3},
        {"\"a\"", "a\n", {',', '\0', '\n', false}, 1},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_text out = {0};
        const char    *want = cases[i].want;
        if (!cases[i].dialect.quote) want = "\"a\"\n";
        transcribe(cases[i].text, strlen(cases[i].text), cases[i].dialect, cases[i].width, 0, &out);
        CHECK_TEXT(out.at, want);
        ri_text_release(&out);
    }
}

/* A broken quote costs its own line only. */
TEST(csv_recovers_from_broken_quotes)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"1,\"broken\n2,x\n3,y\n", "!quote 10\n2|x\n3|y\n"},
        {"1,\"broken,b\n2,\"good\"\n3,y\n", "!quote 12\n2|good\n3|y\n"},
        {"1,\"a\"b\n2,x\n", "!quote 7\n2|x\n"},
        {"1,\"12\" monitor\"\n2,x\n", "!quote 16\n2|x\n"},
        {"1,\"broken", "!quote 9\n"},
        {"1,\"broken\n2,x,\"y\"\n3,z\n", "!quote 10\n2|x|y\n3|z\n"},
        {"1,\"two\nlines\"\n2,x\n", "1|two\nlines\n2|x\n"},
        {"1,\"two\nlines\",3\n2,x\n",
         "!quote 7\nlines\"|3\n2|x\n"}, /* wrong width: the first line alone is doubted */
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_text out = {0};
        transcribe(cases[i].text, strlen(cases[i].text), comma, 2, 0, &out);
        CHECK_TEXT(out.at, cases[i].want);
        ri_text_release(&out);
    }
}

TEST(csv_rejects_nul_and_too_long)
{
    struct ri_text out = {0};
    transcribe("1,2\n3,\0\n5,6\n", 12, comma, 2, 0, &out);
    CHECK_TEXT(out.at, "1|2\n!nul 4\n5|6\n");
    ri_text_clear(&out);
    enum { LONG = 3000000 };
    char *text = malloc(LONG + 20);
    memcpy(text, "1,2\n3,", 6);
    memset(text + 6, 'x', LONG);
    memcpy(text + 6 + LONG, "\n5,6\n", 6);
    transcribe(text, LONG + 11, comma, 2, 100000, &out);
    CHECK_TEXT(out.at, "1|2\n!too_long 3000003\n5|6\n");
    ri_text_clear(&out);
    text[6] = '"'; /* an open quote, no line end within what may be held */
    transcribe(text, LONG + 11, comma, 2, 100000, &out);
    CHECK_TEXT(out.at, "1|2\n!too_long 3000003\n5|6\n");
    ri_text_clear(&out);
    transcribe(text, LONG + 6, comma, 2, 100000, &out); /* and no line end at all */
    CHECK_TEXT(out.at, "1|2\n!too_long 3000002\n");
    free(text);
    ri_text_release(&out);
}

/* A slow reader of sound records, written after RFC 4180 alone. */
static void slow(const char *text, size_t length, struct ri_text *out)
{
    bool quoted = false, start = true;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < length && text[i + 1] == '"')
            ri_text_puts(out, "\"\""), i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            ri_text_putc(out, '|');
        else
            ri_text_putc(out, c);
        start = !quoted && (c == ',' || c == '\n');
    }
    (void)start;
}

TEST(csv_agrees_with_a_slow_reader)
{
    struct ri_random random;
    ri_random_init(&random, 99, 1);
    for (int round = 0; round < 300; round++) {
        struct ri_text text = {0}, fast = {0}, want = {0};
        const size_t   records = 1 + ri_random_below(&random, 40);
        for (size_t r = 0; r < records; r++) {
            for (size_t f = 0; f < 4; f++) {
                const bool quote = ri_random_below(&random, 3) == 0;
                if (quote) ri_text_putc(&text, '"');
                for (size_t n = ri_random_below(&random, f == 2 ? 90 : 9) + (f == 0); n > 0; n--) {
                    const size_t pick = ri_random_below(&random, 8);
                    if (quote && pick == 0)
                        ri_text_puts(&text, "\"\"");
                    else if (quote && pick == 1)
                        ri_text_putc(&text, ',');
                    else if (quote && pick == 2)
                        ri_text_putc(&text, '\n');
                    else
                        ri_text_putc(&text, (char)('a' + (int)ri_random_below(&random, 26)));
                }
                if (quote) ri_text_putc(&text, '"');
                ri_text_putc(&text, f < 3 ? ',' : '\n');
            }
        }
        transcribe(text.at, text.length, comma, 4, 0, &fast);
        slow(text.at, text.length, &want);
        CHECK_TEXT(fast.at, want.at);
        ri_text_release(&text);
        ri_text_release(&fast);
        ri_text_release(&want);
    }
}

/* Many lines with an unclosed quote each must not cost the square of their number. */
TEST(csv_is_linear_on_broken_quotes)
{
    enum { LINES = 60000 };
    struct ri_text text = {0}, out = {0};
    for (int i = 0; i < LINES; i++) ri_text_puts(&text, "1,\"\"\"x\n");
    const int64_t before = ri_monotonic_us();
    transcribe(text.at, text.length, comma, 2, 0, &out);
    CHECK(ri_monotonic_us() - before < 20 * RI_US_PER_SECOND);
    ri_text_release(&text);
    ri_text_release(&out);
}

static struct ingest_sniffed sniff(const char *text, struct ri_arena *mem)
{
    const struct ingest_sniff_options options = {0};
    struct ingest_sniffed             out = {.width = 0};
    CHECK_STATUS(ingest_sniff(ri_view_of(text), true, &options, mem, &out, NULL), RI_OK);
    return out;
}

TEST(sniff_finds_the_dialect)
{
    static const struct {
        const char *text;
        char        delimiter, quote, line_end;
        bool        header;
    } cases[] = {
        {"date,store,units\n2024-01-01,A,1\n2024-01-02,B,2\n", ',', '"', '\n', true},
        {"date;store;units\n1.1.2024;A;1,5\n2.1.2024;B;2,5\n", ';', '"', '\n', true},
        {"a\tb, c\td\n1\t2, 3\t4\n", '\t', '"', '\n', true},
        {"a|b\r\n1|2\r\n", '|', '"', '\n', true},
        {"a,b\r1,2\r3,4\r", ',', '"', '\r', true},
        {" customer_id  date value\r\n 00001 19970101 11.77\r\n 00002 19970112 12.00\r\n", ' ', '"',
         '\n', true},
        {" 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n", ' ', '"', '\n',
         false},
        {"'a','b'\n'x, y','z'\n'p','q'\n", ',', '\'', '\n', true},
        {"1,2.5,2024-01-01\n2,3.5,2024-01-02\n", ',', '"', '\n', false},
        {"item,2024-01-01,2024-01-02\nA,1,2\nB,3,4\n", ',', '"', '\n', true},
        {"name\nAda Lovelace\nGrace Hopper Smith\n", '\0', '"', '\n', true},
        {"a,b,c\n1\n2\n3\n", ',', '"', '\n',
         true}, /* never one column when the header has a delimiter */
        {"text,n\n\"a, b; c\nd\",1\n\"x\",2\n", ',', '"', '\n', true},
    };
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        const struct ingest_sniffed got = sniff(cases[i].text, &mem);
        if (got.dialect.delimiter != cases[i].delimiter || got.dialect.quote != cases[i].quote ||
            got.dialect.line_end != cases[i].line_end || got.header != cases[i].header)
            ri_test_fail(__FILE__, __LINE__, "'%.30s': delimiter %s quote %s header %d",
                         cases[i].text, ingest_delimiter_text(got.dialect.delimiter),
                         ingest_quote_text(got.dialect.quote), got.header);
    }
    CHECK(sniff("a,b,c\n1\n2\n3\n", &mem).uneasy);
    ri_arena_release(&mem);
}
