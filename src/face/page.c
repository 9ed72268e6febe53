/* Rows are counted and hashed as they come; only those of the page are written. */
#include "page.h"

#include "base/hash.h"

/* ---- Cursors: three numbers and their hash, in hexadecimal digits ----------------------------------------------------- */

enum { NUMBERS = 4, DIGITS = 16 };

static uint64_t seal(const uint64_t numbers[NUMBERS])
{
    return ri_hash64(numbers, (NUMBERS - 1) * sizeof *numbers);
}

void face_cursor_text(const struct face_cursor *cursor, char ret[FACE_CURSOR_SIZE])
{
    uint64_t numbers[NUMBERS] = {cursor->asked, cursor->row, cursor->nth};
    numbers[NUMBERS - 1] = seal(numbers);
    for (size_t i = 0; i < NUMBERS; i++)
        snprintf(ret + i * DIGITS, DIGITS + 1, "%016llx", (unsigned long long)numbers[i]);
}

bool face_cursor_read(const char *text, struct face_cursor *ret)
{
    uint64_t numbers[NUMBERS] = {0};
    if (strlen(text) != NUMBERS * DIGITS || strspn(text, "0123456789abcdef") != NUMBERS * DIGITS)
        return false;
    for (size_t i = 0; i < NUMBERS * DIGITS; i++) {
        const char c = text[i];
        numbers[i / DIGITS] =
            numbers[i / DIGITS] << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (numbers[NUMBERS - 1] != seal(numbers)) return false;
    *ret = (struct face_cursor){numbers[0], numbers[1], numbers[2]};
    return true;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------------- */

void face_page_release(struct face_page *page)
{
    free(page->hashes);
    page->hashes = NULL;
}

static bool tells_rows_apart(const struct ri_column_view *column)
{
    return column->kind == RI_CELL_TEXT || column->kind == RI_CELL_DAY ||
           column->kind == RI_CELL_INSTANT;
}

/* Of its words and dates; where there are none, of all. */
static uint64_t hash_of(const struct ri_table_view *view, size_t row, struct ri_key *key)
{
    struct ri_text cell = {0};
    bool           some = false;
    ri_key_reset(key);
    for (size_t i = 0; i < view->column_count; i++)
        some = some || tells_rows_apart(&view->columns[i]);
    for (size_t i = 0; i < view->column_count; i++) {
        if (some && !tells_rows_apart(&view->columns[i])) continue;
        if (!ri_cell_valid(&view->columns[i], row)) {
            ri_key_null(key);
            continue;
        }
        ri_text_clear(&cell);
        ri_cell_print(&view->columns[i], row, &cell);
        ri_key_text(key, (struct ri_view){cell.at ? cell.at : "", cell.length});
    }
    ri_text_release(&cell);
    return (uint64_t)ri_key_hash(key);
}

/* Is this the row that the page goes on behind? */
static bool is_place(struct face_page *page, uint64_t hash)
{
    return hash == page->from.row && ++page->met == page->from.nth;
}

static ri_status keep(struct face_page *page, uint64_t hash, struct ri_error *err)
{
    if (page->seen == page->room) {
        const size_t room = page->room ? 2 * page->room : 256;
        uint64_t    *more = realloc(page->hashes, room * sizeof *more);
        if (!more) return ri_fail(err, RI_ENOMEM, "no room for a page");
        page->hashes = more;
        page->room = room;
    }
    page->hashes[page->seen] = hash;
    return RI_OK;
}

ri_status face_page_rows(struct face_page *page, const struct ri_table_view *view,
                         size_t *ret_first, size_t *ret_count, struct ri_error *err)
{
    struct ri_key key = {0};
    ri_status     status = RI_OK;
    *ret_first = *ret_count = 0;
    if (!page->has_from) page->begun = true;
    for (size_t row = 0; row < view->rows && status == RI_OK && !page->more; row++) {
        if (page->begun && page->given == page->limit) {
            page->more = true;
            break;
        }
        const uint64_t hash = hash_of(view, row, &key);
        status = keep(page, hash, err);
        page->seen++;
        if (!page->begun) {
            page->begun = is_place(page, hash);
            continue;
        }
        if (!*ret_count) *ret_first = row;
        ++*ret_count;
        page->given++;
    }
    ri_key_release(&key);
    return status;
}

ri_status face_page_end(struct face_page *page, struct ri_error *err)
{
    page->next[0] = '\0';
    if (page->has_from && !page->begun)
        return ri_fail(err, RI_ECONFLICT,
                       "the row that the page before ended with is gone: begin the list again");
    if (!page->more || !page->given) return RI_OK;
    struct face_cursor next = {.asked = page->asked, .row = page->hashes[page->seen - 1]};
    for (uint64_t i = 0; i < page->seen; i++) next.nth += page->hashes[i] == next.row;
    face_cursor_text(&next, page->next);
    return RI_OK;
}
