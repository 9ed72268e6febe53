/* Opens LightGBM's shared library once for the process. */
#include "lightgbm.h"

#include <dlfcn.h>
#include <pthread.h>
#include <strings.h>
#include <unistd.h>

#define LIBRARY "lib_lightgbm.so"

static const struct {
    const char *name;
    size_t      offset;
} functions[] = {
#define FUNCTION(name) {"LGBM_" #name, offsetof(struct lightgbm, name)}
    FUNCTION(GetLastError),
    FUNCTION(RegisterLogCallback),
    FUNCTION(DatasetCreateFromMat),
    FUNCTION(DatasetSetField),
    FUNCTION(DatasetFree),
    FUNCTION(BoosterCreate),
    FUNCTION(BoosterLoadModelFromString),
    FUNCTION(BoosterFree),
    FUNCTION(BoosterUpdateOneIter),
    FUNCTION(BoosterPredictForMat),
    FUNCTION(BoosterSaveModelToString),
    FUNCTION(BoosterFeatureImportance),
    FUNCTION(BoosterGetNumFeature),
#undef FUNCTION
};

static struct {
    pthread_once_t  once;
    struct lightgbm library;
    ri_status       status;
    char            reason[256];
} opened = {.once = PTHREAD_ONCE_INIT};

static void say_nothing(const char *message)
{
    (void)message; /* libraries never print */
}

/* dlopen of a name follows the RUNPATH of its caller, which is not us when a sanitizer stands between; so the places that
 * RUNPATH names are tried as paths: beside the object that holds this function, which is the program or a library. */
static void *open_beside(const char *object)
{
    static const char *const places[] = {"lib/", "../lib/", ""};
    char                     path[4096];
    const char              *slash = strrchr(object, '/');
    if (!slash) return NULL;
    for (size_t i = 0; i < RI_COUNT(places); i++) {
        const int length = snprintf(path, sizeof path, "%.*s/%s%s", (int)(slash - object), object,
                                    places[i], LIBRARY);
        if (length < 0 || (size_t)length >= sizeof path || access(path, R_OK) != 0) continue;
        void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}

static void *open_library(void)
{
    char          program[4096];
    Dl_info       info;
    void         *handle = NULL;
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        handle = open_beside(program);
    }
    if (!handle && dladdr(functions, &info) && info.dli_fname) handle = open_beside(info.dli_fname);
    return handle ? handle : dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
}

static void fail_to_open(const char *reason)
{
    opened.status = RI_EUPSTREAM;
    snprintf(opened.reason, sizeof opened.reason, "%s", reason ? reason : "unknown");
}

static void open_once(void)
{
    void *handle = open_library();
    if (!handle) {
        fail_to_open(dlerror());
        return;
    }
    for (size_t i = 0; i < RI_COUNT(functions); i++) {
        void *symbol = dlsym(handle, functions[i].name);
        if (!symbol) {
            fail_to_open(dlerror());
            dlclose(handle);
            return;
        }
        memcpy((char *)&opened.library + functions[i].offset, &symbol, sizeof symbol);
    }
    opened.library.RegisterLogCallback(say_nothing);
}

unsigned lightgbm_threads(unsigned wanted)
{
    const char *policy = getenv("OMP_WAIT_POLICY");
    return wanted > 1 && policy && strcasecmp(policy, "passive") == 0 ? wanted : 1;
}

ri_status lightgbm_open(const struct lightgbm **ret, struct ri_error *err)
{
    pthread_once(&opened.once, open_once);
    if (opened.status != RI_OK)
        return ri_fail(err, opened.status,
                       "learners need LightGBM's library, which cannot be opened: %s",
                       opened.reason);
    *ret = &opened.library;
    return RI_OK;
}
