/* Loops over the whole table: what every operation must have, and how every parameter refuses. */
#include "app/operation.h"
#include "app/param.h"
#include "base/test.h"
#include "demand/forecaster.h"

TEST(every_operation_is_declared_in_full)
{
    CHECK(ri_operation_count() > 15);
    for (size_t i = 0; i < ri_operation_count(); i++) {
        const struct ri_operation_info *info = ri_operation_at(i);
        if (!info->summary || !*info->summary || !info->roles || !info->examples ||
            !info->examples[0] || (!info->column_count && !(info->flags & RI_SERVES)))
            ri_test_fail(__FILE__, __LINE__, "%s lacks a summary, roles, columns or an example",
                         info->name);
        if (i && strcmp(ri_operation_at(i - 1)->name, info->name) >= 0)
            ri_test_fail(__FILE__, __LINE__, "%s stands twice or out of order", info->name);
        CHECK(ri_operation_lookup(info->name) != NULL &&
              ri_operation_lookup(info->name)->run != NULL);
    }
}

TEST(every_fallback_reads_as_its_own_type)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t i = 0; i < ri_operation_count(); i++) {
        const struct ri_operation_info *info = ri_operation_at(i);
        for (size_t j = 0; j < info->param_count; j++) {
            const struct ri_param *param = &info->params[j];
            struct ri_value        value;
            struct ri_error        err = {0};
            if (!param->help || !*param->help)
                ri_test_fail(__FILE__, __LINE__, "%s --%s has no help", info->name, param->name);
            if ((param->type == RI_PARAM_ENUM) != (param->values != NULL))
                ri_test_fail(__FILE__, __LINE__, "%s --%s: words go with enums", info->name,
                             param->name);
            if (!param->fallback || param->flags & RI_PARAM_LIST) continue;
            if (ri_param_read(param, param->fallback, &mem, &value, &err) != RI_OK)
                ri_test_fail(__FILE__, __LINE__, "%s: %s", info->name, err.message);
        }
    }
    ri_arena_release(&mem);
}

/* ri_call_check refuses what is of the file without a file, and what is of the workspace with one, by how help begins: wording that nearly says it would
 * switch that off. */
TEST(help_says_in_the_words_that_are_checked_what_is_of_a_file)
{
    static const char *const near[] = {"with --input", "of the workspace"};
    size_t                   said = 0;
    for (size_t i = 0; i < ri_operation_count(); i++) {
        const struct ri_operation_info *info = ri_operation_at(i);
        for (size_t j = 0; j < info->param_count; j++) {
            const char *help = info->params[j].help;
            for (size_t n = 0; n < RI_COUNT(near); n++) {
                const size_t length = strlen(near[n]);
                if (strncasecmp(help, near[n], length) != 0) continue;
                said++;
                const bool exact = strncmp(help, near[n], length) == 0;
                if (!exact || (strncmp(help + length, ": ", 2) != 0 &&
                               strncmp(help + length, " and --", 7) != 0))
                    ri_test_fail(__FILE__, __LINE__, "%s --%s: help begins '%.40s'", info->name,
                                 info->params[j].name, help);
            }
        }
    }
    CHECK(said > 50);
}

/* A value that no parameter of the type can take; NULL: the type takes any text. */
static const char *nonsense(ri_param_type type)
{
    static const char *const texts[RI_PARAM_TYPE_COUNT] = {
        [RI_PARAM_TEXT] = "\xff",       [RI_PARAM_FLAG] = "maybe",  [RI_PARAM_INTEGER] = "1e",
        [RI_PARAM_COUNT] = "-1",        [RI_PARAM_NUMBER] = "inf",  [RI_PARAM_MONEY] = "1,5,",
        [RI_PARAM_DATE] = "0000-00-00", [RI_PARAM_PERIOD] = "soon", [RI_PARAM_DURATION] = "3y",
        [RI_PARAM_ENUM] = "\x7f",       [RI_PARAM_STORE] = "",      [RI_PARAM_PRODUCT] = "",
        [RI_PARAM_CUSTOMER] = "",       [RI_PARAM_COLUMN] = "",     [RI_PARAM_QUANTILES] = "2",
        [RI_PARAM_PAIR] = "x",          [RI_PARAM_PATH] = "",       [RI_PARAM_FILE] = "",
    };
    return texts[type];
}

TEST(every_parameter_of_every_operation_refuses_nonsense)
{
    struct ri_workspace *workspace = NULL;
    CHECK_STATUS(ri_workspace_open(&(struct ri_open_options){.directory = "/nonexistent/workspace"},
                                   &workspace, NULL),
                 RI_OK);
    for (size_t i = 0; i < ri_operation_count(); i++) {
        const struct ri_operation_info *info = ri_operation_at(i);
        for (size_t j = 0; j < info->param_count; j++) {
            struct ri_call *call = NULL;
            struct ri_error err = {0};
            CHECK_STATUS(ri_call_new(workspace, info->name, NULL, &call, &err), RI_OK);
            const ri_status got =
                ri_call_set(call, info->params[j].name, nonsense(info->params[j].type), &err);
            if (got != RI_EUSAGE)
                ri_test_fail(__FILE__, __LINE__, "%s --%s takes nonsense", info->name,
                             info->params[j].name);
            if (!strstr(err.message, info->params[j].name))
                ri_test_fail(__FILE__, __LINE__, "%s: %s", info->name, err.message);
            ri_call_free(call);
        }
    }
    ri_workspace_close(workspace);
}

TEST(unknown_names_are_answered_with_the_nearest)
{
    struct ri_workspace *workspace = NULL;
    struct ri_call      *call = NULL;
    struct ri_error      err = {0};
    CHECK_STATUS(ri_workspace_open(&(struct ri_open_options){.directory = "/nonexistent/workspace"},
                                   &workspace, NULL),
                 RI_OK);
    CHECK_STATUS(ri_call_new(workspace, "sales.storse", NULL, &call, &err), RI_ENOTFOUND);
    CHECK_TEXT(err.message, "there is no operation 'sales.storse' (did you mean 'sales.stores'?)");
    CHECK_STATUS(ri_call_new(workspace, "sales.stores", NULL, &call, &err), RI_OK);
    CHECK_STATUS(ri_call_set(call, "frm", "2022-01-01", &err), RI_EUSAGE);
    CHECK_TEXT(err.message, "sales.stores has no parameter 'frm' (did you mean 'from'?)");
    struct ri_result *result = NULL;
    CHECK_STATUS(ri_call_run(call, &result, &err), RI_ENOTFOUND); /* no workspace there */
    CHECK(strstr(err.message, "/nonexistent/workspace") != NULL);
    ri_call_free(call);
    ri_workspace_close(workspace);
}

TEST(a_role_that_may_not_is_refused_before_anything_runs)
{
    const struct ri_principal staff = {.name = "till", .roles = RI_ROLE_STAFF};
    struct ri_workspace      *workspace = NULL;
    struct ri_call           *call = NULL;
    CHECK_STATUS(ri_workspace_open(&(struct ri_open_options){.directory = "/nonexistent/workspace"},
                                   &workspace, NULL),
                 RI_OK);
    CHECK_STATUS(ri_call_new(workspace, "imports.undo", &staff, &call, NULL), RI_EFORBIDDEN);
    CHECK_STATUS(ri_call_new(workspace, "sales.stores", &staff, &call, NULL), RI_OK);
    ri_call_free(call);
    ri_workspace_close(workspace);
}

TEST(a_call_travels_as_text_and_comes_back_the_same)
{
    struct ri_workspace *workspace = NULL;
    struct ri_call      *call = NULL, *again = NULL;
    const char          *first = NULL, *second = NULL;
    CHECK_STATUS(ri_workspace_open(&(struct ri_open_options){.directory = "/nonexistent/workspace"},
                                   &workspace, NULL),
                 RI_OK);
    CHECK_STATUS(ri_call_new(workspace, "sales.stores", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "store", "S01,S \"02\"", NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "from", "2022-01-01", NULL), RI_OK);
    CHECK_STATUS(ri_call_json(call, &first, NULL), RI_OK);
    CHECK_TEXT(first, "{\"operation\":\"sales.stores\",\"parameters\":{\"from\":[\"2022-01-01\"],"
                      "\"store\":[\"S01\",\"S \\\"02\\\"\"]}}");
    CHECK_STATUS(ri_call_from_json(workspace, first, NULL, &again, NULL), RI_OK);
    CHECK_STATUS(ri_call_json(again, &second, NULL), RI_OK);
    CHECK_TEXT(second, first);
    ri_call_free(call);
    ri_call_free(again);
    CHECK_STATUS(ri_call_from_json(workspace,
                                   "{\"operation\":\"sales.stores\",\"parameters\":{\"from\":{}}}",
                                   NULL, &again, NULL),
                 RI_EUSAGE);
    CHECK_STATUS(ri_call_from_json(workspace, "{\"parameters\":{}}", NULL, &again, NULL),
                 RI_EUSAGE);
    CHECK_STATUS(ri_call_from_json(workspace, "{", NULL, &again, NULL), RI_EDATA);
    ri_workspace_close(workspace);
}

/* Whoever asks which models there are finds them in help. */
TEST(help_of_the_forecast_names_every_model)
{
    const struct ri_operation_info *forecast = ri_operation_find("demand.forecast");
    for (size_t i = 0; ri_forecasters[i]; i++) {
        const char *at = strstr(forecast->details, "Models: ");
        for (; at; at++) { /* as a word of its own */
            at = strstr(at, ri_forecasters[i]->name);
            const size_t length = strlen(ri_forecasters[i]->name);
            if (at && at[-1] == ' ' && strchr(",;.", at[length])) break;
            if (!at) break;
        }
        CHECK(at);
        if (!at) printf("%s is not told\n", ri_forecasters[i]->name);
    }
}
