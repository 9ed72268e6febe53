/* Labelled pictures: which files, which class, which are held back to measure on.
 *
 *     listing   files and labels, from a folder per class or a list; no picture is opened
 *     set       the pictures themselves, squeezed to squares of one size, in memory; bad files are named and left out
 *     split     who learns and who is held back: by class, by seed, near-duplicates always on the same side
 *
 * A class is named by the path of its folder below the root ("Fruit/Apple"). Classes are in the order of their bytes, files too,
 * so that nothing depends on the order of a file system. */
#ifndef RI_VISION_DATASET_H
#define RI_VISION_DATASET_H
#include "picture.h"

#include "base/task.h"

enum { RI_CLASSES_MOST = 10000, RI_PICTURES_MOST = 2000000 };
struct ri_listing {
    size_t       count, class_count;
    const char **files;   /* [count] path that opens */
    const char **names;   /* [count] path below the root, what messages and results say */
    uint32_t    *labels;  /* [count] */
    const char **classes; /* [class_count], sorted */
};
/* Every JPEG, PNG or WebP (by its name) below the folder; those right in the root have no class: RI_EDATA says so. An empty
 * folder and a single class are RI_EDATA. Texts live in mem. */
RI_MUST_CHECK ri_status ri_listing_folder(const char *root, struct ri_arena *mem,
                                          struct ri_listing *ret, struct ri_error *err);
/* "file,label" a line (comma, semicolon or tab; more columns are ignored; a head line is known by its words), files below root. */
RI_MUST_CHECK ri_status ri_listing_file(const char *root, struct ri_view text, struct ri_arena *mem,
                                        struct ri_listing *ret, struct ri_error *err);
/* Pictures without labels: a file, or all below a folder; classes stay empty. */
RI_MUST_CHECK ri_status ri_listing_plain(const char *path, struct ri_arena *mem,
                                         struct ri_listing *ret, struct ri_error *err);
/* The labels of `listing` by the classes of somebody else (a model's); *ret_unknown: files of classes it does not know, which
 * are left out. */
RI_MUST_CHECK ri_status ri_listing_relabel(struct ri_listing *listing, const char *const *classes,
                                           size_t class_count, size_t *ret_unknown,
                                           struct ri_arena *mem, struct ri_error *err);

struct ri_refused { /* a file that is left out, and why */
    const char *name, *reason;
};
struct ri_picture_set {
    unsigned           side;
    size_t             count, refused_count;
    uint8_t           *pixels; /* [count][side][side][3], malloc'ed */
    size_t            *of;     /* [count] number in the listing */
    uint32_t          *labels; /* [count] */
    struct ri_refused *refused;
    uint64_t          *looks; /* [count] 64-bit difference hash, for near-duplicates */
};
/* Reads on the task's threads; progress "reading" in pictures. RI_ETOOLARGE above memory_limit bytes (0: 4 GiB). */
RI_MUST_CHECK ri_status ri_picture_set_read(const struct ri_listing *listing, unsigned side,
                                            size_t memory_limit, struct ri_task *task,
                                            struct ri_arena *mem, struct ri_picture_set *ret,
                                            struct ri_error *err);
void                    ri_picture_set_release(struct ri_picture_set *set);

struct ri_split {
    size_t *learn, *held; /* numbers in the set */
    size_t  learn_count, held_count;
    size_t  duplicates; /* pictures that look like an earlier one */
    size_t  across;     /* of those, pictures whose twin has another label */
};
/* share of each class is held back, rounded, at least one picture and never all. RI_EDATA: a class with one picture, or whose
 * pictures all look alike. share 0: nothing is held back. */
RI_MUST_CHECK ri_status ri_split_make(const struct ri_picture_set *set,
                                      const struct ri_listing *listing, double share, uint64_t seed,
                                      struct ri_arena *mem, struct ri_split *ret,
                                      struct ri_error *err);
/* Groups of pictures that look alike: ret[i] is the first of picture i's group. Alike: the hashes differ in at most 6 of 64
 * bits and the thumbnails of 8 x 8 by at most 6 of 255 a colour on average. */
RI_MUST_CHECK ri_status ri_duplicates(const struct ri_picture_set *set, struct ri_task *task,
                                      size_t *ret, struct ri_error *err);
#endif
