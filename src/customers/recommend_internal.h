/* Shared by the files of recommenders. */
#ifndef RI_CUSTOMERS_RECOMMEND_INTERNAL_H
#define RI_CUSTOMERS_RECOMMEND_INTERNAL_H
#include "recommend.h"

extern const struct ri_recommender recommender_popularity, recommender_item_item, recommender_als;
/* RI_EDATA: nobody, nothing, or a weight that is not above 0. */
RI_MUST_CHECK ri_status recommend_check(const struct ri_interactions *interactions,
                                        struct ri_error              *err);
#endif
