/* WebP by libwebp; made smaller while decoding where that is enough. */
#include <webp/decode.h>

#include "picture_kinds.h"

enum { SCALING_GAINS = 2 }; /* its own scaling pays from this factor on */

static const char *reason(VP8StatusCode code)
{
    static const char *const words[] = {
        [VP8_STATUS_OUT_OF_MEMORY] = "out of memory",
        [VP8_STATUS_INVALID_PARAM] = "damaged",
        [VP8_STATUS_BITSTREAM_ERROR] = "damaged",
        [VP8_STATUS_UNSUPPORTED_FEATURE] = "a kind that is not supported",
        [VP8_STATUS_SUSPENDED] = "the file is cut short",
        [VP8_STATUS_USER_ABORT] = "stopped",
        [VP8_STATUS_NOT_ENOUGH_DATA] = "the file is cut short",
    };
    return (size_t)code < RI_COUNT(words) && words[code] ? words[code] : "damaged";
}

static void on_white(const uint8_t *rgba, size_t pixels, uint8_t *ret)
{
    for (size_t i = 0; i < pixels; i++, rgba += 4, ret += 3)
        for (int k = 0; k < 3; k++)
            ret[k] = (uint8_t)((rgba[k] * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255);
}

static void choose_scale(WebPDecoderConfig *config, unsigned least)
{
    const unsigned width = (unsigned)config->input.width, height = (unsigned)config->input.height;
    const unsigned side = width < height ? width : height;
    if (!least || side < SCALING_GAINS * least) return;
    config->options.use_scaling = 1;
    config->options.scaled_width = (int)((uint64_t)width * least / side);
    config->options.scaled_height = (int)((uint64_t)height * least / side);
}

static ri_status decode(WebPDecoderConfig *config, struct ri_view bytes, unsigned least,
                        struct ri_picture *ret, struct ri_error *err)
{
    VP8StatusCode code = WebPGetFeatures((const uint8_t *)bytes.at, bytes.length, &config->input);
    if (code != VP8_STATUS_OK)
        return ri_fail(err, RI_EDATA, "the WebP cannot be read: %s", reason(code));
    if (config->input.has_animation)
        return ri_fail(err, RI_EDATA, "the WebP is animated; still pictures are read");
    RI_TRY(picture_check_size((uint64_t)config->input.width, (uint64_t)config->input.height, err));
    choose_scale(config, least);
    config->output.colorspace = MODE_RGBA;
    code = WebPDecode((const uint8_t *)bytes.at, bytes.length, config);
    if (code != VP8_STATUS_OK)
        return ri_fail(err, RI_EDATA, "the WebP cannot be read: %s", reason(code));
    RI_TRY(picture_new((unsigned)config->output.width, (unsigned)config->output.height, ret, err));
    on_white(config->output.u.RGBA.rgba, (size_t)ret->width * ret->height, ret->rgb);
    return RI_OK;
}

ri_status picture_decode_webp(struct ri_view bytes, unsigned least, struct ri_picture *ret,
                              struct ri_error *err)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return ri_fail(err, RI_EINTERNAL, "libwebp is another one");
    const ri_status status = decode(&config, bytes, least, ret, err);
    WebPFreeDecBuffer(&config.output);
    return status;
}
