#!/usr/bin/env python3
"""Labels in the forms that others send them in, read by the binary: bindings in XMP packets in both
spellings of RDF, signed, altered and with their data; ESS labels as octets, as base64 and within
header fields, decided and marked by a policy; marking lines of the United States; and bad input."""
import base64
import json
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time
from xml.sax.saxutils import escape, quoteattr

from office import BINARY, ROOT, Tool

XMP = "urn:nato:stanag:4778:bindinginformation:1:0:xmp#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SLOW_S = 5  # for one command, whatever it is given
MEMORY = 1 << 30


def bound_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Labels(Tool):
    """The command line with its answers as JSON."""

    def ask(self, *arguments, expect=0):
        began = time.monotonic()
        done = subprocess.run([BINARY, "label", *arguments, "--json"], cwd=self.folder,
                              capture_output=True, text=True, preexec_fn=bound_memory)
        assert time.monotonic() - began < SLOW_S, f"{arguments} took too long"
        assert done.returncode == expect, f"{arguments}: {done.returncode}, {done.stdout}"
        reply = json.loads(done.stdout or done.stderr)
        return reply.get("details", reply)

    def write(self, name, content):
        octets = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(octets)
        return name


# --- XMP

def as_element(bdo):
    return (f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
            f'<rdf:Description rdf:about="" xmlns:mbxmp="{XMP}">'
            f'<mbxmp:bindingInformation>{escape(bdo)}</mbxmp:bindingInformation></rdf:Description>'
            f'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>')


def as_attribute(bdo):
    line_end = {"\n": "&#10;"}
    return (f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" xmlns:mbxmp="{XMP}" '
            f'mbxmp:bindingInformation={quoteattr(bdo, line_end)}/></rdf:RDF>')


def check_xmp(tool):
    tool.write("report.txt", "EXERCISE report")
    assert tool.call(BINARY, "label", "bind", "report.txt", "--label", "label.xml", "--key",
                     "key.pem", "--cert", "cert.pem", "-o", "report.txt.bdo") == 0
    bdo = (tool.folder / "report.txt.bdo").read_text()
    trusted = ("--trust", "cert.pem", "--data", "report.txt")
    for spelt in (as_element, as_attribute):
        packet = tool.write("packet.xmp", spelt(bdo))
        assert tool.ask("validate", packet)["kind"] == "binding", spelt.__name__
        assert tool.ask("verify", packet, *trusted)["valid"], spelt.__name__
        altered = tool.write("altered.xmp", spelt(bdo.replace("KR-2", "KR-3")))
        assert tool.ask("validate", altered)["valid"], "it is well formed"
        tool.ask("verify", altered, *trusted, expect=5)
        tool.ask("verify", packet, "--trust", "cert.pem", expect=5)
        tool.write("report.txt", "EXERCISE report, altered")
        tool.ask("verify", packet, *trusted, expect=5)
        tool.write("report.txt", "EXERCISE report")
        whole = tool.write("whole.xmp", spelt(bdo.replace('URI="./report.txt"', 'URI=""')))
        tool.ask("verify", whole, *trusted, expect=5)
        unsigned = bdo[:bdo.index("<ds:Signature")] + bdo[bdo.index("</ds:Signature>") + 15:]
        bare = tool.write("bare.xmp", spelt(unsigned))
        assert tool.ask("validate", bare)["valid"]
        faults = tool.ask("verify", bare, *trusted, expect=5)["faults"]
        assert "not signed" in faults[0]["text"], faults
        faulty = tool.write("faulty.xmp", spelt(bdo.replace("CreationDateTime", "Created")))
        assert not tool.ask("validate", faulty, expect=8)["valid"]
    second = (f'<rdf:Description rdf:about="" xmlns:mbxmp="{XMP}" '
              f'mbxmp:bindingInformation={quoteattr(bdo)}/></rdf:RDF>')
    twice = as_element(bdo).replace("</rdf:RDF>", second)
    tool.ask("validate", tool.write("twice.xmp", twice), expect=8)
    tool.ask("verify", "twice.xmp", *trusted, expect=5)
    empty = tool.write("empty.xmp", f'<rdf:RDF xmlns:rdf="{RDF}"/>')
    tool.ask("validate", empty, expect=8)
    tool.ask("verify", empty, *trusted, expect=5)


# --- ESS labels (RFC 2634, ACP 145), put together by their grammar

POLICY = """<SPIF xmlns="http://www.xmlspif.org/spif" schemaVersion="2.1"
 creationDate="20260101000000Z" originatorDN="CN=EXERCISE" keyIdentifier="00" privilegeId="1.2"
 rbacId="1.2"><securityPolicyId name="EXERCISE" id="1.2.3"/><securityClassifications>
<securityClassification name="LOW" lacv="1" hierarchy="1"/>
<securityClassification name="HIGH" lacv="3" hierarchy="3"/></securityClassifications>
<securityCategoryTagSets><securityCategoryTagSet name="Releasable To" id="1.2.3.2">
<securityCategoryTag tagType="permissive"><tagCategory name="JPN" lacv="1"/>
<tagCategory name="KOR" lacv="2"/></securityCategoryTag></securityCategoryTagSet>
</securityCategoryTagSets></SPIF>"""
CLEARANCE = """<c:ConfidentialityClearance
 xmlns:c="urn:nato:stanag:4774:confidentialityclearance:1:0"
 xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"><PolicyIdentifier
 URI="urn:oid:1.2.3">EXERCISE</PolicyIdentifier><c:ClassificationList>
<Classification>HIGH</Classification></c:ClassificationList>
<Category TagName="Releasable To" Type="PERMISSIVE">
<GenericValue>KOR</GenericValue></Category></c:ConfidentialityClearance>"""


def tlv(tag, *contents):
    joined = b"".join(contents)
    return bytes([tag, len(joined)]) + joined


def ess(policy=b"\x2a\x03", lacv=3, flags=0x20, tag_set=2):
    category = tlv(0x30, tlv(0x80, bytes.fromhex("60864801650201080302")), tlv(0xa1, tlv(
        0x30, tlv(0x06, bytes([0x2a, 3, tag_set])), tlv(0x03, bytes([5, flags])))))
    return tlv(0x31, tlv(0x06, policy), tlv(0x02, bytes([lacv])), tlv(0x31, category))


def check_ess(tool):
    tool.write("policy.spif", POLICY)
    tool.write("clearance.xml", CLEARANCE)
    cleared = ("--clearance", "clearance.xml", "--spif", "policy.spif")
    encoded = base64.b64encode(ess()).decode()
    forms = {
        "octets.ber": ess(),
        "text.b64": encoded[:20] + "\r\n" + encoded[20:] + "\n",
        "field.txt": f'SIO-Label: marking="EXERCISE HIGH KOR"; type=":ess";\n label="{encoded}"\n',
        "x411.txt": f'sio-label: type=":x411"; label*0="{encoded[:8]}"; label*1="{encoded[8:]}"',
    }
    for name, content in forms.items():
        tool.write(name, content)
        read = tool.ask("validate", name)
        assert read["kind"] == "ess" and read["policy"] == "1.2.3" and read["valid"], read
        assert "when it was made" in read["notes"][0]["text"], read
        read = tool.ask("validate", name, "--spif", "policy.spif")
        assert read["valid"] and len(read["notes"]) == 1, read
        assert tool.ask("check", name, *cleared)["decision"] == "permit"
        marked = tool.ask("marking", name, "--spif", "policy.spif")
        assert marked["marking"] == "EXERCISE HIGH KOR", marked
    for name, label, reason, code in (
            ("policy", ess(policy=b"\x29"), "unknown policy", "label.unknown-policy"),
            ("level", ess(lacv=2), "invalid label", "label.unknown-classification"),
            ("bit", ess(flags=0x80), "unknown category", "label.unknown-category"),
            ("tag set", ess(tag_set=9), "unknown category", "label.unknown-category"),
            ("nobody", ess(flags=0), "invalid label", "label.selection"),
            ("cut", ess()[:-1], "malformed", "label.bad-value")):
        for octets in (label, base64.b64encode(label)):
            tool.write("bad", octets)
            faults = tool.ask("validate", "bad", "--spif", "policy.spif", expect=8)["faults"]
            assert faults[0]["code"] == code, f"{name}: {faults}"
            denied = tool.ask("check", "bad", *cleared, expect=3)
            assert denied["reason"] == reason, f"{name}: {denied}"
            marked = tool.ask("marking", "bad", "--spif", "policy.spif", expect=8)
            assert marked["marking"] == "EXERCISE HIGH", f"{name}: {marked}"
    tool.write("bad", ess(flags=0x40))
    assert tool.ask("check", "bad", *cleared, expect=3)["reason"] == "permissive Releasable To"
    tool.write("field.txt", forms["field.txt"].replace("HIGH KOR", "LOW"))
    notes = tool.ask("validate", "field.txt", "--spif", "policy.spif")["notes"]
    assert "marked 'EXERCISE LOW'" in notes[-1]["text"], notes
    tool.write("field.txt", forms["field.txt"] + forms["field.txt"])
    faults = tool.ask("validate", "field.txt", expect=8)["faults"]
    assert "more than one field" in faults[0]["text"], faults
    tool.write("field.txt", 'SIO-Label: marking="EXERCISE HIGH"')
    assert tool.ask("validate", "field.txt")["kind"] == "sio"
    assert tool.ask("check", "field.txt", *cleared, expect=3)["reason"] == "malformed"
    xml = base64.b64encode((tool.folder / "label.xml").read_bytes()).decode()
    tool.write("field.txt", f'SIO-Label: type=":xml"; label="{xml}"')
    assert tool.ask("validate", "field.txt")["kind"] == "originator"
    tool.ask("translate", "octets.ber", "--spif", "policy.spif", "--to", "1.9", "--side", "receive",
             expect=8)


# --- marking lines of the United States

def check_us(tool):
    for line, kind in (("TOP SECRET//SI/TK//RELIDO", "us-banner"),
                       ("(S//REL TO USA, JPN, KOR)\n", "us-portion"),
                       ("//NATO SECRET", "us-banner"), ("(//JPN S)", "us-portion")):
        tool.write("line.txt", line)
        read = tool.ask("validate", "line.txt")
        assert read["valid"] and read["kind"] == kind and read["policy"] == "US", read
        assert read["notes"] == [], read
    for line, said in (("SECRET//NOFORN/REL TO USA, CAN", ("10.e.7", "App. 2, 2.d")),
                       ("R//NF", ("App. 2, 2.c",)), ("SECRET//REL TO USA", ("10.e.5",)),
                       ("SECRET//NOFORN//UNHEARD OF", ("UNHEARD OF",)),
                       ("S\u0395CRET//NOFORN", ("S\u0395CRET",))):
        tool.write("line.txt", line)
        faults = tool.ask("validate", "line.txt", expect=8)["faults"]
        for part, fault in zip(said, faults):
            assert part in fault["text"] and fault["code"] == "label.bad-us-marking", faults
    tool.write("line.txt", "U//FOUO")
    assert "obsolete" in tool.ask("validate", "line.txt")["notes"][0]["text"]
    denied = tool.ask("check", "line.txt", "--clearance", "clearance.xml", "--spif", "policy.spif",
                      expect=3)
    assert denied["reason"] == "malformed", "no decision is made by a marking alone"


# --- bad input: the refusal, in bounded time and memory

LABEL_NS = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"


def label(more="", level="HIGH", before="", attributes="", policy="EXERCISE",
          created="2024-05-01T00:00:00Z", after=""):
    return (f'{before}<s:originatorConfidentialityLabel xmlns:s="{LABEL_NS}" '
            f'ReviewDateTime="2034-05-01T00:00:00Z" {attributes}><s:ConfidentialityInformation>'
            f'<s:PolicyIdentifier>{policy}</s:PolicyIdentifier>'
            f'<s:Classification>{level}</s:Classification>{more}</s:ConfidentialityInformation>'
            f'<s:CreationDateTime>{created}</s:CreationDateTime>{after}'
            f'</s:originatorConfidentialityLabel>')


def category(tag="Releasable To", kind="PERMISSIVE", value="KOR"):
    return (f'<s:Category TagName="{tag}" Type="{kind}"><s:GenericValue>{value}</s:GenericValue>'
            f'</s:Category>')


def successors(count):
    text = ""
    for _ in range(count):
        text = (f'<s:SuccessionHandling><s:SuccessionDateTime>2030-01-01T00:00:00Z'
                f'</s:SuccessionDateTime><s:SuccessorConfidentialityLabel>'
                f'<s:ConfidentialityInformation><s:PolicyIdentifier>EXERCISE</s:PolicyIdentifier>'
                f'<s:Classification>LOW</s:Classification></s:ConfidentialityInformation>'
                f'<s:CreationDateTime>2024-05-01T00:00:00Z</s:CreationDateTime>{text}'
                f'</s:SuccessorConfidentialityLabel></s:SuccessionHandling>')
    return text


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "' + "&l;" * 1000 + '">]>'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation'
HOSTILE = {
    "an external entity": (label(level="&x;", before=ENTITY), "format.bad-xml"),
    "billion laughs": (label(level="&m;", before=LAUGHS), "format.bad-xml"),
    "an external subset": (label(before='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a">'),
                           "format.bad-xml"),
    "XInclude": (label('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
                 "format.bad-xml"),
    "a huge attribute": (label(attributes=f'Id="{"a" * 200_000}"'), "format.bad-xml"),
    "many attributes": (label(attributes=" ".join(f'a{i}=""' for i in range(100))),
                        "format.bad-xml"),
    "10 000 within one another": (label("<x>" * 10_000 + "</x>" * 10_000), "format.bad-xml"),
    "200 001 elements": (label("<s:x/>" * 200_001), "format.bad-xml"),
    "5 MiB": (label("a" * (5 << 20)), "base.too-large"),
    "mismatched tags": (label()[:-3] + "x>", "format.bad-xml"),
    "another namespace": (label().replace("label:1:0", "label:2:0"), "label.not-a-label"),
    "UTF-16": (label().encode("utf-16"), "format.bad-xml"),
    "an unknown policy": (label(policy="OTHER"), "label.unknown-policy"),
    "an unknown tag": (label(category(tag="Nobody")), "label.unknown-category"),
    "an unknown value": (label(category(value="QQQ")), "label.unknown-category"),
    "another type": (label(category(kind="RESTRICTIVE")), "label.unknown-category"),
    "an unknown level": (label(level="HIGHEST"), "label.unknown-classification"),
    "Greek letters": (label(level="\u0397IGH"), "label.unknown-classification"),
    "full width": (label(level="\uff28IGH"), "label.unknown-classification"),
    "an obsolete level": (label(level="OLD"), "label.obsolete"),
    "nine successors": (label(after=successors(9)), "label.too-many-successors"),
    "1 000 successors": (label(after=successors(1000)), "format.bad-xml"),
    "no time": (label().replace("CreationDateTime", "Created"), "label.missing-element"),
    "an empty time": (label(created=""), "label.bad-value"),
    "a time to come": (label(created="2999-01-01T00:00:00Z"), "label.future-time"),
}
DENIED = {"an unknown policy": "unknown policy", "an unknown tag": "unknown category",
          "an unknown value": "unknown category", "another type": "unknown category",
          "an unknown level": "invalid label", "Greek letters": "invalid label",
          "full width": "invalid label", "an obsolete level": "classification"}


def code_of(reply):
    return reply["faults"][0]["code"] if "faults" in reply else reply["error"]["code"]


def check_hostile(tool):
    old = '<securityClassification name="OLD" lacv="2" hierarchy="2" obsolete="true"/>'
    policy = POLICY.replace("</securityClassifications>", old + "</securityClassifications>")
    tool.write("policy.spif", policy)
    tool.write("clearance.xml", CLEARANCE)
    for name, (text, code) in HOSTILE.items():
        tool.write("bad", text)
        reply = tool.ask("validate", "bad", "--spif", "policy.spif", expect=8)
        assert code_of(reply) == code, f"{name}: {reply}"
        if code == "base.too-large":
            continue
        denied = tool.ask("check", "bad", "--clearance", "clearance.xml", "--spif", "policy.spif",
                          expect=3)
        assert denied["reason"] == DENIED.get(name, "malformed"), f"{name}: {denied}"
        if name != "an obsolete level":  # an old label of it is still what it was
            marked = tool.ask("marking", "bad", "--spif", "policy.spif",
                              expect=0 if code == "label.future-time" else 8)
            assert marked["marking"].startswith("EXERCISE HIGH"), f"{name}: {marked}"
    # Where a schema is named it is not fetched: nobody answers on that port, and nobody is asked.
    tool.write("good", label(category(), attributes=f'{XSI}="urn:x http://127.0.0.1:9/x.xsd"'))
    assert tool.ask("validate", "good", "--spif", "policy.spif")["valid"]
    for name, text in {"policy": ENTITY + POLICY, "clearance": LAUGHS + CLEARANCE,
                       "deep": "<a>" * 10_000 + "</a>" * 10_000,
                       "no SPIF": POLICY.replace("2001", "").replace("xmlspif", "xml")}.items():
        tool.write("bad", text)
        assert not tool.ask("validate", "bad", expect=8)["valid"], name
        tool.ask("marking", "good", "--spif", "bad", expect=8)


# --- an agreement's markings as a policy, by the schema where it was handed out

def check_export(tool):
    schema = ROOT.parent / "shared" / "data" / "labels" / "schema" / "xmlspif-2.1.xsd"
    for party in ("JP", "KR"):
        exported = subprocess.run([BINARY, "agreement", "export-spif", ROOT / "agreements" /
                                   "jp-kr-2016", "--party", party, "--on", "2020-01-01"],
                                  capture_output=True, check=True).stdout
        tool.write("own.spif", exported)
        read = tool.ask("validate", "own.spif")
        assert read["valid"] and read["kind"] == "policy" and read["notes"] == [], read
        if schema.exists() and shutil.which("xmllint"):
            assert tool.call("xmllint", "--nonet", "--noout", "--schema", str(schema),
                             "own.spif") == 0, f"{party}: not by the schema"


def main():
    with tempfile.TemporaryDirectory(prefix="entente-labels-") as made:
        tool = Labels(pathlib.Path(made))
        check_xmp(tool)
        check_ess(tool)
        check_us(tool)
        check_hostile(tool)
        check_export(tool)
        print(f"XMP packets, ESS labels and marking lines read, and refused when altered; "
              f"{len(HOSTILE)} kinds of bad input refused")


if __name__ == "__main__":
    main()
