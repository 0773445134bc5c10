# SPDX-License-Identifier: Apache-2.0
"""The HTTP server: takes calls to its roots, lets go wrong what a test wants to go wrong, and writes the journal."""

import contextlib
import http.server
import json
import socket
import struct
import sys
import threading
import urllib.parse

from . import authorize, control, faults, mp, mp_send, page, qy  # noqa: F401 (the endpoints register themselves)
from .calls import ENDPOINTS, Call, File, ask, find_owner
from .sender import Sender

HANG = 30  # seconds
HUGE = 2 << 20
BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
ROOTS = ("/mp", "/qy")
BODY_MOST, CONTROL_MOST = 1 << 20, 16 << 20  # a control may bring a picture


def _as_texts(value):
    return {name: str(member) if isinstance(member, int) else member for name, member in value.items()}


def _damaged(fault, answer):
    """The body of an answer that a fault has changed."""
    whole = json.dumps(answer, ensure_ascii=False)
    if fault == "huge":
        return whole[:-1] + ',"more":"' + "x" * HUGE + '"}'
    if fault == "stranger":
        return json.dumps({**answer, "openid": "oSim_stranger"}, ensure_ascii=False)
    if fault == "doubled":
        return whole + whole
    if fault == "doubled_key":
        other = {name: 45009 if name == "errcode" else 1 if isinstance(member, int) else "x" for name, member in answer.items()}
        return json.dumps(other)[:-1] + "," + whole[1:]
    return json.dumps(_as_texts({"errcode": 0, **answer}), ensure_ascii=False)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    @property
    def world(self):
        return self.server.world

    def answer(self, status, media_type, body, **headers):
        self.send_response_only(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, value, status=200):
        self.answer(status, "application/json; charset=utf-8", json.dumps(value, ensure_ascii=False).encode())

    def cut(self, reset=False):
        self.close_connection = True
        with contextlib.suppress(OSError):
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            else:
                self.connection.shutdown(socket.SHUT_RDWR)

    def handle_any(self):
        parts = urllib.parse.urlsplit(self.path)
        size = int(self.headers.get("Content-Length", "0"))
        if size > (CONTROL_MOST if parts.path.startswith("/sim") else BODY_MOST):
            self.close_connection = True
            self.answer(413, "text/plain", b"")
            return
        body = self.rfile.read(size)
        if parts.path.startswith("/sim"):
            self.handle_control(parts, body)
        elif parts.path in ("/open/connect/oauth2/authorize", "/qy/wwlogin/sso/login"):
            self.handle_visit(parts)
        else:
            self.handle_call(parts, body)

    do_GET = do_POST = do_PUT = handle_any  # noqa: N815

    def handle_visit(self, parts):
        with self.world.lock:
            status, answer = authorize.visit(self.world, parts.path, parts.query)
        if status == 302:
            self.answer(302, "text/plain", b"", Location=answer)
        else:
            self.answer(status, "text/html; charset=utf-8", answer.encode())

    def handle_control(self, parts, body):
        action = parts.path.removeprefix("/sim/")
        if self.command == "GET":
            self.show(parts)
        elif action not in control.SETTERS and action not in control.TELLERS:
            self.answer_json({"error": f"there is no {parts.path}"}, 404)
        else:
            try:
                self.answer_json(control.act(self.world, action, json.loads(body or b"{}")))
            except (ValueError, KeyError, TypeError) as error:
                self.answer_json({"error": f"{type(error).__name__}: {error}"}, 400)

    def show(self, parts):
        if parts.path in ("/sim", "/sim/"):
            self.answer(200, "text/html; charset=utf-8", page.PAGE.encode())
        elif parts.path == "/sim/journal":
            since = urllib.parse.parse_qs(parts.query).get("since", ["0"])[0]
            self.answer_json(self.world.journal.since(int(since)))
        elif parts.path == "/sim/state":
            with self.world.lock:
                self.answer_json(control.state(self.world))
        else:
            self.answer_json({"error": f"there is no {parts.path}"}, 404)

    def handle_call(self, parts, body):
        root = parts.path[:3]
        found = ENDPOINTS.get((root, self.command, parts.path[3:]))
        if not found or root not in ROOTS:
            self.world.journal.add("unknown", method=self.command, path=parts.path)
            self.answer(404, "text/html", b"<html>404</html>")
            return
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        call = Call(self.world, found.api, query, body)
        with self.world.lock:
            find_owner(call, root == "/qy")
            person = call.person_named()
            if person:
                call.note(person=person)
            fault = self.world.faults.pick(found.api, person)
            answer, applied = self.judge(call, found, fault, root == "/qy")
            errcode = 0 if isinstance(answer, File) else answer.get("errcode", 0) if answer else None
            self.world.journal.add("call", api=found.api, answer=errcode, applied=applied, fault=fault, **call.notes)
        self.finish_call(answer, fault)

    @staticmethod
    def judge(call, found, fault, is_qy):
        if fault in faults.BEFORE:
            return None, False
        if fault and fault not in faults.AFTER:
            return {"errcode": int(fault), "errmsg": "as the test wants it"}, False
        return ask(call, found, is_qy)

    def finish_call(self, answer, fault):
        if fault == "502":
            self.answer(502, "text/html", BAD_GATEWAY)
        elif fault in ("hang", "hang_after"):
            self.world.released.wait(HANG)
            self.cut()
        elif fault in ("reset_before", "reset_after"):
            self.cut(reset=True)
        elif isinstance(answer, File):
            headers = {"Content-disposition": 'attachment; filename="sim"'}
            self.answer_file(answer, fault, headers)
        elif fault == "cut":
            self.answer_cut("application/json", json.dumps(answer).encode())
        elif fault in faults.AFTER:
            self.answer(200, "application/json; charset=utf-8", _damaged(fault, answer).encode())
        else:
            self.answer_json(answer)

    def answer_file(self, file, fault, headers):
        if fault == "cut":
            self.answer_cut(file.media_type, file.data)
        else:
            data = file.data + bytes(11 << 20) if fault == "huge" else file.data
            self.answer(200, file.media_type, data, **headers)

    def answer_cut(self, media_type, body):
        self.send_response_only(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.cut()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """The other side has gone; anything else is a fault of ours, and shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Simulator:
    """A world that listens at `base` while it is entered."""

    def __init__(self, world, port=0):
        self.world = world
        world.sender = Sender(world)
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.world = world
        self.base = world.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.world.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.world.sender.close()
