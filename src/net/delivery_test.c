#include "base/test.h"
#include "mail.h"
#include "webhook.h"

TEST(a_signature_is_that_of_the_standard)
{
    /* The example of the Standard Webhooks libraries. */
    static const unsigned char secret[] = {0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a,
                                           0xab, 0x4f, 0x08, 0xd4, 0x3c, 0x3f, 0x08, 0x2c,
                                           0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d, 0xa4, 0xb0};
    char                       signature[RI_WEBHOOK_SIGNATURE], text[RI_WEBHOOK_SECRET_TEXT];
    CHECK_STATUS(ri_webhook_sign(secret, sizeof secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                 RI_VIEW("{\"test\": 2432232314}"), signature, NULL),
                 RI_OK);
    CHECK_TEXT(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    ri_webhook_secret_text(secret, sizeof secret, text);
    CHECK_TEXT(text, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

TEST(urls_that_may_be_called)
{
    static const struct {
        const char *url;
        bool        allow_private;
        ri_status   status;
    } rows[] = {{"https://example.com/hook", false, RI_OK},
                {"http://example.com/hook", false, RI_EUSAGE},
                {"http://example.com/hook", true, RI_OK},
                {"ftp://example.com/hook", true, RI_EUSAGE},
                {"file:///etc/passwd", true, RI_EUSAGE},
                {"https://user:word@example.com/", false, RI_EUSAGE},
                {"example.com", false, RI_EUSAGE},
                {"", true, RI_EUSAGE}};
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_STATUS(ri_webhook_url_check(rows[i].url, rows[i].allow_private, NULL),
                     rows[i].status);
}

TEST(a_private_address_is_not_called)
{
    static const char *const urls[] = {"https://127.0.0.1:9/", "https://localhost:9/",
                                       "https://[::1]:9/", "https://2130706433:9/"};
    for (size_t i = 0; i < RI_COUNT(urls); i++) {
        struct ri_delivery      delivery;
        const struct ri_webhook webhook = {.url = urls[i],
                                           .id = "msg_1",
                                           .secret = (const unsigned char *)"0123456789abcdef",
                                           .secret_length = 16,
                                           .body = RI_VIEW("{}")};
        CHECK_STATUS(ri_webhook_send(&webhook, NULL, &delivery, NULL), RI_EFORBIDDEN);
        CHECK(delivery.permanent);
    }
}

TEST(addresses_of_people)
{
    static const char *const good[] = {"buyer@example.com", "a.b+c@sub.example.org", "x@localhost"};
    static const char *const bad[] = {"",
                                      "buyer",
                                      "@example.com",
                                      "buyer@",
                                      "a b@example.com",
                                      "a@b@c",
                                      "a@example.com\r\nBcc: b@example.com",
                                      "a@example.com,b@example.com",
                                      "<a@example.com>",
                                      "a@-x"};
    for (size_t i = 0; i < RI_COUNT(good); i++) CHECK(ri_mail_address_good(good[i]));
    for (size_t i = 0; i < RI_COUNT(bad); i++) CHECK(!ri_mail_address_good(bad[i]));
    CHECK(!ri_mail_address_good(NULL));
}

TEST(a_mail_as_it_goes_over_the_wire)
{
    struct ri_text       text = {0};
    const struct ri_mail mail = {.from = "shop@example.com",
                                 .to = "buyer@example.com",
                                 .subject = "Zu wenig: Müsli",
                                 .text = "100 % = alles \n.\nÄpfel\n",
                                 .id = "msg_1",
                                 .now_us = INT64_C(1764126116) * 1000000};
    CHECK_STATUS(ri_mail_compose(&mail, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "Date: Wed, 26 Nov 2025 03:01:56 +0000\r\n"
                        "From: RetailInsight <shop@example.com>\r\n"
                        "To: <buyer@example.com>\r\n"
                        "Message-ID: <msg_1@example.com>\r\n"
                        "Subject: =?UTF-8?B?WnUgd2VuaWc6IE3DvHNsaQ==?=\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "\r\n"
                        "100 % =3D alles=20\r\n"
                        ".\r\n"
                        "=C3=84pfel\r\n");
    ri_text_release(&text);
}

TEST(lines_of_a_mail_stay_short_and_headers_take_no_more_lines)
{
    struct ri_text text = {0};
    char           subject[400], body[900];
    for (size_t i = 0; i < sizeof subject - 3; i += 2) memcpy(subject + i, "é", 3);
    memset(body, '=', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    struct ri_mail mail = {.from = "a@example.com",
                           .to = "b@example.com",
                           .subject = subject,
                           .text = body,
                           .id = "msg_1"};
    CHECK_STATUS(ri_mail_compose(&mail, &text, NULL), RI_OK);
    for (const char *at = text.at; *at; at += strcspn(at, "\n") + 1) CHECK(strcspn(at, "\r") <= 76);
    ri_text_clear(&text);
    mail.subject = "x\r\nBcc: c@example.com";
    CHECK_STATUS(ri_mail_compose(&mail, &text, NULL), RI_OK);
    CHECK(!strstr(text.at, "\r\nBcc:"));
    mail.to = "b@example.com\r\nBcc: c@example.com";
    CHECK_STATUS(ri_mail_compose(&mail, &text, NULL), RI_EUSAGE);
    ri_text_release(&text);
}

TEST(a_mail_server_that_is_not_there_is_no_fault_of_the_mail)
{
    const struct ri_mail_server server = {.host = "127.0.0.1", .security = "none", .port = 9};
    const struct ri_mail        mail = {
               .from = "a@example.com", .to = "b@example.com", .subject = "s", .text = "t", .id = "msg_1"};
    struct ri_delivery delivery;
    CHECK_STATUS(ri_mail_send(&server, &mail, NULL, &delivery, NULL), RI_EUPSTREAM);
    CHECK(!delivery.permanent);
    const struct ri_mail_server wrong[] = {
        {.host = "127.0.0.1", .security = "ssl"},
        {.host = "evil/x", .security = "none"},
        {.host = "", .security = "none"},
        {.host = "127.0.0.1", .security = "none", .user = "u", .password = "p"}};
    for (size_t i = 0; i < RI_COUNT(wrong); i++)
        CHECK_STATUS(ri_mail_send(&wrong[i], &mail, NULL, &delivery, NULL), RI_EUSAGE);
}
