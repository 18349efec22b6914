"""Two nodes of the Japan-Korea agreement as two real processes: what the demo and the end-to-end
tests share. Needs Python 3 alone, and build/release/entente."""
import contextlib
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "build" / "release" / "entente"
PROFILE = ROOT / "agreements" / "jp-kr-2016" / "profile.toml"
AGREEMENT = "jp-kr-2016"
UNTIL = "2099-12-31"
DEADLINE_S = 60


def expect(condition, what):
    """Ends the test that runs, saying what is not so."""
    if not condition:
        raise SystemExit(f"{pathlib.Path(sys.argv[0]).stem}: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """One party's node: a folder, a process, and the command line that speaks to it."""

    def __init__(self, folder, party, name, domain):
        self.home = folder / party.lower()
        self.party, self.name, self.domain = party, name, domain
        self.passphrase = folder / f"{party}.passphrase"
        self.passphrase.touch(mode=0o600)
        self.passphrase.write_text(f"exercise passphrase of {party}\n")
        self.process = None
        self.api = None  # the port of the HTTP interface, where there is one

    def run(self, *arguments, expect=0, person=None):
        command = [BINARY, *arguments, "--json", "--home", self.home,
                   "--passphrase-file", self.passphrase]
        if person:
            command += ["--as", person]
        done = subprocess.run([str(a) for a in command], capture_output=True, text=True)
        if done.returncode != expect:
            raise SystemExit(f"{self.party}: {' '.join(map(str, arguments))}: exit "
                             f"{done.returncode}, not {expect}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout or "{}")

    def init(self, *more):
        """Makes its home, at a port of its own."""
        self.run("node", "init", "--party", self.party, "--name", self.name, "--domain",
                 self.domain, "--endpoint", f"127.0.0.1:{free_port()}", *more)

    def start(self, before=None):
        """Serves. A command that has opened the home itself is waited for. `before` runs in the new
        process first."""
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            self.process = subprocess.Popen(
                [BINARY, "node", "serve", "--home", self.home, "--passphrase-file",
                 self.passphrase],
                stdout=subprocess.PIPE, stderr=open(self.home / "node.log", "a"), text=True,
                preexec_fn=before)
            if self.process.stdout.readline().strip() == "serving":
                return
            self.process.wait()
            log = (self.home / "node.log").read_text().splitlines()[-5:]
            if not any("store.home-in-use" in line for line in log):
                break
            time.sleep(0.05)
        raise SystemExit("\n".join([f"the node of {self.party} did not start:", *log]))

    def stop(self):
        """Ends it as an operator does; it must come to its end by itself."""
        if self.process:
            running, self.process = self.process, None
            ended_before = running.poll() is not None
            running.send_signal(signal.SIGTERM)
            try:
                code = running.wait(DEADLINE_S)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
                raise SystemExit(f"the node of {self.party} did not end by itself") from None
            if code != 0 and not ended_before:
                raise SystemExit(f"the node of {self.party} ended with {code}")

    def until(self, what, ready):
        """Asks again until the partner's acts have arrived; there is no other way to wait."""
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            answer = ready()
            if answer:
                return answer
            time.sleep(0.02)
        raise SystemExit(f"{self.party}: timed out waiting until {what}")

    def items(self):
        return self.run("item", "list", "--agreement", AGREEMENT)["items"]

    def item(self, identity):
        found = [i for i in self.items() if i["item"] == identity]
        return found[0] if found else None


def two_nodes(folder, api=False):
    """Both nodes, made and serving; with their HTTP interface if asked."""
    nodes = (Node(folder, "KR", "Republic of Korea (EXERCISE)", "kr.exercise.example"),
             Node(folder, "JP", "Japan (EXERCISE)", "jp.exercise.example"))
    for node in nodes:
        node.api = free_port() if api else None
        interface = ("--api", f"127.0.0.1:{node.api}") if api else ()
        node.init(*interface)
        node.start()
    return nodes


def title(text):
    print(f"\n== {text}")


def say(text):
    print(f"   {text}")


def reason(reply):
    decision = reply["decision"]["reasons"][0]
    return f"{decision['article']} ({decision['requirement']}): {decision['text']}"


def enrol(folder, node, other):
    """The other node trusts this one's keys from here on."""
    invite = folder / f"{node.party}-{other.party}.invite"
    made = node.run("peer", "invite", "-o", invite)
    other.run("peer", "accept", invite, "--fingerprint", made["fingerprint"])
    return made


def enrol_each_other(kr, jp, folder):
    title("Two nodes, two processes, no shared secret")
    for node, other in ((kr, jp), (jp, kr)):
        made = enrol(folder, node, other)
        say(f"{node.party} {node.name}: fingerprint {made['fingerprint']}")
    say("Each officer compared the other's fingerprint out of band; both nodes trust these keys.")


def bring_into_force(kr, jp):
    title("Both sign the agreement of 2016; both notify; it is in force")
    for node in (kr, jp):
        node.run("agreement", "propose", PROFILE)
    kr.run("agreement", "sign", AGREEMENT, "--place", "Seoul (EXERCISE)")
    jp.run("agreement", "sign", AGREEMENT, "--place", "Seoul (EXERCISE)")
    for node in (kr, jp):
        node.until("both have signed", lambda n=node: all(
            r["state"] == "SIGNED"
            for r in n.run("agreement", "status", AGREEMENT)["readings"].values()))
    kr.run("agreement", "notify", AGREEMENT, "--note", "legal requirements met (EXERCISE)")
    jp.run("agreement", "notify", AGREEMENT, "--note", "legal requirements met (EXERCISE)")
    for node in (kr, jp):
        status = node.until("it is in force", lambda n=node: in_force(n))
        for party, reading in status["readings"].items():
            say(f"at {node.party}, in the reading of {party}: {reading['state']}, term "
                f"{reading['term']}, notice possible until {reading['next_notice_deadline']} "
                f"({reading['zone']})")


def in_force(node):
    status = node.run("agreement", "status", AGREEMENT)
    return status if status["exchange_allowed"] else None


def declare(kr, jp):
    title("What must stand before anything is handed over (Art. 2, 7, 12)")
    for node, authority, system in ((kr, "MND", "KR-EX-SYS"), (jp, "MOD", "JP-EX-SYS")):
        node.run("authority", "notify", authority, "--agreement", AGREEMENT, "--name",
                 f"{authority} (EXERCISE)")
        node.run("system", "accredit", system, "--agreement", AGREEMENT, "--level", "SECRET",
                 "--authority", authority, "--until", UNTIL)
        node.run("assurance", "give", "--agreement", AGREEMENT, "--level", "SECRET",
                 "--authority", authority, "--until", UNTIL, "--recipients-cleared",
                 "--official-need", "--equivalent-protection")
    for node in (kr, jp):
        node.run("facility", "enter", f"{node.party}-EX-1", "--name",
                 f"facility of {node.party} (EXERCISE)", "--levels", "SECRET,CONFIDENTIAL",
                 "--until", UNTIL)
    people = ((kr, "kim.minji", "registry-officer"), (jp, "sato.yui", "registry-officer"),
              (jp, "mori.ken", "analyst"))
    for node, person, role in people:
        node.run("person", "enrol", person, "--name", f"{person} (EXERCISE)", "--facility",
                 f"{node.party}-EX-1", "--role", role)
    for node, officer in ((kr, "kim.minji"), (jp, "sato.yui")):
        node.run("facility", "appoint", f"{node.party}-EX-1", "--person", officer, "--until", UNTIL)
    jp.run("clearance", "grant", "mori.ken", "--levels", "SECRET,CONFIDENTIAL", "--until", UNTIL)
    kr.until("the declarations of JP have arrived", lambda: kr_ready(kr))
    jp.until("the declarations of KR have arrived", lambda: kr_ready(jp))
    say("authorities named, systems accredited, the three assurances of Art. 7(5) given, "
        "facilities entered, people registered, officers appointed")


@contextlib.contextmanager
def ready_to_release(name, api=False):
    """Both nodes in a folder of their own, and all that must stand before anything is handed over;
    stopped and removed at the end, whatever happens: (folder, KR's, JP's)."""
    with tempfile.TemporaryDirectory(prefix=f"entente-{name}-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        kr, jp = two_nodes(folder, api)
        try:
            enrol_each_other(kr, jp, folder)
            bring_into_force(kr, jp)
            declare(kr, jp)
            yield folder, kr, jp
        finally:
            kr.stop()
            jp.stop()


def saved(nodes, copies):
    """Each home whole, signer's state and all, of one moment: none runs meanwhile."""
    for node in nodes:
        node.stop()
    for node in nodes:
        shutil.copytree(node.home, copies / node.home.name)
    for node in nodes:
        node.start()


def wound_back(nodes, copies):
    """All of them, to what was saved: nothing at any of them shows it. None runs meanwhile, or it
    would tell the others what it still has."""
    for node in nodes:
        node.stop()
    for node in nodes:
        shutil.rmtree(node.home)
        shutil.copytree(copies / node.home.name, node.home)
    for node in nodes:
        node.start()


def kr_ready(node):
    """A probe: a release that lacks nothing but an officer is denied for that alone."""
    ledgers = node.run("node", "status")
    return all(peer["waiting"] == 0 for peer in ledgers["peers"]) and ledgers["queue"] == 0


def staged(node, identity, stage):
    item = node.item(identity)
    return item if item and item["stage"] == stage else None


def try_release(node, path, heading="EXERCISE"):
    """One release by KR's officer: (exit code, answer), whatever it is."""
    done = subprocess.run(
        [str(a) for a in (BINARY, "item", "release", path, "--agreement", AGREEMENT, "--to", "JP",
                          "--marking", "KR-3", "--purpose", "exercise", "--title", heading,
                          "--reason", "EXERCISE", "--as", "kim.minji", "--json", "--home",
                          node.home, "--passphrase-file", node.passphrase)],
        capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout or "{}")


def settled(node):
    status = node.run("node", "status")
    agreement = [l for l in status["ledgers"] if "house" not in l["origin"]][0]
    return status["queue"] == 0 and agreement["witnessed"] == agreement["size"]
