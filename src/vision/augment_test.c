/* Pictures by chance: nothing asked for changes nothing, cuts stay inside, mirrors mirror, colours stay bytes. */
#include "augment.h"

#include "base/test.h"

#include <math.h>

enum { SIDE = 20, RESULT = 10, PLANE = RESULT * RESULT };
static const struct ri_input plain = {.side = RESULT, .centre = 0.5f, .spread = 0.25f};

/* Red grows to the right, green downwards, blue is 100. */
static void ramp(uint8_t rgb[SIDE * SIDE * 3])
{
    for (unsigned y = 0; y < SIDE; y++)
        for (unsigned x = 0; x < SIDE; x++) {
            uint8_t *at = rgb + ((size_t)y * SIDE + x) * 3;
            at[0] = (uint8_t)(12 * x);
            at[1] = (uint8_t)(12 * y);
            at[2] = 100;
        }
}

static double byte_of(float value)
{
    return ((double)value * 0.25 + 0.5) * 255;
}

TEST(pictures_are_centred_and_lie_by_channel)
{
    uint8_t rgb[SIDE * SIDE * 3];
    float   at[3 * PLANE];
    ramp(rgb);
    ri_input_make(&plain, rgb, SIDE, false, at);
    CHECK_NEAR(byte_of(at[0]), 6, 1e-3);               /* between pixels 0 and 1 */
    CHECK_NEAR(byte_of(at[RESULT - 1]), 222, 1e-3);    /* between 18 and 19 */
    CHECK_NEAR(byte_of(at[PLANE + RESULT]), 30, 1e-3); /* green: second row */
    CHECK_NEAR(byte_of(at[2 * PLANE + 55]), 100, 1e-3);
    ri_input_make(&plain, rgb, SIDE, true, at);
    CHECK_NEAR(byte_of(at[0]), 222, 1e-3);
    CHECK_NEAR(byte_of(at[PLANE + RESULT]), 30, 1e-3);
}

TEST(nothing_asked_for_changes_nothing)
{
    const struct ri_augment none = {.area = 0};
    uint8_t                 rgb[SIDE * SIDE * 3];
    float                   at[3 * PLANE], same[3 * PLANE];
    struct ri_random        random;
    ramp(rgb);
    ri_random_init(&random, 3, 1);
    ri_input_make(&plain, rgb, SIDE, false, same);
    ri_augment_make(&plain, &none, &random, rgb, SIDE, at);
    for (size_t i = 0; i < 3 * PLANE; i++) CHECK_NEAR((double)at[i], (double)same[i], 1e-5);
}

/* The slope of red along a row tells width and side of the cut, that of green down a column its height. */
TEST(cuts_have_the_area_and_shape_that_were_asked_for)
{
    const struct ri_augment cut = {.area = 0.25f, .stretch = 1.5f, .flip = true};
    uint8_t                 rgb[SIDE * SIDE * 3];
    float                   at[3 * PLANE];
    unsigned                mirrored = 0;
    double                  smallest = 1, largest = 0;
    ramp(rgb);
    for (uint64_t i = 0; i < 400; i++) {
        struct ri_random random;
        ri_random_init(&random, 5, i);
        ri_augment_make(&plain, &cut, &random, rgb, SIDE, at);
        const double across = byte_of(at[5 * RESULT + 6]) - byte_of(at[5 * RESULT + 3]),
                     down =
                         byte_of(at[PLANE + 6 * RESULT + 5]) - byte_of(at[PLANE + 3 * RESULT + 5]);
        const double width = fabs(across) / 72, height = fabs(down) / 72; /* 3 of 10, 24 a step */
        mirrored += across < 0;
        smallest = fmin(smallest, width * height);
        largest = fmax(largest, width * height);
        CHECK(down > 0 && width < 1.001 && height < 1.001);
        CHECK(width / height < 1.501 && height / width < 1.501);
        CHECK(byte_of(at[0]) > -1 && byte_of(at[RESULT - 1]) < 229);
    }
    CHECK(smallest > 0.249 && smallest < 0.3 && largest > 0.9);
    CHECK(mirrored > 150 && mirrored < 250);
}

TEST(turning_keeps_the_middle_and_goes_as_far_as_asked)
{
    const struct ri_augment turn = {.degrees = 15};
    uint8_t                 rgb[SIDE * SIDE * 3];
    float                   at[3 * PLANE];
    double                  most = 0;
    ramp(rgb);
    for (uint64_t i = 0; i < 100; i++) {
        struct ri_random random;
        ri_random_init(&random, 7, i);
        ri_augment_make(&plain, &turn, &random, rgb, SIDE, at);
        const double right = byte_of(at[5 * RESULT + 6]) - byte_of(at[5 * RESULT + 3]),
                     down =
                         byte_of(at[PLANE + 5 * RESULT + 6]) - byte_of(at[PLANE + 5 * RESULT + 3]);
        const double middle = (byte_of(at[4 * RESULT + 4]) + byte_of(at[5 * RESULT + 5])) / 2;
        most = fmax(most, fabs(atan2(down, right)) * 57.29578);
        const double red_down = byte_of(at[6 * RESULT + 5]) - byte_of(at[3 * RESULT + 5]),
                     green_down =
                         byte_of(at[PLANE + 6 * RESULT + 5]) - byte_of(at[PLANE + 3 * RESULT + 5]);
        CHECK_NEAR(red_down, -down, 0.1); /* columns stay square to rows */
        CHECK_NEAR(green_down, right, 0.1);
        CHECK_NEAR(hypot(right, down), 72, 0.1);
        CHECK_NEAR(middle, 114, 0.1);
    }
    CHECK(most > 14 && most < 15.01);
}

TEST(colours_change_within_bounds_and_by_the_seed)
{
    const struct ri_augment colour = {.colour = 0.3f}, blot = {.erase = 1};
    uint8_t                 rgb[SIDE * SIDE * 3];
    float                   at[3 * PLANE], same[3 * PLANE];
    double                  least = 255, most = 0;
    size_t                  grey = 0;
    struct ri_random        random;
    ramp(rgb);
    for (uint64_t i = 0; i < 100; i++) {
        ri_random_init(&random, 9, i);
        ri_augment_make(&plain, &colour, &random, rgb, SIDE, at);
        ri_random_init(&random, 9, i);
        ri_augment_make(&plain, &colour, &random, rgb, SIDE, same);
        CHECK_INT(memcmp(at, same, sizeof at), 0);
        for (size_t k = 0; k < 3 * PLANE; k++)
            CHECK(byte_of(at[k]) > -0.01 && byte_of(at[k]) < 255.01);
        least = fmin(least, byte_of(at[2 * PLANE + 55]));
        most = fmax(most, byte_of(at[2 * PLANE + 55]));
    }
    CHECK(least < 85 && most > 115);
    ri_augment_make(&plain, &blot, &random, rgb, SIDE, at);
    for (size_t k = 0; k < PLANE; k++)
        grey += fabs((double)at[k]) < 1e-9 && fabs((double)at[2 * PLANE + k]) < 1e-9;
    CHECK(grey >= 1 &&
          grey <= 36); /* of 100: up to a quarter, wider than high or higher than wide */
}
