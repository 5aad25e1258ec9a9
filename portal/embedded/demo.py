"""The demo from its first step to Ctrl-C: services, tables, people, web, worker."""

import fcntl
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from portal.embedded.manage import remember_settings
from portal.embedded.ports import HOST, first_free_from
from portal.embedded.private import write_privately
from portal.embedded.processes import Child, in_a_session_of_its_own, say, start
from portal.embedded.services import Ports, Services
from portal.embedded.static import already_collected, remember_collected
from portal.embedded.trouble import CannotStart

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = ["--workers", "1", "--log-level", "warning"]
GUNICORN += ["--graceful-timeout", "3"]  # someone who presses Ctrl-C waits for nobody's page
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Demo:
    """One demo on one state folder."""

    def __init__(self, state: Path, *, port: int) -> None:
        self.state, self.wanted_port = state, port
        self.started = time.monotonic()
        self.asked_to_end = False

    def run(self) -> int:
        """Start everything, say where it is, and stay until Ctrl-C (0) or until a process ends by itself (1)."""
        for each in ENDING:
            signal.signal(each, self._interrupt)
        with ExitStack() as stack:
            try:
                self._start_and_stay(stack)
            except KeyboardInterrupt:
                say("stopping")
                return 0
        return 1

    def _start_and_stay(self, stack: ExitStack) -> None:
        stack.enter_context(self.alone())
        services = stack.enter_context(Services(self.state, Ports.free(), today=date.today()))  # noqa: DTZ011
        port = self._port()
        settings = self._settings(services.environment())
        remember_settings(self.state, settings)
        self._prepare(settings)
        children = [*services.children, *self._serve(stack, settings, port)]
        self._say_ready(port)
        self._stay(children)

    def _interrupt(self, *_: object) -> None:
        """End in order, wherever we are. Asking once is enough: what comes later must not disturb the ending."""
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        self.asked_to_end = True
        raise KeyboardInterrupt

    def _end_if_asked(self) -> None:
        """What a signal raises is lost when it comes while Python collects an object, so we ask between the steps."""
        if self.asked_to_end:
            raise KeyboardInterrupt

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else on this state folder. The lock ends with the process, however it ends."""
        self.state.mkdir(parents=True, exist_ok=True)
        self._keep_off_other_folders()
        with (self.state / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStart(f"A demo already runs{self._where_it_runs()}. Stop it first with Ctrl-C.") from None
            (self.state / "address").unlink(missing_ok=True)
            yield

    def _keep_off_other_folders(self) -> None:
        """What is put in here is one day forgotten whole, so it must be ours from the start."""
        if any(self.state.iterdir()) and not (self.state / "lock").exists():
            raise CannotStart(f"{self.state} holds other files. Set PORTICO_STATE to a folder that is empty or new.")

    def _where_it_runs(self) -> str:
        address = self.state / "address"
        return f" at {address.read_text()}" if address.exists() else " (it is still starting)"

    def _port(self) -> int:
        port = first_free_from(self.wanted_port)
        if port != self.wanted_port:
            say(f"port {self.wanted_port} is taken, so the portal is at {port}")
        return port

    def _settings(self, services: Mapping[str, str]) -> dict[str, str]:
        """The environment of every process of the demo: what one sets by hand in production."""
        return {
            **services,
            "SECRET_KEY": self._secret(),
            "ALLOWED_HOSTS": f"localhost,{HOST}",
            "HTTPS": "0",
            "DEMO": "1",
            "RELOAD_REPORTS": "1",
            "STATIC_ROOT": str(self.state / "static"),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def _secret(self) -> str:
        """A secret of this installation, drawn at its first start."""
        path = self.state / "secret"
        if not path.exists():
            write_privately(path, secrets.token_urlsafe(48))
        return path.read_text()

    def _prepare(self, settings: Mapping[str, str]) -> None:
        say("updating the database's tables")
        self._manage(["migrate", "--no-input", "--verbosity", "0"], settings)
        for line in self._manage(["syncreports"], settings).splitlines():
            say(line)
        if not already_collected(self.state):
            say("collecting static files")
            self._manage(["collectstatic", "--no-input", "--clear", "--verbosity", "0"], settings)
            remember_collected(self.state)

    def _manage(self, command: list[str], settings: Mapping[str, str]) -> str:
        self._end_if_asked()
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            preexec_fn=in_a_session_of_its_own(signal.SIGKILL),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotStart(self._what_failed(command[0], (done.stdout + done.stderr).strip()))
        return done.stdout

    def _what_failed(self, command: str, said: str) -> str:
        """The last line of what it said; all of it is kept in a file."""
        log = self.state / f"{command}.log"
        log.write_text(said)
        reason = said.rpartition("\n")[2]
        return f"`manage.py {command}` failed: {reason} (All it said is in {log}.)"

    def _serve(self, stack: ExitStack, settings: Mapping[str, str], port: int) -> list[Child]:
        """The three processes that people run in production, with nothing but their settings from here."""
        for_worker = [sys.executable, "manage.py", "rqworker", "default", "--verbosity", "0"]
        for_web = [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", f"{HOST}:{port}", "portal.wsgi"]
        for_keeper = [sys.executable, "manage.py", "keeplog"]
        worker = start("worker", for_worker, environment=settings, folder=ROOT)
        stack.callback(worker.stop)
        keeper = start("keeper", for_keeper, environment=settings, folder=ROOT)
        stack.callback(keeper.stop)
        web = start("web", for_web, environment=settings, folder=ROOT)
        stack.callback(web.stop)
        self._make_people(settings)  # while the web starts
        web.wait_until(lambda: _ready(port), seconds=60)
        self._train_models(stack, settings)
        return [worker, keeper, web]

    def _make_people(self, settings: Mapping[str, str]) -> None:
        for line in self._manage(["createpeople"], settings).splitlines():
            say(line)

    def _train_models(self, stack: ExitStack, settings: Mapping[str, str]) -> None:
        """Beside all that, at the first start: nobody waits for it, and the report says when it is not there yet."""
        command = [sys.executable, "manage.py", "trainmodel", "household-spend", "--by", "demo", "--if-missing"]
        stack.callback(start("models", command, environment=settings, folder=ROOT).stop)

    def _stay(self, children: list[Child]) -> None:
        """Wait until one of the processes ends by itself."""
        while all(child.running for child in children):
            self._end_if_asked()
            time.sleep(0.3)
        for child in children:
            if not child.running:
                say(f"{child.name} ended by itself (code {child.process.returncode}), so the demo stops.")

    def _say_ready(self, port: int) -> None:
        address = f"http://localhost:{port}"
        (self.state / "address").write_text(address)
        say(f"ready at {address} after {time.monotonic() - self.started:.1f} s. Ctrl-C stops everything.")


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
