# SPDX-License-Identifier: Apache-2.0
"""leidactl demo: a small office that shows something everywhere, its pictures, and customers who go on (--live)."""

import hashlib
import hmac
import json
import pathlib
import re
import signal
import struct
import subprocess
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from harness.waiting import wait_until

PICTURES = pathlib.Path(__file__).resolve().parents[2] / "tools/leidactl/demo/pictures"
KEY = "0123456789abcdef" * 4


def of_type(rows, kind):
    return [row for row in rows if row["type"] == kind]


def age_of(row):
    now = datetime.now(timezone(timedelta(hours=8))).replace(tzinfo=None)
    return now - datetime.fromisoformat(row["create_date"])


def test_demo_is_an_office_of_two_weeks(store):
    store.ctl("demo")
    rows = store.export()
    names = [row["username"] for row in of_type(rows, "customer")]
    assert len(of_type(rows, "user")) == 6 and len(names) >= 40
    assert "" in names and max(map(len, names)) > 30 and any(name.isascii() for name in names if name)
    actions = of_type(rows, "action")
    assert {row["user_id"] for row in actions} == {1, 2, 3, 4, 5, 6}
    assert {age_of(row).days for row in actions} >= set(range(1, 13)) and min(map(age_of, actions)) < timedelta(hours=1)
    assert all(age_of(row) > timedelta(0) for row in actions + of_type(rows, "message") + of_type(rows, "follow_info"))
    seen = {row["user_id"]: row["id"] for row in of_type(rows, "log_cursor")}
    assert seen.keys() == {1, 2, 3, 4, 5, 6} and all(
        seen[user] < len([row for row in actions if row["user_id"] == user]) for user in (1, 2, 3)), "some have something new"
    night = [row for row in actions if 2 <= datetime.fromisoformat(row["create_date"]).hour < 6 and age_of(row) > timedelta(hours=3)]
    assert night == [], "people sleep"


def test_nobody_does_anything_before_they_met(store):
    store.ctl("demo")
    rows = store.export()
    met = {(row["user_id"], row["customer_id"]): row["create_date"] for row in of_type(rows, "relation")}
    for kind in ("action", "message", "follow_info"):
        assert [row for row in of_type(rows, kind) if row["create_date"] < met[row["user_id"], row["customer_id"]]] == []


def name_of(picture):
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    return hmac.new(KEY.encode(), digest.encode(), "sha256").hexdigest()[:40] + picture.suffix


def urls_of(rows):
    text = json.dumps(rows, ensure_ascii=False)
    return set(re.findall(r'"(?:avatar|headimgurl|url|product_cover_url)": "([^"]+)"', text))


def test_pictures_are_in_the_media_folder_under_their_names(store, tmp_path):
    key = tmp_path / "media.key"
    key.write_text(KEY + "\n")
    media = {"LEIDA_MEDIA_FOLDER": str(tmp_path / "media"), "LEIDA_MEDIA_KEY": f"file:{key}"}
    (tmp_path / "media").mkdir()
    assert store.ctl("demo", **media).code == 0
    drawn = {name_of(picture): picture for picture in PICTURES.iterdir()}
    kept = {file.name: file.read_bytes() for file in (tmp_path / "media").iterdir()}
    assert kept == {name: picture.read_bytes() for name, picture in drawn.items()}
    urls = urls_of(store.export())
    assert urls and urls <= {f"/media/{name}" for name in kept}
    assert {f"/media/{name}" for name in kept} <= urls, "each is used"
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "media").iterdir()}
    assert store.ctl("demo", **media).code == 0
    assert {file.name: file.stat().st_mtime_ns for file in (tmp_path / "media").iterdir()} == before


@pytest.mark.parametrize("media", [{}, {"LEIDA_MEDIA_STORE": "none", "LEIDA_MEDIA_FOLDER": "/nowhere"}, {"LEIDA_MEDIA_FOLDER": "/nowhere"}],
                         ids=["nothing said", "none", "no key"])
def test_without_a_store_pictures_are_elsewhere(store, media):
    assert store.ctl("demo", **media).code == 0
    assert all(url.startswith("https://www.example.com/leida/") for url in urls_of(store.export()))


def test_a_folder_that_is_not_there_is_named(store):
    result = store.ctl("demo", LEIDA_MEDIA_FOLDER="/nowhere", LEIDA_MEDIA_KEY=KEY)
    assert result.code == 1 and result.err.startswith("leidactl: cannot write /nowhere/"), result
    assert store.redis("EXISTS", "user:1") == 0, "nothing was loaded"


def test_a_store_that_nobody_knows_is_refused(store):
    result = store.ctl("demo", LEIDA_MEDIA_STORE="cloud")
    assert (result.code, result.err.split(";")[0]) == (2, "leidactl: LEIDA_MEDIA_STORE 'cloud': none of folder, s3 and none")


def test_pictures_are_small_and_what_their_names_say():
    pictures = list(PICTURES.iterdir())
    assert 20 <= len(pictures) <= 40 and sum(picture.stat().st_size for picture in pictures) < 120_000
    for picture in pictures:
        head = picture.read_bytes()[:24]
        if picture.suffix == ".png":
            assert head[:8] == b"\x89PNG\r\n\x1a\n" and max(struct.unpack(">II", head[16:24])) <= 400, picture
        else:
            assert picture.suffix == ".mp4" and head[4:8] == b"ftyp"


class Gateway:
    """Answers customers' calls, the first ones as it is told to."""

    def __init__(self, answers):
        self.answers = list(answers)
        self.calls = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                gateway.calls.append((urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(form).items()}))
                code = gateway.answers.pop(0) if gateway.answers else 200
                if code is None:
                    self.close_connection = True
                    return
                body = json.dumps({"code": code, "msg": "\u4e00", "data": {}}).encode()
                self.send_response(code if code >= 500 else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def gateway_of():
    gateways = []

    def make(*answers):
        gateways.append(Gateway(answers))
        return gateways[-1]

    yield make
    for gateway in gateways:
        gateway.stop()


def live(store, gateway, calls, *options):
    """Runs it until the gateway has been called so often, then interrupts it: (what it printed, its complaints)."""
    process = subprocess.Popen(store.command("demo", "--live", "--rate", 6000, "--url", gateway.url, *options), env=store.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: len(gateway.calls) >= calls or process.poll() is not None, 60, "its calls")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    return out.splitlines(), err.splitlines()


def without_key(call):
    return call[0], {name: value for name, value in call[1].items() if name != "msg_id"}


def test_live_invents_actions_and_messages_of_the_seed(store, gateway_of):
    store.ctl("demo")
    one, same, other = gateway_of(), gateway_of(), gateway_of()
    lines, complaints = live(store, one, 60, "--seed", 7)
    assert complaints == [] and len(lines) >= 59 and all(re.match(r"\d\d:\d\d .+ → .+: .", line) for line in lines)
    live(store, same, 60, "--seed", 7)
    live(store, other, 60, "--seed", 8)
    first, second, third = ([without_key(call) for call in gateway.calls[:60]] for gateway in (one, same, other))
    assert first == second != third
    assert {path.split("/")[3] for path, _form in first} == {"action", "chat"}
    keys = [form["msg_id"] for gateway in (one, same) for _path, form in gateway.calls]
    assert len(set(keys)) == len(keys), "no event is taken for another one's repetition"


def test_live_sends_again_what_is_not_answered(store, gateway_of):
    store.ctl("demo")
    gateway = gateway_of(200, 503, None, 504, 200)
    lines, complaints = live(store, gateway, 6, "--seed", 1)
    second = gateway.calls[1]
    assert gateway.calls[1:5] == [second] * 4 and gateway.calls[5] != second
    # libcurl itself tries again, without a word, where a kept connection turns out to be gone.
    assert len(complaints) == 2 and all("trying again" in line for line in complaints)
    assert len(lines) >= 2 and not any("refused" in line for line in lines)


def test_live_goes_on_after_a_refusal(store, gateway_of):
    store.ctl("demo")
    gateway = gateway_of(307)
    lines, _complaints = live(store, gateway, 3)
    assert "refused" in lines[0] and "refused" not in lines[1] and gateway.calls[0] != gateway.calls[1]


def test_live_wants_the_demo(people):
    result = people.ctl("demo", "--live")
    assert (result.code, result.err) == (1, "leidactl: the demo is not in this store: leidactl demo loads it\n")


@pytest.mark.parametrize("words, why", [
    (["--rate", "10"], "demo: --seed and --rate go with --live"), (["--live", "--rate", "0"], "demo: --rate '0' is no number from 1 to 6000"),
    (["--live", "--seed", "x"], "demo: --seed 'x' is no number from 0 to 9223372036854775807"), (["--live", "now"], "demo: what is 'now'?"),
])
def test_wrong_words_are_named(store, words, why):
    result = store.ctl("demo", *words)
    assert (result.code, result.err.split(";")[0]) == (2, f"leidactl: {why}")
