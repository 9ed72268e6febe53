/* import --items: what became of each record. */
#include "app/import.h"

#include "warehouse/outcome.h"

static const struct ri_table_column columns[] = {
    {"import_id", RI_COLUMN_INTEGER, 0, NULL, "number of the import"},
    {"file", RI_COLUMN_TEXT, 0, NULL, "name of the file"},
    {"item", RI_COLUMN_INTEGER, 0, NULL, "record of the file, the first is 1"},
    {"outcome", RI_COLUMN_TEXT, 0, NULL,
     "inserted, replaced or rejected; the others were there already"},
    {"status", RI_COLUMN_INTEGER, 0, NULL, "the same in the words of HTTP: 201, 200, 422"},
    {"rule", RI_COLUMN_TEXT, 0, NULL, "of a rejected one: the rule it broke"},
    {"detail", RI_COLUMN_TEXT, 0, NULL, "of a rejected one: what, where and the value"},
};

struct ri_import_items {
    struct ri_call          *call;
    struct ri_table_builder *table;
    const char              *file;
    struct ri_import_item   *said; /* of a file, until it is committed */
    size_t                   count;
};

ri_status ri_import_items_new(struct ri_call *call, struct ri_import_items **ret,
                              struct ri_error *err)
{
    struct ri_import_items *items = ri_arena_new(ri_call_mem(call), struct ri_import_items, 1);
    if (!items) return ri_fail(err, RI_ENOMEM, "no room for what became of the records");
    items->call = call;
    RI_ARENA_NEW(items->said, ri_call_mem(call), RI_ITEMS_MOST, err);
    RI_TRY(ri_table_builder_new(columns, RI_COUNT(columns), &items->table, err));
    *ret = items;
    return RI_OK;
}

void ri_import_items_free(struct ri_import_items *items)
{
    if (items) ri_table_builder_free(items->table);
}

static ri_status copy(struct ri_import_items *items, struct ri_view *text, struct ri_error *err)
{
    if (!text->at) return RI_OK;
    text->at = ri_arena_copy(ri_call_mem(items->call), text->at, text->length);
    return text->at ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for what became of the records");
}

static ri_status take(void *context, const struct ri_import_item *item, struct ri_error *err)
{
    struct ri_import_items *items = context;
    struct ri_import_item  *said = &items->said[items->count];
    if (items->count == RI_ITEMS_MOST) return RI_OK;
    *said = *item;
    RI_TRY(copy(items, &said->rule, err));
    RI_TRY(copy(items, &said->message, err));
    items->count++;
    return RI_OK;
}

void ri_import_items_begin(struct ri_import_items *items, const char *file,
                           struct ri_import *import)
{
    items->file = file;
    items->count = 0;
    ri_import_watch_items(import, RI_ITEMS_MOST, take, items);
}

static void put_text(struct ri_table_builder *table, struct ri_view text)
{
    if (text.at)
        ri_put_text(table, text);
    else
        ri_put_null(table);
}

void ri_import_items_end(struct ri_import_items *items, const struct ri_ledger *ledger)
{
    const uint64_t all = ledger->accepted + ledger->quarantined;
    for (size_t i = 0; i < items->count; i++) {
        const struct ri_import_item *item = &items->said[i];
        ri_put_int(items->table, ledger->import_id);
        ri_put_string(items->table, items->file);
        ri_put_int(items->table, (int64_t)item->record);
        ri_put_string(items->table, item->outcome);
        ri_put_int(items->table, (int64_t)item->status);
        put_text(items->table, item->rule);
        put_text(items->table, item->message);
    }
    ri_call_note(items->call,
                 "import %lld of %s: offered %llu = inserted %llu + replaced %llu + there already "
                 "%llu + rejected %llu",
                 (long long)ledger->import_id, items->file, (unsigned long long)ledger->offered,
                 (unsigned long long)ledger->inserted, (unsigned long long)ledger->replaced,
                 (unsigned long long)ledger->duplicates, (unsigned long long)ledger->quarantined);
    if (all > items->count)
        ri_call_note(items->call,
                     "%llu of them are not listed: at most %d are, rejected ones first",
                     (unsigned long long)(all - items->count), RI_ITEMS_MOST);
}

ri_status ri_import_items_answer(struct ri_import_items *items, ri_status so_far,
                                 struct ri_error *err)
{
    ri_status status = so_far;
    if (status == RI_OK) status = ri_call_columns(items->call, columns, RI_COUNT(columns), err);
    if (status == RI_OK) status = ri_call_emit_builder(items->call, items->table, err);
    ri_import_items_free(items);
    return status;
}
