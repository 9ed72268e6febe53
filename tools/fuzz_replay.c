/* Runs a fuzz target over the files of a corpus, without a fuzzer: an ordinary test.
 * usage: fuzz_x CORPUS...   (files or folders; a crash ends the run, so the file is named before it is tried) */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t passed, failed;

static void replay_file(const char *path)
{
    printf("%s\n", path);
    fflush(stdout);
    FILE       *file = fopen(path, "rb");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0) {
        perror(path);
        failed++;
        if (file) fclose(file);
        return;
    }
    const size_t size = (size_t)info.st_size;
    uint8_t     *data =
        malloc(size ? size : 1); /* exactly as long as the input, so that a read past it is seen */
    if (data && fread(data, 1, size, file) == size && LLVMFuzzerTestOneInput(data, size) == 0) {
        passed++;
    } else {
        failed++;
    }
    free(data);
    fclose(file);
}

static void replay(const char *path)
{
    struct dirent **entries;
    const int       n = scandir(path, &entries, NULL, alphasort);
    if (n < 0) {
        replay_file(path);
        return;
    }
    for (int i = 0; i < n; i++) {
        char below[4096];
        if (entries[i]->d_name[0] != '.') {
            snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
            replay(below);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) replay(argv[i]);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed ? 1 : 0;
}
