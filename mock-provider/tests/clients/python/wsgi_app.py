"""An app behind WSGI, as the browser reaches it: this plays the web server under the app's name."""

import io
from typing import Any, Callable

from person import Request, Response


def serve(app: Callable[..., Any]) -> Callable[[Request], Response]:
    """Passes the browser's requests on to the app."""

    def handle(request: Request) -> Response:
        body = request.body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": request.parts.path or "/",
            "QUERY_STRING": request.parts.query,
            "SERVER_NAME": request.parts.hostname,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": request.parts.netloc,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": request.parts.scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in request.headers.items():
            environ.setdefault(f"HTTP_{name.upper().replace('-', '_')}", value)
        started: list[Any] = []
        chunks = app(environ, lambda status, headers, exc_info=None: started.extend([status, headers]))
        text = b"".join(chunks).decode()
        if close := getattr(chunks, "close", None):
            close()
        status, headers = started
        return Response(int(status.split()[0]), headers, text)

    return handle
