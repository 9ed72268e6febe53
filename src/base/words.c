/* Words of the public header: types and version. */
#include "retailinsight.h"

const char *ri_param_type_text(ri_param_type type)
{
    static const char *const texts[] = {
#define ROW(code, text) text,
        RI_PARAM_TYPE_MAP(ROW)
#undef ROW
    };
    return (unsigned)type < RI_PARAM_TYPE_COUNT ? texts[type] : "?";
}

const char *ri_column_type_text(ri_column_type type)
{
    static const char *const texts[] = {
#define ROW(code, text) text,
        RI_COLUMN_TYPE_MAP(ROW)
#undef ROW
    };
    return (unsigned)type < RI_COLUMN_TYPE_COUNT ? texts[type] : "?";
}

const char *ri_version(void)
{
    return RI_VERSION;
}
