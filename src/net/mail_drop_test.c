#include "mail_drop.h"

#include "base/test.h"
#include "mail.h"

TEST(mail_drop_takes_what_mail_sends)
{
    struct ri_mail_drop  *drop;
    struct ri_text        text = {0};
    struct ri_delivery    delivery;
    int                   port = 0;
    int64_t               at_us = 0;
    struct ri_mail_server server = {.host = "127.0.0.1", .security = "none"};
    struct ri_mail        mail = {.from = "shop@example.com",
                                  .to = "buyer@example.com",
                                  .subject = "Low",
                                  .text = "Milk: 5 left\n.\n.hidden\n",
                                  .id = "one",
                                  .now_us = 1764126116000000};
    CHECK_STATUS(ri_mail_drop_open(&drop, &port, NULL), RI_OK);
    server.port = port;
    for (int i = 0; i < 2; i++) { /* and again */
        CHECK_STATUS(ri_mail_send(&server, &mail, NULL, &delivery, NULL), RI_OK);
        CHECK_STATUS(ri_mail_drop_wait(drop, NULL, 20000000, &text, &at_us, NULL), RI_OK);
        CHECK(at_us > 0 && at_us <= ri_monotonic_us());
        CHECK(text.at && strstr(text.at, "Subject: Low\n"));
        CHECK(text.at && strstr(text.at, "\nMilk: 5 left\n.\n.hidden\n"));
        ri_text_clear(&text);
    }
    CHECK_STATUS(ri_mail_drop_wait(drop, NULL, 10000, &text, &at_us, NULL), RI_ETIMEOUT);
    ri_text_release(&text);
    ri_mail_drop_close(drop);
    ri_mail_drop_close(NULL);
}

TEST(mail_drop_wait_is_cancelled)
{
    struct ri_mail_drop *drop;
    struct ri_text       text = {0};
    struct ri_task       task = {0};
    int                  port = 0;
    int64_t              at_us = 0;
    CHECK_STATUS(ri_mail_drop_open(&drop, &port, NULL), RI_OK);
    ri_task_cancel(&task);
    CHECK_STATUS(ri_mail_drop_wait(drop, &task, 20000000, &text, &at_us, NULL), RI_ECANCELLED);
    ri_mail_drop_close(drop);
}
