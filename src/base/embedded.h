/* Files of the repository that travel inside the program. Generated at build time by tools/embed.py. */
#ifndef RI_BASE_EMBEDDED_H
#define RI_BASE_EMBEDDED_H

#include <stddef.h>

struct ri_embedded {
    const char *path;   /* relative to the repository, "sql/kpi/sales/stores.sql" */
    const char *text;   /* ends in NUL, which length does not count */
    size_t      length; /* bytes */
};

/* Every sql/.../x.sql, ordered by path. */
extern const struct ri_embedded ri_embedded_sql[];
extern const size_t             ri_embedded_sql_count;
/* The profiles: config/NAME.yaml. */
extern const struct ri_embedded ri_embedded_config[];
extern const size_t             ri_embedded_config_count;

#endif
