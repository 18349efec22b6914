#!/usr/bin/env python3
"""kill -9 on either of two real nodes, at random moments, under load (T12, AB77).

Usage: kill_rounds.py ROUNDS [SEED]. After all rounds: nothing acknowledged is lost, nothing
happened twice, both sides hold equal shared records, both ledgers verify. Prints the seed."""
import pathlib
import random
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from pair import AGREEMENT, ready_to_release, settled, try_release


class Load(threading.Thread):
    """An officer who releases one small item after another, and notes what was acknowledged."""

    def __init__(self, node, path):
        super().__init__(daemon=True)
        self.node, self.path = node, path
        self.acknowledged = []
        self.attempts = 0
        self.stopping = False

    def run(self):
        while not self.stopping:
            self.attempts += 1
            code, answer = try_release(self.node, self.path, f"EXERCISE {self.attempts}")
            if code == 0:
                self.acknowledged.append(answer["item"])


def kill_at_random(victim, chance):
    """Waits for a random time under load, kills (now and then: stops), starts again."""
    threading.Event().wait(chance.uniform(0.02, 0.4))
    if chance.random() < 0.2:
        victim.stop()
    else:
        victim.process.kill()
        victim.process.wait()
    victim.start()


def check(kr, jp, acknowledged):
    for node in (kr, jp):
        node.until("everything is cosigned", lambda n=node: settled(n))
    kr.until("every item has its content receipt",
             lambda: all(i["stage"] == "received" for i in kr.items()))
    held = {}
    for node in (kr, jp):
        node.until("everything is cosigned", lambda n=node: settled(n))
        items = node.items()
        held[node.party] = [i["item"] for i in items]
        twice = len(items) - len({i["title"] for i in items})
        report = node.run("ledger", "verify", AGREEMENT)
        assert report["ok"], report
        assert twice == 0, f"{twice} releases happened twice at {node.party}"
        held[node.party + " digest"] = report["records_digest"]
    lost = [i for i in acknowledged if i not in held["KR"] or i not in held["JP"]]
    assert not lost, f"acknowledged and lost: {lost}"
    assert sorted(held["KR"]) == sorted(held["JP"]), "the two sides hold different items"
    assert held["KR digest"] == held["JP digest"], "the two sides hold different records"


def main():
    rounds = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    with ready_to_release("kill") as (folder, kr, jp):
        path = folder / "small.txt"
        path.write_text("EXERCISE " * 100)
        load = Load(kr, path)
        load.start()
        for _ in range(rounds):
            kill_at_random(chance.choice((kr, jp)), chance)
        load.stopping = True
        load.join()
        check(kr, jp, load.acknowledged)
        assert load.acknowledged, "nothing was ever acknowledged: the load did not reach the node"
        print(f"seed {seed}: {rounds} kills and stops, {load.attempts} releases tried, "
              f"{len(load.acknowledged)} acknowledged, none lost, none twice")


if __name__ == "__main__":
    main()
