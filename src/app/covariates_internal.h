/* The making of covariates: attributes (covariate_attributes.c) and files of dated values (covariate_file.c). */
#ifndef RI_APP_COVARIATES_INTERNAL_H
#define RI_APP_COVARIATES_INTERNAL_H
#include "app/covariates.h"
#include "base/intern.h"

enum {
    ATTRIBUTES_MOST = 64,
    KNOWN_MOST = 128,
    WORDS_MOST = 256 /* an attribute with more words names things rather than describes them */
};
struct
    attribute { /* text of a series, coded; joins may use any, features only those with few words */
    const char       *name;
    struct ri_intern *words;
    float            *code; /* [series]; NAN: none */
};
struct gathering {
    struct ri_call               *call;
    const struct ri_loaded_panel *loaded;
    size_t                        horizon;
    size_t                        attribute_count;
    struct attribute              attributes[ATTRIBUTES_MOST]; /* the key columns first */
    size_t                        known_count;
    struct ri_known               known[KNOWN_MOST];
    int64_t                       first;
    size_t                        periods;
};
/* The attribute of that name, made when there is none (codes NAN). RI_ETOOLARGE. */
RI_MUST_CHECK ri_status covariate_attribute(struct gathering *gathering, const char *name,
                                            struct attribute **ret, struct ri_error *err);
RI_MUST_CHECK ri_status covariate_set(struct attribute *attribute, size_t series,
                                      struct ri_view word, struct ri_error *err);
/* Keys of the panel, then what the workspace knows of the series. */
RI_MUST_CHECK ri_status covariate_attributes(struct gathering *gathering, struct ri_error *err);
/* One `--future` file. */
RI_MUST_CHECK ri_status covariate_file(struct gathering *gathering, int fd, const char *name,
                                       struct ri_error *err);
#endif
