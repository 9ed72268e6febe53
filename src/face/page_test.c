/* Cursors, and which rows are on a page. */
#include "page.h"

#include "base/test.h"

TEST(a_cursor_reads_back_and_none_other_does)
{
    const struct face_cursor cursor = {0xfedcba9876543210, UINT64_MAX, 3};
    struct face_cursor       back = {0};
    char                     text[FACE_CURSOR_SIZE];
    face_cursor_text(&cursor, text);
    CHECK_INT(strlen(text), FACE_CURSOR_SIZE - 1);
    CHECK(face_cursor_read(text, &back));
    CHECK(memcmp(&back, &cursor, sizeof back) == 0);
    for (size_t i = 0; i < FACE_CURSOR_SIZE - 1; i++) {
        const char before = text[i];
        text[i] = before == '0' ? '1' : '0';
        CHECK(!face_cursor_read(text, &back)); /* whatever digit was changed */
        text[i] = 'G';
        CHECK(!face_cursor_read(text, &back));
        text[i] = before;
    }
    text[FACE_CURSOR_SIZE - 2] = '\0';
    CHECK(!face_cursor_read(text, &back));
    CHECK(!face_cursor_read("", &back));
}

/* A view of one column of whole numbers 0..: no words, so that all cells tell rows apart. */
static size_t window(struct face_page *page, int64_t rows, size_t *ret_first)
{
    static int64_t       numbers[100];
    const void          *buffers[2] = {NULL, numbers};
    struct ArrowArray    column = {.length = rows, .n_buffers = 2, .buffers = buffers};
    struct ArrowArray   *children[1] = {&column};
    struct ArrowArray    batch = {.length = rows, .n_children = 1, .children = children};
    struct ArrowSchema   field = {.format = "l", .name = "n"};
    struct ArrowSchema  *fields[1] = {&field};
    struct ArrowSchema   schema = {.format = "+s", .n_children = 1, .children = fields};
    struct ri_table_view view = {0};
    struct ri_arena      mem;
    size_t               count = 0;
    for (int i = 0; i < 100; i++) numbers[i] = i / 2; /* each twice */
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
    CHECK_STATUS(face_page_rows(page, &view, ret_first, &count, NULL), RI_OK);
    ri_arena_release(&mem);
    return count;
}

static void check_page(struct face_page *page, size_t want_first, size_t want_count, bool last)
{
    size_t first;
    CHECK_INT(window(page, 50, &first), want_count);
    if (want_count) CHECK_INT(first, want_first);
    CHECK_STATUS(face_page_end(page, NULL), RI_OK);
    CHECK(last == !page->next[0]);
}

static struct face_page page_behind(const struct face_page *page)
{
    struct face_page next = {.limit = page->limit, .has_from = true};
    CHECK(face_cursor_read(page->next, &next.from));
    return next;
}

TEST(pages_are_the_list_each_row_once)
{
    struct face_page page = {.limit = 21};
    check_page(&page, 0, 21, false);
    struct face_page second = page_behind(&page);
    check_page(&second, 21, 21, false);
    struct face_page third = page_behind(&second);
    check_page(&third, 42, 8, true);
    face_page_release(&page);
    face_page_release(&second);
    face_page_release(&third);
}

TEST(a_page_whose_row_is_gone_says_so)
{
    struct face_page page = {.limit = 3};
    size_t           first;
    check_page(&page, 0, 3, false);
    struct face_page next = page_behind(&page);
    CHECK_INT(window(&next, 2, &first), 0);
    CHECK_STATUS(face_page_end(&next, NULL), RI_ECONFLICT);
    face_page_release(&page);
    face_page_release(&next);
}

TEST(a_page_that_ends_with_the_list_is_the_last)
{
    struct face_page page = {.limit = 50}, none = {.limit = 5};
    size_t           first;
    check_page(&page, 0, 50, true);
    CHECK_INT(window(&none, 0, &first), 0);
    CHECK_STATUS(face_page_end(&none, NULL), RI_OK);
    CHECK(!none.next[0]);
    face_page_release(&page);
}
