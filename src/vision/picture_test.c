/* Pictures of every kind, good and bad (tests/fuzz/make_pictures.py makes them), squeezing by hand, PNG there and back. */
#include "picture_kinds.h"

#include "base/test.h"

#include <stdlib.h>

static struct ri_view sample(const char *name)
{
    char   path[128];
    size_t length;
    snprintf(path, sizeof path, "../fuzz/picture/%s", name);
    const char *bytes = ri_test_data(path, &length);
    return (struct ri_view){bytes, length};
}

static bool near(const struct ri_picture *picture, unsigned x, unsigned y, int r, int g, int b)
{
    const uint8_t *at = picture->rgb + ((size_t)y * picture->width + x) * 3;
    return abs(at[0] - r) < 24 && abs(at[1] - g) < 24 && abs(at[2] - b) < 24;
}

TEST(every_kind_shows_the_same_scene)
{
    static const char *const names[] = {"baseline.jpg", "progressive.jpg", "sideways.jpg",
                                        "cmyk.jpg",     "plain.png",       "palette.png",
                                        "lossless.webp"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct ri_picture picture = {0};
        struct ri_error   err = {0};
        if (ri_picture_decode(sample(names[i]), 0, &picture, &err) != RI_OK) {
            ri_test_fail(__FILE__, __LINE__, "%s: %s", names[i], err.message);
            continue;
        }
        CHECK_INT(picture.width, 48);
        CHECK_INT(picture.height, 32);
        if (!near(&picture, 8, 4, 220, 20, 20) || !near(&picture, 40, 16, 20, 20, 220) ||
            !near(&picture, 3, 30, 20, 200, 20))
            ri_test_fail(__FILE__, __LINE__, "%s shows something else", names[i]);
        ri_picture_release(&picture);
    }
}

TEST(what_is_transparent_lies_on_white)
{
    static const char *const names[] = {"clear.png", "clear.webp"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct ri_picture picture = {0};
        CHECK_STATUS(ri_picture_decode(sample(names[i]), 0, &picture, NULL), RI_OK);
        CHECK(near(&picture, 40, 16, 255, 255, 255));
        CHECK(near(&picture, 8, 4, 220, 20, 20));
        ri_picture_release(&picture);
    }
}

TEST(decoding_stops_above_what_is_asked_for)
{
    static const char *const names[] = {"baseline.jpg", "lossy.webp", "plain.png"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct ri_picture picture = {0};
        CHECK_STATUS(ri_picture_decode(sample(names[i]), 12, &picture, NULL), RI_OK);
        CHECK(picture.height >= 12 && picture.width >= 12);
        CHECK(i == 2 ? picture.height == 32 : picture.height < 20);
        CHECK(near(&picture, picture.width - 3, 2, 20, 20, 220));
        ri_picture_release(&picture);
    }
}

TEST(bad_pictures_say_why)
{
    static const struct {
        const char *name;
        ri_status   status;
        const char *says;
    } bad[] = {
        {"cut.jpg", RI_EDATA, "cut short"},    {"cut.png", RI_EDATA, "PNG cannot be read"},
        {"cut.webp", RI_EDATA, "cut short"},   {"bomb.png", RI_ETOOLARGE, "60000 x 60000 pixels"},
        {"tall.png", RI_EDATA, "PNG cannot"},  {"bomb.jpg", RI_ETOOLARGE, "65500 x 65500 pixels"},
        {"scans.jpg", RI_EDATA, "scans"},      {"text.jpg", RI_EDATA, "no JPEG, PNG or WebP"},
        {"moving.webp", RI_EDATA, "animated"}, {"empty.png", RI_EDATA, "empty"},
    };
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct ri_picture picture = {0};
        struct ri_error   err = {0};
        CHECK_STATUS(ri_picture_decode(sample(bad[i].name), 0, &picture, &err), bad[i].status);
        if (!strstr(err.message, bad[i].says))
            ri_test_fail(__FILE__, __LINE__, "%s says '%s'", bad[i].name, err.message);
        CHECK(!picture.rgb);
    }
}

/* Every length of every good file: read, or refused with a reason; nothing else. */
TEST(cut_anywhere)
{
    static const char *const names[] = {"baseline.jpg", "progressive.jpg", "sideways.jpg",
                                        "plain.png", "lossy.webp"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct ri_view whole = sample(names[i]);
        for (size_t n = 0; n < whole.length; n += 7) {
            struct ri_picture picture = {0};
            struct ri_error   err = {0};
            if (ri_picture_decode((struct ri_view){whole.at, n}, 0, &picture, &err) != RI_OK)
                CHECK(err.message[0] != '\0');
            ri_picture_release(&picture);
        }
    }
}

TEST(squeezing_averages_areas)
{
    uint8_t from[3 * 2 * 3], to[3];
    for (size_t i = 0; i < 6; i++)
        for (int k = 0; k < 3; k++) from[3 * i + (size_t)k] = (uint8_t)(40 * i + 5 * (size_t)k);
    const struct ri_picture picture = {3, 2, from};
    CHECK_STATUS(ri_picture_resize(&picture, 1, 1, to, NULL), RI_OK);
    CHECK_INT(to[0], 100); /* mean of 0, 40 .. 200 */
    CHECK_INT(to[2], 110);
    uint8_t two
        [2 * 2 *
         3]; /* columns cover 1.5 pixels: (0 + 40 / 2) / 1.5 = 13.3, (40 / 2 + 80) / 1.5 = 66.7 */
    CHECK_STATUS(ri_picture_resize(&picture, 2, 2, two, NULL), RI_OK);
    CHECK_INT(two[0], 13);
    CHECK_INT(two[3], 67);
    CHECK_INT(two[6], 133);
    uint8_t same[3 * 2 * 3], wide[9 * 2 * 3];
    CHECK_STATUS(ri_picture_resize(&picture, 3, 2, same, NULL), RI_OK);
    CHECK_INT(memcmp(same, from, sizeof from), 0);
    CHECK_STATUS(ri_picture_resize(&picture, 9, 2, wide, NULL), RI_OK);
    CHECK_INT(wide[0], 0);
    CHECK_INT(wide[4 * 3], 40);
    CHECK_INT(wide[5 * 3], 53);
}

/* Many shares of a whole, each rounded, still make the whole. */
TEST(white_stays_white)
{
    enum { WIDE = 701 };
    uint8_t from[WIDE * 2 * 3], to[2 * 3];
    memset(from, 255, sizeof from);
    const struct ri_picture picture = {WIDE, 2, from};
    CHECK_STATUS(ri_picture_resize(&picture, 2, 1, to, NULL), RI_OK);
    for (size_t i = 0; i < sizeof to; i++) CHECK_INT(to[i], 255);
}

TEST(sizes_are_looked_at_before_room_is_taken)
{
    CHECK_STATUS(picture_check_size(8000, 5000, NULL), RI_OK);
    CHECK_STATUS(picture_check_size(8000, 5001, NULL), RI_ETOOLARGE);
    CHECK_STATUS(picture_check_size(20001, 1, NULL), RI_ETOOLARGE);
    CHECK_STATUS(picture_check_size(1, 20001, NULL), RI_ETOOLARGE);
    CHECK_STATUS(picture_check_size(0, 5, NULL), RI_EDATA);
    CHECK_STATUS(picture_check_size(UINT64_C(1) << 33, UINT64_C(1) << 33, NULL), RI_ETOOLARGE);
}

/* Pixels 1 2 3 over 4 5 6 as a camera held in each of the eight ways noted them (EXIF 2.3): upright they read ... */
TEST(pictures_are_turned_as_the_camera_was_held)
{
    static const struct {
        unsigned width, height;
        uint8_t  pixels[6];
    } upright[9] = {
        {3, 2, {1, 2, 3, 4, 5, 6}}, {3, 2, {1, 2, 3, 4, 5, 6}}, {3, 2, {3, 2, 1, 6, 5, 4}},
        {3, 2, {6, 5, 4, 3, 2, 1}}, {3, 2, {4, 5, 6, 1, 2, 3}}, {2, 3, {1, 4, 2, 5, 3, 6}},
        {2, 3, {4, 1, 5, 2, 6, 3}}, {2, 3, {6, 3, 5, 2, 4, 1}}, {2, 3, {3, 6, 2, 5, 1, 4}}};
    for (int way = 0; way < 9; way++) {
        struct ri_picture picture;
        CHECK_STATUS(picture_new(3, 2, &picture, NULL), RI_OK);
        for (size_t i = 0; i < 6; i++) memset(picture.rgb + 3 * i, (int)i + 1, 3);
        CHECK_STATUS(picture_orient(&picture, way, NULL), RI_OK);
        CHECK_INT(picture.width, upright[way].width);
        CHECK_INT(picture.height, upright[way].height);
        for (size_t i = 0; i < 6; i++)
            if (picture.rgb[3 * i] != upright[way].pixels[i])
                ri_test_fail(__FILE__, __LINE__, "orientation %d: pixel %zu is %d", way, i,
                             picture.rgb[3 * i]);
        ri_picture_release(&picture);
    }
}

TEST(one_pixel_can_be_any_size)
{
    uint8_t                 from[3] = {12, 200, 34}, to[5 * 4 * 3];
    const struct ri_picture picture = {1, 1, from};
    CHECK_STATUS(ri_picture_resize(&picture, 5, 4, to, NULL), RI_OK);
    for (size_t i = 0; i < 20; i++) CHECK_INT(memcmp(to + 3 * i, from, 3), 0);
}

TEST(png_is_written_and_read_back)
{
    uint8_t           from[7 * 5 * 3];
    struct ri_text    png = {0};
    struct ri_picture picture = {7, 5, from}, again = {0};
    for (size_t i = 0; i < sizeof from; i++) from[i] = (uint8_t)(i * 37);
    CHECK_STATUS(ri_picture_png(&picture, &png, NULL), RI_OK);
    CHECK_STATUS(ri_picture_decode((struct ri_view){png.at, png.length}, 0, &again, NULL), RI_OK);
    CHECK_INT(memcmp(from, again.rgb, sizeof from), 0);
    ri_picture_release(&again);
    ri_text_release(&png);
}

TEST(files_are_named)
{
    struct ri_picture picture = {0};
    struct ri_error   err = {0};
    CHECK_STATUS(ri_picture_read("/nowhere/apple.jpg", 0, &picture, &err), RI_ENOTFOUND);
    CHECK(strstr(err.message, "/nowhere/apple.jpg") != NULL);
    CHECK_STATUS(ri_picture_read("/", 0, &picture, &err), RI_EDATA);
}
