"""Every way in which data come ends in a check of the stock: a file on the command line (rules.py), a watched folder, a file sent over HTTP,
a count made in the aisle, goods received. What is crossed by any of them is told once, whichever brings the next data."""
import datetime
import http.client
import json
import os
import re
import subprocess
import time

from rules import LAST, Watched
from shop import PROGRAM, SALES, check, equal

PATIENCE_S = 60


def until(condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def sale(name, product, units, day=1):
    return f"{SALES}\n{name},1,S1,{LAST + datetime.timedelta(day)} 12:00:00,{product},{units},2.00,EUR\n"


def by_watched_folder(shop, product):
    """As tills do it: whole files, renamed into place; each is a batch of its own."""
    inbox = os.path.join(shop.folder, "inbox")
    os.makedirs(inbox)
    words = [PROGRAM, "--workspace", "workspace", "import", "--watch", "inbox", "--as", "sales", "--currency", "EUR", "--settle", "0"]
    with subprocess.Popen(words, cwd=shop.folder, env=shop.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            for i, units in enumerate((95, 1, 1)):
                path = os.path.join(inbox, f"till_{i}.csv")
                with open(path + ".part", "w", encoding="utf-8") as file:
                    file.write(sale(f"W{i}", product, units))
                os.rename(path + ".part", path)
                check("the folder takes the file", until(lambda p=path: not os.path.exists(p)), path)
        finally:
            child.terminate()
            child.wait(PATIENCE_S)


class Served:
    """The server on the shop's workspace, and a session."""

    def __init__(self, shop):
        self.log = os.path.join(shop.folder, "serve.txt")
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen([PROGRAM, "--workspace", "workspace", "serve", "--port", "0"], cwd=shop.folder, env=shop.env,
                                          stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        found = {}

        def ready():
            with open(self.log, encoding="utf-8") as text:
                match = re.search(r"http://[^:]+:(\d+)/login\?token=(\w+)", text.read())
            return bool(match) and found.update(port=int(match.group(1)), token=match.group(2)) is None
        check("the server starts", until(ready))
        self.port = found["port"]
        answer = self.ask("GET", f"/login?token={found['token']}")
        self.secret = answer.headers["Set-Cookie"].split(";")[0].split("=")[1]

    def ask(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        more = {"Authorization": "Bearer " + self.secret} if hasattr(self, "secret") else {}
        connection.request(method, target, body, {**more, **(headers or {})})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def send(self, body):
        job = json.loads(self.ask("POST", "/api/v1/import?as=sales&currency=EUR", body, {"Content-Type": "text/csv"}).text)
        check("the file is taken", until(lambda: json.loads(self.ask("GET", f"/api/v1/jobs/{job['id']}").text)["state"] == "done"), job)

    def end(self):
        self.child.terminate()
        self.child.wait(PATIENCE_S)


def by_http(shop, product):
    served = Served(shop)
    try:
        for i, units in enumerate((95, 1, 1)):
            served.send(sale(f"H{i}", product, units))
        rows = json.loads(served.ask("GET", "/api/v1/inventory/alerts").text)["rows"]
        check("and the server shows it", any(row["product"] == product for row in rows), rows)
    finally:
        served.end()


def test_every_path():
    with Watched() as shop:
        for path, product in ((by_watched_folder, "LOW"), (by_http, "OUT")):
            equal(f"{path.__name__}: quiet before", shop.alerts("below_reorder_point", product), [])
            path(shop, product)
            told = shop.alerts("below_reorder_point", product)
            equal(f"{path.__name__}: told once", len(told), 1)
            shop.sell(product, 1)
            equal(f"{path.__name__}: and once by the next path", shop.alerts("below_reorder_point", product), told)
        shop.must("shop", "count", "--store", "S1", "--product", "LOW", "--units", "90", "--at", f"{LAST + datetime.timedelta(2)}T09:00:00Z")
        equal("a count in the aisle ends it", shop.alerts("below_reorder_point", "LOW"), [])
        shop.must("shop", "count", "--store", "S1", "--product", "LOW", "--units", "1", "--at", f"{LAST + datetime.timedelta(2)}T10:00:00Z")
        equal("a count in the aisle tells it", len(shop.alerts("below_reorder_point", "LOW")), 1)
        order = shop.rows("purchasing", "create", "--line", "OUT@S1=80", "--on", str(LAST + datetime.timedelta(1)))[0]["order"]
        shop.must("purchasing", "send", order, "--on", str(LAST + datetime.timedelta(1)))
        equal("what is on its way ends it", shop.alerts("below_reorder_point", "OUT"), [])
        equal("but not that the shelf is empty before it comes", len(shop.alerts("runs_out", "OUT")), 1)
        shop.must("purchasing", "receive", order, "--on", str(LAST + datetime.timedelta(2)))
        equal("goods received end that too", shop.alerts("runs_out", "OUT"), [])


TESTS = [test_every_path]
