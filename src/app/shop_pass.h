/* What share and share.link say alike: how often and how long a link to a store's page works. */
#ifndef RI_APP_SHOP_PASS_H
#define RI_APP_SHOP_PASS_H

#define SHOP_PASS_PARAMS                                 \
    {"phones",                                           \
     RI_PARAM_COUNT,                                     \
     0,                                                  \
     NULL,                                               \
     "1",                                                \
     NULL,                                               \
     "how often the link opens a session, at most 100"}, \
        {"minutes",                                      \
         RI_PARAM_COUNT,                                 \
         0,                                              \
         NULL,                                           \
         "30",                                           \
         NULL,                                           \
         "how long the link works; a session it opened lasts 12 hours"}
#endif
