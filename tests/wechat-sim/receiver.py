# SPDX-License-Identifier: Apache-2.0
"""Who takes callbacks in the tests of the simulator: opens what comes and keeps it, by the crypto of the simulator."""

import http.server
import re
import threading
import urllib.parse

from wechat_sim import crypto
from wechat_sim.world import DEFAULT


class Receiver:
    """Serves at `addresses` while it is entered. `documents` are those that came, `queries` how; `answers` are used up first,
    statuses that are given in place of 200 (0: the connection ends)."""

    def __init__(self):
        self.documents, self.queries, self.answers = [], [], []
        self.aes_key, self.token = (DEFAULT["accounts"][0][name] for name in ("aes_key", "token"))
        self.lock = threading.Lock()

    def __enter__(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(urllib.parse.urlsplit(self.path), body)
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response_only(status)
                answer = b"success" if status == 200 else b""
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self):  # noqa: N802
                query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                answer = query["echostr"].encode()
                if "msg_signature" in query:
                    answer = crypto.unseal(receiver.aes_key, query["echostr"])[0]
                self.send_response_only(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.addresses = [f"{base}/one", f"{base}/two"]
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def take(self, parts, body):
        query = dict(urllib.parse.parse_qsl(parts.query))
        with self.lock:
            if self.answers:
                return self.answers.pop(0)
            found = re.search(rb"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>", body)
            encrypt = found[1].decode() if found else ""
            wanted = crypto.signature(self.token, query["timestamp"], query["nonce"], encrypt)
            if query.get("msg_signature") != wanted:
                return 403
            try:
                document, receiver = crypto.unseal(self.aes_key, encrypt)
            except ValueError:
                return 403
            self.queries.append({**query, "path": parts.path, "receiver": receiver})
            self.documents.append(document.decode())
        return 200
