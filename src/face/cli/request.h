/* Arguments of a command line, understood by the table of operations. */
#ifndef RI_FACE_CLI_REQUEST_H
#define RI_FACE_CLI_REQUEST_H
#include "cli.h"

struct cli_options { /* the global options */
    const char *workspace, *profile, *engine, *format, *output, *plot;
    bool        quiet, no_color, help, version;
};
struct
    cli_global { /* how a global option is written and what it means; for parsing, help and completion */
    const char        *name;   /* without "--" */
    char               letter; /* 0: none */
    const char        *value;  /* "DIR", or NULL for a flag */
    const char *const *values; /* allowed words, or NULL */
    size_t             offset; /* in struct cli_options: of a text, or of a bool */
    const char        *help;
};
const struct cli_global *cli_global_at(size_t i); /* NULL past the end */

typedef enum cli_command {
    CLI_OPERATION,
    CLI_HELP,
    CLI_COMPLETION,
    CLI_OPENAPI,
    CLI_VERSION
} cli_command;

struct cli_value {
    const struct ri_param *param;
    const char            *text;
};
struct cli_request {
    cli_command                     command;
    const struct ri_operation_info *operation; /* of CLI_OPERATION */
    struct cli_options              options;
    struct cli_value               *values; /* in the order given */
    size_t                          value_count;
    const char                    **words; /* of the other commands: what follows */
    size_t                          word_count;
    const char                     *man_directory; /* of CLI_HELP: --man DIR */
};

/* Texts of the request are those of argv or live in mem. RI_EUSAGE with the nearest name. */
RI_MUST_CHECK ri_status cli_parse(int argc, char *const *argv, struct ri_arena *mem,
                                  struct cli_request *ret, struct ri_error *err);
/* "sales.stores" as typed: "sales stores". NULL: no room. */
const char *cli_typed(const char *operation, struct ri_arena *mem);
/* The operation whose words begin `words`, the longest one; *ret_used = how many words it has. NULL: none. */
const struct ri_operation_info *cli_find(const char *const *words, size_t count, size_t *ret_used);
/* Is `area` the first word of an operation's name that has more words? */
bool cli_is_area(const char *area);
/* Does name ("sales.stores") belong to the area ("sales"): its first word? */
bool cli_in_area(const char *name, const char *area);
#endif
