# SPDX-License-Identifier: Apache-2.0
"""The page that docs/push.md shows, as it stands there, in a browser: from an origin of its own, as a site would serve it."""

import contextlib
import http.server
import json
import statistics
import time
import urllib.parse

import pytest
from harness.client import Client
from harness.documents import documents
from harness.metrics import scrape, total
from harness.records import Pair
from harness.threads import serving
from harness.waiting import wait_until
from harness.websocket import connect

(PAGE,) = [block.text for block in documents()["docs/push.md"].blocks if block.kind == "html"]
MOST_LINES = 59  # of script
PER_PRINCIPAL = 8  # sockets: the standard of push.per_principal
LINES = "[...document.querySelectorAll('#lines > li')].map(line => line.textContent)"


class PageHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def origin():
    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), PageHandler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def stack(shared_stacks, origin):
    """Its gateway lets the page call."""
    return shared_stacks(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_CORS_ORIGINS": origin}})


@pytest.fixture
def shown(browser, origin, stack, pair):
    """The staff user's page of the pair's conversation, connected, with one message. In the end its console must have shown
    no error."""
    query = urllib.parse.urlencode({"gateway": stack.base_url, "customer": pair.customer.id})
    pair.customer_says("the first").done()
    page = browser.open(f"{origin}/page.html?{query}#{urllib.parse.urlencode(pair.staff.credentials())}")
    wait_connected(stack)
    wait_last(page, "the first")
    yield page
    errors = page.errors()
    page.close()
    assert errors == []
    wait_until(lambda: sockets(stack) == 0, 10, "the page to be gone")


def sockets(stack):
    return total(scrape(stack.gateway), "leida_push_connections")


def accepts(stack):
    return total(scrape(stack.gateway), "leida_push_accepts_total")


def wait_connected(stack):
    wait_until(lambda: sockets(stack) == 1, 20, "the page to connect")


def wait_last(page, text, seconds=20):
    """Until the last line is about this message; all lines, which come in order, and each once."""
    page.wait(f"{LINES}.at(-1)?.endsWith({json.dumps(text)})", seconds)
    lines = page.evaluate(LINES)
    assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1)), lines
    return lines


@contextlib.contextmanager
def network_errors(page):
    """Meanwhile the console shows that there is no network, and no other error."""
    assert page.errors() == []
    yield
    errors = page.errors()
    assert all(error.startswith(("network:", "javascript: WebSocket connection to")) for error in errors), errors


def test_page_is_short():
    script = PAGE.partition("<script>\n")[2].partition("</script>")[0]
    assert 0 < len(script.splitlines()) <= MOST_LINES


def test_page_shows_the_conversation(shown, pair):
    assert wait_last(shown, "the first") == [f"1 客户{pair.customer.id}: the first"]


def test_page_shows_what_comes(shown, pair):
    times = []
    for number in range(20):
        began = time.monotonic()
        pair.customer_says(f"message {number}").done()
        wait_last(shown, f"message {number}")
        times.append((time.monotonic() - began) * 1000)
    print(f"shown after {statistics.median(times):.1f} ms, at most {max(times):.1f}")
    pair.staff_says("an answer").done()
    assert wait_last(shown, "an answer")[-1] == "22 ←: an answer"


def test_page_shows_text_as_text(shown, pair):
    text = '<b>bold</b><img src=x onerror="throw 1"><script>throw 2</script>&lt;'
    pair.customer_says(text).done()
    wait_last(shown, text)
    assert shown.evaluate("document.querySelector('#lines :is(b, img, script)')") is None


def test_page_of_who_may_call_no_more_says_so_and_rests(shown, stack, pair):
    before = accepts(stack)
    assert stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
    shown.wait(f"{LINES}.at(-1) === 'closed: 4401'")
    shown.hidden(True)
    shown.hidden(False)
    shown.evaluate("new Promise(resolve => setTimeout(resolve, 100))")
    assert (accepts(stack), shown.evaluate(LINES)[-1]) == (before, "closed: 4401")


def begin_anew(stack):
    """Another gateway where the one that was killed was."""
    stack.gateway.environment["LEIDA_LISTEN"] = stack.base_url.removeprefix("http://")
    stack.gateway.start().wait_ready()


def say_elsewhere(stack, pair, text):
    """By a gateway at another address, while there is none at the page's."""
    stack.gateway.environment["LEIDA_LISTEN"] = "127.0.0.1:0"
    stack.gateway.start().wait_ready()
    customer = Client(stack.gateway.state["base_url"], "customer", pair.customer.id, pair.customer.token)
    Pair(pair.staff, customer).customer_says(text).done()
    stack.gateway.kill()


def test_page_finds_the_gateway_again(shown, stack, pair):
    with network_errors(shown):
        stack.gateway.kill()
        say_elsewhere(stack, pair, "meanwhile")
        begin_anew(stack)
        wait_last(shown, "meanwhile")
        wait_connected(stack)
    pair.customer.close()  # its connection was to the gateway of before
    pair.customer_says("afterwards").done()
    wait_last(shown, "afterwards")


def test_page_catches_up_once_there_is_a_network(shown, pair):
    with network_errors(shown):
        shown.offline(True)
        pair.customer_says("meanwhile").done()
        shown.offline(False)
        wait_last(shown, "meanwhile")
    pair.customer_says("afterwards").done()
    wait_last(shown, "afterwards")


def test_page_does_not_rest_once_there_is_a_network(shown, stack, pair):
    """Though it would try next after half a minute, as it has tried often."""
    with network_errors(shown):
        stack.gateway.kill()
        shown.wait("tries > 0")
        shown.offline(True)
        shown.evaluate("tries = 20")
        shown.wait("tries > 20")
        say_elsewhere(stack, pair, "meanwhile")
        begin_anew(stack)
        began = time.monotonic()
        shown.offline(False)
        wait_last(shown, "meanwhile", 5)
        print(f"back after {(time.monotonic() - began) * 1000:.0f} ms")


def test_page_reads_again_what_it_could_not_read(shown, pair):
    shown.evaluate("window.given = fetch, window.fetch = () => Promise.reject(new TypeError('cut off'))")
    pair.customer_says("meanwhile").done()
    shown.wait("misses > 0")
    shown.evaluate("window.fetch = given")
    wait_last(shown, "meanwhile")


def test_page_that_is_hidden_and_seen_again_shows_all(shown, stack, pair):
    before = accepts(stack)
    shown.hidden(True)
    pair.customer_says("meanwhile").done()
    shown.hidden(False)
    wait_last(shown, "meanwhile")
    assert accepts(stack) == before


def test_page_that_is_seen_after_silence_connects_anew(shown, stack, pair):
    """Its socket may be dead: it looks open until something is sent."""
    before = accepts(stack)
    shown.hidden(True)
    shown.evaluate("heard -= 31000")
    shown.hidden(False)
    wait_until(lambda: accepts(stack) == before + 1, 10, "the page to connect anew")
    wait_connected(stack)
    pair.customer_says("afterwards").done()
    wait_last(shown, "afterwards")


@pytest.mark.parametrize("use", ["seen", "clicked"])
def test_page_leaves_its_place_to_another_until_it_is_used(shown, stack, pair, use):
    before = accepts(stack)
    with contextlib.ExitStack() as opened:
        others = [opened.enter_context(connect(pair.staff)) for _ in range(PER_PRINCIPAL)]
        shown.wait("socket.readyState === WebSocket.CLOSED")
        pair.customer_says("meanwhile").done()
        assert accepts(stack) == before + PER_PRINCIPAL and shown.evaluate(LINES)[1:] == []
        if use == "clicked":
            shown.click("#lines")
        else:
            shown.hidden(True)
            shown.hidden(False)
        wait_last(shown, "meanwhile")
        assert others[0].closed() == 4409
