/* PNG by libpng's simple interface: reads any depth, palette and transparency as colours, writes colours. */
#include <png.h>

#include "picture_kinds.h"

static const png_color white = {255, 255, 255};

ri_status picture_decode_png(struct ri_view bytes, unsigned least, struct ri_picture *ret,
                             struct ri_error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    ri_status status;
    (void)least; /* rows are filtered from the one before: all have to be read */
    if (!png_image_begin_read_from_memory(&image, bytes.at, bytes.length))
        return ri_fail(err, RI_EDATA, "the PNG cannot be read: %s", image.message);
    image.format = PNG_FORMAT_RGB;
    status = picture_check_size(image.width, image.height, err);
    if (status == RI_OK) status = picture_new(image.width, image.height, ret, err);
    if (status == RI_OK && !png_image_finish_read(&image, &white, ret->rgb, 0, NULL))
        status = ri_fail(err, RI_EDATA, "the PNG cannot be read: %s", image.message);
    png_image_free(&image);
    return status;
}

ri_status ri_picture_png(const struct ri_picture *picture, struct ri_text *out,
                         struct ri_error *err)
{
    png_image        image = {.version = PNG_IMAGE_VERSION,
                              .width = picture->width,
                              .height = picture->height,
                              .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    char            *bytes = malloc(size);
    if (!bytes) return ri_fail(err, RI_ENOMEM, "no room for a PNG");
    ri_status status = RI_OK;
    if (!png_image_write_to_memory(&image, bytes, &size, 0, picture->rgb, 0, NULL))
        status = ri_fail(err, RI_EINTERNAL, "the PNG cannot be written: %s", image.message);
    if (status == RI_OK) {
        ri_text_add(out, bytes, size);
        status = ri_text_check(out, err);
    }
    free(bytes);
    return status;
}
