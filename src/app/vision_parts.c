/* Inputs and words of the operations on pictures. */
#include "app/vision_parts.h"

#include "app/files.h"
#include "app/model_store.h"

#include <math.h>
#include <sys/stat.h>

enum { LIST_MOST = 1 << 28, NAMED_MOST = 5 };

ri_status ri_vision_labelled(struct ri_call *call, const char *input, const char *labels,
                             struct ri_listing *ret, struct ri_error *err)
{
    struct ri_text text = {.most = LIST_MOST};
    struct stat    info;
    const char    *root, *list;
    int            fd;
    ri_call_file(call, input, 0, &fd, &root);
    if (fstat(fd, &info) != 0 || !S_ISDIR(info.st_mode))
        return ri_fail(err, RI_EUSAGE, "--%s '%s' is no folder", input, root);
    if (!labels || !ri_call_file(call, labels, 0, &fd, &list))
        return ri_listing_folder(root, ri_call_mem(call), ret, err);
    ri_status status = ri_read_file(fd, list, &text, err);
    if (status == RI_OK)
        status = ri_listing_file(root, (struct ri_view){text.at ? text.at : "", text.length},
                                 ri_call_mem(call), ret, err);
    ri_text_release(&text);
    return status;
}

ri_status ri_vision_model(struct ri_call *call, struct ri_picture_model *ret, struct ri_error *err)
{
    struct ri_text bytes = {0};
    const char    *name = ri_call_text(call, "model");
    ri_status      status = ri_model_fetch(call, name, &bytes, err);
    if (status == RI_OK) {
        status = ri_picture_model_read((struct ri_view){bytes.at ? bytes.at : "", bytes.length},
                                       ri_call_mem(call), ret, err);
        if (status != RI_OK) ri_error_prefix(err, "model '%s'", name);
    }
    ri_text_release(&bytes);
    return status;
}

void ri_vision_note_refused(struct ri_call *call, const struct ri_refused *refused, size_t count)
{
    for (size_t i = 0; i < count && i < NAMED_MOST; i++)
        ri_call_note(call, "left out: %s: %s", refused[i].name, refused[i].reason);
    if (count > NAMED_MOST)
        ri_call_note(call, "left out: %zu more files that cannot be read", count - NAMED_MOST);
}

void ri_share_interval(double right, double n, double *ret_low, double *ret_high)
{
    const double z = 1.959963984540054, share = n > 0 ? right / n : 0, scale = 1 + z * z / n;
    const double centre = (share + z * z / (2 * n)) / scale;
    const double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;
    *ret_low = n > 0 ? fmax(0, centre - half) : 0;
    *ret_high = n > 0 ? fmin(1, centre + half) : 1;
}

ri_status ri_vision_order(struct ri_call *call, size_t count, size_t **ret, struct ri_error *err)
{
    RI_ARENA_NEW(*ret, ri_call_mem(call), count, err);
    for (size_t i = 0; i < count; i++) (*ret)[i] = i;
    return RI_OK;
}
