/* Folders of tiny pictures for the tests of this room: made by numbers, in a folder that goes away. */
#ifndef RI_VISION_TESTING_H
#define RI_VISION_TESTING_H
#include "dataset.h"

#include "base/random.h"
#include "base/test.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct test_folder {
    char path[64];
};

static void test_folder_open(struct test_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/ri-vision-XXXXXX");
    CHECK(mkdtemp(folder->path) != NULL);
}

static int test_folder_remove(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void test_folder_close(struct test_folder *folder)
{
    CHECK_INT(nftw(folder->path, test_folder_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

RI_UNUSED static void test_write(const struct test_folder *folder, const char *name,
                                 const char *bytes, size_t length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    for (char *slash = path + strlen(folder->path) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, length, file) == length);
    if (file) CHECK_INT(fclose(file), 0);
}

/* 16 x 16, noise around a pattern of the class: stripes whose direction and colour tell it. */
RI_UNUSED static void test_picture(const struct test_folder *folder, const char *name,
                                   unsigned pattern, uint64_t seed)
{
    uint8_t           rgb[16 * 16 * 3];
    struct ri_random  random;
    struct ri_text    png = {0};
    struct ri_picture picture = {16, 16, rgb};
    ri_random_init(&random, seed, pattern);
    const unsigned shift = (unsigned)ri_random_below(&random, 4);
    for (unsigned y = 0; y < 16; y++)
        for (unsigned x = 0; x < 16; x++)
            for (unsigned k = 0; k < 3; k++) {
                const unsigned along = pattern % 2 ? x : y;
                const unsigned on = (along + shift) / 2 % 2 && k != pattern % 3;
                rgb[(y * 16 + x) * 3 + k] =
                    (uint8_t)(on * 150 + ri_random_below(&random, 90) + shift * 4);
            }
    CHECK_STATUS(ri_picture_png(&picture, &png, NULL), RI_OK);
    test_write(folder, name, png.at, png.length);
    ri_text_release(&png);
}

/* classes x each pictures in folders class-0, class-1 ... */
RI_UNUSED static void test_classes(const struct test_folder *folder, unsigned classes,
                                   unsigned each)
{
    for (unsigned c = 0; c < classes; c++)
        for (unsigned i = 0; i < each; i++) {
            char name[64];
            snprintf(name, sizeof name, "class-%u/%03u.png", c, i);
            test_picture(folder, name, c, 100 * c + i + 1);
        }
}
#endif
