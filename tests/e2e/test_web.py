# SPDX-License-Identifier: Apache-2.0
"""The pages as the gateway serves them: from memory, compressed, kept by browsers, with a policy that holds them."""

import gzip
import http.client
import re
import urllib.parse

import pytest

PAGE = b"<!doctype html><title>page</title>" + b" " * 500
SCRIPT = b"let a = 1\n" * 200
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("pages")
    (root / "assets").mkdir()
    (root / "index.html").write_bytes(PAGE)
    (root / "c.html").write_bytes(b"<!doctype html>customer")
    (root / "icon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (root / "assets" / "a-1b2c.js").write_bytes(SCRIPT)
    (root / "assets" / "a-1b2c.js.gz").write_bytes(gzip.compress(SCRIPT))
    (root / "assets" / "a-1b2c.js.br").write_bytes(b"brotli, as far as anybody here knows")
    return root


@pytest.fixture(scope="module")
def stack(shared_stacks, folder):
    return shared_stacks(settings={"gateway": {"LEIDA_THREADS": "2", "LEIDA_WEB_ROOT": str(folder)}})


def ask(stack, path, method="GET", **headers):
    """Status, headers and body of one request; urllib would normalize the path."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(stack.base_url).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_web_page_is_asked_for_anew_each_time(stack):
    status, headers, body = ask(stack, "/web/")
    assert (status, body) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8" and headers["Cache-Control"] == "no-cache"
    assert re.fullmatch(r'"[0-9a-f]{16}n"', headers["ETag"]) and headers["Vary"] == "Accept-Encoding"
    assert ask(stack, "/web/index.html")[1]["ETag"] == headers["ETag"]
    assert ask(stack, "/web/c.html")[2] == b"<!doctype html>customer"


def test_web_icon_whose_name_stays_is_asked_for_anew(stack):
    status, headers, _ = ask(stack, "/web/icon.svg")
    assert (status, headers["Cache-Control"]) == (200, "no-cache") and "default-src 'none'" in headers["Content-Security-Policy"]


def test_web_file_of_a_build_is_kept_for_ever(stack):
    status, headers, body = ask(stack, "/web/assets/a-1b2c.js")
    assert (status, body, headers["Cache-Control"]) == (200, SCRIPT, FOREVER)
    assert headers["Content-Type"] == "text/javascript; charset=utf-8" and "Content-Security-Policy" not in headers


def test_web_file_comes_in_the_best_coding_that_is_accepted(stack):
    def coded(accepted):
        _, headers, body = ask(stack, "/web/assets/a-1b2c.js", Accept_Encoding=accepted)
        return headers["Content-Encoding"], headers["ETag"][-2], body

    assert coded("gzip, deflate, br") == ("br", "b", b"brotli, as far as anybody here knows")
    coding, letter, body = coded("gzip, br;q=0")
    assert (coding, letter, gzip.decompress(body)) == ("gzip", "g", SCRIPT)
    assert coded("identity") == (None, "n", SCRIPT)


def test_web_file_that_is_known_is_not_sent_again(stack):
    for path in ("/web/", "/web/assets/a-1b2c.js"):
        tag = ask(stack, path)[1]["ETag"]
        status, headers, body = ask(stack, path, If_None_Match=f'"x", W/{tag}')
        assert (status, body, headers["ETag"]) == (304, b"", tag)
        assert headers["Content-Length"] is None and headers["Vary"] == "Accept-Encoding"
        assert ask(stack, path, If_None_Match='"x"')[0] == 200


def test_web_head_is_get_without_its_body(stack):
    status, headers, body = ask(stack, "/web/", "HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(PAGE)))


def test_web_keeps_the_connection(stack):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(stack.base_url).netloc, timeout=10)
    tag = ask(stack, "/web/")[1]["ETag"]
    for headers in ({}, {"If-None-Match": tag}, {}, {"If-None-Match": tag}):
        connection.request("GET", "/web/", headers=headers)
        answer = connection.getresponse()
        assert answer.status == (304 if headers else 200)
        answer.read()
    connection.request("GET", "/openapi.json")
    assert connection.getresponse().headers["Content-Type"] == "application/json; charset=utf-8"
    connection.close()


def test_web_is_where_the_root_leads(stack):
    for path in ("/", "/web", "/?x=1"):
        status, headers, body = ask(stack, path)
        assert (status, headers["Location"], body, headers["Content-Length"]) == (302, "/web/", b"", "0")


@pytest.mark.parametrize("path", ["/web/x", "/web/assets/", "/web/assets", "/web/../etc/passwd", "/web/%2e%2e/etc/passwd", "/web//index.html",
                                  "/web/assets/a-1b2c.js.gz", "/web/index.html%00", "/web/./index.html", "/webs/", "/web/index.html/"])
def test_web_has_no_other_paths(stack, path):
    status, headers, body = ask(stack, path)
    assert (status, headers["Content-Type"]) == (404, "application/json; charset=utf-8") and b'"code":404' in body


def test_web_is_only_read(stack):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        status, headers, _ = ask(stack, "/web/", method)
        assert status in (405, 501) and (status == 501 or headers["Allow"] == "GET, HEAD")


def test_web_page_runs_only_what_is_its_own(stack):
    _, headers, _ = ask(stack, "/web/", Host="crm.example.com:8443")
    policy = {entry.split()[0]: entry.split()[1:] for entry in headers["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'none'"] and policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "wss://crm.example.com:8443"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"] and policy["require-trusted-types-for"] == ["'script'"]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_web_page_is_tried_out_in_the_clear_on_loopback_alone(stack):
    _, headers, _ = ask(stack, "/web/")
    assert " ws://127.0.0.1:" in headers["Content-Security-Policy"] and headers["Strict-Transport-Security"] is None


@pytest.mark.parametrize("host", ["a;script-src", "a'b", "h" * 300, "a$b"])
def test_web_policy_has_no_host_that_could_change_it(stack, host):
    status, headers, _ = ask(stack, "/web/", Host=host)
    assert status == 400 or "connect-src 'self'; base-uri" in headers["Content-Security-Policy"]


def test_web_without_a_folder_is_not_there(shared_stacks):
    stack = shared_stacks()
    assert [ask(stack, path)[0] for path in ("/", "/web/", "/web/index.html")] == [404, 404, 404]
