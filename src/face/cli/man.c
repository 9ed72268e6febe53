/* Man pages in the macros of man(7). Every text is escaped: a backslash, a hyphen, and a dot or quote at the
 * beginning of a line mean something to troff. */
#include "output.h"
#include "render.h"

#include <errno.h>
#include <sys/stat.h>

static void add_escaped(struct ri_text *out, struct ri_view text)
{
    bool start = true;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (start && (c == '.' || c == '\'')) ri_text_puts(out, "\\&");
        start = c == '\n';
        if (c == '\\')
            ri_text_puts(out, "\\e");
        else if (c == '-')
            ri_text_puts(out, "\\-");
        else if (c == '~')
            ri_text_puts(out, "\\(ti");
        else if (c == '^')
            ri_text_puts(out, "\\(ha");
        else if (c == '`')
            ri_text_puts(out, "\\(ga");
        else if (c == '\'')
            ri_text_puts(out, "\\(aq");
        else if (c == '"')
            ri_text_puts(out, "\\(dq");
        else
            ri_text_putc(out, c);
    }
}

static void line(struct ri_text *out, const char *text)
{
    add_escaped(out, ri_view_of(text));
    ri_text_putc(out, '\n');
}

/* A line made in scratch, which is empty afterwards. */
static void line_of(struct ri_text *out, struct ri_text *scratch)
{
    if (scratch->failed) out->failed = true;
    add_escaped(out, (struct ri_view){scratch->at, scratch->length});
    ri_text_putc(out, '\n');
    ri_text_clear(scratch);
}

static void paragraphs(struct ri_text *out, const char *text)
{
    for (const char *end; *text; text = end + (*end == '\n')) {
        end = text + strcspn(text, "\n");
        if (end == text)
            ri_text_puts(out, ".PP\n");
        else {
            add_escaped(out, (struct ri_view){text, (size_t)(end - text)});
            ri_text_putc(out, '\n');
        }
    }
}

static void tagged(struct ri_text *out, struct ri_text *tag, struct ri_text *text)
{
    ri_text_puts(out, ".TP\n.B ");
    line_of(out, tag);
    line_of(out, text);
}

static void examples(struct ri_text *out, const struct ri_operation_info *info)
{
    if (!info->examples || !info->examples[0]) return;
    ri_text_puts(out, ".SH EXAMPLES\n.nf\n");
    for (size_t i = 0; info->examples[i]; i++) line(out, info->examples[i]);
    ri_text_puts(out, ".fi\n");
}

static void global_options(struct ri_text *out, struct ri_text *tag, struct ri_text *text)
{
    const struct cli_global *global;
    for (size_t i = 0; (global = cli_global_at(i)); i++) {
        cli_global_usage(tag, global);
        ri_text_puts(text, global->help);
        tagged(out, tag, text);
    }
}

/* "retailinsight-sales-stores": the page of an operation. */
static void add_page_name(struct ri_text *out, const char *operation)
{
    ri_text_puts(out, "retailinsight-");
    for (const char *at = operation; *at; at++) ri_text_putc(out, *at == '.' ? '-' : *at);
}

static void head(struct ri_text *out, struct ri_text *tag, const struct ri_operation_info *info)
{
    ri_text_puts(out, ".TH ");
    if (info)
        add_page_name(tag, info->name);
    else
        ri_text_puts(tag, "retailinsight");
    for (size_t i = 0; !tag->failed && i < tag->length; i++)
        tag->at[i] = (char)toupper((unsigned char)tag->at[i]);
    add_escaped(out, (struct ri_view){tag->at, tag->length});
    ri_text_clear(tag);
    ri_text_printf(out, " 1 \"\" \"RetailInsight %s\" \"RetailInsight\"\n.SH NAME\n", ri_version());
    if (info)
        add_page_name(tag, info->name);
    else
        ri_text_puts(tag, "retailinsight");
    ri_text_printf(tag, " - %s", info ? info->summary : "sales data in, decisions out");
    line_of(out, tag);
}

static void operation_page(struct ri_text *out, const struct ri_operation_info *info,
                           struct ri_text *tag, struct ri_text *text)
{
    examples(out, info);
    ri_text_puts(out, ".SH SYNOPSIS\n.B ");
    cli_usage(tag, info, 0, SIZE_MAX);
    line_of(out, tag);
    ri_text_puts(out, ".SH DESCRIPTION\n");
    line(out, info->summary);
    if (info->details) {
        ri_text_puts(out, ".PP\n");
        paragraphs(out, info->details);
    }
    if (info->param_count) ri_text_puts(out, ".SH OPTIONS\n");
    for (size_t i = 0; i < info->param_count; i++) {
        cli_param_usage(tag, &info->params[i]);
        cli_param_help(text, &info->params[i]);
        tagged(out, tag, text);
    }
    if (info->column_count) ri_text_puts(out, ".SH RESULT COLUMNS\n");
    for (size_t i = 0; i < info->column_count; i++) {
        const char *help = info->columns[i].help ? info->columns[i].help : "";
        ri_text_puts(tag, info->columns[i].name);
        ri_text_printf(text, "%s%s%s", ri_column_type_text(info->columns[i].type),
                       *help ? ": " : "", help);
        tagged(out, tag, text);
    }
    ri_text_puts(out, ".SH GLOBAL OPTIONS\n");
    global_options(out, tag, text);
    ri_text_puts(out, ".SH SEE ALSO\n.BR retailinsight (1)\n");
}

static void exit_codes(struct ri_text *out, struct ri_text *tag, struct ri_text *text)
{
    ri_text_puts(out, ".SH EXIT STATUS\n");
    for (int code = 0; code < 256; code++) {
        for (int status = 0; status < RI_STATUS_COUNT; status++) {
            if (ri_status_exit((ri_status)status) != code) continue;
            ri_text_printf(text, "%s%s", text->length ? "; " : "",
                           ri_status_text((ri_status)status));
        }
        if (!text->length) continue;
        ri_text_printf(tag, "%d", code);
        tagged(out, tag, text);
    }
}

static void program_page(struct ri_text *out, struct ri_text *tag, struct ri_text *text)
{
    const struct ri_operation_info *info;
    ri_text_puts(out, ".SH SYNOPSIS\n.B retailinsight\nAREA [VERB] [options] [files]\n.br\n"
                      ".B retailinsight help\n[AREA [VERB]]\n.SH COMMANDS\n");
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        for (const char *at = info->name; *at; at++) ri_text_putc(tag, *at == '.' ? ' ' : *at);
        ri_text_puts(text, info->summary);
        tagged(out, tag, text);
    }
    ri_text_puts(out, ".SH OPTIONS\n");
    global_options(out, tag, text);
    exit_codes(out, tag, text);
    ri_text_puts(out,
                 ".SH ENVIRONMENT\n.TP\n.B RETAILINSIGHT_WORKSPACE\nThe folder with the data.\n"
                 ".TP\n.B RETAILINSIGHT_PROFILE\nWhich settings apply: dev, test or prod.\n"
                 ".TP\n.B NO_COLOR\nNo colors, when it is set and not empty.\n");
}

void cli_man(struct ri_text *out, const struct ri_operation_info *info)
{
    struct ri_text tag = {0}, text = {0};
    head(out, &tag, info);
    if (info)
        operation_page(out, info, &tag, &text);
    else
        program_page(out, &tag, &text);
    if (tag.failed || text.failed) out->failed = true;
    ri_text_release(&tag);
    ri_text_release(&text);
}

/* ---- Files ------------------------------------------------------------------------------------------- */

static ri_status write_page(const char *directory, const struct ri_operation_info *info,
                            struct ri_error *err)
{
    struct ri_text    path = {0}, page = {0};
    struct cli_output output = {.fd = -1};
    ri_text_printf(&path, "%s/", directory);
    if (info)
        add_page_name(&path, info->name);
    else
        ri_text_puts(&path, "retailinsight");
    ri_text_puts(&path, ".1");
    cli_man(&page, info);
    ri_status status = ri_text_check(&path, err);
    if (status == RI_OK) status = ri_text_check(&page, err);
    if (status == RI_OK) status = cli_output_open(&output, path.at, -1, err);
    if (status == RI_OK) status = cli_output_write(&output, page.at, page.length, err);
    if (status == RI_OK) status = cli_output_finish(&output, err);
    cli_output_release(&output);
    ri_text_release(&path);
    ri_text_release(&page);
    return status;
}

ri_status cli_man_pages(const char *directory, size_t *ret_count, struct ri_error *err)
{
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "cannot make the folder '%s': %s", directory,
                       strerror(errno));
    RI_TRY(write_page(directory, NULL, err));
    const struct ri_operation_info *info;
    size_t                          count = 1;
    for (size_t i = 0; (info = ri_operation_at(i)); i++, count++)
        RI_TRY(write_page(directory, info, err));
    *ret_count = count;
    return RI_OK;
}
