/* Small results that are made from the data and asked for again and again (a model that places customers): kept by name
 * while the data stay as they are. Plain bytes, copied in and out, so that no thread holds on to anything. */
#ifndef RI_APP_KEPT_H
#define RI_APP_KEPT_H
#include "base/error.h"

struct ri_kept;
struct ri_kept *ri_kept_new(
    void); /* NULL: no room; the functions below accept it and keep nothing */
void ri_kept_free(struct ri_kept *kept);
/* Keeps `size` bytes under a name, instead of what was there; the oldest of 16 makes room. Failing to keep is no failure. */
void ri_kept_put(struct ri_kept *kept, const char *name, uint64_t data_version, const void *bytes,
                 size_t size);
/* False: not kept, of other data, or of another size. */
bool ri_kept_get(struct ri_kept *kept, const char *name, uint64_t data_version, void *bytes,
                 size_t size);
#endif
