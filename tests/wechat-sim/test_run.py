# SPDX-License-Identifier: Apache-2.0
"""The command: what it prints, its page, its journal in a file."""

from wechat_sim import journal
from wechat_sim.client import Running, fetch


def test_it_runs_until_it_is_told_to_stop(tmp_path):
    config = {"accounts": [], "corps": [], "people": []}
    running = Running(tmp_path, config)
    try:
        assert running.roots["api_url"] == running.roots["base"] + "/mp"
        status, headers, body = fetch(running.roots["page"])
        assert (status, headers.get_content_type()) == (200, "text/html") and b"WeChat, simulated" in body
        assert running.client.ask("/mp/cgi-bin/nothing") == b"<html>404</html>"
        running.client.do("clock", forward=60)
    finally:
        code = running.stop()
    assert code == 0
    assert [entry["kind"] for entry in journal.read(running.journal_path)] == ["unknown", "clock"]
