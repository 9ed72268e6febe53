/* What is rendered from the table of operations: help, man pages, completion. */
#ifndef RI_FACE_CLI_RENDER_H
#define RI_FACE_CLI_RENDER_H
#include "request.h"

/* The overview; the verbs of an area; all of one operation, examples first. Lines of at most `width` columns. */
void cli_help_overview(struct ri_text *out, size_t width);
void cli_help_area(struct ri_text *out, const char *area, size_t width);
void cli_help_operation(struct ri_text *out, const struct ri_operation_info *info, size_t width);

/* A parameter as written: "--lead-time INTEGER", "--by day|week", "FILE...", "--dry-run". */
void cli_param_usage(struct ri_text *out, const struct ri_param *param);
/* Help, unit, default and what else is to say of a parameter, in one paragraph. */
void cli_param_help(struct ri_text *out, const struct ri_param *param);
/* "--output FILE, -o FILE". */
void cli_global_usage(struct ri_text *out, const struct cli_global *global);
/* retailinsight sales stores [--by day|week] FILE...: begins at column `indent`, breaks between parameters. */
void cli_usage(struct ri_text *out, const struct ri_operation_info *info, size_t indent,
               size_t width);

/* The page of the program (info NULL) or of an operation, for man(7). */
void cli_man(struct ri_text *out, const struct ri_operation_info *info);
/* retailinsight.1 and retailinsight-AREA-VERB.1 ... into the folder, which is made. */
RI_MUST_CHECK ri_status cli_man_pages(const char *directory, size_t *ret_count,
                                      struct ri_error *err);

/* The script for "bash", "zsh" or "fish"; RI_EUSAGE for another shell. */
RI_MUST_CHECK ri_status cli_completion(struct ri_text *out, const char *shell,
                                       struct ri_error *err);
#endif
