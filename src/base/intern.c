/* Open addressing over XXH3; texts live in an arena, entries keep the hash so that growing never rereads. */
#include "intern.h"

#include "hash.h"

struct entry {
    uint64_t       hash;
    struct ri_view text;
};
struct ri_intern {
    struct ri_arena texts;
    struct entry   *entries; /* by number */
    size_t          count, room;
    uint32_t       *slots; /* number + 1, or 0; a power of two of them */
    size_t          mask;
};

ri_status ri_intern_new(struct ri_intern **ret, struct ri_error *err)
{
    struct ri_intern *intern = calloc(1, sizeof *intern);
    if (intern) intern->slots = calloc(64, sizeof *intern->slots);
    if (!intern || !intern->slots) {
        ri_intern_free(intern);
        return ri_fail(err, RI_ENOMEM, "no room for a table of texts");
    }
    intern->mask = 63;
    ri_arena_init(&intern->texts, SIZE_MAX / 2);
    *ret = intern;
    return RI_OK;
}

void ri_intern_free(struct ri_intern *intern)
{
    if (!intern) return;
    ri_arena_release(&intern->texts);
    free(intern->entries);
    free(intern->slots);
    free(intern);
}

/* The slot that holds text, or the free one where it belongs. */
static size_t probe(const struct ri_intern *intern, uint64_t hash, struct ri_view text)
{
    for (size_t at = hash & intern->mask;; at = (at + 1) & intern->mask) {
        const uint32_t number = intern->slots[at];
        if (!number) return at;
        const struct entry *entry = &intern->entries[number - 1];
        if (entry->hash == hash && ri_view_equal(entry->text, text)) return at;
    }
}

static bool grow_slots(struct ri_intern *intern)
{
    const size_t mask = intern->mask * 2 + 1;
    uint32_t    *slots = calloc(mask + 1, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < intern->count; i++) {
        size_t at = intern->entries[i].hash & mask;
        while (slots[at]) at = (at + 1) & mask;
        slots[at] = (uint32_t)i + 1;
    }
    free(intern->slots);
    intern->slots = slots;
    intern->mask = mask;
    return true;
}

static bool grow_entries(struct ri_intern *intern)
{
    const size_t  room = intern->room ? intern->room * 2 : 64;
    struct entry *entries = realloc(intern->entries, room * sizeof *entries);
    if (!entries) return false;
    intern->entries = entries;
    intern->room = room;
    return true;
}

ri_status ri_intern_put(struct ri_intern *intern, struct ri_view text, size_t *ret_index,
                        bool *ret_new, struct ri_error *err)
{
    const uint64_t hash = ri_hash64(text.at, text.length);
    size_t         at = probe(intern, hash, text);
    if (ret_new) *ret_new = intern->slots[at] == 0;
    if (intern->slots[at]) {
        *ret_index = intern->slots[at] - 1;
        return RI_OK;
    }
    const bool tight = (intern->count + 1) * 2 >
                       intern->mask; /* room first: a failure leaves the table as it was */
    if (intern->count >= UINT32_MAX - 1 ||
        (intern->count == intern->room && !grow_entries(intern)) || (tight && !grow_slots(intern)))
        return ri_fail(err, RI_ENOMEM, "no room for one more of %zu texts", intern->count);
    if (tight) at = probe(intern, hash, text);
    char *copy = ri_arena_copy(&intern->texts, text.at, text.length);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for a text of %zu bytes", text.length);
    *ret_index = intern->count;
    intern->entries[intern->count++] = (struct entry){hash, {copy, text.length}};
    intern->slots[at] = (uint32_t)intern->count;
    return RI_OK;
}

bool ri_intern_find(const struct ri_intern *intern, struct ri_view text, size_t *ret_index)
{
    const size_t at = probe(intern, ri_hash64(text.at, text.length), text);
    if (!intern->slots[at]) return false;
    *ret_index = intern->slots[at] - 1;
    return true;
}

size_t ri_intern_count(const struct ri_intern *intern)
{
    return intern->count;
}

struct ri_view ri_intern_at(const struct ri_intern *intern, size_t index)
{
    return intern->entries[index].text;
}
