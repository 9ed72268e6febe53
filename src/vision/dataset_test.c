/* Listings, reading and splitting: names of all kinds, bad files, near-duplicates. */
#include "testing.h"

static struct ri_arena mem;

static ri_status list_folder(const struct test_folder *folder, struct ri_listing *ret,
                             struct ri_error *err)
{
    ri_arena_release(&mem);
    ri_arena_init(&mem, SIZE_MAX);
    return ri_listing_folder(folder->path, &mem, ret, err);
}

TEST(folders_name_the_classes)
{
    struct test_folder folder;
    struct ri_listing  list;
    test_folder_open(&folder);
    test_picture(&folder, "Obst/\xc3\x84pfel/eins.PNG", 0, 1); /* Äpfel */
    test_picture(&folder, "Obst/\xc3\x84pfel/zwei.png", 0, 2);
    test_picture(&folder, "\xe9\x87\x8e\xe8\x8f\x9c/a b.png", 1, 3); /* vegetables, in Japanese */
    test_write(&folder, "Obst/liste.txt", "no picture", 10);
    test_write(&folder, ".hidden/x.png", "no picture", 10);
    CHECK_STATUS(list_folder(&folder, &list, NULL), RI_OK);
    CHECK_INT(list.count, 3);
    CHECK_INT(list.class_count, 2);
    CHECK_TEXT(list.classes[0], "Obst/\xc3\x84pfel");
    CHECK_TEXT(list.names[2], "\xe9\x87\x8e\xe8\x8f\x9c/a b.png");
    CHECK_INT(list.labels[2], 1);
    test_folder_close(&folder);
}

TEST(folders_that_cannot_be_learnt_from_say_why)
{
    struct test_folder folder;
    struct ri_listing  list;
    struct ri_error    err = {0};
    test_folder_open(&folder);
    CHECK_STATUS(list_folder(&folder, &list, &err), RI_EDATA);
    CHECK(strstr(err.message, "holds no picture") != NULL);
    test_picture(&folder, "one/a.png", 0, 1);
    CHECK_STATUS(list_folder(&folder, &list, &err), RI_EDATA);
    CHECK(strstr(err.message, "the one class 'one'") != NULL);
    test_picture(&folder, "stray.png", 0, 2);
    CHECK_STATUS(list_folder(&folder, &list, &err), RI_EDATA);
    CHECK(strstr(err.message, "no folder of a class") != NULL);
    test_folder_close(&folder);
    CHECK_STATUS(list_folder(&folder, &list, &err), RI_ENOTFOUND);
}

TEST(lists_of_labels)
{
    static const struct {
        const char *text;
        ri_status   status;
        const char *says;
    } cases[] = {
        {"file,label\na.jpg,apple\nb/c.jpg,pear\n", RI_OK, NULL},
        {"a.jpg, 3, 0\nb.jpg, 4, 0\n", RI_OK, NULL},
        {"\"a.jpg\";\"x\"\r\nb.jpg;y", RI_OK, NULL},
        {"a.jpg\n", RI_EDATA, "line 1 of the list has no label"},
        {"a.jpg,x\n../b.jpg,y\n", RI_EDATA, "line 2 of the list: '../b.jpg' is no file below"},
        {"/etc/passwd,x\n", RI_EDATA, "no file below"},
        {"", RI_EDATA, "empty"},
        {"a.jpg,x\nb.jpg,x\n", RI_EDATA, "the one class 'x'"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_listing list;
        struct ri_error   err = {0};
        ri_arena_release(&mem);
        ri_arena_init(&mem, SIZE_MAX);
        CHECK_STATUS(ri_listing_file("/root", ri_view_of(cases[i].text), &mem, &list, &err),
                     cases[i].status);
        if (cases[i].says && !strstr(err.message, cases[i].says))
            ri_test_fail(__FILE__, __LINE__, "case %zu says '%s'", i, err.message);
        if (cases[i].status == RI_OK) CHECK_INT(list.count, 2);
    }
}

TEST(bad_files_are_named_and_left_out)
{
    struct test_folder    folder;
    struct ri_listing     list;
    struct ri_picture_set set;
    test_folder_open(&folder);
    test_classes(&folder, 2, 3);
    test_write(&folder, "class-0/001.png", "broken", 6);
    CHECK_STATUS(list_folder(&folder, &list, NULL), RI_OK);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct ri_task task = {.threads = threads};
        CHECK_STATUS(ri_picture_set_read(&list, 8, 0, &task, &mem, &set, NULL), RI_OK);
        CHECK_INT(set.count, 5);
        CHECK_INT(set.refused_count, 1);
        CHECK_TEXT(set.refused[0].name, "class-0/001.png");
        CHECK_TEXT(set.refused[0].reason, "the file is no JPEG, PNG or WebP");
        CHECK_INT(set.of[1], 2);
        CHECK_INT(set.labels[2], 1);
        ri_picture_set_release(&set);
    }
    CHECK_STATUS(ri_picture_set_read(&list, 8, 500, NULL, &mem, &set, NULL), RI_ETOOLARGE);
    test_folder_close(&folder);
}

TEST(splits_are_by_class_and_by_seed)
{
    struct test_folder    folder;
    struct ri_listing     list;
    struct ri_picture_set set;
    struct ri_split       split, again, other;
    size_t                per_class[3] = {0}, differ = 0;
    test_folder_open(&folder);
    test_classes(&folder, 3, 10);
    CHECK_STATUS(list_folder(&folder, &list, NULL), RI_OK);
    CHECK_STATUS(ri_picture_set_read(&list, 16, 0, NULL, &mem, &set, NULL), RI_OK);
    CHECK_STATUS(ri_split_make(&set, &list, 0.2, 7, &mem, &split, NULL), RI_OK);
    CHECK_STATUS(ri_split_make(&set, &list, 0.2, 7, &mem, &again, NULL), RI_OK);
    CHECK_STATUS(ri_split_make(&set, &list, 0.2, 8, &mem, &other, NULL), RI_OK);
    CHECK_INT(split.held_count, 6);
    CHECK_INT(split.learn_count, 24);
    for (size_t i = 0; i < 6; i++) per_class[set.labels[split.held[i]]]++;
    for (size_t c = 0; c < 3; c++) CHECK_INT(per_class[c], 2);
    CHECK_INT(memcmp(split.held, again.held, 6 * sizeof *split.held), 0);
    for (size_t i = 0; i < 6; i++) differ += split.held[i] != other.held[i];
    CHECK(differ > 0);
    ri_picture_set_release(&set);
    test_folder_close(&folder);
}

/* The same picture under other names, one of them a little brighter: all on one side, whichever the seed. */
TEST(near_duplicates_never_cross)
{
    struct test_folder    folder;
    struct ri_listing     list;
    struct ri_picture_set set;
    struct ri_split       split;
    test_folder_open(&folder);
    test_classes(&folder, 2, 10);
    for (unsigned i = 10; i < 14; i++) {
        char name[64];
        snprintf(name, sizeof name, "class-0/%03u.png", i);
        test_picture(&folder, name, 0, 1); /* as class-0/000.png */
    }
    CHECK_STATUS(list_folder(&folder, &list, NULL), RI_OK);
    CHECK_STATUS(ri_picture_set_read(&list, 16, 0, NULL, &mem, &set, NULL), RI_OK);
    set.pixels[11 * 16 * 16 * 3 + 77] ^= 3;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        CHECK_STATUS(ri_split_make(&set, &list, 0.5, seed, &mem, &split, NULL), RI_OK);
        size_t held = 0;
        CHECK_INT(split.duplicates, 4);
        for (size_t i = 0; i < split.held_count; i++)
            held += split.held[i] == 0 || (split.held[i] >= 10 && split.held[i] < 14);
        CHECK(held == 0 || held == 5);
    }
    ri_picture_set_release(&set);
    test_folder_close(&folder);
}

/* Against comparing all with all, on hashes that are made up: clusters around a few, up to nine bits away. */
TEST(near_duplicates_are_those_that_comparing_all_finds)
{
    enum { N = 3000, SIDE_ = 8 };
    struct ri_picture_set set = {.side = SIDE_, .count = N};
    struct ri_random      random;
    size_t               *found = calloc(N, sizeof *found), alike = 0;
    ri_random_init(&random, 5, 5);
    set.pixels = calloc(N, SIDE_ * SIDE_ * 3);
    set.looks = calloc(N, sizeof *set.looks);
    for (size_t i = 0; i < N; i++) {
        set.looks[i] = ri_random_below(&random, 300) * 0x9e3779b97f4a7c15u;
        for (uint64_t flips = ri_random_below(&random, 10); flips > 0; flips--)
            set.looks[i] ^= (uint64_t)1 << ri_random_below(&random, 64);
        memset(set.pixels + i * SIDE_ * SIDE_ * 3, (int)ri_random_below(&random, 30),
               SIDE_ * SIDE_ * 3);
    }
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct ri_task task = {.threads = threads};
        CHECK_STATUS(ri_duplicates(&set, &task, found, NULL), RI_OK);
        for (size_t i = 0; i < N; i++) {
            size_t j = 0;
            while (j < i &&
                   (__builtin_popcountll(set.looks[i] ^ set.looks[j]) > 6 ||
                    abs(set.pixels[i * SIDE_ * SIDE_ * 3] - set.pixels[j * SIDE_ * SIDE_ * 3]) > 6))
                j++;
            if (j < i) j = found[j];
            alike += j < i;
            CHECK_INT(found[i], j);
        }
    }
    CHECK(alike > N / 4);
    free(set.looks);
    ri_picture_set_release(&set);
    free(found);
}

TEST(a_class_of_one_picture_is_refused)
{
    struct test_folder    folder;
    struct ri_listing     list;
    struct ri_picture_set set;
    struct ri_split       split;
    struct ri_error       err = {0};
    test_folder_open(&folder);
    test_classes(&folder, 2, 4);
    test_picture(&folder, "lonely/a.png", 2, 5);
    CHECK_STATUS(list_folder(&folder, &list, NULL), RI_OK);
    CHECK_STATUS(ri_picture_set_read(&list, 16, 0, NULL, &mem, &set, NULL), RI_OK);
    CHECK_STATUS(ri_split_make(&set, &list, 0.2, 1, &mem, &split, &err), RI_EDATA);
    CHECK(strstr(err.message, "class 'lonely' has one picture") != NULL);
    ri_picture_set_release(&set);
    test_folder_close(&folder);
    ri_arena_release(&mem);
}
