/* The ways in which a report is written: one row each. */
#ifndef RI_REPORT_RENDERING_H
#define RI_REPORT_RENDERING_H
#include "report.h"

struct ri_rendering {
    const char *name; /* --format, and the file's extension */
    const char *content_type;
    ri_status (*write)(const struct ri_report *report, struct ri_text *out, struct ri_error *err);
};
extern const struct ri_rendering ri_report_pdf, ri_report_html, ri_report_xlsx, ri_report_png,
    ri_report_text;
const struct ri_rendering *ri_rendering_at(size_t i);           /* NULL past the end */
const struct ri_rendering *ri_rendering_find(const char *name); /* NULL when unknown */

/* One chart as a picture of its own, with its title: "svg" or "png". RI_EUSAGE: another format. */
RI_MUST_CHECK ri_status ri_chart_picture(const struct ri_chart *chart, const char *format,
                                         struct ri_text *out, const char **ret_content_type,
                                         struct ri_error *err);
#endif
