"""The other side of deliveries, for real on loopback: an SMTP server (aiosmtpd) and an HTTP receiver, each told how to behave."""
import email
import email.policy
import http.server
import logging
import ssl
import subprocess
import threading
import time
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # handshakes that fail are what is tested
warnings.filterwarnings("ignore", category=DeprecationWarning)


def certificate(folder, name="server"):
    """A key and a certificate of its own authority for 127.0.0.1 and localhost; (certificate, key)."""
    cert, key = f"{folder}/{name}.pem", f"{folder}/{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert, "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
    return cert, key


class Mailbox:
    """Takes mail. answers: what to say to the next messages ("451 later", "550 no such user"); afterwards 250. delay: seconds."""

    def __init__(self, port=0, tls=None, login=None):
        self.arrived, self.answers, self.delay, self.tries, self.logins = [], [], 0, [], []
        context = None
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*tls)
        options = dict(require_starttls=True, auth_require_tls=True) if tls else {}
        if login:
            options.update(auth_required=True, authenticator=self.check_login(login))
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port(), tls_context=context, **options)
        self.controller.start()
        self.port = self.controller.port

    def check_login(self, login):
        def check(server, session, envelope, mechanism, data):
            good = (data.login.decode(), data.password.decode()) == login
            self.logins.append(good)
            return AuthResult(success=good)
        return check

    async def handle_DATA(self, server, session, envelope):
        self.tries.append(time.monotonic())
        if self.delay:
            import asyncio
            await asyncio.sleep(self.delay)
        if self.answers:
            return self.answers.pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.arrived.append((time.monotonic(), envelope.rcpt_tos, message))
        return "250 taken"

    def stop(self):
        self.controller.stop()


class Hook:
    """Takes posts. answers: (status, headers) for the next ones; afterwards 204."""

    def __init__(self, tls=None):
        hook = self
        self.posts, self.answers, self.delay = [], [], 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.delay:
                    time.sleep(hook.delay)
                status, headers = hook.answers.pop(0) if hook.answers else (204, {})
                hook.posts.append((time.monotonic(), {k.lower(): v for k, v in self.headers.items()}, body, status))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
