#!/usr/bin/env python3
"""The description of the interface that a real node gives, read by a linter of others
(npm @redocly/cli) under its strict rules: not one warning.

Usage: openapi.py. Needs Node.js 20.19 and npm; exit 77 without, saying so.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import npm  # noqa: E402
import pair  # noqa: E402
from pair import expect  # noqa: E402
from caller import Caller  # noqa: E402

OLDEST_NODE = 20
RULES = "recommended-strict"


def faults(installed, folder, document):
    """The rules that the document breaks; nothing is asked of the network."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    done = subprocess.run(
        [installed / "node_modules" / ".bin" / "redocly", "lint", f"--extends={RULES}",
         "--format=json", "--max-problems=1000", file], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})
    expect(done.stdout.startswith("{"), done.stdout + done.stderr)
    found = [problem["ruleId"] for problem in json.loads(done.stdout)["problems"]]
    expect((done.returncode == 0) == (not found), f"exit {done.returncode} with {found}")
    return found


def described(folder):
    nodes = pair.two_nodes(folder, api=True)
    try:
        answer = Caller(nodes[0]).call("GET", "/openapi.json")
        expect(answer.status == 200, f"{answer.status}")
        return answer.json
    finally:
        for node in nodes:
            node.stop()


def the_linter_finds_what_is_wrong(installed, folder, document):
    """Else its silence would say nothing."""
    for change, rule in (
            (lambda d: d["info"].pop("title"), "struct"),
            (lambda d: d["paths"]["/items"]["get"].update(operationId="item-show"),
             "operation-operationId-unique"),
            (lambda d: d["paths"]["/items/{item}"]["get"].update(parameters=[]),
             "path-parameters-defined"),
            (lambda d: d["components"]["schemas"].clear(), "no-unresolved-refs")):
        broken = json.loads(json.dumps(document))
        change(broken)
        found = faults(installed, folder, broken)
        expect(rule in found, f"{rule} is not among {set(found)}")


def main():
    installed = npm.install("openapi", OLDEST_NODE)
    with tempfile.TemporaryDirectory(prefix="entente-openapi-") as made:
        folder = pathlib.Path(made)
        document = described(folder)
        found = faults(installed, folder, document)
        expect(not found, f"{sorted(set(found))}")
        the_linter_finds_what_is_wrong(installed, folder, document)
        count = sum(len(methods) for methods in document["paths"].values())
    print(f"the description holds: {count} operations, no fault by {RULES}")


if __name__ == "__main__":
    main()
