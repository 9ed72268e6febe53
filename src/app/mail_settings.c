/* smtp.* of the configuration. */
#include "app/mail_settings.h"

#include <errno.h>

static const char *or_null(const struct ri_config *config, ri_config_key key)
{
    const char *text = ri_config_text(config, key);
    return text && *text ? text : NULL;
}

static ri_status read_password(const char *path, struct ri_mail_settings *settings,
                               struct ri_error *err)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return ri_fail(err, ri_status_of_errno(errno), "smtp.password_file cannot be read: %s",
                       strerror(errno));
    if (!fgets(settings->password, sizeof settings->password, file)) settings->password[0] = '\0';
    fclose(file);
    settings->password[strcspn(settings->password, "\r\n")] = '\0';
    return RI_OK;
}

ri_status ri_mail_settings_load(const struct ri_config *config, struct ri_mail_settings *ret,
                                struct ri_error *err)
{
    const char *host = or_null(config, RI_CONFIG_SMTP_HOST),
               *path = or_null(config, RI_CONFIG_SMTP_PASSWORD_FILE),
               *secret = getenv("RETAILINSIGHT_SMTP_PASSWORD");
    *ret = (struct ri_mail_settings){.from = or_null(config, RI_CONFIG_SMTP_FROM)};
    if (!host || !ret->from)
        return ri_fail(err, RI_EUSAGE,
                       "no mail server is set: smtp.host and smtp.from in retailinsight.yaml");
    if (path)
        RI_TRY(read_password(path, ret, err));
    else if (secret)
        snprintf(ret->password, sizeof ret->password, "%s", secret);
    ret->server = (struct ri_mail_server){
        .host = host,
        .security = ri_config_text(config, RI_CONFIG_SMTP_SECURITY),
        .port = (int)ri_config_integer(config, RI_CONFIG_SMTP_PORT),
        .user = or_null(config, RI_CONFIG_SMTP_USER),
        .password = ret->password[0] ? ret->password : NULL,
        .ca_file = or_null(config, RI_CONFIG_SMTP_CA),
    };
    return RI_OK;
}

void ri_mail_settings_release(struct ri_mail_settings *settings)
{
    explicit_bzero(settings->password, sizeof settings->password);
}
