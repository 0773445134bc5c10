# SPDX-License-Identifier: Apache-2.0
"""Sessions in Chromium: what the headers in test_session_origin.py stand for is what a browser sends and keeps."""

import functools
import http.server
import json

import pytest
from harness.sessions import link
from harness.threads import serving

SESSION = "/zhugeleida/session"
AREA = "/zhugeleida/qiyeweixin"


@pytest.fixture
def other_page():
    """The address of a page of another origin, but of the same site: browsers send SameSite=Strict cookies along with what it asks."""

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>other</title><form method=post></form>")

        def log_message(self, *_):
            pass

    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def fetch(page, url, then="answer => answer.json()", **options):
    """What becomes of a request of the page's; the error's name where it is not allowed."""
    return page.evaluate(f"fetch({json.dumps(url)}, {json.dumps(options)}).then({then}, error => error.name)")


def post(page, url, **fields):
    return fetch(page, url, method="POST", headers={"X-Leida": "1", "Content-Type": "application/json"}, body=json.dumps(fields))


def socket(page, base_url):
    """What a WebSocket hears first."""
    return page.evaluate(f"""new Promise(done => {{
        const opened = new WebSocket({json.dumps(base_url.replace("http", "ws") + AREA + "/push")}, 'leida.1')
        opened.onmessage = ({{data}}) => done(JSON.parse(data).event)
        opened.onclose = ({{code}}) => done(code)
    }})""")


@pytest.fixture
def page(stack, pair, browser):
    """A page of the gateway's own, logged in as the staff user; an address of the gateway that needs no credentials stands for it."""
    opened = browser.open(stack.base_url + "/openapi.json")
    token = link(stack, pair.staff)[2]
    assert [post(opened, SESSION, token=token)["code"] for _ in range(2)] == [200, 400]
    yield opened
    opened.close()


own = functools.partial(fetch, headers={"X-Leida": "1"})


def test_own_page_has_a_session_that_its_scripts_cannot_read(stack, pair, page):
    data = own(page, SESSION)["data"]
    assert (data["kind"], data["id"]) == ("staff", pair.staff.id)
    assert page.evaluate("document.cookie") == ""
    assert own(page, f"{AREA}/chat?customer_id={pair.customer.id}")["code"] == 200
    assert fetch(page, SESSION)["code"] == 400
    assert socket(page, stack.base_url) == "hello"
    assert post(page, SESSION + "/end")["code"] == 200
    assert own(page, SESSION)["code"] == 400


def test_page_of_another_origin_marks_nothing_and_changes_nothing(stack, pair, page, other_page):
    pair.customer_says("a").done()
    assert pair.unread() == (1, 0)
    page.go(other_page)
    reading = f"{stack.base_url}{AREA}/chat/getmsg/0?customer_id={pair.customer.id}"
    sending = stack.base_url + AREA + "/chat/send_msg/0"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"customer_id={pair.customer.id}&content=%7B%22info_type%22%3A1%2C%22msg%22%3A%22planted%22%7D"
    told = "answer => answer.type"
    assert fetch(page, reading, told, mode="no-cors", credentials="include") == "opaque"
    assert fetch(page, reading, told, credentials="include", headers={"X-Leida": "1"}) == "TypeError"
    assert fetch(page, sending, told, mode="no-cors", credentials="include", method="POST", headers=form, body=body) == "opaque"
    assert socket(page, stack.base_url) == 1006  # refused: a page is not told more
    page.evaluate(f"document.forms[0].action = {json.dumps(stack.base_url + SESSION + '/end')}; document.forms[0].submit()")
    page.wait("location.href.endsWith('/session/end') && document.readyState === 'complete'")
    assert json.loads(page.text("body"))["code"] == 400
    assert pair.unread() == (1, 0) and pair.staff_reads().data["data_count"] == 1
    page.go(stack.base_url + "/openapi.json")
    assert own(page, SESSION)["code"] == 200
