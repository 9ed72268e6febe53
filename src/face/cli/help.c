/* Help on a terminal: the example first, because it is what people copy. */
#include "render.h"
#include "table/display.h"
#include "wrap.h"

enum { NAME_COLUMN = 26 };

static const char summary[] = "RetailInsight: sales data in, decisions out";

/* ---- Parts that man pages and completion use too ------------------------------------------------------ */

/* "--lead-time" gives LEAD-TIME where nothing says more about the value. */
static void add_metavar(struct ri_text *out, const struct ri_param *param)
{
    static const char *const by_type[RI_PARAM_TYPE_COUNT] = {
        [RI_PARAM_INTEGER] = "N",         [RI_PARAM_COUNT] = "N",
        [RI_PARAM_NUMBER] = "X",          [RI_PARAM_MONEY] = "AMOUNT",
        [RI_PARAM_DATE] = "DATE",         [RI_PARAM_PERIOD] = "PERIOD",
        [RI_PARAM_DURATION] = "DURATION", [RI_PARAM_STORE] = "STORE",
        [RI_PARAM_PRODUCT] = "PRODUCT",   [RI_PARAM_CUSTOMER] = "CUSTOMER",
        [RI_PARAM_COLUMN] = "COLUMN",     [RI_PARAM_QUANTILES] = "Q",
        [RI_PARAM_PAIR] = "NAME=VALUE",   [RI_PARAM_PATH] = "PATH",
        [RI_PARAM_FILE] = "FILE",
    };
    if (param->values) {
        for (size_t i = 0; param->values[i]; i++)
            ri_text_printf(out, "%s%s", i ? "|" : "", param->values[i]);
    } else if (by_type[param->type]) {
        ri_text_puts(out, by_type[param->type]);
    } else {
        for (const char *at = param->name; *at; at++)
            ri_text_putc(out, (char)toupper((unsigned char)*at));
    }
}

void cli_param_usage(struct ri_text *out, const struct ri_param *param)
{
    const bool positional = param->flags & RI_PARAM_POSITIONAL, list = param->flags & RI_PARAM_LIST;
    if (!positional) ri_text_printf(out, "--%s", param->name);
    if (param->type == RI_PARAM_FLAG) return;
    if (!positional) ri_text_putc(out, ' ');
    add_metavar(out, param);
    if (list) ri_text_puts(out, positional ? "..." : ",...");
}

void cli_param_help(struct ri_text *out, const struct ri_param *param)
{
    ri_text_puts(out, param->help ? param->help : "");
    const char *before = " (";
    if (param->unit) ri_text_printf(out, "%s%s", before, param->unit), before = "; ";
    if (param->flags & RI_PARAM_REQUIRED) ri_text_printf(out, "%srequired", before), before = "; ";
    if (param->fallback && param->type != RI_PARAM_FLAG)
        ri_text_printf(out, "%sdefault %s", before, param->fallback), before = "; ";
    if (param->type == RI_PARAM_FLAG && param->fallback && strcmp(param->fallback, "true") == 0)
        ri_text_printf(out, "%son unless --no-%s", before, param->name), before = "; ";
    if (before[0] == ';') ri_text_putc(out, ')');
}

void cli_global_usage(struct ri_text *out, const struct cli_global *global)
{
    if (global->letter) ri_text_printf(out, "-%c, ", global->letter);
    ri_text_printf(out, "--%s", global->name);
    if (!global->value) return;
    ri_text_putc(out, ' ');
    if (!global->values) ri_text_puts(out, global->value);
    for (size_t i = 0; global->values && global->values[i]; i++)
        ri_text_printf(out, "%s%s", i ? "|" : "", global->values[i]);
}

static void add_typed(struct ri_text *out, const char *operation)
{
    for (const char *at = operation; *at; at++) ri_text_putc(out, *at == '.' ? ' ' : *at);
}

void cli_usage(struct ri_text *out, const struct ri_operation_info *info, size_t indent,
               size_t width)
{
    struct ri_text piece = {0};
    const size_t   start = out->length;
    ri_text_puts(out, "retailinsight ");
    add_typed(out, info->name);
    size_t at = indent + out->length - start;
    for (size_t i = 0; i < info->param_count; i++) {
        const bool optional = !(info->params[i].flags & RI_PARAM_REQUIRED);
        ri_text_clear(&piece);
        if (optional) ri_text_putc(&piece, '[');
        cli_param_usage(&piece, &info->params[i]);
        if (optional) ri_text_putc(&piece, ']');
        if (piece.failed) break;
        if (width != SIZE_MAX && at + 1 + piece.length > width) {
            ri_text_putc(out, '\n');
            ri_display_pad(out, indent + 4);
            at = indent + 4;
        } else {
            ri_text_putc(out, ' ');
            at++;
        }
        ri_text_add(out, piece.at, piece.length);
        at += piece.length;
    }
    if (piece.failed) out->failed = true;
    ri_text_release(&piece);
}

/* ---- Pages ------------------------------------------------------------------------------------------- */

/* An item whose name or text is put together in scratch. */
static void item(struct ri_text *out, struct ri_text *name, struct ri_text *text, size_t width)
{
    if (name->failed || text->failed)
        out->failed = true;
    else
        cli_item(out, name->at, text->at ? text->at : "", NAME_COLUMN, width);
    ri_text_clear(name);
    ri_text_clear(text);
}

static void section(struct ri_text *out, const char *title)
{
    ri_text_printf(out, "\n%s\n", title);
}

static void example(struct ri_text *out, const char *line)
{
    ri_text_printf(out, "  %s\n", line);
}

/* "stores, trend"; of an area that is a command itself "One read-only SELECT (also: views)". */
static void add_verbs(struct ri_text *out, const char *area)
{
    const struct ri_operation_info *info, *own = ri_operation_find(area);
    const char                     *before = own ? " (also: " : "";
    if (own) ri_text_puts(out, own->summary);
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const char *verb = strchr(info->name, '.');
        if (!verb || !cli_in_area(info->name, area)) continue;
        ri_text_puts(out, before);
        add_typed(out, verb + 1);
        before = ", ";
    }
    if (own && before[0] == ',') ri_text_putc(out, ')');
}

static void globals(struct ri_text *out, size_t width)
{
    struct ri_text           name = {0}, text = {0};
    const struct cli_global *global;
    section(out, "Options of every command");
    for (size_t i = 0; (global = cli_global_at(i)); i++) {
        cli_global_usage(&name, global);
        ri_text_puts(&text, global->help);
        item(out, &name, &text, width);
    }
    ri_text_release(&name);
    ri_text_release(&text);
}

void cli_help_overview(struct ri_text *out, size_t width)
{
    struct ri_text                  name = {0}, text = {0};
    const struct ri_operation_info *info, *demo = ri_operation_find("demo");
    ri_text_printf(out, "%s (%s)\n", summary, ri_version());
    if (demo && demo->examples && demo->examples[0]) {
        section(out, "To begin");
        example(out, demo->examples[0]);
    }
    section(out, "Usage");
    example(out, "retailinsight AREA [VERB] [options] [files]");
    example(out, "retailinsight help AREA [VERB]");
    section(out, "Areas");
    for (size_t i = 0; (info = ri_operation_at(i));
         i++) { /* ordered by name: an area's first row speaks for it */
        const size_t length = strcspn(info->name, ".");
        ri_text_clear(&name);
        ri_text_add(&name, info->name, length);
        if (name.failed || (i && cli_in_area(ri_operation_at(i - 1)->name, name.at))) continue;
        add_verbs(&text, name.at);
        item(out, &name, &text, width);
    }
    ri_text_clear(&name);
    cli_item(out, "completion", "bash, zsh, fish: prints a script that completes commands",
             NAME_COLUMN, width);
    cli_item(out, "help", "this; help AREA; help AREA VERB; --man DIR writes man pages",
             NAME_COLUMN, width);
    cli_item(out, "openapi", "prints the OpenAPI document of the HTTP server", NAME_COLUMN, width);
    cli_item(out, "version", "the version", NAME_COLUMN, width);
    globals(out, width);
    ri_text_release(&name);
    ri_text_release(&text);
}

void cli_help_area(struct ri_text *out, const char *area, size_t width)
{
    struct ri_text                  name = {0}, text = {0};
    const struct ri_operation_info *info;
    add_verbs(&text, area);
    ri_text_printf(&name, "%s: ", area);
    ri_text_puts(out, name.at ? name.at : "");
    cli_wrap(out, (struct ri_view){text.at, text.length}, name.length, 2, width);
    ri_text_clear(&name);
    ri_text_clear(&text);
    section(out, "Examples");
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (cli_in_area(info->name, area) && info->examples && info->examples[0])
            example(out, info->examples[0]);
    }
    section(out, "Commands");
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (!cli_in_area(info->name, area)) continue;
        add_typed(&name, info->name);
        ri_text_puts(&text, info->summary);
        item(out, &name, &text, width);
    }
    ri_text_printf(out, "\nMore: retailinsight help %s VERB\n", area);
    ri_text_release(&name);
    ri_text_release(&text);
}

static void params(struct ri_text *out, const struct ri_operation_info *info, size_t width)
{
    struct ri_text name = {0}, text = {0};
    if (info->param_count) section(out, "Parameters");
    for (size_t i = 0; i < info->param_count; i++) {
        cli_param_usage(&name, &info->params[i]);
        cli_param_help(&text, &info->params[i]);
        item(out, &name, &text, width);
    }
    ri_text_release(&name);
    ri_text_release(&text);
}

static void columns(struct ri_text *out, const struct ri_operation_info *info, size_t width)
{
    struct ri_text name = {0}, text = {0};
    if (info->column_count) section(out, "Result columns");
    for (size_t i = 0; i < info->column_count; i++) {
        const struct ri_column *column = &info->columns[i];
        const char             *help = column->help ? column->help : "";
        ri_text_puts(&name, column->name);
        ri_text_printf(&text, "%s%s%s", ri_column_type_text(column->type), *help ? ": " : "", help);
        item(out, &name, &text, width);
    }
    ri_text_release(&name);
    ri_text_release(&text);
}

void cli_help_operation(struct ri_text *out, const struct ri_operation_info *info, size_t width)
{
    struct ri_text line = {0};
    add_typed(&line, info->name);
    ri_text_printf(&line, ": %s", info->summary);
    cli_wrap(out, (struct ri_view){line.at, line.length}, 0, 2, width);
    if (info->examples && info->examples[0]) section(out, "Examples");
    for (size_t i = 0; info->examples && info->examples[i]; i++) example(out, info->examples[i]);
    section(out, "Usage");
    ri_text_puts(out, "  ");
    cli_usage(out, info, 2, width);
    ri_text_putc(out, '\n');
    params(out, info, width);
    columns(out, info, width);
    if (info->details) {
        section(out, "Notes");
        ri_text_puts(out, "  ");
        cli_wrap(out, ri_view_of(info->details), 2, 2, width);
    }
    ri_text_puts(out, "\nOptions of every command: retailinsight help\n");
    if (line.failed) out->failed = true;
    ri_text_release(&line);
}
