"""npm oidc-provider as a real process over TLS, with the authority behind its certificate."""
import http.client
import json
import pathlib
import ssl
import subprocess

import pair
from pair import expect

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSTALLED = ROOT / "build" / "npm" / "oidc"  # by npm.install
SECRET = "exercise-secret-%-&-of-the-client"


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """An authority, and the certificate that it gave to localhost."""

    def __init__(self, folder, name):
        self.name = name
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self.server, self.server_key = folder / f"{name}-server.pem", folder / f"{name}-server.key"
        request, extensions = folder / f"{name}.csr", folder / f"{name}.ext"
        extensions.write_text("subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *curve, "-keyout", self.key, "-out", self.certificate, "-days", "2",
                "-subj", f"/CN={name} (EXERCISE)")
        openssl("req", *curve, "-keyout", self.server_key, "-out", request, "-subj", "/CN=EXERCISE")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", self.server)


class Provider:
    def __init__(self, folder, redirect):
        self.folder, self.redirect, self.port = folder, redirect, pair.free_port()
        self.issuer = f"https://localhost:{self.port}"
        self.authority = Authority(folder, "authority")
        self.other = Authority(folder, "other")
        for key in ("token.key", "other-token.key"):
            openssl("genrsa", "-out", folder / key, "2048")
        self.secret = folder / "client-secret"
        self.secret.touch(mode=0o600)
        self.secret.write_text(SECRET + "\n")
        self.process = None

    def start(self, authority=None):
        shown = authority or self.authority
        self.process = subprocess.Popen(
            ["node", "provider.mjs", str(self.port), self.folder, shown.name, self.redirect],
            cwd=INSTALLED, stdout=subprocess.PIPE, text=True,
            stderr=open(self.folder / "provider.log", "a"))
        line = self.process.stdout.readline().strip()
        expect(line == "serving", "the provider does not start: "
               + (self.folder / "provider.log").read_text()[-2000:])

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def connection(self):
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        return http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)

    def ask(self, path, body=None):
        connection = self.connection()
        connection.request("POST", path, body)
        answer = connection.getresponse().read()
        connection.close()
        return json.loads(answer)

    def lies(self, about):
        self.ask("/exercise", json.dumps({"lie": about}))
