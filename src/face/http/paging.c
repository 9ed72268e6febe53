/* Pages: the call is asked for all rows, the page is cut out of them. */
#include "paging.h"

#include "base/hash.h"
#include "call.h"

#include <ctype.h>

bool paging_offers(const struct ri_operation_info *info)
{
    for (size_t i = 0; i < info->param_count; i++) {
        if (info->params[i].type == RI_PARAM_COUNT && strcmp(info->params[i].name, "limit") == 0)
            return !(info->flags & RI_CHANGES);
    }
    return false;
}

static void put_encoded(struct ri_text *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr("-_.~/", c))
            ri_text_putc(out, (char)c);
        else
            ri_text_printf(out, "%%%02X", c);
    }
}

/* Takes every pair of that name out; the value of the last, or NULL. */
static const char *take(struct http_target *target, const char *name)
{
    const char *value = NULL;
    size_t      kept = 0;
    for (size_t i = 0; i < target->count; i++) {
        if (strcmp(target->pairs[i].name, name) == 0)
            value = target->pairs[i].value;
        else
            target->pairs[kept++] = target->pairs[i];
    }
    target->count = kept;
    return value;
}

static ri_status read_limit(const char *text, uint64_t *ret, struct ri_error *err)
{
    int64_t number = PAGE_ROWS;
    if (text && (!ri_parse_int(ri_view_of(text), &number) || number < 1 || number > PAGE_ROWS_MOST))
        return ri_fail(err, RI_EUSAGE, "a page has 1 to %d rows; got '%.40s'", PAGE_ROWS_MOST,
                       text);
    *ret = (uint64_t)number;
    return RI_OK;
}

/* Whatever the page, the question is the same. False: a parameter is unknown; the call will say so. */
static bool hash_question(const struct http_request *state, uint64_t *ret)
{
    struct ri_text          key = {0};
    const struct call_asked asked = {
        .info = state->operation, .target = &state->target, .format = "page"};
    const bool known = call_key(&asked, &key);
    if (known) *ret = ri_hash64(key.at, key.length);
    ri_text_release(&key);
    return known;
}

static char *link_of(const struct http_request *state, uint64_t limit)
{
    struct ri_text text = {0};
    put_encoded(&text, state->target.path);
    ri_text_printf(&text, "?limit=%llu", (unsigned long long)limit);
    for (size_t i = 0; i < state->target.count; i++) {
        ri_text_putc(&text, '&');
        put_encoded(&text, state->target.pairs[i].name);
        ri_text_putc(&text, '=');
        put_encoded(&text, state->target.pairs[i].value);
    }
    if (!text.failed) return text.at;
    ri_text_release(&text);
    return NULL;
}

ri_status paging_read(struct http_request *state, struct paging *ret, const char **ret_wrong,
                      struct ri_error *err)
{
    struct face_page *page = &ret->page;
    *ret_wrong = NULL;
    if (!paging_offers(state->operation) || !target_value(&state->target, "cursor")) return RI_OK;
    const char *limit = take(&state->target, "limit");
    ret->cursor = take(&state->target, "cursor");
    *ret_wrong = "limit";
    RI_TRY(read_limit(limit, &page->limit, err));
    snprintf(page->limit_text, sizeof page->limit_text, "%llu", (unsigned long long)page->limit);
    *ret_wrong = "cursor";
    const bool known = hash_question(state, &page->asked);
    page->has_from = *ret->cursor;
    if (page->has_from &&
        (!face_cursor_read(ret->cursor, &page->from) || (known && page->from.asked != page->asked)))
        return ri_fail(
            err, RI_EUSAGE,
            "this is no cursor of that question: take `next` of the page before, and the "
            "same parameters");
    *ret_wrong = NULL;
    ret->link = link_of(state, page->limit);
    if (!ret->link) return ri_fail(err, RI_ENOMEM, "no room for a page");
    ret->wanted = true;
    state->target.pairs[state->target.count++] =
        (struct http_pair){"limit", "0"}; /* two were taken out, or one */
    return RI_OK;
}
