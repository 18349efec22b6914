#!/usr/bin/env python3
"""Our logs before the inclusion check that npm itself relies on (npm @sigstore/verify).

Usage: sigstore.py SAMPLES_PROGRAM. Needs Node.js 20.17 and npm; exit 77 without, saying so.
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import npm  # noqa: E402

OLDEST_NODE = 20
SIZES = (0, 1, 2, 255, 256, 257, 65535, 65536, 65537, 1000000)


def main():
    installed = npm.install("sigstore", OLDEST_NODE)
    with tempfile.TemporaryDirectory() as logs:
        subprocess.run([sys.argv[1], logs], check=True)
        done = subprocess.run(["node", installed / "verify.js", logs, *map(str, SIZES)])
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
