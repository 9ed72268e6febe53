/* Settings of a workspace: one table of keys, several layers, every value with its origin.
 *     built in < profile (config/NAME.yaml) < retailinsight.yaml < environment < the caller's own */
#ifndef RI_APP_CONFIG_H
#define RI_APP_CONFIG_H
#include "base/arena.h"

/* key, how it reads, built-in value, meaning. The environment variable of engine.threads is RETAILINSIGHT_ENGINE_THREADS. */
#define RI_CONFIG_MAP(X)                                                                  \
    X(RI_CONFIG_ENGINE, "engine.name", RI_PARAM_ENUM, "duckdb", "where SQL runs: duckdb") \
    X(RI_CONFIG_MEMORY, "engine.memory_mb", RI_PARAM_COUNT, "150",                        \
      "memory the engine may use, MB; with 150 an import of any size stays below 500")    \
    X(RI_CONFIG_THREADS, "engine.threads", RI_PARAM_COUNT, "0", "threads; 0: one a core") \
    X(RI_CONFIG_CURRENCY, "store.currency", RI_PARAM_TEXT, "XXX",                         \
      "ISO 4217 code of amounts that name none; XXX: unknown")                            \
    X(RI_CONFIG_ZONE, "store.time_zone", RI_PARAM_TEXT, "UTC",                            \
      "time zone of stores that name none, an IANA name")                                 \
    X(RI_CONFIG_CUTOFF, "store.day_cutoff", RI_PARAM_DURATION, "0h",                      \
      "how long after midnight a business day still belongs to the day before")           \
    X(RI_CONFIG_COMP_DAYS, "sales.comp_excluded_days", RI_PARAM_COUNT, "365",             \
      "days after its opening before a store is comparable (--comp)")                     \
    X(RI_CONFIG_SQL_ROWS, "sql.most_rows", RI_PARAM_COUNT, "1000000",                     \
      "rows that one query of the sql command may return; 0: any")                        \
    X(RI_CONFIG_SQL_SECONDS, "sql.seconds", RI_PARAM_COUNT, "300",                        \
      "how long one query of the sql command may take")
#define RI_CONFIG_ENUM_(code, key, type, fallback, help) code,
typedef enum ri_config_key { RI_CONFIG_MAP(RI_CONFIG_ENUM_) RI_CONFIG_COUNT } ri_config_key;
#undef RI_CONFIG_ENUM_

struct ri_setting {
    const char *value,
        *origin; /* origin: "built in", "profile prod", "retailinsight.yaml line 3", "environment ...", "option" */
};
struct ri_config {
    const char       *profile;
    struct ri_setting settings[RI_CONFIG_COUNT];
};
const char *ri_config_name(ri_config_key key);
const char *ri_config_help(ri_config_key key);
int64_t     ri_config_integer(const struct ri_config *config,
                              ri_config_key           key); /* durations: minutes */
const char *ri_config_text(const struct ri_config *config, ri_config_key key);

/* Layers everything; file: path of retailinsight.yaml (may not exist). overrides: "key=value", NULL-terminated, or NULL.
 * RI_EUSAGE: unknown profile, key or value, with the place and the nearest name. All texts live in mem. */
RI_MUST_CHECK ri_status ri_config_load(const char *profile, const char *file,
                                       const char *const *overrides, struct ri_arena *mem,
                                       struct ri_config *ret, struct ri_error *err);
#endif
