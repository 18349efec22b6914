"""Packages of npm that a test runs, in the versions of its lock file."""
import hashlib
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def install(name, oldest_node):
    """What tests/e2e/NAME asks for, once for each state of its lock file; gives the folder. Where
    Node.js or npm is absent or too old, or npm does not give it, the test is skipped."""
    source, installed = ROOT / "tests" / "e2e" / name, ROOT / "build" / "npm" / name
    if not shutil.which("node") or not shutil.which("npm"):
        skip(f"{name} needs Node.js and npm")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    if int(version.lstrip("v").split(".")[0]) < oldest_node:
        skip(f"{name} needs Node.js {oldest_node}; this is {version}")
    lock = (source / "package-lock.json").read_bytes()
    mark = installed / "installed"
    if mark.exists() and mark.read_text() == hashlib.sha256(lock).hexdigest():
        shutil.copytree(source, installed, dirs_exist_ok=True)
        return installed
    shutil.rmtree(installed, ignore_errors=True)
    shutil.copytree(source, installed)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                          cwd=installed, capture_output=True, text=True)
    if done.returncode != 0:
        skip(f"npm does not give {name}\n{done.stderr[-2000:]}")
    mark.write_text(hashlib.sha256(lock).hexdigest())
    return installed
