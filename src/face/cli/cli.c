/* The program from arguments to exit code. */
#include "cli.h"

#include "output.h"
#include "render.h"
#include "run.h"

#include "face/openapi.h"
#include "retailinsight_server.h"

#include <stdint.h>

enum { WIDEST_HELP = 100 };

static ri_status say_version(const struct cli_request *request, size_t width, struct ri_text *out,
                             struct ri_error *err)
{
    (void)request;
    (void)width;
    (void)err;
    ri_text_printf(out, "retailinsight %s\n", ri_version());
    return RI_OK;
}

static ri_status say_completion(const struct cli_request *request, size_t width,
                                struct ri_text *out, struct ri_error *err)
{
    (void)width;
    if (request->word_count != 1)
        return ri_fail(err, RI_EUSAGE, "completion for which shell? bash, zsh or fish");
    return cli_completion(out, request->words[0], err);
}

static ri_status say_openapi(const struct cli_request *request, size_t width, struct ri_text *out,
                             struct ri_error *err)
{
    (void)request;
    (void)width;
    return face_openapi(out, err);
}

static ri_status help_on(const struct cli_request *request, size_t width, struct ri_text *out,
                         struct ri_error *err)
{
    size_t                          used;
    const struct ri_operation_info *info = cli_find(request->words, request->word_count, &used);
    if (info && used == request->word_count)
        cli_help_operation(out, info, width);
    else if (request->word_count == 1 && cli_is_area(request->words[0]))
        cli_help_area(out, request->words[0], width);
    else {
        const char *second = request->word_count > 1 ? request->words[1] : "";
        return ri_fail(err, RI_ENOTFOUND, "no help on '%s%s%s' (see: retailinsight help)",
                       request->words[0], *second ? " " : "", second);
    }
    return RI_OK;
}

static ri_status say_help(const struct cli_request *request, size_t width, struct ri_text *out,
                          struct ri_error *err)
{
    size_t pages;
    if (request->man_directory) {
        RI_TRY(cli_man_pages(request->man_directory, &pages, err));
        ri_text_printf(out, "%zu pages in %s\n", pages, request->man_directory);
    } else if (request->operation) {
        cli_help_operation(out, request->operation, width);
    } else if (request->word_count) {
        return help_on(request, width, out, err);
    } else {
        cli_help_overview(out, width);
    }
    return RI_OK;
}

typedef ri_status command_fn(const struct cli_request *request, size_t width, struct ri_text *out,
                             struct ri_error *err);
static command_fn *const commands[] = {[CLI_HELP] = say_help,
                                       [CLI_COMPLETION] = say_completion,
                                       [CLI_OPENAPI] = say_openapi,
                                       [CLI_VERSION] = say_version};

/* The commands that are the face's own: text to standard output. */
static ri_status say(const struct cli_console *console, const struct cli_request *request,
                     command_fn *command, struct ri_error *err)
{
    struct ri_text    out = {0};
    struct cli_output output = {0};
    size_t            width = console->out_terminal ? console->out_width : 80;
    if (width > WIDEST_HELP) width = WIDEST_HELP;
    ri_status status = command(request, width, &out, err);
    if (status == RI_OK) status = ri_text_check(&out, err);
    if (status == RI_OK) status = cli_output_open(&output, NULL, console->out, err);
    if (status == RI_OK) status = cli_output_write(&output, out.at, out.length, err);
    if (output.closed) status = RI_OK; /* the reader has what it wanted */
    ri_text_release(&out);
    return status;
}

static void say_wrong(void *context, const char *message)
{
    cli_message(context, "note", message);
}

/* Key figures of the workspace's own are operations too, so that they are to be known before the words are read. */
static void know_own(const struct cli_console *console, int argc, char *const *argv)
{
    static const char option[] = "--workspace";
    const char       *directory = NULL;
    bool              quiet = false, changed;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const size_t length = sizeof option - 1;
        if (strcmp(argv[i], option) == 0 && i + 1 < argc)
            directory = argv[++i];
        else if (strncmp(argv[i], option, length) == 0 && argv[i][length] == '=')
            directory = argv[i] + length + 1;
        quiet |= strcmp(argv[i], "-q") == 0 || strcmp(argv[i], "--quiet") == 0;
    }
    (void)!ri_operations_own(directory, quiet ? NULL : say_wrong,
                             (void *)(uintptr_t)console, &changed, NULL);
}

int cli_main(const struct cli_console *console, int argc, char *const *argv)
{
    struct ri_arena    mem;
    struct cli_request request;
    struct ri_error    err = {0};
    ri_arena_init(&mem, SIZE_MAX);
    know_own(console, argc, argv);
    ri_status status = cli_parse(argc, argv, &mem, &request, &err);
    if (status == RI_OK) {
        command_fn *command = commands[request.command];
        if (request.options.version)
            command = say_version;
        else if (request.options.help)
            command = say_help;
        status = command ? say(console, &request, command, &err)
                         : cli_run(console, &request, &mem, &err);
    }
    if (status != RI_OK)
        cli_message(console, "retailinsight",
                    err.message[0] ? err.message : ri_status_text(status));
    ri_arena_release(&mem);
    return ri_status_exit(status);
}
