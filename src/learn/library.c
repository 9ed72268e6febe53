/* Opening a shared library and finding its functions. */
#include "library.h"

#include <dlfcn.h>
#include <strings.h>
#include <unistd.h>

/* dlopen of a name follows the RUNPATH of its caller, which is not us when a sanitizer stands between; so the places that
 * RUNPATH names are tried as paths: beside the object that holds this function, which is the program or a library. */
static void *open_beside(const char *object, const char *file)
{
    static const char *const places[] = {"lib/", "../lib/", ""};
    char                     path[4096];
    const char              *slash = strrchr(object, '/');
    if (!slash) return NULL;
    for (size_t i = 0; i < RI_COUNT(places); i++) {
        const int length = snprintf(path, sizeof path, "%.*s/%s%s", (int)(slash - object), object,
                                    places[i], file);
        if (length < 0 || (size_t)length >= sizeof path || access(path, R_OK) != 0) continue;
        void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}

static void *open_file(const char *file)
{
    static const char here;
    char              program[4096];
    Dl_info           info;
    void             *handle = NULL;
    const ssize_t     length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        handle = open_beside(program, file);
    }
    if (!handle && dladdr(&here, &info) && info.dli_fname)
        handle = open_beside(info.dli_fname, file);
    return handle ? handle : dlopen(file, RTLD_NOW | RTLD_LOCAL);
}

static ri_status say(char *room, size_t size)
{
    const char *reason = dlerror();
    snprintf(room, size, "%s", reason ? reason : "unknown");
    return RI_EUPSTREAM;
}

ri_status library_open(const char *file, const struct library_symbol *symbols, size_t count,
                       void *table, void **ret_handle, char *room, size_t size)
{
    void *handle = open_file(file);
    if (!handle) return say(room, size);
    for (size_t i = 0; i < count; i++) {
        void *symbol = dlsym(handle, symbols[i].name);
        if (!symbol) {
            const ri_status status = say(room, size);
            dlclose(handle);
            return status;
        }
        memcpy((char *)table + symbols[i].offset, &symbol, sizeof symbol);
    }
    if (ret_handle) *ret_handle = handle;
    return RI_OK;
}

unsigned library_threads(unsigned wanted)
{
    const char *policy = getenv("OMP_WAIT_POLICY");
    return wanted > 1 && policy && strcasecmp(policy, "passive") == 0 ? wanted : 1;
}
