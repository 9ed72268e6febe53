/* Opens LightGBM's shared library once for the process. */
#include "lightgbm.h"

#include "library.h"

#include <pthread.h>

#define LIBRARY "lib_lightgbm.so"

static const struct library_symbol functions[] = {
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

static void open_once(void)
{
    opened.status = library_open(LIBRARY, functions, RI_COUNT(functions), &opened.library, NULL,
                                 opened.reason, sizeof opened.reason);
    if (opened.status == RI_OK) opened.library.RegisterLogCallback(say_nothing);
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
