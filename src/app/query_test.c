#include "app/query_internal.h"
#include "base/test.h"

static const char good[] = "-- operation: sales.stores\n"
                           "-- summary:   Net sales by store\n"
                           "-- details:   One line\n"
                           "--            and another.\n"
                           "-- roles:     analyst staff\n"
                           "-- uses:      span limit=20\n"
                           "-- param:     by enum(day,week) default week \"length of a period\"\n"
                           "-- column:    store store \"code of the store\"\n"
                           "-- column:    change share \"against the year before\" when compare\n"
                           "-- note:      said each time\n"
                           "-- example:   retailinsight sales stores\n"
                           "SELECT 1\n";

TEST(a_header_declares_the_operation)
{
    struct ri_arena     mem;
    struct ri_operation operation;
    struct ri_error     err = {0};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_query_operation("x.sql", good, &mem, &operation, &err), RI_OK);
    CHECK_TEXT(operation.info.name, "sales.stores");
    CHECK_TEXT(operation.info.details, "One line and another.");
    CHECK_INT(operation.info.roles, RI_ROLE_ANALYST | RI_ROLE_STAFF | RI_ROLE_ADMIN);
    CHECK_INT(operation.info.param_count, 6);
    CHECK_TEXT(operation.info.params[4].name, "limit");
    CHECK_TEXT(operation.info.params[4].fallback, "20");
    CHECK_INT(operation.info.params[5].type, RI_PARAM_ENUM);
    CHECK_TEXT(operation.info.params[5].values[1], "week");
    CHECK(operation.info.params[5].values[2] == NULL);
    CHECK_TEXT(operation.info.params[5].help, "length of a period");
    CHECK_INT(operation.info.columns[0].type, RI_COLUMN_STORE);
    CHECK_TEXT(operation.info.columns[0].help, "code of the store");
    const struct ri_query *query = operation.data;
    CHECK_TEXT(query->sql, "SELECT 1\n");
    CHECK_TEXT(query->when[1], "compare");
    CHECK(query->when[0] == NULL);
    CHECK_TEXT(query->notes[0], "said each time");
    ri_arena_release(&mem);
}

TEST(a_mistake_in_a_header_is_named_with_its_line)
{
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"-- roles: buyer", "x.sql line 1: unknown role 'buyer'"},
        {"-- uses: spam", "x.sql line 1: unknown group 'spam'"},
        {"-- param: a integr \"x\"", "x.sql line 1: unknown type 'integr'"},
        {"-- param: a integer often \"x\"", "x.sql line 1: unknown word 'often'"},
        {"-- column: a monney \"x\"", "x.sql line 1: unknown column type 'monney'"},
        {"-- colum: a money \"x\"", "x.sql line 1: unknown header 'colum:'"},
        {"SELECT 1", "x.sql: the header needs operation, summary, roles, columns and an example"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_arena     mem;
        struct ri_operation operation;
        struct ri_error     err = {0};
        ri_arena_init(&mem, 1 << 20);
        CHECK_STATUS(ri_query_operation("x.sql", rows[i].line, &mem, &operation, &err), RI_EDATA);
        CHECK_TEXT(err.message, rows[i].says);
        ri_arena_release(&mem);
    }
}

TEST(a_part_stands_for_a_file_that_queries_share)
{
    static const struct {
        const char *body, *want; /* want NULL: RI_EDATA */
    } rows[] = {
        {"WITH\n-- part: earlier_day,\nx AS (SELECT 1)\nSELECT 2", "),\nx AS (SELECT 1)\nSELECT 2"},
        {"WITH\n  -- part: earlier_day\nSELECT 2", ")\nSELECT 2"},
        {"WITH\n-- part: line\nSELECT 2", ")\nSELECT 2"}, /* names selected_line itself */
        {"-- parts are\nSELECT 2", "-- parts are\nSELECT 2"},
        {"WITH\n-- part: nobody,\nSELECT 2", NULL},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_arena mem;
        struct ri_error err = {0};
        const char     *whole = NULL;
        ri_arena_init(&mem, 1 << 20);
        const ri_status status = ri_query_whole(rows[i].body, &mem, &whole, &err);
        CHECK_STATUS(status, rows[i].want ? RI_OK : RI_EDATA);
        if (status == RI_OK) {
            const size_t length = strlen(whole), wanted = strlen(rows[i].want);
            CHECK(length >= wanted);
            CHECK_TEXT(whole + length - wanted, rows[i].want);
            CHECK(!strstr(whole, "-- part:"));
        } else {
            CHECK_TEXT(err.message, "there is no sql/part/nobody.sql");
        }
        ri_arena_release(&mem);
    }
}

/* What a person asks for must reach the query: a filter that is declared and not bound would be ignored. */
TEST(every_query_binds_what_it_declares)
{
    static const char *const filters[] = {"$stores",      "$products",    "$currency",
                                          "$where_paths", "$where_pairs", NULL};
    size_t                   queries = 0;
    for (size_t i = 0; i < ri_operation_count(); i++) {
        const struct ri_operation *operation = ri_operation_lookup(ri_operation_at(i)->name);
        if (operation->run != ri_query_run) continue;
        const char *sql = ((const struct ri_query *)operation->data)->sql;
        queries++;
        for (size_t j = 0; j < operation->info.param_count; j++) {
            const char *name = operation->info.params[j].name;
            for (size_t k = 0; strcmp(name, "region") == 0 && filters[k]; k++) {
                CHECK(strstr(sql, filters[k]));
            }
            if (strcmp(name, "period") == 0) CHECK(strstr(sql, "$from") && strstr(sql, "$to"));
            if (strcmp(name, "refunds") == 0) CHECK(strstr(sql, "$refunds"));
            if (strcmp(name, "comp") == 0) CHECK(strstr(sql, "$comp_days"));
            if (strcmp(name, "limit") == 0) CHECK(strstr(sql, "$limit"));
        }
    }
    CHECK(queries > 8);
}
