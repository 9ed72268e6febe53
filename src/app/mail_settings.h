/* The mail server as configured, with its password from where it is safe: a file, or the environment. */
#ifndef RI_APP_MAIL_SETTINGS_H
#define RI_APP_MAIL_SETTINGS_H
#include "app/config.h"
#include "net/mail.h"

struct ri_mail_settings { /* texts of the configuration, but for the password */
    struct ri_mail_server server;
    const char           *from;
    char                  password[1024];
};
/* smtp.password_file, else $RETAILINSIGHT_SMTP_PASSWORD; neither is ever shown. RI_EUSAGE: smtp.host or smtp.from is not set;
 * the status of errno: the file cannot be read. Fill in place: the server points into it. */
RI_MUST_CHECK ri_status ri_mail_settings_load(const struct ri_config  *config,
                                              struct ri_mail_settings *ret, struct ri_error *err);
void                    ri_mail_settings_release(struct ri_mail_settings *settings);
#endif
