/* Words for columns. */
#include "app/demand_words.h"

#include "base/text.h"

const char *ri_demand_word(const struct ri_call *call, const char *word)
{
    static const struct {
        const char *called, *is;
    } words[] = {{"item", "product"}, {"sku", "product"},  {"article", "product"},
                 {"shop", "store"},   {"branch", "store"}, {"location", "store"}};
    if (ri_call_given(call, "input")) return word;
    for (size_t i = 0; i < RI_COUNT(words); i++)
        if (strcmp(words[i].called, word) == 0) return words[i].is;
    return word;
}

ri_status ri_demand_chains(struct ri_call *call, const char *chains, const char **ret,
                           struct ri_error *err)
{
    struct ri_text out = {0};
    for (const char *at = chains;; at++) {
        at += strspn(at, " ");
        const size_t length = strcspn(at, ",>");
        size_t       bare = length;
        while (bare && at[bare - 1] == ' ') bare--;
        const char *word = ri_arena_copy(ri_call_mem(call), at, bare);
        if (!word) {
            out.failed = true;
            break;
        }
        ri_text_puts(&out, ri_demand_word(call, word));
        at += length;
        if (!*at) break;
        ri_text_putc(&out, *at);
    }
    ri_status status = ri_text_check(&out, err);
    if (status == RI_OK) *ret = ri_arena_copy(ri_call_mem(call), out.at ? out.at : "", out.length);
    if (status == RI_OK && !*ret) status = ri_fail(err, RI_ENOMEM, "no room for a hierarchy");
    ri_text_release(&out);
    return status;
}

const char *ri_panel_keys_said(struct ri_call *call, const struct ri_panel *panel)
{
    struct ri_text list = {.most = 300};
    for (size_t k = 0; k < panel->key_count; k++)
        ri_text_printf(&list, "%s%s", k ? ", " : "", panel->key_names[k]);
    const char *text = ri_arena_copy(ri_call_mem(call), list.at ? list.at : "", list.length);
    ri_text_release(&list);
    return text ? text : "";
}
