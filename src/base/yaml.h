/* YAML as configuration needs it: a tree of scalars, maps and lists with line numbers, and a writer.
 * Reads YAML 1.1 (libyaml behind it) of one document; anchors, aliases, tags, keys that are not plain text, repeated
 * keys and more than 32 levels are refused with their line. */
#ifndef RI_BASE_YAML_H
#define RI_BASE_YAML_H
#include "text.h"

typedef enum ri_yaml_type { RI_YAML_SCALAR, RI_YAML_MAP, RI_YAML_LIST } ri_yaml_type;

struct ri_yaml { /* everything lives in one arena */
    ri_yaml_type          type;
    size_t                line;  /* 1-based */
    const char           *key;   /* its name in a map; NULL in a list and at the root */
    const char           *text;  /* of a scalar; NULL: null (nothing, ~ or null, unquoted) */
    const struct ri_yaml *first; /* members or items, in order */
    const struct ri_yaml *next;  /* the following sibling */
    size_t                count; /* members or items */
};
/* An empty text gives an empty map. `name` is put before "line N: ..." in messages. RI_EDATA, RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_yaml_read(const char *text, size_t length, const char *name,
                                     struct ri_arena *mem, const struct ri_yaml **ret,
                                     struct ri_error *err);
/* The member of a map, or NULL; map may be NULL or no map. */
const struct ri_yaml *ri_yaml_member(const struct ri_yaml *map, const char *key);

/* The writer: two blanks a level; text is quoted only where it would read back as something else.
 * key is NULL for items of a list and at the root. A zeroed writer with `out` set is ready. */
struct ri_yaml_writer {
    struct ri_text *out;
    unsigned        depth;
    uint64_t        is_list; /* bit d: the container at depth d is a list */
    uint64_t        filled;  /* bit d: something was written into it */
};
void ri_yaml_put(struct ri_yaml_writer *writer, const char *key,
                 const char *text); /* NULL writes null */
void ri_yaml_put_map(struct ri_yaml_writer *writer,
                     const char            *key); /* until ri_yaml_end; at most 60 deep */
void ri_yaml_put_list(struct ri_yaml_writer *writer, const char *key);
void ri_yaml_end(struct ri_yaml_writer *writer);
void ri_yaml_comment(struct ri_yaml_writer *writer,
                     const char            *text); /* "# text", at the top level only */
#endif
