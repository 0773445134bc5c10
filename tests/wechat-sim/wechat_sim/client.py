# SPDX-License-Identifier: Apache-2.0
"""How a test speaks to a simulator: its controls, and the calls that Leida makes."""

import json
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

RUN = pathlib.Path(__file__).resolve().parents[1] / "run"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def fetch(url, body=None, timeout=60):
    """Status, headers and body; redirects are not followed."""
    try:
        with _opener.open(urllib.request.Request(url, body), timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Client:
    def __init__(self, base):
        self.base = base

    def do(self, action, **given):
        """A control's answer."""
        status, _, body = fetch(f"{self.base}/sim/{action}", json.dumps(given, ensure_ascii=False).encode())
        answer = json.loads(body)
        assert status == 200, f"/sim/{action}: {answer['error']}"
        return answer

    def journal(self, since=0, **wanted):
        """The entries whose members are as wanted."""
        entries = json.loads(fetch(f"{self.base}/sim/journal?since={since}")[2])
        return [entry for entry in entries if all(entry.get(name) == value for name, value in wanted.items())]

    def state(self):
        return json.loads(fetch(f"{self.base}/sim/state")[2])

    def phone(self, openid):
        """What somebody's phone shows."""
        return next(person["phone"] for person in self.state()["people"] if person["openid"] == openid)

    def ask(self, path, given=None, **query):
        """A call as Leida makes it; the JSON that is answered, or bytes."""
        words = f"?{urllib.parse.urlencode(query)}" if query else ""
        body = None if given is None else given if isinstance(given, bytes) else json.dumps(given, ensure_ascii=False).encode()
        _, headers, answer = fetch(f"{self.base}{path}{words}", body)
        return json.loads(answer) if headers.get_content_type() == "application/json" else answer


class Running:
    """A simulator as a process of its own: a Client, `roots` being what Leida is configured with."""

    def __init__(self, folder, config=None):
        self.folder = pathlib.Path(folder)
        self.journal_path = self.folder / "journal.jsonl"
        command = [RUN, "--journal", self.journal_path]
        if config is not None:
            (self.folder / "simulator.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
            command += ["--config", self.folder / "simulator.json"]
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.roots = json.loads(self.child.stdout.readline())
        self.client = Client(self.roots["base"])

    def stop(self):
        self.child.terminate()
        code = self.child.wait(20)
        self.child.stdout.close()
        return code
