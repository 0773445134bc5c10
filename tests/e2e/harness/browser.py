# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, driven as a person would: pages that are looked at, clicked and typed into. It speaks the
DevTools protocol (chromedevtools.github.io/devtools-protocol) over a pipe, so no port is open; and it ends when the pipe does,
however the tests end."""

import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import time

from .waiting import PATIENCE, wait_until

PROGRAM = "chromium-headless-shell"  # the Debian package, too
# Root may not use its sandbox; all that it opens here is ours.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"]
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowUp": 38, "ArrowDown": 40}
SECONDS = 20  # for an answer of its own


class BrowserError(AssertionError):
    """It refuses a call, or a script of the page threw."""


class DevTools:
    """The protocol: calls and their answers, and events for whoever listens to their session."""

    def __init__(self, process):
        self.process = process
        self.buffer = b""
        self.numbers = itertools.count(1)
        self.listeners = {}

    def call(self, method, session=None, **parameters):
        """What it answers."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        self.process.stdin.write(json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS * PATIENCE
        while (answer := self._message(deadline)).get("id") != number:
            self._hear(answer)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _hear(self, event):
        listener = self.listeners.get(event.get("sessionId"))
        if listener:
            listener(event["method"], event["params"])

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{PROGRAM} does not answer"
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            assert data, f"{PROGRAM} has ended"
            self.buffer += data
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)


class Browser:
    """The program, with all that it keeps (its log, too) in `folder`."""

    def __init__(self, folder):
        program = shutil.which(PROGRAM)
        assert program, f"{PROGRAM} is missing: the Debian package of this name, which ./leida test installs"
        folder.mkdir(parents=True, exist_ok=True)
        homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
        # The pipes are to be its descriptors 3 and 4.
        command = ["sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >&2', "sh", program, *OPTIONS, f"--user-data-dir={folder}/profile"]
        with open(folder / "chromium.log", "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0,
                                            env={**os.environ, **homes}, start_new_session=True)
        self.tools = DevTools(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self, url, **options):
        """A page at this address, with storage of its own; for the options see Page."""
        return Page(self.tools, **options).go(url)

    def close(self):
        """Ends it and all that it has started."""
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS * PATIENCE)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process.stdout.close()


class Page:
    """A page in a window of its own, seen, of a desktop's size; `mobile` has it be a phone's, `dark` dark."""

    def __init__(self, tools, width=1440, height=900, mobile=False, dark=False):
        self.tools = tools
        self.context = tools.call("Target.createBrowserContext")["browserContextId"]
        self.target = tools.call("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.window = tools.call("Browser.getWindowForTarget", targetId=self.target)["windowId"]
        self.session = tools.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        self.faults = []
        tools.listeners[self.session] = self._hear
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if mobile else 1, mobile=mobile)
        self._call("Emulation.setTouchEmulationEnabled", enabled=mobile)
        self.dark(dark)

    def _call(self, method, **parameters):
        return self.tools.call(method, self.session, **parameters)

    def _hear(self, method, event):
        if method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.faults.append(f"script: {details.get('exception', {}).get('description', details['text'])}")
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "assert"):
            self.faults.append("console: " + " ".join(str(word.get("value", word.get("description"))) for word in event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            self.faults.append(f"{event['entry']['source']}: {event['entry']['text']} {event['entry'].get('url', '')}")

    def errors(self):
        """What the console has shown as errors since the last time: each begins with its source, such as "script" or "network"."""
        self.evaluate("0")
        told, self.faults = self.faults, []
        return told

    def go(self, url):
        """Opens an address, and returns when all of it is loaded."""
        answer = self._call("Page.navigate", url=url)
        assert "errorText" not in answer, f"{url}: {answer['errorText']}"
        self.wait("document.readyState === 'complete'")
        return self

    def close(self):
        del self.tools.listeners[self.session]
        self.tools.call("Target.disposeBrowserContext", browserContextId=self.context)

    def evaluate(self, expression):
        """The value of an expression of JavaScript; of a promise, what becomes of it."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, expression, seconds=10):
        """The first true value of an expression of JavaScript; AssertionError with what the page shows, after so many seconds."""
        try:
            return wait_until(lambda: self.evaluate(expression), seconds, expression)
        except AssertionError as error:
            raise AssertionError(f"{error}; it shows {self.text('body')!r}; console: {self.faults}") from None

    def text(self, selector):
        """The text of the first element that fits, as it is seen; None where there is none."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText")

    def click(self, selector):
        """Clicks in the middle of the first element that fits, once there is one."""
        place = self.wait(f"""(element => {{
            if (!element) return
            element.scrollIntoView({{block: 'nearest'}})
            const {{left, top, width, height}} = element.getBoundingClientRect()
            return {{x: left + width / 2, y: top + height / 2}}
        }})(document.querySelector({json.dumps(selector)}))""")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, button="none" if kind == "mouseMoved" else "left", clickCount=1, **place)

    def type(self, text):
        """Writes where the focus is, as an input method does: no keys are told of."""
        self._call("Input.insertText", text=text)

    def press(self, key):
        """A key that is in KEYS."""
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key], **({"text": "\r"} if key == "Enter" else {})}
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, **code)

    def screenshot(self, path):
        """A picture (PNG) of what is seen."""
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def dark(self, on):
        """Whether the system says that it prefers dark colours."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    def offline(self, on):
        """Whether there is no network. What a WebSocket has open stays so, as the tools of Chromium leave it."""
        self._call("Network.emulateNetworkConditions", offline=on, latency=0, downloadThroughput=-1, uploadThroughput=-1)

    def hidden(self, on):
        """Whether its window is put away."""
        self.tools.call("Browser.setWindowBounds", windowId=self.window, bounds={"windowState": "minimized" if on else "normal"})
        self.wait(f"document.hidden === {json.dumps(on)}")
