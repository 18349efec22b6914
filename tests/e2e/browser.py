"""A browser, as far as a sign-in needs one."""
import html
import json
import re
import urllib.parse

from caller import Tls
from pair import expect

FLOW, SESSION = "__Host-entente-flow", "__Host-entente"
START, CALLBACK = "/api/v1/session/oidc", "/api/v1/session/oidc/callback"


class Page:
    def __init__(self, url, response):
        self.url, self.status = url, response.status
        self.fields = {k.lower(): v for k, v in response.getheaders()}
        self.cookies = {}
        for k, v in response.getheaders():
            if k.lower() == "set-cookie":
                self.cookies[v.split("=", 1)[0]] = v
        self.body = response.read().decode()

    def json(self):
        return json.loads(self.body)


class Browser:
    """Keeps cookies for each host and follows redirects, which is what a sign-in needs. A cookie of
    the node that is `SameSite=Strict` does not come along when the provider sends back."""

    def __init__(self, node, provider):
        self.node, self.provider, self.jar = node, provider, {}
        self.home = f"https://{node.domain}:{node.api}"

    def fetch(self, url, form=None, cross_site=False):
        parts = urllib.parse.urlsplit(url)
        ours = url.startswith(self.home + "/")
        connection = Tls(self.node) if ours else self.provider.connection()
        sent = [f"{name}={value}" for name, value in self.jar.get(parts.netloc, {}).items()
                if not (cross_site and name == SESSION)]
        headers = {"cookie": "; ".join(sent)} if sent else {}
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request("GET" if form is None else "POST", target,
                           None if form is None else urllib.parse.urlencode(form), headers)
        page = Page(url, connection.getresponse())
        connection.close()
        jar = self.jar.setdefault(parts.netloc, {})
        for name, field in page.cookies.items():
            value = field.split(";")[0].split("=", 1)[1]
            jar[name] = value
            if not value or "Max-Age=0" in field or "1970" in field:
                del jar[name]
        return page

    def get(self, path):
        return self.fetch(self.home + path)

    def to_callback(self, login):
        """Begins at the node and signs in at the provider; the address at which it sends back."""
        page = self.get(START)
        expect(page.status == 303, f"not sent to the provider: {page.status} {page.body}")
        for _ in range(20):
            if page.status in (302, 303):
                url = urllib.parse.urljoin(page.url, page.fields["location"])
                if url.startswith(self.home + CALLBACK):
                    return url
                page = self.fetch(url)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', page.body)
            expect(page.status == 200 and form, f"the provider: {page.status} {page.body[:500]}")
            fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"',
                                     page.body))
            fields = {"login": login, "password": "EXERCISE"} | fields
            page = self.fetch(urllib.parse.urljoin(page.url, html.unescape(form.group(1))), fields)
        raise SystemExit("oidc: the provider does not come to an end")

    def sign_in(self, login):
        return self.fetch(self.to_callback(login), cross_site=True)
