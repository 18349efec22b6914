#!/usr/bin/env python3
"""Releases end to end between two real nodes: two processes, mutual TLS on the loopback, every act
durable on both sides, the content receipt back. Prints rows as bench/README.md says.

The load is an officer's tool on the admin socket, with kept connections; it takes its share of the
same cores. Under way at once: WIDTH releases."""
import base64
import contextlib
import io
import json
import pathlib
import socket
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
from pair import AGREEMENT, ready_to_release

WIDTH = 16
WARM = 200
COUNT = 4000
LAST = 64  # of which the receipts are awaited: those of all others came before
PROBES = 200
CONTENT = b"EXERCISE " * 114  # 1 kB


class Admin:
    """One kept connection to a node's admin socket."""

    def __init__(self, node):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(node.home / "admin.sock"))
        self.read = self.socket.makefile("rb")

    def command(self, noun, verb, options, body=b"", positional=()):
        wire = {"noun": noun, "verb": verb, "as": "kim.minji", "positional": list(positional),
                "options": [{"name": n, "value": v} for n, v in options.items()]}
        field = base64.urlsafe_b64encode(json.dumps(wire).encode()).rstrip(b"=")
        self.socket.sendall(b"POST /command HTTP/1.1\r\nhost: node\r\nentente-command: " + field
                            + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        status = int(self.read.readline().split()[1])
        length = 0
        while (line := self.read.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        answer = json.loads(self.read.read(length) or b"{}")
        if status != 200:
            raise SystemExit(f"{noun} {verb}: {answer}")
        return answer

    def release(self, title):
        return self.command("item", "release", {
            "agreement": AGREEMENT, "to": "JP", "marking": "KR-3", "purpose": "exercise",
            "title": title, "reason": "EXERCISE"}, CONTENT, ["-"])["item"]

    def stage(self, item):
        return self.command("item", "custody", {"agreement": AGREEMENT}, positional=[item])["stage"]


def release_many(node, count):
    """Releases `count` items over WIDTH connections; gives their ids."""
    items, left, lock = [], iter(range(count)), threading.Lock()

    def work():
        admin = Admin(node)
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            items.append(admin.release(f"EXERCISE {number}"))

    threads = [threading.Thread(target=work) for _ in range(WIDTH)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return items


def wait_received(admin, items):
    for item in items:
        while admin.stage(item) != "received":
            time.sleep(0.001)


def throughput(node):
    admin = Admin(node)
    wait_received(admin, release_many(node, WARM))
    start = time.monotonic()
    items = release_many(node, COUNT)
    wait_received(admin, items[-LAST:])
    taken = time.monotonic() - start
    wait_received(admin, items)  # none was left behind; the clock does not count the asking
    return COUNT / taken


def latencies(node, rate):
    """From request to content receipt, in ms, of probes while others release at `rate` a second."""
    stopping = threading.Event()

    def steady():
        admin, due = Admin(node), time.monotonic()
        while not stopping.is_set():
            admin.release("EXERCISE steady")
            due += 1 / rate
            time.sleep(max(0, due - time.monotonic()))

    other = threading.Thread(target=steady)
    other.start()
    admin, taken = Admin(node), []
    for number in range(PROBES):
        start = time.monotonic()
        item = admin.release(f"EXERCISE probe {number}")
        wait_received(admin, [item])
        taken.append((time.monotonic() - start) * 1000)
    stopping.set()
    other.join()
    return sorted(taken)


def row(name, value, unit, note):
    print(json.dumps({"name": f"releases.{name}", "value": round(value, 1), "unit": unit,
                      "peer": None, "peer_value": None, "ratio": None, "note": note}), flush=True)


def main():
    with contextlib.redirect_stdout(io.StringIO()):
        ready = contextlib.ExitStack()
        _, kr, _ = ready.enter_context(ready_to_release("bench"))
    with ready:
        reached = throughput(kr)
        row("rate", reached, "1/s", f"{COUNT} items of 1 kB, {WIDTH} at once, until each has its "
            "content receipt at the releasing node; two processes and the load on all cores")
        taken = latencies(kr, reached / 2)
        row("p50", taken[len(taken) // 2], "ms", "request to content receipt, at half that rate")
        row("p99", taken[len(taken) * 99 // 100], "ms",
            f"of {PROBES}; asked for every ms, which is in it")


if __name__ == "__main__":
    main()
