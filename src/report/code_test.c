#include "report/code.h"

#include "base/test.h"

/* ---- A reader of its own, as far as codes of version 1 without much in them need it ------------------------------------ */

enum { WIDTH = 21, BYTES = 16 }; /* version 1, level M: 16 bytes of data in one block */

static bool is_function(int x, int y)
{
    if (x < 9 && y < 9) return true;
    if (x >= WIDTH - 8 && y < 9) return true;
    if (x < 9 && y >= WIDTH - 8) return true;
    return x == 6 || y == 6;
}

/* Which mask: bits 10 to 12 of the format at the left upper corner, less the fixed pattern. */
static int mask_of(const struct ri_code *code)
{
    const int seen = ri_code_is_dark(code, 2, 8) << 2 | ri_code_is_dark(code, 3, 8) << 1 |
                     ri_code_is_dark(code, 4, 8);
    return seen ^ 5; /* of 101010000010010: bits 12, 11, 10 */
}

static bool is_masked(int mask, int x, int y)
{
    const int product = x * y, sum = x + y;
    const int rests[] = {sum % 2,
                         y % 2,
                         x % 3,
                         sum % 3,
                         (y / 2 + x / 3) % 2,
                         product % 2 + product % 3,
                         (product % 2 + product % 3) % 2,
                         (sum % 2 + product % 3) % 2};
    return rests[mask] == 0;
}

/* The data bytes in the order of ISO/IEC 18004, 7.7.3: two columns at a time, from right to left, up and down in turn. */
static void read_bytes(const struct ri_code *code, unsigned char ret[BYTES])
{
    const int mask = mask_of(code);
    size_t    bit = 0;
    bool      up = true;
    memset(ret, 0, BYTES);
    for (int right = WIDTH - 1; right > 0; right -= 2, up = !up) {
        if (right == 6) right--;
        for (int i = 0; i < WIDTH; i++) {
            for (int x = right; x > right - 2; x--) {
                const int y = up ? WIDTH - 1 - i : i;
                if (is_function(x, y) || bit >= 8 * BYTES) continue;
                if (ri_code_is_dark(code, x, y) != is_masked(mask, x, y))
                    ret[bit / 8] = (unsigned char)(ret[bit / 8] | 0x80 >> bit % 8);
                bit++;
            }
        }
    }
}

TEST(code_holds_its_text)
{
    static const char text[] =
        "https://a.b:1"; /* 13 bytes, so 14 with mode and length: version 1 */
    struct ri_code *code;
    unsigned char   bytes[BYTES];
    char            found[sizeof text] = "";
    CHECK_STATUS(ri_code_new(text, &code, NULL), RI_OK);
    CHECK_INT(ri_code_width(code), WIDTH);
    read_bytes(code, bytes);
    CHECK_INT(bytes[0] >> 4, 4); /* bytes */
    CHECK_INT((bytes[0] & 15) << 4 | bytes[1] >> 4, sizeof text - 1);
    for (size_t i = 0; i + 1 < sizeof text; i++)
        found[i] = (char)((bytes[i + 1] & 15) << 4 | bytes[i + 2] >> 4);
    CHECK_TEXT(found, text);
    CHECK(!ri_code_is_dark(code, -1, 0) && !ri_code_is_dark(code, 0, WIDTH));
    ri_code_free(code);
    ri_code_free(NULL);
}

TEST(code_as_text_has_a_margin_and_both_grounds)
{
    struct ri_code *code;
    struct ri_text  dark = {0}, light = {0};
    CHECK_STATUS(ri_code_new("https://a.b:1", &code, NULL), RI_OK);
    ri_code_text(code, false, &dark);
    ri_code_text(code, true, &light);
    CHECK(dark.at &&
          strncmp(dark.at,
                  "█████████████████████████████\n█████████████████████████████\n████ ▄▄▄▄▄ ",
                  29 * 3 * 2 + 2 + 12) == 0);
    CHECK(light.at &&
          strncmp(light.at,
                  "                             \n                             \n    █▀▀▀▀▀█",
                  29 * 2 + 2 + 4) == 0);
    ri_text_release(&dark);
    ri_text_release(&light);
    ri_code_free(code);
}

TEST(code_as_picture_is_escaped)
{
    struct ri_code *code;
    struct ri_text  svg = {0};
    CHECK_STATUS(ri_code_new("x", &code, NULL), RI_OK);
    ri_code_svg(code, "S01 <b>&\"", &svg);
    CHECK(svg.at && strstr(svg.at, "<title>S01 &#60;b&#62;&#38;&#34;</title>"));
    CHECK(svg.at && strstr(svg.at, "M4 4h1v1h-1z"));
    ri_text_release(&svg);
    ri_code_free(code);
}

TEST(code_of_too_much_or_nothing)
{
    struct ri_code *code;
    char            much[3000];
    memset(much, 'a', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    CHECK_STATUS(ri_code_new(much, &code, NULL), RI_ETOOLARGE);
    CHECK_STATUS(ri_code_new("", &code, NULL), RI_EUSAGE);
}
