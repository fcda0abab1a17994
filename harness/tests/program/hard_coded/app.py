"""Social login with Google's URLs written into the code, by a program that heeds neither a proxy nor any
variable unless HEEDS_PROXY is set. ALSO_ASKS is a URL that it needs beside the provider."""

import http.server
import json
import os
import secrets
import socketserver
import ssl
import urllib.parse
import urllib.request

PORT = int(os.environ["PORT"])
CALLBACK = f"http://localhost:{PORT}/callback"
CLIENT = (os.environ["GOOGLE_CLIENT_ID"], os.environ["GOOGLE_CLIENT_SECRET"])
# What no variable changes: no proxy, and the certificates of the system.
TRUST = ssl.create_default_context(cafile="/etc/ssl/certs/ca-certificates.crt")
if os.environ.get("HEEDS_PROXY"):
    OPENER = urllib.request.build_opener()
else:
    OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=TRUST))
SESSIONS = {}


def ask(url, data=None, headers=None):
    with OPENER.open(urllib.request.Request(url, data, headers or {})) as response:
        return json.load(response)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        cookies = dict(pair.split("=", 1) for pair in self.headers.get("cookie", "").split("; ") if "=" in pair)
        if url.path == "/start":
            state = secrets.token_urlsafe(24)
            parameters = {
                "client_id": CLIENT[0],
                "redirect_uri": CALLBACK,
                "response_type": "code",
                "scope": "openid email",
                "state": state,
            }
            target = "https://accounts.google.com/o/oauth2/v2/auth?" + urllib.parse.urlencode(parameters)
            self.reply(302, {"location": target, "set-cookie": f"flow={state}; Path=/; HttpOnly; SameSite=Lax"})
        elif url.path == "/callback":
            self.callback(query, cookies)
        elif url.path == "/me":
            email = SESSIONS.get(cookies.get("session"))
            self.reply(200, {"content-type": "application/json"}, json.dumps({"email": email}))
        else:
            self.page(200, "Welcome.")

    def callback(self, query, cookies):
        if not query.get("code") or not query.get("state") or query["state"] != cookies.get("flow"):
            return self.page(400, "That sign-in was not started here.")
        form = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": CALLBACK,
            "client_id": CLIENT[0],
            "client_secret": CLIENT[1],
        }
        if os.environ.get("ALSO_ASKS"):
            ask(os.environ["ALSO_ASKS"])
        tokens = ask("https://oauth2.googleapis.com/token", urllib.parse.urlencode(form).encode())
        bearer = {"authorization": "Bearer " + tokens["access_token"]}
        person = ask("https://openidconnect.googleapis.com/v1/userinfo", headers=bearer)
        session = secrets.token_urlsafe(24)
        SESSIONS[session] = person["email"]
        self.reply(303, {"location": "/", "set-cookie": f"session={session}; Path=/; HttpOnly; SameSite=Lax"})

    def page(self, status, text):
        body = f'<!doctype html><html lang="en"><title>App</title><p>{text}</p><a href="/start">Sign in with Google</a></html>'
        self.reply(status, {"content-type": "text/html"}, body)

    def reply(self, status, headers, body=""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


Server(("127.0.0.1", PORT), Handler).serve_forever()
