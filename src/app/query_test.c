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
