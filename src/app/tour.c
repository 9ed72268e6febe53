/* The commands of a tour, run as children of this program in the tour's folder. */
#include "app/tour.h"

#include "app/files.h"
#include "app/workspace.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 118, WORDS_MOST = 24, PATIENCE_S = 300 };

const struct tour_plan *const tour_plans[] = {&tour_line_total, &tour_replay, &tour_lost_sales,
                                              &tour_live, &tour_killed};
const size_t                  tour_plan_count = RI_COUNT(tour_plans);

/* ---- What is shown ------------------------------------------------------------------------------------------------ */

/* Lines that end between words; `at`: the column where the text begins. */
static void put_wrapped(struct ri_text *out, const char *text, size_t at)
{
    for (const char *word = text; *word;) {
        const size_t length = strcspn(word, " ");
        const size_t width = ri_utf8_width((struct ri_view){word, length});
        if (at && at + 1 + width > WIDTH) {
            ri_text_putc(out, '\n');
            at = 0;
        } else if (word != text) {
            ri_text_putc(out, ' ');
            at++;
        }
        ri_text_add(out, word, length);
        at += width;
        word += length;
        word += *word == ' ';
    }
    ri_text_putc(out, '\n');
}

static void paragraph(struct tour *tour, const char *before, const char *fmt, va_list values)
{
    char text[2048];
    vsnprintf(text, sizeof text, fmt, values);
    ri_text_putc(&tour->page, '\n');
    ri_text_puts(&tour->page, before);
    put_wrapped(&tour->page, text, strlen(before));
}

void tour_say(struct tour *tour, const char *fmt, ...)
{
    va_list values;
    va_start(values, fmt);
    paragraph(tour, "", fmt, values);
    va_end(values);
}

void tour_claim(struct tour *tour, bool holds, const char *fmt, ...)
{
    va_list values;
    char    text[1024];
    va_start(values, fmt);
    paragraph(tour, holds ? "Seen: " : "NOT SO: ", fmt, values);
    va_end(values);
    if (holds) return;
    va_start(values, fmt);
    vsnprintf(text, sizeof text, fmt, values);
    va_end(values);
    ri_text_printf(&tour->broken, "%s%s", tour->broken.length ? "; " : "", text);
}

/* The bytes of a line that fit into the page's width. */
static size_t fitting(struct ri_view line)
{
    size_t at = 0;
    for (size_t columns = 0; at < line.length && columns < WIDTH - 1; columns++) {
        at++;
        while (at < line.length && ((unsigned char)line.at[at] & 0xC0) == 0x80) at++;
    }
    return at;
}

void tour_show(struct tour *tour, const char *text)
{
    for (const char *at = text ? text : ""; *at;) {
        const struct ri_view line = {at, strcspn(at, "\n")};
        const size_t         fits = fitting(line);
        ri_text_add(&tour->page, line.at, fits);
        if (fits < line.length) ri_text_puts(&tour->page, "…");
        ri_text_putc(&tour->page, '\n');
        at += line.length;
        at += *at == '\n';
    }
}

/* What a command says beside its result: sentences, so they are whole. */
static void show_said(struct tour *tour, struct ri_text *said)
{
    for (char *at = said->at; at && *at;) {
        char      *end = at + strcspn(at, "\n");
        const bool more = *end;
        *end = '\0';
        put_wrapped(&tour->page, at, 0);
        at = end + more;
    }
}

static void show_command(struct tour *tour, const char *const *words)
{
    ri_text_puts(&tour->page, "\n$ retailinsight");
    for (; *words; words++) {
        const bool plain = **words && !strpbrk(*words, " '\"$*?\\");
        ri_text_printf(&tour->page, plain ? " %s" : " '%s'", *words);
    }
    ri_text_putc(&tour->page, '\n');
}

/* ---- Commands ----------------------------------------------------------------------------------------------------- */

static ri_status start(struct tour *tour, const char *const *words, struct ri_process *ret,
                       struct ri_error *err)
{
    const char *all[WORDS_MOST + 2] = {"retailinsight"};
    size_t      count = 0;
    while (words[count] && count < WORDS_MOST) {
        all[count + 1] = words[count];
        count++;
    }
    return ri_process_start(ret, tour->program, all, tour->folder, "RETAILINSIGHT_", err);
}

ri_status tour_start(struct tour *tour, const char *const *words, struct ri_process *ret,
                     struct ri_error *err)
{
    show_command(tour, words);
    return start(tour, words, ret, err);
}

static ri_status wait_and_read(struct tour *tour, struct ri_process *process, struct ri_text *out,
                               struct ri_text *said, struct ri_error *err)
{
    int code = 0;
    RI_TRY(ri_process_wait(process, ri_call_task(tour->call), PATIENCE_S * RI_US_PER_SECOND, &code,
                           err));
    RI_TRY(ri_process_read(process, false, out, err));
    RI_TRY(ri_process_read(process, true, said, err));
    if (code == 0) return RI_OK;
    return ri_fail(err, RI_EDATA, "ended with %d: %.600s", code, said->at ? said->at : "");
}

static ri_status run(struct tour *tour, const char *const *words, bool shown,
                     struct ri_text *ret_out, struct ri_error *err)
{
    struct ri_process process;
    struct ri_text    out = {0}, said = {0};
    ri_task_progress(ri_call_task(tour->call), words[0], tour->steps++, 0, "commands");
    RI_TRY(ri_task_check(ri_call_task(tour->call), err));
    if (shown) show_command(tour, words);
    RI_TRY(start(tour, words, &process, err));
    ri_status status = wait_and_read(tour, &process, &out, &said, err);
    ri_process_free(&process);
    if (status != RI_OK) (void)ri_error_prefix(err, "retailinsight %s", words[0]);
    if (shown) tour_show(tour, out.at);
    if (shown) show_said(tour, &said);
    ri_text_release(&said);
    if (status == RI_OK && ret_out)
        *ret_out = out;
    else
        ri_text_release(&out);
    return status;
}

ri_status tour_run(struct tour *tour, const char *const *words, struct ri_text *ret_out,
                   struct ri_error *err)
{
    return run(tour, words, true, ret_out, err);
}

ri_status tour_prepare(struct tour *tour, const char *const *words, struct ri_text *ret_out,
                       struct ri_error *err)
{
    return run(tour, words, false, ret_out, err);
}

ri_status tour_write(const struct tour *tour, const char *name, const struct ri_text *text,
                     struct ri_error *err)
{
    char path[TOUR_PATH + 64];
    RI_TRY(ri_text_check(text, err));
    snprintf(path, sizeof path, "%s/%s", tour->folder, name);
    FILE      *file = fopen(path, "wbe");
    const bool good = file && fwrite(text->at, 1, text->length, file) == text->length;
    if (file && fclose(file) == 0 && good) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot write '%s': %s", path, strerror(errno));
}

/* ---- Tables as they were printed ----------------------------------------------------------------------------------- */

/* Where column number `at` of a line begins, in bytes; a column is a character here. */
static size_t byte_of(struct ri_view line, size_t at)
{
    size_t byte = 0;
    for (; at && byte < line.length; at--) {
        byte++;
        while (byte < line.length && ((unsigned char)line.at[byte] & 0xC0) == 0x80) byte++;
    }
    return byte;
}

static struct ri_view next_line(const char **at)
{
    const struct ri_view line = {*at, strcspn(*at, "\n")};
    *at += line.length;
    *at += **at == '\n';
    return line;
}

/* The piece of a line under the dashes number `which` of a rule; false: there are fewer. */
static bool cell_under(struct ri_view rule, size_t which, struct ri_view line, struct ri_view *ret)
{
    static const char dash[] = "─";
    size_t            column = 0, seen = 0;
    for (size_t byte = 0; byte < rule.length;) {
        if (rule.at[byte] == ' ') {
            byte++;
            column++;
            continue;
        }
        size_t width = 0;
        for (; byte < rule.length && rule.at[byte] != ' '; byte += sizeof dash - 1) width++;
        if (seen++ == which) {
            const size_t from = byte_of(line, column), to = byte_of(line, column + width);
            *ret = ri_view_trim((struct ri_view){line.at + from, to - from});
            return true;
        }
        column += width;
    }
    return false;
}

static bool row_has(struct ri_view rule, struct ri_view line, const char *key)
{
    struct ri_view cell;
    for (size_t i = 0; cell_under(rule, i, line, &cell); i++) {
        if (!key || ri_view_is(cell, key)) return true;
    }
    return false;
}

const char *tour_cell(struct tour *tour, const struct ri_text *table, const char *key,
                      const char *column)
{
    const char          *at = table->at ? table->at : "";
    const struct ri_view head = next_line(&at), rule = next_line(&at);
    struct ri_view       cell;
    size_t               which = 0;
    while (cell_under(rule, which, head, &cell) && !ri_view_is(cell, column)) which++;
    while (*at) {
        const struct ri_view line = next_line(&at);
        if (!line.length || !row_has(rule, line, key)) continue;
        if (!cell_under(rule, which, line, &cell)) return NULL;
        return ri_arena_copy(ri_call_mem(tour->call), cell.at, cell.length);
    }
    return NULL;
}

bool tour_number(const char *cell, int scale, int64_t *ret)
{
    char   plain[64];
    size_t length = 0;
    if (!cell) return false;
    for (; *cell && length + 1 < sizeof plain; cell++) {
        if (*cell != ',' && *cell != '%') plain[length++] = *cell;
    }
    plain[length] = '\0';
    return ri_parse_decimal((struct ri_view){plain, length}, scale, ret);
}

/* ---- The whole ------------------------------------------------------------------------------------------------------ */

static ri_status make_folder(const char *path, struct ri_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", path, strerror(errno));
}

/* Only what an earlier tour made is taken away: it holds a file that says so. */
static ri_status clear_place(struct tour *tour, struct ri_error *err)
{
    char                 mark[TOUR_PATH + 16];
    const struct ri_text text = {.at = (char *)"made by retailinsight demo --tour\n", .length = 34};
    snprintf(mark, sizeof mark, "%s/tour.txt", tour->folder);
    if (access(tour->folder, F_OK) == 0 && access(mark, F_OK) != 0)
        return ri_fail(err, RI_ECONFLICT,
                       "'%s' holds something that no tour made; name another folder", tour->folder);
    RI_TRY(ri_remove_tree(tour->folder, err));
    RI_TRY(make_folder(tour->folder, err));
    return tour_write(tour, "tour.txt", &text, err);
}

/* DIR/tour-N, empty: what an earlier tour left there goes. */
static ri_status find_place(struct tour *tour, size_t number, struct ri_error *err)
{
    const char   *directory = ri_call_text(tour->call, "dir");
    char          path[TOUR_PATH];
    const ssize_t length = readlink("/proc/self/exe", tour->program, sizeof tour->program - 1);
    if (length < 0)
        return ri_fail(err, ri_status_of_errno(errno), "this program: %s", strerror(errno));
    tour->program[length] = '\0';
    RI_TRY(make_folder(directory, err));
    if (!realpath(directory, path))
        return ri_fail(err, ri_status_of_errno(errno), "'%s': %s", directory, strerror(errno));
    if ((size_t)snprintf(tour->folder, sizeof tour->folder, "%.4000s/tour-%zu", path, number) >=
        sizeof tour->folder)
        return ri_fail(err, RI_EUSAGE, "'%s' is too long a path", directory);
    return clear_place(tour, err);
}

ri_status tour_make(struct ri_call *call, size_t number, struct ri_error *err)
{
    struct tour tour = {.call = call};
    if (number < 1 || number > tour_plan_count)
        return ri_fail(err, RI_EUSAGE, "--tour wants 1 to %zu, got %zu", tour_plan_count, number);
    const struct tour_plan *plan = tour_plans[number - 1];
    RI_TRY(find_place(&tour, number, err));
    const int64_t began = ri_monotonic_us();
    ri_text_printf(&tour.page, "Tour %zu of %zu: %s\n", number, tour_plan_count, plan->title);
    ri_status status = plan->run(&tour, err);
    if (status == RI_OK)
        tour_say(&tour, "%.0f seconds. All of it is in %s: go on there with the same commands.",
                 (double)(ri_monotonic_us() - began) / 1e6, tour.folder);
    if (status == RI_OK) status = ri_text_check(&tour.page, err);
    if (status == RI_OK)
        status = ri_call_document(call, "text/plain; charset=utf-8", "tour.txt", tour.page.at,
                                  tour.page.length, err);
    if (status == RI_OK && tour.broken.length)
        ri_call_verdict(call, RI_EDATA, "not as it should be: %.600s", tour.broken.at);
    ri_text_release(&tour.page);
    ri_text_release(&tour.broken);
    return status;
}
