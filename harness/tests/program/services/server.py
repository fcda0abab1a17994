"""A service that writes down when it starts, when it is ready (at the third request), and when it is stopped."""

import http.server
import json
import os
import signal
import sys

NAME, PORT, JOURNAL = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def note(what):
    with open(JOURNAL, "a") as journal:
        journal.write(f"{NAME} {what}\n")


def stop(*_):
    note("stopped")
    os._exit(0)


class Handler(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Handler.asked += 1
        if Handler.asked == 3:
            note("ready")
        status = 200 if Handler.asked >= 3 else 503
        body = json.dumps({"seen": os.environ.get("SEEN")}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


signal.signal(signal.SIGTERM, stop)
note("started " + os.environ.get("SEEN", ""))
http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
