#!/usr/bin/env python3
"""Alerts end to end: a sale comes in, the event and the e-mail arrive within two seconds; and every way in which the other side
can fail. The program is the real one, so are the SMTP server and the HTTP receiver (receivers.py), all on loopback.

Prints `N passed, N failed` as its last line. Environment: RI_PROGRAM (the program)."""
import base64
import csv
import datetime
import hashlib
import hmac
import io
import json
import os
import re
import socket
import sqlite3
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "http"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import server as http_server  # noqa: E402

try:
    import receivers
except ImportError:
    if os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3") and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])  # the package of Debian is for Debian's own
    print("skipped: python3-aiosmtpd is not installed\n0 passed, 0 failed, 1 skipped")
    sys.exit(0)

WITHIN_S = 2.0
passes = failures = 0


def check(name, good, detail=""):
    global passes, failures
    passes, failures = passes + bool(good), failures + (not good)
    if not good:
        print(f"FAILED {name}: {detail}")


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Shop:
    """A workspace with thresholds: milk sells four a day, 80 in stock."""

    def __init__(self, settings):
        self.server = http_server.Server(settings, lines=0)
        self.sold, self.folder = 0, self.server.folder
        first = datetime.date(2026, 1, 1)
        days = [first + datetime.timedelta(i) for i in range(60)]
        self.write("sales.csv", "transaction,line,store,sold_at,product,quantity,unit_price,currency\n" + "".join(
            f"M{i},1,S01,{day} 10:00:00,MILK,{3 + i % 3},1.29,EUR\nB{i},1,S01,{day} 11:00:00,BREAD,{2 + i % 3},2.49,EUR\n"
            for i, day in enumerate(days)))
        self.write("products.csv", "sku,name,category,unit_cost,list_price\nMILK,Oat milk 1 l — bio,Dairy,0.80,1.29\nBREAD,Rye bread,Bakery,1,2.49\n")
        self.write("stock.csv", "store,product,counted_at,on_hand\nS01,MILK,2026-03-01 20:00:00,80\nS01,BREAD,2026-03-01 20:00:00,80\n")
        for kind in ("products", "sales", "stock"):
            self.must("import", kind + ".csv", "--as", kind)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
            f.write(text)

    def run(self, *words):
        return self.server.run(*words)

    def must(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done.stderr)
        return done

    def rows(self, *words):
        return list(csv.DictReader(io.StringIO(self.must(*words, "--format", "csv", "-q").stdout.decode())))

    def sell(self, product, quantity):
        self.sold += 1
        self.write("live.csv", "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
                   f"L{self.sold},1,S01,2026-03-02 {self.sold // 60:02}:{self.sold % 60:02}:00,{product},{quantity},1.29,EUR\n")
        self.must("import", "live.csv", "--as", "sales")

    def restock(self):
        self.sold += 1
        at = f"2026-03-02 {self.sold // 60:02}:{self.sold % 60:02}:30"
        self.write("count.csv", f"store,product,counted_at,on_hand\nS01,MILK,{at},80\nS01,BREAD,{at},80\n")
        self.must("import", "count.csv", "--as", "stock")

    def message(self, recipient):
        rows = self.rows("alerts", "deliveries", "--recipient", recipient)
        return rows[0] if rows else None

    def end(self):
        if self.server.child:
            self.server.stop()
        self.server.remove()


class Events:
    """Reads the server's events in a thread: (when, name, data)."""

    def __init__(self, server):
        self.seen = []
        self.stream = socket.create_connection(("127.0.0.1", server.port))
        self.stream.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.secret}\r\n\r\n".encode())
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        name = None
        for line in self.stream.makefile("rb"):
            text = line.decode().strip()
            if text.startswith("event: "):
                name = text[7:]
            elif text.startswith("data: "):
                self.seen.append((time.monotonic(), name, json.loads(text[6:])))

    def of(self, name):
        return [event for event in self.seen if event[1] == name]


def verified(secret, headers, body):
    """The check of a receiver, from the text of the standard: no line of it is shared with the program."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    want = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return want in headers["webhook-signature"].split(" ") and abs(time.time() - int(headers["webhook-timestamp"])) < 60


def add_webhook(shop, name, url, *more):
    done = shop.must("alerts", "recipient", name, "--webhook", url, "--allow-private", "--severity", "info", *more)
    return re.search(rb"whsec_\S+", done.stderr).group(0).decode()


# ---- A sale comes in ----------------------------------------------------------------------------------------------------------

def a_sale_reaches_screen_and_mailbox_in_time(shop, mail):
    hook = receivers.Hook()
    secret = add_webhook(shop, "erp", hook.url)
    shop.must("alerts", "recipient", "buyer", "--email", "buyer@example.com", "--severity", "warning")
    shop.must("alerts", "recipient", "baker", "--email", "baker@example.com", "--category", "Bakery")
    shop.must("alerts", "recipient", "s02", "--email", "s02@example.com", "--store", "S02")
    shop.server.start("--port", "0").sign_in()
    events = Events(shop.server)
    check("the stream says hello", until(lambda: events.of("data_version")))
    start = time.monotonic()
    shop.sell("MILK", 75)
    check("mail arrives", until(lambda: mail.arrived))
    check("webhook arrives", until(lambda: hook.posts))
    check("event arrives", until(lambda: events.of("alert")))
    took = {"event": events.of("alert")[0][0] - start, "mail": mail.arrived[0][0] - start, "webhook": hook.posts[0][0] - start}
    print("seconds from the start of the import: " + ", ".join(f"{k} {v:.2f}" for k, v in took.items()))
    for what, seconds in took.items():
        check(f"{what} within {WITHIN_S} s", seconds < WITHIN_S, f"{seconds:.2f} s")
    data = events.of("alert")[0][2]
    check("event names the product", data["opened"] == 2 and {a["product"] for a in data["alerts"]} == {"MILK"}, data)
    _, to, message = mail.arrived[0]
    check("one mail to the one who wants it", [m[1] for m in mail.arrived] == [["buyer@example.com"]] and to == ["buyer@example.com"], mail.arrived)
    text = message.get_content()
    check("mail is read as it was written", "Oat milk 1 l — bio" in text and "S01" in text, text)
    check("mail has what mail must have", all(message[h] for h in ("From", "To", "Date", "Message-ID", "Subject")), message.items())
    _, headers, body, _ = hook.posts[0]
    check("signature holds", verified(secret, headers, body))
    check("signature of another body does not", not verified(secret, headers, body + b" "))
    check("event of the webhook", json.loads(body)["type"] == "stock_alert.opened" and json.loads(body)["data"]["count"] == 2, body)
    for _ in range(5):
        shop.sell("MILK", 1)
    time.sleep(1.5)
    check("one message for one crossing", len(mail.arrived) == 1 and len(hook.posts) == 1, (len(mail.arrived), len(hook.posts)))
    alert = json.loads(shop.server.ask("GET", "/api/v1/inventory/alerts").body)["rows"][0]
    answer = shop.server.ask("POST", "/api/v1/alerts/acknowledge", json.dumps({"id": [str(alert["alert_id"])], "note": "on it"}),
                             {"Content-Type": "application/json", "Idempotency-Key": "one", "Origin": shop.server.origin})
    check("acknowledged over HTTP", answer.status == 200 and until(lambda: len(events.of("alert")) > 1), answer.body)
    shop.restock()
    check("over when restocked", until(lambda: shop.rows("inventory", "alerts", "--severity", "warning") == []))
    mail.arrived.clear()
    shop.sell("MILK", 75)
    check("the next crossing is told again", until(lambda: mail.arrived))
    hook.stop()
    shop.restock()


# ---- The other side fails -------------------------------------------------------------------------------------------------------

def cross(shop, mail):
    shop.restock()
    mail.arrived.clear()
    mail.tries.clear()
    shop.sell("MILK", 75)


def a_temporary_failure_is_tried_again(shop, mail):
    mail.answers = ["451 4.3.0 come back later"]
    cross(shop, mail)
    check("451 is tried again", until(lambda: mail.arrived, 15), mail.tries)
    check("after a while, not at once", len(mail.tries) == 2 and mail.tries[1] - mail.tries[0] > 3.5, mail.tries)
    check("and says so", until(lambda: shop.message("buyer")["state"] == "sent") and shop.message("buyer")["attempts"] == "2")


def a_permanent_failure_is_a_dead_letter_at_once(shop, mail):
    mail.answers = ["550 5.1.1 no such user"]
    cross(shop, mail)
    check("550 is a dead letter", until(lambda: shop.message("buyer")["state"] == "dead"), shop.message("buyer"))
    check("with the reason", "550" in shop.message("buyer")["last_error"], shop.message("buyer"))
    shop.must("alerts", "retry")
    check("retry sends it", until(lambda: mail.arrived) and until(lambda: shop.message("buyer")["state"] == "sent"))


def a_slow_server_keeps_nobody_else_waiting(shop, mail):
    hook = receivers.Hook()
    add_webhook(shop, "quick", hook.url)
    mail.delay = 4
    start = time.monotonic()
    cross(shop, mail)
    check("the webhook comes meanwhile", until(lambda: hook.posts) and time.monotonic() - start < 4, time.monotonic() - start)
    check("and the mail after its time", until(lambda: mail.arrived, 15))
    mail.delay = 0
    shop.must("alerts", "remove", "quick")
    hook.stop()


def a_server_that_is_down_gets_it_when_it_is_up(shop, mail):
    port = mail.port
    mail.stop()
    shop.restock()
    shop.sell("MILK", 75)
    check("it waits", until(lambda: (shop.message("buyer") or {}).get("state") == "waiting" and shop.message("buyer")["attempts"] == "1"),
          shop.message("buyer"))
    again = receivers.Mailbox(port)
    check("it comes by itself", until(lambda: again.arrived, 15), shop.message("buyer"))
    return again


def webhooks_are_obeyed(shop, mail):
    hook = receivers.Hook()
    secret = add_webhook(shop, "partner", hook.url)
    hook.answers = [(503, {"Retry-After": "600"})]
    cross(shop, mail)
    check("503 waits", until(lambda: (shop.message("partner") or {}).get("attempts") == "1" and shop.message("partner")["state"] == "waiting"))
    row = shop.message("partner")
    wait = datetime.datetime.fromisoformat(row["next_at"].replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)
    check("as long as Retry-After says", 550 < wait.total_seconds() < 610, row)
    shop.must("alerts", "retry", row["message_id"])
    check("the same id and another signature", until(lambda: len(hook.posts) == 2)
          and hook.posts[0][1]["webhook-id"] == hook.posts[1][1]["webhook-id"] == row["message_id"] and verified(secret, hook.posts[1][1], hook.posts[1][2]))
    hook.answers = [(302, {"Location": hook.url})]
    cross(shop, mail)
    check("a redirect is not followed", until(lambda: len(hook.posts) == 3) and until(lambda: shop.message("partner")["state"] == "waiting"))
    hook.answers = [(410, {})]
    shop.must("alerts", "retry", shop.message("partner")["message_id"])
    check("410 ends it", until(lambda: shop.message("partner")["state"] == "dead"), shop.message("partner"))
    row = [r for r in shop.rows("alerts", "recipients") if r["recipient"] == "partner"][0]
    check("and switches it off", row["on"] == "false" and "410" in row["why_off"], row)
    hook.stop()


def private_addresses_are_refused(shop, mail):
    shop.must("alerts", "recipient", "inner", "--webhook", "https://localhost:9/hook", "--severity", "info")
    cross(shop, mail)
    check("this machine is not called", until(lambda: (shop.message("inner") or {}).get("state") == "dead"), shop.message("inner"))
    check("and why", "private network" in shop.message("inner")["last_error"], shop.message("inner"))
    shop.must("alerts", "remove", "inner")


def killed_in_between_it_goes_on(shop, mail):
    mail.delay = 2
    cross(shop, mail)
    until(lambda: mail.tries)
    shop.server.child.kill()
    shop.server.child.wait()
    mail.delay = 0
    shop.server.start("--port", "0").sign_in()
    state = shop.message("buyer")
    check("what was being sent is still there", state["state"] in ("sending", "waiting", "sent"), state)
    shop.restock()
    mail.arrived.clear()
    shop.sell("MILK", 75)
    check("what comes next arrives", until(lambda: mail.arrived))


def a_secret_is_never_shown(shop, mail):
    texts = [shop.must("config", "show").stdout, shop.must("alerts", "recipients").stdout, shop.server.said().encode()]
    with open(os.path.join(shop.server.workspace, "logs", "server.log"), "rb") as f:
        texts.append(f.read())
    check("no password anywhere", not any(b"s3cret-word" in text for text in texts))
    check("no webhook secret anywhere", not any(b"whsec_" in text for text in texts))


# ---- Encrypted, with a login ------------------------------------------------------------------------------------------------------

def starttls_and_login():
    with tempfile.TemporaryDirectory(prefix="ri-cert-") as folder:
        tls, other = receivers.certificate(folder), receivers.certificate(folder, "other")
        mail = receivers.Mailbox(tls=tls, login=("shop", "s3cret-word"))
        hook = receivers.Hook(tls=tls)
        shop = Shop({"smtp.host": "localhost", "smtp.port": mail.port, "smtp.from": "shop@example.com", "smtp.user": "shop",
                     "smtp.ca_file": tls[0], "webhook.ca_file": tls[0]})
        shop.must("alerts", "recipient", "buyer", "--email", "buyer@example.com")
        shop.must("alerts", "test", "buyer")
        shop.must("alerts", "deliver", "--once")
        check("without the password nothing is sent", not mail.arrived and shop.message("buyer")["state"] == "waiting", shop.message("buyer"))
        shop.server.env["RETAILINSIGHT_SMTP_PASSWORD"] = "wrong"
        shop.must("alerts", "retry", shop.message("buyer")["message_id"])
        shop.must("alerts", "deliver", "--once")
        check("a wrong password is no dead letter", shop.message("buyer")["state"] == "waiting" and mail.logins == [False], shop.message("buyer"))
        check("and is not in the reason", "wrong" not in shop.message("buyer")["last_error"], shop.message("buyer"))
        path = os.path.join(folder, "word")
        with open(path, "w", encoding="utf-8") as f:
            f.write("s3cret-word\n")
        shop.server.env["RETAILINSIGHT_SMTP_PASSWORD_FILE"] = path
        shop.must("alerts", "retry", shop.message("buyer")["message_id"])
        shop.must("alerts", "deliver", "--once")
        check("STARTTLS and login", len(mail.arrived) == 1 and mail.logins[-1] is True, shop.message("buyer"))
        secret = add_webhook(shop, "erp", hook.url)
        shop.must("alerts", "test", "erp")
        shop.must("alerts", "deliver", "--once")
        check("webhook over TLS", len(hook.posts) == 1 and verified(secret, hook.posts[0][1], hook.posts[0][2]), shop.message("erp"))
        shop.server.env.update(RETAILINSIGHT_SMTP_CA_FILE=other[0], RETAILINSIGHT_WEBHOOK_CA_FILE=other[0])
        for name in ("buyer", "erp"):
            shop.must("alerts", "test", name)
        shop.must("alerts", "deliver", "--once")
        check("a certificate nobody vouches for is refused", len(mail.arrived) == 1 and len(hook.posts) == 1
              and "certificate" in shop.message("erp")["last_error"], (shop.message("buyer"), shop.message("erp")))
        shop.end()
        mail.stop()
        hook.stop()


def quiet_hours_and_digest():
    mail = receivers.Mailbox()
    shop = Shop({"smtp.host": "127.0.0.1", "smtp.port": mail.port, "smtp.security": "none", "smtp.from": "shop@example.com"})
    now = datetime.datetime.now(datetime.timezone.utc)
    quiet = f"{now - datetime.timedelta(hours=1):%H:%M}-{now + datetime.timedelta(hours=2):%H:%M}"
    shop.must("alerts", "recipient", "asleep", "--email", "asleep@example.com", "--quiet", quiet, "--time-zone", "UTC")
    shop.must("alerts", "recipient", "urgent", "--email", "urgent@example.com", "--quiet", quiet, "--time-zone", "UTC", "--urgent")
    shop.must("alerts", "recipient", "digest", "--email", "digest@example.com", "--digest", "hourly")
    shop.must("alerts", "refresh")
    shop.sell("MILK", 79)
    shop.must("alerts", "deliver", "--once")
    check("only what is urgent comes", [m[1] for m in mail.arrived] == [["urgent@example.com"]], mail.arrived)
    text = mail.arrived[0][2].get_content() if mail.arrived else ""
    check("and only the critical one", "critical" in text and "warning" not in text, text)
    shop.must("alerts", "recipient", "asleep", "--email", "asleep@example.com")
    shop.must("alerts", "deliver", "--once")
    check("what waited comes in one message", sorted(m[1][0] for m in mail.arrived) == ["asleep@example.com", "urgent@example.com"], mail.arrived)
    shop.end()
    mail.stop()


def scheduled_reports():
    """Made and mailed as a document; what fails is said to the people who wait for it, and in the history."""
    mail = receivers.Mailbox()
    shop = Shop({"smtp.host": "127.0.0.1", "smtp.port": mail.port, "smtp.security": "none", "smtp.from": "shop@example.com"})
    shop.must("report", "schedule", "add", "flash", "--report", "daily", "--every", "day", "--at", "06:30", "--to", "a@example.com,b@example.com")
    sent = shop.rows("report", "schedule", "run", "flash")
    check("a report goes to everybody", [m[1] for m in mail.arrived] == [["a@example.com"], ["b@example.com"]], mail.arrived)
    parts = [p for m in mail.arrived for p in m[2].iter_attachments()]
    check("as a document with its name", [(p.get_content_type(), p.get_filename()) for p in parts]
          == [("application/pdf", "daily-2026-03-01.pdf")] * 2, parts)
    check("whole", parts and parts[0].get_content().startswith(b"%PDF-") and len(parts[0].get_content()) == int(sent[0]["bytes"]), sent)
    body = mail.arrived[0][2].get_body().get_content() if mail.arrived else ""
    check("with words that say how to end it", "report schedule remove flash" in body, body)

    mail.arrived.clear()
    shop.must("report", "schedule", "add", "dollars", "--report", "kpi", "--currency", "USD", "--to", "a@example.com")
    done = shop.run("report", "schedule", "run", "dollars")
    check("one that cannot be made is a failure", done.returncode == 6 and b"nothing was sold" in done.stderr, done)
    check("and who waits for it is told why", len(mail.arrived) == 1 and "could not be made: nothing was sold" in mail.arrived[0][2].get_content(), mail.arrived)
    check("in the subject too", mail.arrived and mail.arrived[0][2]["subject"] == "Report kpi (USD) failed", mail.arrived)

    mail.arrived.clear()
    mail.answers = ["451 later"] * 2
    done = shop.run("report", "schedule", "run", "flash")
    check("a mail server that does not take it is a failure", done.returncode == 6 and b"451" in done.stderr, done)
    alerts = {row["product"] or row["message"]: row for row in shop.rows("inventory", "alerts", "--rule", "report_failed")}
    check("a report that fails is an alert", len(alerts) == 2 and all("report" in key for key in alerts), alerts)
    history = shop.rows("report", "schedule", "history")
    check("all of it is in the history", [(r["schedule"], r["state"], r["sent_to"]) for r in history]
          == [("flash", "failed", "0"), ("dollars", "failed", "0"), ("flash", "sent", "2")], history)
    row = next(r for r in shop.rows("report", "schedule", "list") if r["schedule"] == "flash")
    soon = datetime.datetime.fromisoformat(row["next_at"]) - datetime.datetime.now(datetime.timezone.utc)
    check("it is tried again in a minute", 0 < soon.total_seconds() <= 61 and row["last_state"] == "failed", row)

    shop.server.start("--port", "0").sign_in()
    events = Events(shop.server)
    path = next(os.path.join(d, "control.sqlite") for d, _, files in os.walk(shop.folder) if "control.sqlite" in files)
    with sqlite3.connect(path, timeout=10) as db:
        db.execute("UPDATE report_schedule SET next_at = 1 WHERE name = 'flash'")
    check("a server sends what is due", until(lambda: len(mail.arrived) == 2), mail.arrived)
    check("and says so", until(lambda: events.of("report")) and events.of("report")[0][2]["state"] == "sent", events.seen)
    time.sleep(1.5)
    check("once", len(mail.arrived) == 2, mail.arrived)
    shop.must("report", "schedule", "remove", "flash")
    check("one that is removed is gone", [r["schedule"] for r in shop.rows("report", "schedule", "list")] == ["dollars"])
    done = shop.run("report", "schedule", "remove", "flash")
    check("and cannot be removed again", done.returncode == 4, done)
    open_now = shop.rows("inventory", "alerts", "--rule", "report_failed")
    check("one that was sent again or removed is no alert any more", len(open_now) == 1 and "(dollars)" in open_now[0]["message"], open_now)
    shop.must("alerts", "recipient", "ops", "--email", "ops@example.com", "--severity", "warning")
    shop.must("report", "schedule", "add", "pounds", "--report", "kpi", "--currency", "GBP", "--to", "a@example.com")
    shop.run("report", "schedule", "run", "pounds")
    check("who looks after the program is told by mail", until(lambda: any(m[1] == ["ops@example.com"] for m in mail.arrived)), mail.arrived)
    told = [m[2] for m in mail.arrived if m[1] == ["ops@example.com"]]
    check("which report, and why", told and told[0]["subject"].startswith("Alert: report kpi (pounds): not sent") and "nothing was sold" in told[0].get_content(),
          told and (told[0]["subject"], told[0].get_content()))
    shop.end()
    mail.stop()


def the_server_renews_what_stock_is_held_against():
    """Ten busy days and a delivery: by the thresholds of before all is well, until the minute comes at which they are computed anew."""
    due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=75)
    shop = Shop({"alerts.refresh_at": f"{max(due.hour * 60 + due.minute, 1)}m", "store.time_zone": "UTC"})
    shop.must("alerts", "refresh")
    shop.write("busy.csv", "transaction,line,store,sold_at,product,quantity,unit_price,currency\n" + "".join(
        f"X{day},1,S01,2026-03-{day:02} 10:00:00,MILK,{40 + day},1.29,EUR\n" for day in range(3, 13)))
    shop.write("full.csv", "store,product,counted_at,on_hand\nS01,MILK,2026-03-12 20:00:00,160\nS01,BREAD,2026-03-12 20:00:00,80\n")
    shop.must("import", "full.csv", "--as", "stock")
    shop.must("import", "busy.csv", "--as", "sales")
    check("nothing is wrong by the old thresholds", shop.rows("inventory", "alerts", "--severity", "warning") == [])
    shop.server.start("--port", "0").sign_in()
    events = Events(shop.server)
    found = until(lambda: any(a["rule"] == "below_reorder_point" for one in events.of("alert") for a in one[2]["alerts"]), 110)
    check("the server computes them anew at its minute", found, [one[2] for one in events.of("alert")])
    shop.end()


def main():
    mail = receivers.Mailbox()
    shop = Shop({"smtp.host": "127.0.0.1", "smtp.port": mail.port, "smtp.security": "none", "smtp.from": "shop@example.com"})
    try:
        shop.must("alerts", "refresh")
        a_sale_reaches_screen_and_mailbox_in_time(shop, mail)
        a_temporary_failure_is_tried_again(shop, mail)
        a_permanent_failure_is_a_dead_letter_at_once(shop, mail)
        a_slow_server_keeps_nobody_else_waiting(shop, mail)
        mail = a_server_that_is_down_gets_it_when_it_is_up(shop, mail)
        webhooks_are_obeyed(shop, mail)
        private_addresses_are_refused(shop, mail)
        killed_in_between_it_goes_on(shop, mail)
        a_secret_is_never_shown(shop, mail)
        code = shop.server.stop()
        check("the server ends well", code == 0, code)
        check("answers were sound", not shop.server.leaks and not shop.server.serious, (shop.server.leaks, shop.server.serious))
        starttls_and_login()
        quiet_hours_and_digest()
        scheduled_reports()
        the_server_renews_what_stock_is_held_against()
    except Exception:  # a check that cannot go on is a failure
        traceback.print_exc()
        check("the run", False, shop.server.said() if shop.server.child else "")
    finally:
        shop.end()
        mail.stop()
    print(f"{passes} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
