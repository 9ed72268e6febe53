/* Erasing a person: no byte of them is left in the files, verify holds, the same files again add nothing. */
#include "warehouse_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *erased_id; /* NULL: nobody is erased */

static ri_status pseudonym(void *context, struct ri_view natural_id, struct ri_view *ret,
                           bool *ret_erased, RI_UNUSED struct ri_error *err)
{
    char *buffer = context;
    snprintf(buffer, 64, "c-hidden-%.*s-c", (int)natural_id.length, natural_id.at);
    for (char *at = buffer + 9; *at; at++)
        *at = (char)(*at >= '0' && *at <= '9' ? *at + 20 : *at | 0x20);
    *ret = ri_view_of(buffer);
    *ret_erased = erased_id && ri_view_is(natural_id, erased_id);
    return RI_OK;
}

static bool file_has(const char *path, const char *text)
{
    struct stat info;
    const int   fd = open(path, O_RDONLY | O_CLOEXEC);
    bool        found = false;
    if (fd < 0 || fstat(fd, &info) != 0) return false;
    char *bytes = malloc((size_t)info.st_size + 1);
    CHECK(bytes && read(fd, bytes, (size_t)info.st_size) == info.st_size);
    found = memmem(bytes, (size_t)info.st_size, text, strlen(text)) != NULL;
    free(bytes);
    close(fd);
    return found;
}

static bool folder_has(const char *folder, const char *text)
{
    DIR *dir = opendir(folder);
    bool found = false;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_type == DT_REG) found = found || file_has(path, text);
    }
    closedir(dir);
    return found;
}

static const struct test_sale sales[] = {
    {"R1", "S1", "2026-11-20 14:05", "A", "KD-4711-77", 2, 500, 1, NULL, NULL,
     "{\"remark\":\"for KD-4711-77\"}"},
    {"R1", "S1", "2026-11-20 14:05", "B", "KD-4711-77", 1, 250, 2, NULL, NULL,
     "{\"remark\":\"gift\"}"},
    {"R2", "S1", "2026-11-20 15:05", "A", "KD-0815-66", 1, 250, 1, NULL, NULL,
     "{\"remark\":\"KD-4711-77x\"}"},
};

static void import_sales(struct place_test *place, ri_key_mode mode, char *buffer,
                         struct ri_ledger *ledger)
{
    const struct ri_import_options options = {
        .key_mode = mode, .pseudonym = pseudonym, .pseudonym_context = buffer};
    CHECK_STATUS(test_import_sales(place, sales, RI_COUNT(sales), options, ledger), RI_OK);
}

/* Two customers, described; one rejected record that names the one who goes. */
static void import_customers(struct place_test *place, char *buffer)
{
    static const struct ri_columns no_rows = {0};
    const struct ri_import_options options = {.kind = RI_CUSTOMERS,
                                              .file_name = "customers.csv",
                                              .source = "test",
                                              .pseudonym = pseudonym,
                                              .pseudonym_context = buffer};
    const struct ri_offer          offer = {.offered = 2};
    struct ri_import              *import = NULL;
    struct ri_ledger               ledger;
    CHECK_STATUS(ri_import_begin(place->warehouse, &options, NULL, &import, &place->err), RI_OK);
    CHECK_STATUS(ri_import_append(import, &no_rows, &place->err), RI_OK);
    CHECK_STATUS(ri_import_reject(
                     import, 1, 0,
                     RI_VIEW("KD-4711-77;Zelda Quastenflosser;zelda.q@example.com;+49 151 7654321"),
                     "flag", "column 'opt-in': 'zelda.q@example.com' is neither", &place->err),
                 RI_OK);
    CHECK_STATUS(ri_import_reject(import, 2, 70, RI_VIEW("KD-0815-66;Otto Bleibt"), "flag", "kept",
                                  &place->err),
                 RI_OK);
    CHECK_STATUS(ri_import_commit(import, &offer, &ledger, &place->err), RI_OK);
    ri_import_free(import);
}

static void erase(struct place_test *place, struct ri_erased_rows *rows)
{
    static const char *const names[] = {"KD-4711-77", "Zelda Quastenflosser", "zelda.q@example.com",
                                        "+49 151 7654321", NULL};
    char                     buffer[64];
    struct ri_view           old;
    bool                     erased;
    CHECK_STATUS(pseudonym(buffer, RI_VIEW("KD-4711-77"), &old, &erased, NULL), RI_OK);
    const struct ri_erasure erasure = {buffer, "x-nobody-1", names};
    if (ri_warehouse_erase(place->warehouse, &erasure, NULL, rows, &place->err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", place->err.message);
}

TEST(no_byte_of_an_erased_person_is_left)
{
    static const char *const gone[] = {"KD-4711-77;", "Quastenflosser",        "zelda.q@example",
                                       "7654321",     "c-hidden-kd-HKEE-KK-c", "for KD-4711"};
    struct place_test        place;
    struct ri_ledger         ledger;
    struct ri_erased_rows    rows;
    char                     buffer[64];
    erased_id = NULL;
    if (!test_open(&place, false)) return;
    import_sales(&place, RI_KEY_LINE, buffer, &ledger);
    import_customers(&place, buffer);
    CHECK(test_reopen(&place)); /* the log is taken into the file */
    for (size_t i = 0; i < RI_COUNT(gone); i++) CHECK(folder_has(place.folder, gone[i]));
    erase(&place, &rows);
    CHECK_INT(rows.lines, 2);
    CHECK_INT(rows.attributes, 1);
    CHECK_INT(rows.quarantined, 1);
    for (size_t i = 0; i < RI_COUNT(gone); i++)
        if (folder_has(place.folder, gone[i]))
            ri_test_fail(__FILE__, __LINE__, "%s is still there", gone[i]);
    CHECK_INT(test_verify(&place), 0);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM quarantine WHERE raw IS NOT NULL"), 1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM quarantine"), 2);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE customer = 'x-nobody-1'"), 2);
    CHECK(test_reopen(&place));
    CHECK_INT(test_verify(&place), 0);
    for (size_t i = 0; i < RI_COUNT(gone); i++) CHECK(!folder_has(place.folder, gone[i]));
    /* the tables that were rewritten are what they were */
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM duckdb_columns() WHERE table_name IN "
                                 "('quarantine', 'customer_version', 'customer_identity') AND NOT "
                                 "is_nullable"),
              5 + 4 + 3);
    test_close(&place);
}

TEST(the_same_sales_again_add_nothing_after_an_erasure)
{
    static const ri_key_mode modes[] = {RI_KEY_LINE, RI_KEY_RECEIPT, RI_KEY_CONTENT};
    for (size_t m = 0; m < RI_COUNT(modes); m++) {
        struct place_test     place;
        struct ri_ledger      ledger;
        struct ri_erased_rows rows;
        char                  buffer[64];
        erased_id = NULL;
        if (!test_open(&place, true)) return;
        import_sales(&place, modes[m], buffer, &ledger);
        erase(&place, &rows);
        erased_id = "KD-4711-77";
        import_sales(&place, modes[m], buffer, &ledger);
        CHECK_INT(ledger.duplicates, 3);
        CHECK_INT(ledger.new_customers, 0);
        CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_line"), 3);
        CHECK_INT(test_int64(&place, "SELECT count(DISTINCT customer) FROM sale"), 2);
        CHECK_INT(test_verify(&place), 0);
        test_close(&place);
    }
    erased_id = NULL;
}

TEST(sales_that_come_only_after_the_erasure_have_no_customer)
{
    struct place_test place;
    struct ri_ledger  ledger;
    char              buffer[64];
    erased_id = "KD-4711-77";
    if (!test_open(&place, true)) return;
    import_sales(&place, RI_KEY_CONTENT, buffer, &ledger);
    CHECK_INT(ledger.inserted, 3);
    CHECK_INT(ledger.new_customers, 1);
    import_sales(&place, RI_KEY_CONTENT, buffer, &ledger);
    CHECK_INT(ledger.duplicates, 3);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_line WHERE customer_id IS NULL"), 2);
    test_close(&place);
    erased_id = NULL;
}

TEST(erasing_a_stranger_changes_nothing_but_the_version)
{
    struct place_test     place;
    struct ri_ledger      ledger;
    struct ri_erased_rows rows;
    char                  buffer[64];
    const char *const     nobody[] = {NULL};
    erased_id = NULL;
    if (!test_open(&place, true)) return;
    import_sales(&place, RI_KEY_LINE, buffer, &ledger);
    const struct ri_erasure erasure = {"c-unknown", "x-nobody-2", nobody};
    CHECK_STATUS(ri_warehouse_erase(place.warehouse, &erasure, NULL, &rows, NULL), RI_OK);
    CHECK_INT(rows.lines + rows.attributes + rows.described + rows.quarantined, 0);
    CHECK_INT(test_int64(&place, "SELECT version FROM data_version"), 3);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}
