/* Arrays and their release callbacks (Arrow C data interface). */
#include "array.h"

struct owner {                             /* private_data of an array made here */
    const void *buffers[RI_ARRAY_BUFFERS]; /* what ArrowArray.buffers points at */
};

static void array_release(struct ArrowArray *array)
{
    struct owner *owner = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child->release) child->release(child);
        free(child);
    }
    free(array->children);
    for (size_t i = 0; i < RI_ARRAY_BUFFERS; i++) free((void *)owner->buffers[i]);
    free(owner);
    array->release = NULL;
}

ri_status ri_array_take(int64_t length, int64_t null_count, size_t buffer_count,
                        void *const *buffers, struct ArrowArray *ret, struct ri_error *err)
{
    struct owner *owner = calloc(1, sizeof *owner);
    if (!owner)
        return ri_fail(err, RI_ENOMEM, "no room for an array of %lld rows", (long long)length);
    for (size_t i = 0; i < buffer_count; i++) owner->buffers[i] = buffers[i];
    *ret = (struct ArrowArray){.length = length,
                               .null_count = null_count,
                               .n_buffers = (int64_t)buffer_count,
                               .buffers = owner->buffers,
                               .release = array_release,
                               .private_data = owner};
    return RI_OK;
}

ri_status ri_array_struct(int64_t length, size_t child_count, struct ArrowArray *ret,
                          struct ri_error *err)
{
    struct ArrowArray array;
    void             *none = NULL;
    RI_TRY(ri_array_take(length, 0, 1, &none, &array, err));
    array.children = calloc(child_count ? child_count : 1, sizeof *array.children);
    for (size_t i = 0; array.children && i < child_count; i++) {
        array.children[i] = calloc(1, sizeof **array.children);
        if (!array.children[i]) break;
        array.n_children++;
    }
    if (!array.children || array.n_children < (int64_t)child_count) {
        array.release(&array);
        return ri_fail(err, RI_ENOMEM, "no room for %zu columns", child_count);
    }
    *ret = array;
    return RI_OK;
}
