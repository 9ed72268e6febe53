/* A workbook opened: which sheets it has, where its parts are. */
#include "workbook.h"

enum { BOOK_MEM = 64 << 20, RELATIONS_MOST = 4096 };

/* ---- Relations: ids of one part's targets ------------------------------------------------------------------------ */

struct relation {
    const char *id, *type, *target; /* type: the last word of its address */
};
struct relations {
    struct ri_arena   *mem;
    struct ingest_xml *xml;
    const char        *folder; /* targets are relative to it: "xl/" */
    struct relation   *items;
    size_t             count;
    bool               no_room;
};

/* The part that a target names: "/xl/a.xml", "worksheets/a.xml", "../xl/a.xml". */
static const char *resolve(struct ri_arena *mem, const char *folder, const char *target)
{
    if (target[0] == '/') return ri_arena_copy(mem, target + 1, strlen(target + 1));
    size_t length = strlen(folder);
    while (strncmp(target, "./", 2) == 0) target += 2;
    while (strncmp(target, "../", 3) == 0) {
        target += 3;
        if (length) length--;
        while (length && folder[length - 1] != '/') length--;
    }
    return ri_arena_printf(mem, "%.*s%s", (int)length, folder, target);
}

static void relation_start(void *context, const char *name, const char **attributes)
{
    struct relations *out = context;
    const char       *id = ingest_xml_attribute(attributes, "Id"),
               *type = ingest_xml_attribute(attributes, "Type"),
               *target = ingest_xml_attribute(attributes, "Target"),
               *mode = ingest_xml_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target) return;
    if ((mode && strcmp(mode, "External") == 0) || out->count == RELATIONS_MOST) return;
    const char      *word = strrchr(type, '/');
    struct relation *item = &out->items[out->count++];
    word = word ? word + 1 : type;
    item->id = ri_arena_copy(out->mem, id, strlen(id));
    item->type = ri_arena_copy(out->mem, word, strlen(word));
    item->target = resolve(out->mem, out->folder, target);
    if (!item->id || !item->type || !item->target) {
        out->no_room = true;
        out->count--;
    }
}

static void nothing_ends(RI_UNUSED void *context, RI_UNUSED const char *name)
{
}

/* Relations of a part ("" for the archive itself); none when it has no such file. */
static ri_status read_relations(struct ingest_workbook *book, const char *part,
                                struct relations *ret, struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {relation_start, nothing_ends, NULL};
    const char                             *slash = strrchr(part, '/');
    const int                               folder = slash ? (int)(slash - part + 1) : 0;
    struct relations                        out = {.mem = &book->mem};
    const char                             *file =
        ri_arena_printf(&book->mem, "%.*s_rels/%s.rels", folder, part, part + folder);
    out.folder = ri_arena_printf(&book->mem, "%.*s", folder, part);
    RI_ARENA_NEW(out.items, &book->mem, RELATIONS_MOST, err);
    if (!file || !out.folder) return ri_fail(err, RI_ENOMEM, "no room for a workbook");
    if (ingest_archive_has(book->archive, file))
        RI_TRY(ingest_xml_part(book->archive, file, &handlers, &out, &out.xml, book->task, err));
    if (out.no_room) return ri_fail(err, RI_ENOMEM, "no room for the parts of a workbook");
    *ret = out;
    return RI_OK;
}

static const char *related(const struct relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (strcmp(relations->items[i].type, type) == 0) return relations->items[i].target;
    }
    return NULL;
}

/* ---- workbook.xml -------------------------------------------------------------------------------------------------- */

struct listing {
    struct ingest_workbook *book;
    struct ingest_xml      *xml;
    const struct relations *relations;
    bool                    no_room;
};

static bool is_true(const char *text)
{
    return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static void add_sheet(struct listing *list, const char **attributes)
{
    struct ingest_workbook *book = list->book;
    const char             *name = ingest_xml_attribute(attributes, "name"),
               *state = ingest_xml_attribute(attributes, "state"), *id = NULL;
    for (size_t i = 0; attributes[i]; i += 2) { /* r:id, beside sheetId */
        const char *colon = strchr(attributes[i], ':');
        if (colon && strcmp(colon, ":id") == 0) id = attributes[i + 1];
    }
    if (!name || !id || book->sheet_count == INGEST_SHEETS_MOST) return;
    for (size_t i = 0; i < list->relations->count; i++) {
        const struct relation *item = &list->relations->items[i];
        if (strcmp(item->id, id) != 0) continue;
        struct ingest_sheet_entry *sheet = &book->sheets[book->sheet_count++];
        sheet->name = ri_arena_copy(&book->mem, name, strlen(name));
        sheet->part = item->target;
        sheet->hidden = state && strcmp(state, "visible") != 0;
        sheet->chart = strcmp(item->type, "worksheet") != 0;
        if (!sheet->name) list->no_room = true;
        return;
    }
}

static void book_start(void *context, const char *name, const char **attributes)
{
    struct listing *list = context;
    if (strcmp(name, "workbookPr") == 0)
        list->book->since_1904 = is_true(ingest_xml_attribute(attributes, "date1904"));
    if (strcmp(name, "sheet") == 0 && !list->no_room) add_sheet(list, attributes);
}

static ri_status list_sheets(struct ingest_workbook *book, const char *part,
                             const struct relations *relations, struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {book_start, nothing_ends, NULL};
    struct listing                          list = {.book = book, .relations = relations};
    RI_ARENA_NEW(book->sheets, &book->mem, INGEST_SHEETS_MOST, err);
    RI_TRY(ingest_xml_part(book->archive, part, &handlers, &list, &list.xml, book->task, err));
    if (list.no_room) return ri_fail(err, RI_ENOMEM, "no room for the sheets of a workbook");
    return RI_OK;
}

/* ---- Opening -------------------------------------------------------------------------------------------------------- */

static ri_status no_workbook(const struct ingest_workbook *book, struct ri_error *err)
{
    const char *name = ingest_archive_name(book->archive);
    const char *csv = ingest_archive_like(book->archive, ".csv");
    if (ingest_archive_has(book->archive, "xl/workbook.bin"))
        return ri_fail(err, RI_EDATA,
                       "%s: is a binary workbook (.xlsb); save it as an Excel workbook (.xlsx)",
                       name);
    if (ingest_archive_has(book->archive, "content.xml"))
        return ri_fail(err, RI_EDATA,
                       "%s: is an OpenDocument file (.ods); save it as an Excel workbook (.xlsx) "
                       "or as CSV in UTF-8",
                       name);
    if (csv)
        return ri_fail(err, RI_EDATA,
                       "%s: is a zip archive, no workbook; unpack it and give what is inside, such "
                       "as %.100s",
                       name, csv);
    return ri_fail(err, RI_EDATA, "%s: is a zip archive, but neither a workbook nor a table", name);
}

ri_status ingest_workbook_open(struct ingest_workbook *book, int fd, int64_t start, int64_t size,
                               const char *name, const char *spool_directory, struct ri_task *task,
                               struct ri_error *err)
{
    struct relations root, relations;
    *book = (struct ingest_workbook){.task = task, .texts = {.fd = -1}, .starts = {.fd = -1}};
    ri_arena_init(&book->mem, BOOK_MEM);
    RI_TRY(ingest_archive_open(fd, start, size, name, &book->archive, err));
    RI_TRY(read_relations(book, "", &root, err));
    const char *part = related(&root, "officeDocument");
    if (!part) part = "xl/workbook.xml";
    const size_t length = strlen(part);
    if (!ingest_archive_has(book->archive, part) || length < 4 ||
        strcmp(part + length - 4, ".xml") != 0)
        return no_workbook(book, err);
    RI_TRY(read_relations(book, part, &relations, err));
    RI_TRY(list_sheets(book, part, &relations, err));
    if (!book->sheet_count)
        return ri_fail(err, RI_EDATA, "%s: is an Office document without sheets", name);
    const char *styles = related(&relations, "styles"),
               *texts = related(&relations, "sharedStrings");
    if (styles && ingest_archive_has(book->archive, styles))
        RI_TRY(ingest_workbook_formats(book, styles, err));
    if (texts && ingest_archive_has(book->archive, texts))
        RI_TRY(ingest_workbook_texts(book, texts, spool_directory, err));
    return RI_OK;
}

void ingest_workbook_list(const struct ingest_workbook *book, struct ri_text *out)
{
    enum { LISTED = 12 };
    for (size_t i = 0; i < book->sheet_count && i < LISTED; i++)
        ri_text_printf(out, "%s%.40s%s", i ? ", " : "", book->sheets[i].name,
                       book->sheets[i].chart    ? " (a chart)"
                       : book->sheets[i].hidden ? " (hidden)"
                                                : "");
    if (book->sheet_count > LISTED)
        ri_text_printf(out, " ... and %zu more", book->sheet_count - LISTED);
}

ri_status ingest_workbook_find(const struct ingest_workbook *book, const char *wanted, size_t *ret,
                               struct ri_error *err)
{
    int64_t        number;
    struct ri_text list = {.most = 800};
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (strcasecmp(book->sheets[i].name, wanted) != 0) continue;
        *ret = i;
        return RI_OK;
    }
    if (wanted[0] == '#' && ri_parse_int(ri_view_of(wanted + 1), &number) && number >= 1 &&
        (uint64_t)number <= book->sheet_count) {
        *ret = (size_t)number - 1;
        return RI_OK;
    }
    ingest_workbook_list(book, &list);
    const ri_status status =
        ri_fail(err, RI_EUSAGE, "%s: there is no sheet '%.60s'; there are: %s",
                ingest_archive_name(book->archive), wanted, list.at ? list.at : "");
    ri_text_release(&list);
    return status;
}

void ingest_workbook_release(struct ingest_workbook *book)
{
    ingest_spill_release(&book->texts);
    ingest_spill_release(&book->starts);
    ingest_archive_close(book->archive);
    ri_arena_release(&book->mem);
    *book = (struct ingest_workbook){.texts = {.fd = -1}, .starts = {.fd = -1}};
}

const char *ingest_workbook_advice(struct ri_view head)
{
    static const char marker[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g";
    if (head.length < 8 || memcmp(head.at, "\xd0\xcf\x11\xe0", 4) != 0) return NULL;
    if (memmem(head.at, head.length, marker, sizeof marker - 1))
        return "is a workbook protected by a password; open it, remove the password (File, Info, "
               "Protect Workbook) and save it again";
    return "is an old Excel workbook (.xls); save it as an Excel workbook (.xlsx) or as CSV in "
           "UTF-8";
}
