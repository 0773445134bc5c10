# SPDX-License-Identifier: Apache-2.0
"""The browser of the tests does as a person does, and tells what goes wrong in a page."""

import shutil
import struct
import urllib.parse

import pytest
from harness.browser import PROGRAM, Browser, BrowserError

FORM = """<!doctype html><meta name=viewport content=width=device-width><style>p { display: none } button { margin-top: 3000px }</style>
<form onsubmit="document.title = said.value + event.submitter.id; return false"><input id=said><p>unseen</p>
<button id=sends>Say</button></form>"""


def address(text):
    return "data:text/html;charset=utf-8," + urllib.parse.quote(text)


def test_browser_types_presses_and_clicks(browser):
    page = browser.open(address(FORM))
    page.click("#said")
    page.type("您好")
    page.press("Enter")
    page.wait("document.title === '您好sends'")
    page.click("#said")
    page.type("!")
    page.click("#sends")  # below what is seen
    page.wait("document.title === '您好!sends'")
    assert (page.text("form").strip(), page.text("table")) == ("Say", None)


def test_browser_is_a_phone_or_a_desktop_light_or_dark(browser, tmp_path):
    def looks(page):
        page.screenshot(tmp_path / "seen.png")
        picture = struct.unpack(">II", (tmp_path / "seen.png").read_bytes()[16:24])
        return page.evaluate("[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]"), picture

    assert looks(browser.open(address(FORM))) == ([1440, 900, False], (1440, 900))
    phone = browser.open(address(FORM), width=375, height=667, mobile=True, dark=True)
    assert looks(phone) == ([375, 667, True], (750, 1334)) and phone.evaluate("navigator.maxTouchPoints") > 0
    phone.dark(False)
    assert looks(phone)[0][2] is False


def test_browser_tells_what_goes_wrong(browser):
    page = browser.open(address("<img src=http://127.0.0.1:1/x.png><script>console.warn('no'); console.error('a', 1); throw Error('b')</script>"))
    page.wait("document.images[0].complete")
    assert sorted(error.partition(":")[0] for error in page.errors()) == ["console", "network", "script"]
    assert page.errors() == []
    with pytest.raises(BrowserError):
        page.evaluate("nothing.at.all")
    with pytest.raises(AssertionError, match="waited in vain for 1 > 2; it shows ''"):
        page.wait("1 > 2", 0)
    with pytest.raises(AssertionError, match="ERR_UNSAFE_PORT"):
        page.go("http://127.0.0.1:1/")


def test_browser_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(AssertionError, match=f"{PROGRAM} is missing"):
        Browser(tmp_path)
