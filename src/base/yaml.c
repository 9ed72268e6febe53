/* YAML over libyaml's events. */
#include "yaml.h"

#include <yaml.h>

enum { DEEPEST = 32 };

struct reader {
    yaml_parser_t    parser;
    const char      *name;
    struct ri_arena *mem;
};

static ri_status next_event(struct reader *reader, yaml_event_t *event, struct ri_error *err)
{
    if (yaml_parser_parse(&reader->parser, event)) return RI_OK;
    if (reader->parser.error == YAML_MEMORY_ERROR)
        return ri_fail(err, RI_ENOMEM, "%s: no room to read it", reader->name);
    const char *problem = reader->parser.problem ? reader->parser.problem : "not readable";
    const bool  placed = reader->parser.error != YAML_READER_ERROR;
    return ri_fail(err, RI_EDATA, "%s: line %zu: not YAML: %s", reader->name,
                   placed ? reader->parser.problem_mark.line + 1 : 1, problem);
}

static ri_status read_node(struct reader *reader, yaml_event_t *event, unsigned depth,
                           struct ri_yaml **ret, struct ri_error *err);

static bool is_null(const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
    return !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static ri_status read_scalar(struct reader *reader, const yaml_event_t *event, struct ri_yaml *node,
                             struct ri_error *err)
{
    const char  *text = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return ri_fail(err, RI_EDATA, "%s: line %zu: anchors and tags are not supported",
                       reader->name, node->line);
    if (memchr(text, '\0', length))
        return ri_fail(err, RI_EDATA, "%s: line %zu: text with a NUL character", reader->name,
                       node->line);
    node->type = RI_YAML_SCALAR;
    if (is_null(event)) return RI_OK;
    node->text = ri_arena_copy(reader->mem, text, length);
    if (!node->text)
        return ri_fail(err, RI_ENOMEM, "%s: no room for line %zu", reader->name, node->line);
    return RI_OK;
}

/* The key of a member, from an event that must be a scalar not used before in this map. */
static ri_status read_key(struct reader *reader, const yaml_event_t *event,
                          const struct ri_yaml *map, const char **ret, struct ri_error *err)
{
    const size_t line = event->start_mark.line + 1;
    if (event->type != YAML_SCALAR_EVENT || event->data.scalar.anchor || event->data.scalar.tag ||
        memchr(event->data.scalar.value, '\0', event->data.scalar.length))
        return ri_fail(err, RI_EDATA, "%s: line %zu: a key must be plain text", reader->name, line);
    const char           *text = (const char *)event->data.scalar.value;
    const struct ri_yaml *earlier = ri_yaml_member(map, text);
    if (earlier)
        return ri_fail(err, RI_EDATA, "%s: line %zu: '%s' is already given in line %zu",
                       reader->name, line, text, earlier->line);
    *ret = ri_arena_copy(reader->mem, text, event->data.scalar.length);
    if (!*ret) return ri_fail(err, RI_ENOMEM, "%s: no room for line %zu", reader->name, line);
    return RI_OK;
}

static ri_status read_member(struct reader *reader, yaml_event_t *event, unsigned depth,
                             struct ri_yaml *parent, struct ri_yaml **ret, struct ri_error *err)
{
    const char *key = NULL;
    if (parent->type == RI_YAML_MAP) {
        const ri_status status = read_key(reader, event, parent, &key, err);
        yaml_event_delete(event);
        RI_TRY(status);
        RI_TRY(next_event(reader, event, err));
    }
    RI_TRY(read_node(reader, event, depth, ret, err));
    (*ret)->key = key;
    return RI_OK;
}

static ri_status read_children(struct reader *reader, unsigned depth, struct ri_yaml *node,
                               struct ri_error *err)
{
    const yaml_event_type_t end =
        node->type == RI_YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    struct ri_yaml *last = NULL;
    for (;;) {
        yaml_event_t    event;
        struct ri_yaml *child;
        RI_TRY(next_event(reader, &event, err));
        if (event.type == end) {
            yaml_event_delete(&event);
            return RI_OK;
        }
        RI_TRY(read_member(reader, &event, depth, node, &child, err));
        if (last)
            last->next = child;
        else
            node->first = child;
        last = child;
        node->count++;
    }
}

static bool has_anchor(const yaml_event_t *event)
{
    if (event->type == YAML_MAPPING_START_EVENT)
        return event->data.mapping_start.anchor || event->data.mapping_start.tag;
    return event->data.sequence_start.anchor || event->data.sequence_start.tag;
}

/* Takes the event. */
static ri_status read_node(struct reader *reader, yaml_event_t *event, unsigned depth,
                           struct ri_yaml **ret, struct ri_error *err)
{
    struct ri_yaml *node = ri_arena_new(reader->mem, struct ri_yaml, 1);
    ri_status       status = RI_OK;
    const size_t    line = event->start_mark.line + 1;
    if (!node)
        status = ri_fail(err, RI_ENOMEM, "%s: no room for line %zu", reader->name, line);
    else if (event->type == YAML_SCALAR_EVENT) {
        node->line = line;
        status = read_scalar(reader, event, node, err);
    } else if (event->type != YAML_MAPPING_START_EVENT && event->type != YAML_SEQUENCE_START_EVENT)
        status =
            ri_fail(err, RI_EDATA, "%s: line %zu: aliases are not supported", reader->name, line);
    else if (has_anchor(event))
        status = ri_fail(err, RI_EDATA, "%s: line %zu: anchors and tags are not supported",
                         reader->name, line);
    else if (depth == DEEPEST)
        status = ri_fail(err, RI_EDATA, "%s: line %zu: more than %d levels", reader->name, line,
                         DEEPEST);
    const bool container = event->type != YAML_SCALAR_EVENT;
    const bool map = event->type == YAML_MAPPING_START_EVENT;
    yaml_event_delete(event);
    RI_TRY(status);
    if (container) {
        node->line = line;
        node->type = map ? RI_YAML_MAP : RI_YAML_LIST;
        RI_TRY(read_children(reader, depth + 1, node, err));
    }
    *ret = node;
    return RI_OK;
}

static ri_status expect(struct reader *reader, yaml_event_type_t type, struct ri_error *err)
{
    yaml_event_t event;
    RI_TRY(next_event(reader, &event, err));
    const bool   right = event.type == type;
    const size_t line = event.start_mark.line + 1;
    yaml_event_delete(&event);
    if (!right)
        return ri_fail(err, RI_EDATA, "%s: line %zu: a second document", reader->name, line);
    return RI_OK;
}

static ri_status read_document(struct reader *reader, const struct ri_yaml **ret,
                               struct ri_error *err)
{
    yaml_event_t    event;
    struct ri_yaml *root;
    RI_TRY(expect(reader, YAML_STREAM_START_EVENT, err));
    RI_TRY(next_event(reader, &event, err));
    const bool empty = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    if (empty) {
        RI_ARENA_NEW(root, reader->mem, 1, err);
        *root = (struct ri_yaml){.type = RI_YAML_MAP, .line = 1};
        *ret = root;
        return RI_OK;
    }
    RI_TRY(next_event(reader, &event, err));
    RI_TRY(read_node(reader, &event, 0, &root, err));
    RI_TRY(expect(reader, YAML_DOCUMENT_END_EVENT, err));
    RI_TRY(expect(reader, YAML_STREAM_END_EVENT, err));
    *ret = root;
    return RI_OK;
}

ri_status ri_yaml_read(const char *text, size_t length, const char *name, struct ri_arena *mem,
                       const struct ri_yaml **ret, struct ri_error *err)
{
    struct reader reader = {.name = name ? name : "YAML", .mem = mem};
    if (!yaml_parser_initialize(&reader.parser))
        return ri_fail(err, RI_ENOMEM, "%s: no room to read it", reader.name);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(text ? text : ""),
                                 text ? length : 0);
    const ri_status status = read_document(&reader, ret, err);
    yaml_parser_delete(&reader.parser);
    return status;
}

const struct ri_yaml *ri_yaml_member(const struct ri_yaml *map, const char *key)
{
    if (!map || map->type != RI_YAML_MAP) return NULL;
    for (const struct ri_yaml *at = map->first; at; at = at->next) {
        if (strcmp(at->key, key) == 0) return at;
    }
    return NULL;
}
