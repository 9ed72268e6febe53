/* XML as it comes, for the parts of a workbook. Names are without their prefix. No document types, so no entities; at most
 * 64 levels and 1 MiB for one tag. */
#ifndef RI_INGEST_XML_H
#define RI_INGEST_XML_H
#include "archive.h"
#include "base/task.h"

struct ingest_xml;
struct ingest_xml_handlers { /* all required but text */
    void (*start)(void *context, const char *name, const char **attributes); /* NULL-terminated */
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *text, size_t length);
};
/* part: what messages call it; must outlive the reader. */
RI_MUST_CHECK ri_status ingest_xml_new(const struct ingest_xml_handlers *handlers, void *context,
                                       const char *part, struct ingest_xml **ret,
                                       struct ri_error *err);
/* From a handler: no more handlers now; ingest_xml_feed returns, and goes on with what is left when fed nothing. */
void ingest_xml_pause(struct ingest_xml *xml);
bool ingest_xml_paused(const struct ingest_xml *xml);
/* From a handler: nothing more is wanted; feeding succeeds and does nothing from now on. */
void ingest_xml_stop(struct ingest_xml *xml);
bool ingest_xml_stopped(const struct ingest_xml *xml);
/* `last`: nothing follows. RI_EDATA: no XML, or beyond a limit. */
RI_MUST_CHECK ri_status ingest_xml_feed(struct ingest_xml *xml, const char *bytes, size_t length,
                                        bool last, struct ri_error *err);
void                    ingest_xml_free(struct ingest_xml *xml);

/* The value of an attribute, by its name without prefix, or NULL. */
const char *ingest_xml_attribute(const char **attributes, const char *name);
/* A whole part; *xml is the reader while handlers run (for ingest_xml_stop), and NULL afterwards. */
RI_MUST_CHECK ri_status ingest_xml_part(struct ingest_archive *archive, const char *part,
                                        const struct ingest_xml_handlers *handlers, void *context,
                                        struct ingest_xml **xml, struct ri_task *task,
                                        struct ri_error *err);
#endif
