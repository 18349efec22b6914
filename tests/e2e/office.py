#!/usr/bin/env python3
"""Office documents carry a signed binding of all their parts (STANAG 4778): made by another's ZIP,
bound and verified by the binary, read again by another's ZIP and XML. Altered, cut and mended by
hand they do not verify."""
import io
import pathlib
import subprocess
import tempfile
import xml.etree.ElementTree as ET
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "build" / "release" / "entente"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
BINDING = "{urn:nato:stanag:4778:bindinginformation:1:0}"
VENDOR = "application/vnd.openxmlformats-officedocument."
LABEL = """<slab:originatorConfidentialityLabel ReviewDateTime="2034-05-01T00:00:00Z"
 xmlns:slab="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0">
<slab:ConfidentialityInformation><slab:PolicyIdentifier>KR</slab:PolicyIdentifier>
<slab:Classification>KR-2</slab:Classification></slab:ConfidentialityInformation>
<slab:OriginatorID IDType="rfc822Name">exercise@example.org</slab:OriginatorID>
<slab:CreationDateTime>2024-05-01T00:00:00Z</slab:CreationDateTime>
</slab:originatorConfidentialityLabel>"""
# The main part, its content type, and another part that a reader sees with its own.
KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml",
             "word/footnotes.xml", "wordprocessingml.footnotes+xml", OFFICE),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml",
             "xl/worksheets/sheet1.xml", "spreadsheetml.worksheet+xml", STRICT),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml",
             "ppt/slides/slide1.xml", "presentationml.slide+xml", OFFICE),
}


def new_document(kind):
    """A small document as an editor writes it, EXERCISE all of it."""
    main, main_type, part, part_type, related = KINDS[kind]
    folder, name = main.split("/")
    files = {
        "[Content_Types].xml":
            f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/{main}" '
            f'ContentType="{VENDOR}{main_type}"/><Override PartName="/{part}" '
            f'ContentType="{VENDOR}{part_type}"/></Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
            f'Type="{related}officeDocument" Target="{main}"/></Relationships>',
        main: "<document>EXERCISE</document>",
        f"{folder}/_rels/{name}.rels":
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
            f'Type="{related}part" Target="{part[len(folder) + 1:]}"/></Relationships>',
        part: "<part>EXERCISE</part>",
    }
    return zipped(files)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def unzipped(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class Tool:
    """The command line in a folder with a label and a signer's key."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "label.xml").write_text(LABEL)
        self.call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:P-384", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
                  "-subj", "/CN=EXERCISE", "-days", "3650")

    def call(self, *arguments):
        return subprocess.run(arguments, cwd=self.folder, capture_output=True, text=True).returncode

    def bind(self, octets, name):
        (self.folder / name).write_bytes(octets)
        code = self.call(BINARY, "label", "bind", name, "--label", "label.xml", "--key", "key.pem",
                         "--cert", "cert.pem", "-o", "bound-" + name)
        bound = self.folder / ("bound-" + name)
        return code, bound.read_bytes() if code == 0 else None

    def verify(self, octets):
        (self.folder / "received").write_bytes(octets)
        return self.call(BINARY, "label", "verify", "received", "--trust", "cert.pem")


def carried(files, main):
    """The binding's part as another finds it: by the main part's relationship."""
    folder, name = main.split("/")
    relationships = ET.fromstring(files[f"{folder}/_rels/{name}.rels"])
    targets = [r.get("Target").lstrip("/") for r in relationships
               if r.get("Type").endswith("/customXml")]
    assert len(targets) == 1, targets
    return targets[0], ET.fromstring(files[targets[0]])


def check_kind(tool, kind):
    main, _, part, _, related = KINDS[kind]
    plain = new_document(kind)
    code, bound = tool.bind(plain, f"report.{kind}")
    assert code == 0, f"{kind}: bind ended with {code}"
    before, files = unzipped(plain), unzipped(bound)
    target, binding = carried(files, main)
    named = {d.get("URI") for d in binding.iter(BINDING + "DataReference")}
    assert named == {f"pack:///{main}", f"pack:///{part}"}, named
    for name in (main, part, "_rels/.rels"):
        assert files[name] == before[name], f"{kind}: {name} was changed"
    assert related + "customXml" in files[f"{main.split('/')[0]}/_rels/{main.split('/')[1]}.rels"]\
        .decode(), "the kind of document that it is"
    assert tool.verify(bound) == 0, f"{kind}: what was bound verifies"
    assert tool.verify(zipped(files)) == 0, f"{kind}: packed anew by another, it still does"
    assert tool.verify(plain) == 5, f"{kind}: without a binding nothing is verified"
    for name, content in ((main, "<document>?</document>"), (part, "<part>?</part>"),
                          (target, files[target].replace(b"KR-2", b"KR-3")),
                          ("docProps/thumbnail.png", "?")):
        other = dict(files)
        other[name] = content
        if name.endswith("png"):
            other["[Content_Types].xml"] = files["[Content_Types].xml"].replace(
                b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1)
        assert tool.verify(zipped(other)) == 5, f"{kind}: an altered {name} was not found"
    code, again = tool.bind(bound, f"again.{kind}")
    assert code == 0 and tool.verify(again) == 0 and set(unzipped(again)) == set(files)


def check_hostile(tool):
    good = new_document("docx")
    for octets in (good[:-30], good.replace(b"word/document.xml", b"word/../cument.xml"),
                   b"PK\x03\x04" + bytes(100),
                   zipped({"[Content_Types].xml": "<a/>"}),
                   zipped({"a": bytes(200 << 20)})):
        code, bound = tool.bind(octets, "hostile.docx")
        assert code not in (0, 1) and bound is None, code
        assert tool.verify(octets) not in (0, 1)


def main():
    with tempfile.TemporaryDirectory(prefix="entente-office-") as made:
        tool = Tool(pathlib.Path(made))
        for kind in KINDS:
            check_kind(tool, kind)
        check_hostile(tool)
        print(f"{len(KINDS)} kinds of documents bound, read by others, and refused when altered")


if __name__ == "__main__":
    main()
