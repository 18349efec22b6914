"""A reference page that follows from the sources: written, or checked to be fresh."""

import os
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def write_or_check(path, text, arguments):
    """Writes `text` to `path`; with `--check`, says whether it stands there already.

    Returns the exit code."""
    full = os.path.join(SOURCE, path)
    if "--check" not in arguments:
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        return 0
    if os.path.exists(full) and read(path) == text:
        return 0
    print(f"{path}: does not follow from the sources; run `make docs`")
    return 1


def report(script, broken, promises):
    """Prints what a self-test found. Returns the exit code."""
    for promise in broken:
        print(f"{script} --self-test: broken promise: {promise}")
    print(f"{script} --self-test: {promises - len(broken)} passed, {len(broken)} failed")
    return 1 if broken else 0


def fail(faults):
    """Prints the faults of the sources and ends the script."""
    for fault in faults:
        print(fault)
    sys.exit(1)
