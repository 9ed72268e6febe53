/* The making of covariates: attributes (covariate_attributes.c), what the workspace knows by day (covariate_warehouse.c), files of dated values (covariate_file.c). */
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
    size_t                        known_count, past_count;
    struct ri_known               known[KNOWN_MOST];
    struct ri_known               past[KNOWN_MOST]; /* known up to the last period only */
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
/* Copies of all words, in the order of their codes. RI_ENOMEM. */
RI_MUST_CHECK ri_status covariate_words(const struct ri_intern *words, struct ri_arena *mem,
                                        const char *const **ret, struct ri_error *err);
struct members {  /* series by word of an attribute */
    size_t *head; /* [words] first series of a word, from 1; 0: none */
    size_t *next; /* [series] the following one of the same word */
};
RI_MUST_CHECK ri_status covariate_members(struct gathering       *gathering,
                                          const struct attribute *attribute, struct members *ret,
                                          struct ri_error *err);
/* Adds values by period. One of the same name: numbers win over the older ones where they are known, categories take their place. */
RI_MUST_CHECK ri_status covariate_known(struct gathering *gathering, const struct ri_known *known,
                                        struct ri_error *err);
/* Prices, promotions, holidays and opening days of the workspace. */
RI_MUST_CHECK ri_status covariate_warehouse(struct gathering *gathering, struct ri_error *err);
/* One `--future` file, or with `past` one `--past` file: that may not reach beyond the history. */
RI_MUST_CHECK ri_status covariate_file(struct gathering *gathering, int fd, const char *name,
                                       bool past, struct ri_error *err);
#endif
