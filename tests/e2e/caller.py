"""A person's tool that speaks to a node's HTTP interface: Python's own HTTP, TLS and HMAC."""
import base64
import hashlib
import hmac
import http.client
import json
import ssl
import struct
import time

PASSWORD = "correct horse EXERCISE"
STEP_S = 30


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


def totp(key, step):
    """RFC 6238 with SHA-1, 30 seconds, six digits."""
    tag = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    at = tag[-1] & 15
    return f"{(struct.unpack('>I', tag[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


class Tls(http.client.HTTPSConnection):
    """To 127.0.0.1, in the name of the node's domain, trusting the node's own certificate alone."""

    def __init__(self, node):
        context = ssl.create_default_context(cafile=str(node.home / "link.pem"))
        super().__init__("127.0.0.1", node.api, context=context, timeout=60)
        self.domain = node.domain

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.domain)


class Caller:
    def __init__(self, node, person=None):
        self.node, self.person = node, person
        self.token = self.key = None
        self.step = 0

    def call(self, method, path, body=None, headers=None, root="/api/v1"):
        headers = dict(headers or {})
        if self.token and "authorization" not in headers and "cookie" not in headers:
            headers["authorization"] = f"Bearer {self.token}"
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            headers.setdefault("content-type", "application/json")
        connection = Tls(self.node)
        try:
            connection.request(method, root + path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def send_file(self, path, fields, content, name="file", headers=None):
        """A form as browsers send it: the fields, then the file."""
        boundary = "exercise-boundary-7"
        parts = [f'--{boundary}\r\ncontent-disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
                 .encode() for key, value in fields.items()]
        parts.append(f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"; '
                     f'filename="../../etc/passwd"\r\ncontent-type: text/html\r\n\r\n'.encode()
                     + content + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self.call("POST", path, body, {
            **(headers or {}), "content-type": f"multipart/form-data; boundary={boundary}"})

    def code(self):
        """A code that was not used before; at most one step ahead, which the node allows."""
        current = int(time.time()) // STEP_S
        self.step = max(self.step + 1, current)
        if self.step > current + 1:
            raise SystemExit(f"{self.person}: signs in more often than codes change")
        return totp(self.key, self.step)

    def set_up(self, setup_code):
        answer = self.call("POST", "/account/password", {
            "person": self.person, "setup-code": setup_code, "password": PASSWORD})
        if answer.status != 200:
            raise SystemExit(f"{self.person}: {answer.status} {answer.body}")
        self.key = answer.json["totp_key"]

    def sign_in(self, password=PASSWORD, code=None):
        answer = self.call("POST", "/session", {
            "person": self.person, "password": password, "code": code or self.code()},
            {"authorization": ""})
        if answer.status == 200:
            self.token = answer.json["token"]
        return answer


def signed_in(node, person):
    """A person of the register with an account, signed in."""
    caller = Caller(node, person)
    caller.set_up(node.run("account", "open", person)["setup_code"])
    answer = caller.sign_in()
    if answer.status != 200:
        raise SystemExit(f"{person}: {answer.status} {answer.body}")
    return caller
