/* Reading a command line. First the words that name an operation are found, stepping over global options;
 * then everything is read with the operation's parameters at hand. */
#include "request.h"

#include <stddef.h>

/* ---- Global options ---------------------------------------------------------------------------------- */

static const char *const profiles[] = {"dev", "test", "prod", NULL};
static const char *const formats[] = {"table", "json", "ndjson",  "csv",
                                      "arrow", "xlsx", "parquet", NULL};

#define AT(member) offsetof(struct cli_options, member)
static const struct cli_global globals[] = {
    {"workspace", 0, "DIR", NULL, AT(workspace),
     "the folder with the data (else $RETAILINSIGHT_WORKSPACE, else ./retailinsight-workspace)"},
    {"profile", 0, "PROFILE", profiles, AT(profile),
     "which settings apply (else $RETAILINSIGHT_PROFILE, else prod)"},
    {"engine", 0, "ENGINE", NULL, AT(engine), "where SQL runs (else as configured: duckdb)"},
    {"format", 0, "FORMAT", formats, AT(format),
     "how the result is written (else by the extension of -o, else table)"},
    {"output", 'o', "FILE", NULL, AT(output),
     "write the result to a file, which appears when it is complete; - is standard output"},
    {"plot", 0, "FILE", NULL, AT(plot),
     "draw the result instead: FILE.svg or FILE.png, the chart that its columns suggest"},
    {"quiet", 'q', NULL, NULL, AT(quiet), "no progress and no notes; errors are still said"},
    {"no-color", 0, NULL, NULL, AT(no_color), "no colors on a terminal (also NO_COLOR)"},
    {"help", 'h', NULL, NULL, AT(help), "help, examples first"},
    {"version", 'V', NULL, NULL, AT(version), "the version"},
};

const struct cli_global *cli_global_at(size_t i)
{
    return i < RI_COUNT(globals) ? &globals[i] : NULL;
}

/* A token as an option: "--name", "--name=value", "-o", "-oFILE". */
struct token {
    struct ri_view name; /* empty: a letter */
    char           letter;
    const char    *value; /* after '=' or the letter; NULL: not there */
};

static bool is_option(const char *text)
{
    return text[0] == '-' && text[1];
}

static struct token token_of(const char *text)
{
    if (text[1] != '-')
        return (struct token){.letter = text[1], .value = text[2] ? text + 2 : NULL};
    const char *equals = strchr(text, '=');
    if (!equals) return (struct token){.name = ri_view_of(text + 2)};
    return (struct token){.name = {text + 2, (size_t)(equals - text) - 2}, .value = equals + 1};
}

static const struct cli_global *global_of(const struct token *token)
{
    for (size_t i = 0; i < RI_COUNT(globals); i++) {
        if (token->name.length ? ri_view_is(token->name, globals[i].name)
                               : token->letter == globals[i].letter)
            return &globals[i];
    }
    return NULL;
}

/* ---- Operations -------------------------------------------------------------------------------------- */

const char *cli_typed(const char *operation, struct ri_arena *mem)
{
    char *typed = ri_arena_copy(mem, operation, strlen(operation));
    for (char *at = typed; at && *at; at++) {
        if (*at == '.') *at = ' ';
    }
    return typed;
}

/* How many of the words spell the operation's name, or 0. */
static size_t spells(const char *name, const char *const *words, size_t count)
{
    size_t used = 0;
    for (const char *at = name; used < count; used++) {
        const size_t length = strcspn(at, ".");
        if (strlen(words[used]) != length || strncmp(words[used], at, length) != 0) return 0;
        if (!at[length]) return used + 1;
        at += length + 1;
    }
    return 0;
}

const struct ri_operation_info *cli_find(const char *const *words, size_t count, size_t *ret_used)
{
    const struct ri_operation_info *found = NULL, *info;
    size_t                          best = 0;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const size_t used = spells(info->name, words, count);
        if (used <= best) continue;
        best = used;
        found = info;
    }
    if (found) *ret_used = best;
    return found;
}

bool cli_in_area(const char *name, const char *area)
{
    const size_t length = strcspn(name, ".");
    return strlen(area) == length && strncmp(name, area, length) == 0;
}

bool cli_is_area(const char *area)
{
    const struct ri_operation_info *info;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (strchr(info->name, '.') && cli_in_area(info->name, area)) return true;
    }
    return false;
}

/* ---- Failing well ------------------------------------------------------------------------------------ */

static const char *const commands[] = {[CLI_OPERATION] = "",
                                       [CLI_HELP] = "help",
                                       [CLI_COMPLETION] = "completion",
                                       [CLI_OPENAPI] = "openapi",
                                       [CLI_VERSION] = "version"};

static ri_status which_verb(const char *area, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_operation_info *info;
    const char                     *verbs = "";
    for (size_t i = 0; verbs && (info = ri_operation_at(i)); i++) {
        const char *verb = strchr(info->name, '.');
        if (verb && cli_in_area(info->name, area))
            verbs =
                ri_arena_printf(mem, "%s%s%s", verbs, *verbs ? ", " : "", cli_typed(verb + 1, mem));
    }
    return ri_fail(err, RI_EUSAGE, "%s what? One of: %s (see: retailinsight help %s)", area,
                   verbs ? verbs : "", area);
}

/* `typed` is what was meant as a command: its first word, or its first two behind a known area. */
static ri_status unknown_command(const char *const *words, size_t count, struct ri_arena *mem,
                                 struct ri_error *err)
{
    const bool area = cli_is_area(words[0]);
    if (area && count == 1) return which_verb(words[0], mem, err);
    const char  *typed = area ? ri_arena_printf(mem, "%s %s", words[0], words[1]) : words[0];
    const size_t most = ri_operation_count() * 2 + RI_COUNT(commands) + 1;
    const char **names = ri_arena_new(mem, const char *, most);
    if (!typed || !names) return ri_fail(err, RI_ENOMEM, "no room to look for a command");
    const struct ri_operation_info *info;
    size_t                          n = 0;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        names[n] = cli_typed(info->name, mem);
        if (names[n]) n++;
        if (area || !strchr(info->name, '.')) continue;
        names[n] = ri_arena_copy(mem, info->name, strcspn(info->name, "."));
        if (names[n]) n++;
    }
    for (size_t i = 1; i < RI_COUNT(commands); i++) names[n++] = commands[i];
    const char *nearest = ri_nearest(typed, names);
    if (nearest)
        return ri_fail(err, RI_EUSAGE, "unknown command '%s'; did you mean '%s'?", typed, nearest);
    return ri_fail(err, RI_EUSAGE, "unknown command '%s' (see: retailinsight help%s%s)", typed,
                   area ? " " : "", area ? words[0] : "");
}

static ri_status unknown_option(const char *text, const struct ri_operation_info *info,
                                struct ri_arena *mem, struct ri_error *err)
{
    const struct token token = token_of(text);
    const size_t       params = info ? info->param_count : 0;
    const char        *name = ri_arena_copy(mem, token.name.at, token.name.length);
    const char       **names = ri_arena_new(mem, const char *, params + RI_COUNT(globals) + 1);
    if (!name || !names) return ri_fail(err, RI_ENOMEM, "no room to look for an option");
    for (size_t i = 0; i < params; i++) names[i] = info->params[i].name;
    for (size_t i = 0; i < RI_COUNT(globals); i++) names[params + i] = globals[i].name;
    const char *nearest = *name ? ri_nearest(name, names) : NULL;
    const int   shown = (int)(*name ? token.name.length + 2 : 2);
    if (nearest)
        return ri_fail(err, RI_EUSAGE, "unknown option '%.*s'; did you mean '--%s'?", shown, text,
                       nearest);
    return ri_fail(err, RI_EUSAGE, "unknown option '%.*s' (see: retailinsight help%s%s)", shown,
                   text, info ? " " : "", info ? cli_typed(info->name, mem) : "");
}

/* ---- Reading ----------------------------------------------------------------------------------------- */

struct reader {
    int                 argc;
    char *const        *argv;
    int                 at;
    struct ri_arena    *mem;
    struct cli_request *request;
    size_t              skip;  /* words of the operation's name still to step over */
    size_t              place; /* positional parameter that the next word belongs to */
};

/* The value of an option: in the token, or the next argument. */
static ri_status take_value(struct reader *reader, const struct token *token, const char **ret,
                            struct ri_error *err)
{
    const char *option = reader->argv[reader->at];
    if (token->value) {
        *ret = token->value;
        return RI_OK;
    }
    const char *next = reader->at + 1 < reader->argc ? reader->argv[reader->at + 1] : NULL;
    if (!next || (next[0] == '-' && next[1] == '-' && next[2]))
        return ri_fail(err, RI_EUSAGE, "%s needs a value", option);
    reader->at++;
    *ret = next;
    return RI_OK;
}

static ri_status check_word(const char *option, const char *text, const char *const *values,
                            struct ri_error *err)
{
    for (size_t i = 0; values && values[i]; i++) {
        if (strcmp(values[i], text) == 0) return RI_OK;
    }
    if (!values) return RI_OK;
    const char *nearest = ri_nearest(text, values);
    if (nearest)
        return ri_fail(err, RI_EUSAGE, "--%s '%s' is unknown; did you mean '%s'?", option, text,
                       nearest);
    struct ri_text words = {0};
    for (size_t i = 0; values[i]; i++) ri_text_printf(&words, "%s%s", i ? ", " : "", values[i]);
    ri_fail(err, RI_EUSAGE, "--%s wants one of %s; got '%.60s'", option, words.at ? words.at : "",
            text);
    ri_text_release(&words);
    return RI_EUSAGE;
}

static ri_status read_global(struct reader *reader, const struct token *token,
                             const struct cli_global *global, struct ri_error *err)
{
    char *slot = (char *)&reader->request->options + global->offset;
    if (!global->value) {
        if (token->value)
            return ri_fail(err, RI_EUSAGE, "%s takes no value", reader->argv[reader->at]);
        memcpy(slot, &(bool){true}, sizeof(bool));
        return RI_OK;
    }
    const char *text = NULL;
    RI_TRY(take_value(reader, token, &text, err));
    RI_TRY(check_word(global->name, text, global->values, err));
    memcpy(slot, &text, sizeof text);
    return RI_OK;
}

static void add_value(struct cli_request *request, const struct ri_param *param, const char *text)
{
    request->values[request->value_count++] = (struct cli_value){param, text};
}

static const struct ri_param *param_named(const struct ri_operation_info *info, struct ri_view name)
{
    for (size_t i = 0; i < info->param_count; i++) {
        if (ri_view_is(name, info->params[i].name)) return &info->params[i];
    }
    return NULL;
}

static ri_status read_option(struct reader *reader, struct ri_error *err)
{
    struct cli_request             *request = reader->request;
    const struct ri_operation_info *info = request->operation;
    const char                     *text = reader->argv[reader->at], *value = NULL;
    struct token                    token = token_of(text);
    const struct cli_global        *global = global_of(&token);
    const struct ri_param          *param = info ? param_named(info, token.name) : NULL;
    if (!param && global) return read_global(reader, &token, global, err);
    if (request->command == CLI_HELP && ri_view_is(token.name, "man"))
        return take_value(reader, &token, &request->man_directory, err);
    if (param && param->type == RI_PARAM_FLAG) {
        add_value(request, param, token.value ? token.value : "true");
        return RI_OK;
    }
    if (param) {
        RI_TRY(take_value(reader, &token, &value, err));
        add_value(request, param, value);
        return RI_OK;
    }
    if (info && token.name.length > 3 && memcmp(token.name.at, "no-", 3) == 0 && !token.value) {
        param = param_named(info, (struct ri_view){token.name.at + 3, token.name.length - 3});
        if (param && param->type == RI_PARAM_FLAG) {
            add_value(request, param, "false");
            return RI_OK;
        }
    }
    return unknown_option(text, info, reader->mem, err);
}

static ri_status read_word(struct reader *reader, struct ri_error *err)
{
    struct cli_request             *request = reader->request;
    const struct ri_operation_info *info = request->operation;
    const char                     *text = reader->argv[reader->at];
    if (reader->skip) {
        reader->skip--;
        return RI_OK;
    }
    if (!info) {
        request->words[request->word_count++] = text;
        return RI_OK;
    }
    while (reader->place < info->param_count &&
           !(info->params[reader->place].flags & RI_PARAM_POSITIONAL))
        reader->place++;
    if (reader->place == info->param_count)
        return ri_fail(err, RI_EUSAGE, "unexpected '%s' (see: retailinsight help %s)", text,
                       cli_typed(info->name, reader->mem));
    const struct ri_param *param = &info->params[reader->place];
    add_value(request, param, text);
    if (!(param->flags & RI_PARAM_LIST)) reader->place++;
    return RI_OK;
}

static ri_status read_all(struct reader *reader, struct ri_error *err)
{
    bool words_only = false;
    for (reader->at = 1; reader->at < reader->argc; reader->at++) {
        const char *text = reader->argv[reader->at];
        if (!words_only && strcmp(text, "--") == 0)
            words_only = true;
        else if (!words_only && is_option(text))
            RI_TRY(read_option(reader, err));
        else
            RI_TRY(read_word(reader, err));
    }
    return RI_OK;
}

/* The words before the first option that is not global: among them the operation's name. */
static size_t leading_words(int argc, char *const *argv, const char **words)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        if (!is_option(argv[i])) {
            words[count++] = argv[i];
            continue;
        }
        const struct token       token = token_of(argv[i]);
        const struct cli_global *global = global_of(&token);
        if (!global) break;
        if (global->value && !token.value) i++;
    }
    return count;
}

ri_status cli_parse(int argc, char *const *argv, struct ri_arena *mem, struct cli_request *ret,
                    struct ri_error *err)
{
    struct cli_request request = {0};
    struct reader      reader = {.argc = argc, .argv = argv, .mem = mem, .request = &request};
    const char       **words;
    RI_ARENA_NEW(words, mem, (size_t)argc + 1, err);
    RI_ARENA_NEW(request.words, mem, (size_t)argc + 1, err);
    RI_ARENA_NEW(request.values, mem, (size_t)argc + 1, err);
    const size_t count = leading_words(argc, argv, words);
    if (!count) request.command = CLI_HELP;
    for (size_t c = 1; count && c < RI_COUNT(commands); c++) {
        if (strcmp(words[0], commands[c]) != 0) continue;
        request.command = (cli_command)c;
        reader.skip = 1;
    }
    if (request.command == CLI_OPERATION) {
        request.operation = cli_find(words, count, &reader.skip);
        if (!request.operation) {
            const bool read = read_all(&reader, NULL) == RI_OK;
            if (!read || !request.options.help) return unknown_command(words, count, mem, err);
            request.command = CLI_HELP; /* `sales --help` */
            *ret = request;
            return RI_OK;
        }
    }
    RI_TRY(read_all(&reader, err));
    if (request.options.output && strcmp(request.options.output, "-") == 0)
        request.options.output = NULL;
    *ret = request;
    return RI_OK;
}
