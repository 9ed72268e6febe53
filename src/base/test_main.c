/* Runs every registered test: a line per failure, at the end `N passed, N failed[, N skipped]`.
 * Arguments are parts of names: only tests that contain one of them run. */
#include "test.h"

#include <stdarg.h>
#include <unistd.h>

struct ri_test *ri_tests;
int             ri_test_failures;
bool            ri_test_skipped;

static char  *kept[256]; /* texts handed out by ri_test_data */
static size_t kept_count;

void ri_test_fail(const char *file, int line, const char *fmt, ...)
{
    ri_test_failures++;
    printf("%s:%d: ", file, line);
    va_list args;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
}

const char *ri_test_data(const char *name, size_t *ret_length)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/data/%s", RI_SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    if (!file || kept_count == RI_COUNT(kept)) return NULL;
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    if (text && fread(text, 1, (size_t)size, file) != (size_t)size) text[0] = '\0';
    fclose(file);
    kept[kept_count++] = text;
    if (ret_length) *ret_length = (size_t)size;
    return text;
}

const char *ri_test_shared(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/../shared/data/%s", RI_SOURCE_DIR, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strstr(name, argv[i])) return true;
    }
    return argc < 2;
}

static struct ri_test *reversed(struct ri_test *list) /* constructors put the last first */
{
    struct ri_test *out = NULL;
    while (list) {
        struct ri_test *next = list->next;
        list->next = out;
        out = list;
        list = next;
    }
    return out;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0, skipped = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (struct ri_test *test = reversed(ri_tests); test; test = test->next) {
        if (!wanted(test->name, argc, argv)) continue;
        ri_test_failures = 0;
        ri_test_skipped = false;
        test->run();
        if (ri_test_failures) printf("FAILED %s\n", test->name);
        if (ri_test_failures)
            failed++;
        else if (ri_test_skipped)
            skipped++;
        else
            passed++;
    }
    for (size_t i = 0; i < kept_count; i++) free(kept[i]);
    printf("%d passed, %d failed", passed, failed);
    if (skipped) printf(", %d skipped", skipped);
    printf("\n");
    return failed != 0;
}
