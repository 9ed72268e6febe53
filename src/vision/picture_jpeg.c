/* JPEG by libjpeg-turbo, made smaller while decoding where that is enough; its errors jump back here. */
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>

#include "picture_kinds.h"

enum { SCANS_MOST = 64, MEMORY_MOST = 300 << 20, EXIF_ORIENTATION = 274 };

struct trouble {
    struct jpeg_error_mgr         base;
    struct jpeg_progress_mgr      progress;
    struct jpeg_decompress_struct jpeg;
    jmp_buf                       back;
    char                          why[JMSG_LENGTH_MAX];
};

static void give_up(j_common_ptr common)
{
    struct trouble *at = (struct trouble *)common->err;
    common->err->format_message(common, at->why);
    longjmp(at->back, 1);
}

/* Warnings are repairs of small damage; that the file ends before the picture does is none. */
static void warn(j_common_ptr common, int level)
{
    struct trouble *at = (struct trouble *)common->err;
    if (level >= 0 || common->err->msg_code != JWRN_JPEG_EOF) return;
    snprintf(at->why, sizeof at->why, "the file is cut short");
    longjmp(at->back, 1);
}

static void say_nothing(j_common_ptr common)
{
    (void)common;
}

/* A small file may claim thousands of scans, each as long as the whole picture. */
static void count_scans(j_common_ptr common)
{
    struct trouble *at = (struct trouble *)common->err;
    if (at->jpeg.input_scan_number <= SCANS_MOST) return;
    snprintf(at->why, sizeof at->why, "it has more than %d scans", SCANS_MOST);
    longjmp(at->back, 1);
}

static unsigned sixteen(const uint8_t *at, bool little)
{
    return little ? at[0] | (unsigned)at[1] << 8 : (unsigned)at[0] << 8 | at[1];
}

/* The orientation in an APP1 marker "Exif\0\0" + TIFF: the first directory's tag 274, a short. 1 when there is none. */
static int exif_orientation(const uint8_t *at, size_t length)
{
    if (length < 20 || memcmp(at, "Exif\0", 6) != 0) return 1;
    const uint8_t *tiff = at + 6;
    const bool     little = tiff[0] == 'I';
    const size_t   room = length - 6;
    const size_t   start = (size_t)sixteen(tiff + (little ? 4 : 6), little);
    if (start + 2 > room) return 1;
    const unsigned entries = sixteen(tiff + start, little);
    for (unsigned i = 0; i < entries && start + 2 + 12 * (i + 1) <= room; i++) {
        const uint8_t *entry = tiff + start + 2 + (size_t)12 * i;
        if (sixteen(entry, little) == EXIF_ORIENTATION) return (int)sixteen(entry + 8, little);
    }
    return 1;
}

/* The smallest of 1/8 .. 8/8 that keeps both sides at least `least`. */
static void choose_scale(struct jpeg_decompress_struct *jpeg, unsigned least)
{
    const unsigned side =
        jpeg->image_width < jpeg->image_height ? jpeg->image_width : jpeg->image_height;
    jpeg->scale_denom = 8;
    jpeg->scale_num = 8;
    if (!least || side <= least) return;
    unsigned num = 1;
    while (num < 8 && side * num / 8 < least) num++;
    jpeg->scale_num = num;
}

/* Cyan, magenta, yellow, black as Adobe writes them, upside down. */
static void from_cmyk(const uint8_t *from, unsigned width, uint8_t *ret)
{
    for (unsigned x = 0; x < width; x++, from += 4, ret += 3)
        for (int k = 0; k < 3; k++) ret[k] = (uint8_t)(from[k] * from[3] / 255);
}

static ri_status read_rows(struct jpeg_decompress_struct *jpeg, struct ri_picture *ret,
                           uint8_t **spare, struct ri_error *err)
{
    const bool cmyk = jpeg->out_color_space == JCS_CMYK;
    RI_TRY(picture_new(jpeg->output_width, jpeg->output_height, ret, err));
    if (cmyk && !(*spare = malloc((size_t)jpeg->output_width * 4)))
        return ri_fail(err, RI_ENOMEM, "no room for a row");
    while (jpeg->output_scanline < jpeg->output_height) {
        uint8_t *row = ret->rgb + (size_t)jpeg->output_scanline * ret->width * 3;
        JSAMPROW into = cmyk ? *spare : row;
        if (jpeg_read_scanlines(jpeg, &into, 1) != 1) break;
        if (cmyk) from_cmyk(*spare, ret->width, row);
    }
    return RI_OK;
}

static ri_status decode(struct trouble *at, struct ri_view bytes, unsigned least,
                        struct ri_picture *ret, uint8_t **spare, struct ri_error *err)
{
    struct jpeg_decompress_struct *jpeg = &at->jpeg;
    int                            orientation = 1;
    jpeg_create_decompress(jpeg);
    jpeg->mem->max_memory_to_use = MEMORY_MOST;
    jpeg->progress = &at->progress;
    at->progress.progress_monitor = count_scans;
    jpeg_mem_src(jpeg, (const unsigned char *)bytes.at, bytes.length);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xffff);
    (void)jpeg_read_header(jpeg, TRUE);
    RI_TRY(picture_check_size(jpeg->image_width, jpeg->image_height, err));
    if (jpeg->marker_list)
        orientation = exif_orientation(jpeg->marker_list->data, jpeg->marker_list->data_length);
    jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
    choose_scale(jpeg, least);
    (void)jpeg_start_decompress(jpeg);
    RI_TRY(read_rows(jpeg, ret, spare, err));
    (void)jpeg_finish_decompress(jpeg);
    return picture_orient(ret, orientation, err);
}

ri_status picture_decode_jpeg(struct ri_view bytes, unsigned least, struct ri_picture *ret,
                              struct ri_error *err)
{
    struct trouble *at = calloc(1, sizeof *at);
    uint8_t *volatile spare = NULL; /* as it was before the jump */
    ri_status volatile status = RI_OK;
    if (!at) return ri_fail(err, RI_ENOMEM, "no room for a decoder");
    at->jpeg.err = jpeg_std_error(&at->base);
    at->base.error_exit = give_up;
    at->base.emit_message = warn;
    at->base.output_message = say_nothing;
    if (setjmp(at->back) != 0)
        status = ri_fail(err, RI_EDATA, "the JPEG cannot be read: %s", at->why);
    else
        status = decode(at, bytes, least, ret, (uint8_t **)&spare, err);
    jpeg_destroy_decompress(&at->jpeg);
    free(spare);
    free(at);
    return status;
}
