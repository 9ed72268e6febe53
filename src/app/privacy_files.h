/* Files of the workspace that name a person: trained models whose words they are in, mappings, pages of one's own, copies from before an
 * upgrade. */
#ifndef RI_APP_PRIVACY_FILES_H
#define RI_APP_PRIVACY_FILES_H
#include "app/call.h"

struct ri_removed_files {
    size_t models, mappings, pages, copies;
};
/* Removes them. A copy from before an upgrade cannot have one person taken out: it goes whole. RI_EIO. */
RI_MUST_CHECK ri_status ri_privacy_remove_files(struct ri_call *call, const char *const *names,
                                                struct ri_removed_files *ret, struct ri_error *err);
#endif
