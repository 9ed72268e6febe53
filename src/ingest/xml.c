/* XML, through expat. */
#include "xml.h"

#include <expat.h>

#include "base/text.h"

enum { DEPTH_MOST = 64, TAG_MOST = 1 << 20, CHUNK = 1 << 16 };

struct ingest_xml {
    XML_Parser                 parser;
    struct ingest_xml_handlers handlers;
    void                      *context;
    const char                *part;
    int                        depth;
    uint64_t                   fed;
    bool                       doctype, deep, paused, stopped;
};

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct ingest_xml *xml = context;
    if (++xml->depth > DEPTH_MOST) {
        xml->deep = true;
        XML_StopParser(xml->parser, XML_FALSE);
        return;
    }
    xml->handlers.start(xml->context, local(name), attributes);
}

static void end(void *context, const XML_Char *name)
{
    struct ingest_xml *xml = context;
    xml->depth--;
    xml->handlers.end(xml->context, local(name));
}

static void text(void *context, const XML_Char *bytes, int length)
{
    struct ingest_xml *xml = context;
    xml->handlers.text(xml->context, bytes, (size_t)length);
}

/* Entities are declared in document types; a workbook has none. */
static void doctype(void *context, RI_UNUSED const XML_Char *name, RI_UNUSED const XML_Char *system,
                    RI_UNUSED const XML_Char *public, RI_UNUSED int internal)
{
    struct ingest_xml *xml = context;
    xml->doctype = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

ri_status ingest_xml_new(const struct ingest_xml_handlers *handlers, void *context,
                         const char *part, struct ingest_xml **ret, struct ri_error *err)
{
    struct ingest_xml *xml = calloc(1, sizeof *xml);
    if (xml) xml->parser = XML_ParserCreate(NULL);
    if (!xml || !xml->parser) {
        free(xml);
        return ri_fail(err, RI_ENOMEM, "no room to read %s", part);
    }
    xml->handlers = *handlers;
    xml->context = context;
    xml->part = part;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, start, end);
    if (handlers->text) XML_SetCharacterDataHandler(xml->parser, text);
    XML_SetStartDoctypeDeclHandler(xml->parser, doctype);
    *ret = xml;
    return RI_OK;
}

void ingest_xml_pause(struct ingest_xml *xml)
{
    if (xml->paused || xml->stopped) return;
    xml->paused = XML_StopParser(xml->parser, XML_TRUE) == XML_STATUS_OK;
}

bool ingest_xml_paused(const struct ingest_xml *xml)
{
    return xml->paused;
}

void ingest_xml_stop(struct ingest_xml *xml)
{
    xml->stopped = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

bool ingest_xml_stopped(const struct ingest_xml *xml)
{
    return xml->stopped;
}

static ri_status broken(const struct ingest_xml *xml, struct ri_error *err)
{
    const enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (xml->doctype)
        return ri_fail(err, RI_EDATA, "%s declares a document type; workbooks have none",
                       xml->part);
    if (xml->deep)
        return ri_fail(err, RI_EDATA, "%s nests more than %d levels", xml->part, DEPTH_MOST);
    if (code == XML_ERROR_NO_MEMORY)
        return ri_fail(err, RI_ENOMEM, "no room to read %s", xml->part);
    return ri_fail(err, RI_EDATA, "%s is no sound XML: line %llu: %s", xml->part,
                   (unsigned long long)XML_GetCurrentLineNumber(xml->parser),
                   XML_ErrorString(code));
}

ri_status ingest_xml_feed(struct ingest_xml *xml, const char *bytes, size_t length, bool last,
                          struct ri_error *err)
{
    enum XML_Status status;
    if (xml->stopped) return RI_OK;
    if (xml->paused) {
        xml->paused = false;
        status = XML_ResumeParser(xml->parser);
    } else {
        status = XML_Parse(xml->parser, bytes, (int)length, last);
        xml->fed += length;
    }
    if (xml->stopped) return RI_OK;
    if (status == XML_STATUS_ERROR) return broken(xml, err);
    if (status == XML_STATUS_SUSPENDED) return RI_OK;
    const XML_Index at = XML_GetCurrentByteIndex(xml->parser);
    if (at >= 0 && xml->fed - (uint64_t)at > TAG_MOST + CHUNK)
        return ri_fail(err, RI_EDATA, "%s has a tag of more than %d bytes", xml->part, TAG_MOST);
    return RI_OK;
}

void ingest_xml_free(struct ingest_xml *xml)
{
    if (!xml) return;
    XML_ParserFree(xml->parser);
    free(xml);
}

const char *ingest_xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strcmp(local(attributes[i]), name) == 0) return attributes[i + 1];
    }
    return NULL;
}

static ri_status run(struct ingest_part *from, struct ingest_xml *xml, struct ri_task *task,
                     struct ri_error *err)
{
    char  *chunk = malloc(CHUNK);
    size_t n = 1;
    if (!chunk) return ri_fail(err, RI_ENOMEM, "no room to read %s", xml->part);
    ri_status status = RI_OK;
    while (status == RI_OK && n && !xml->stopped) {
        status = ri_task_check(task, err);
        if (status == RI_OK) status = ingest_part_read(from, chunk, CHUNK, &n, err);
        if (status == RI_OK) status = ingest_xml_feed(xml, chunk, n, n == 0, err);
    }
    free(chunk);
    return status;
}

ri_status ingest_xml_part(struct ingest_archive *archive, const char *part,
                          const struct ingest_xml_handlers *handlers, void *context,
                          struct ingest_xml **xml, struct ri_task *task, struct ri_error *err)
{
    struct ingest_part *from;
    RI_TRY(ingest_part_open(archive, part, &from, err));
    ri_status status = ingest_xml_new(handlers, context, part, xml, err);
    if (status == RI_OK) {
        status = run(from, *xml, task, err);
        if (status != RI_OK && err && !strstr(err->message, ingest_archive_name(archive)))
            ri_error_prefix(err, "%s", ingest_archive_name(archive));
        ingest_xml_free(*xml);
        *xml = NULL;
    }
    ingest_part_close(from);
    return status;
}
