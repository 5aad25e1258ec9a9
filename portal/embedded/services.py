"""All three services together: started in order, stopped in the reverse one, and the settings that lead to them."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from portal.embedded import grocery
from portal.embedded.ports import HOST, free_port
from portal.embedded.postgres import OWNER, WEB, make_web_role, start_postgres
from portal.embedded.processes import Child
from portal.embedded.standin import standin_settings, start_standin
from portal.embedded.valkey import start_valkey


@dataclass(frozen=True)
class Ports:
    """On which port each service answers."""

    postgres: int
    valkey: int
    warehouse: int

    @classmethod
    def free(cls) -> Self:
        return cls(free_port(), free_port(), free_port())


class Services:
    """PostgreSQL, Valkey and the stand-in on one state folder. A context manager: leaving it stops them."""

    def __init__(self, state: Path, ports: Ports, *, today: date, quiet: bool = False) -> None:
        self.state, self.ports, self.today, self.quiet = state, ports, today, quiet
        self.children: list[Child] = []
        self._to_stop = ExitStack()

    @property
    def data(self) -> Path:
        """The stand-in's folder."""
        return self.state / "warehouse"

    def environment(self) -> Mapping[str, str]:
        """The portal's settings that lead to these services. Known as soon as the data are loaded."""
        return {
            "DATABASE_URL": f"postgres://{WEB}@{HOST}:{self.ports.postgres}/postgres",
            "DATABASE_OWNER_URL": f"postgres://{OWNER}@{HOST}:{self.ports.postgres}/postgres",
            "REDIS_URL": f"redis://{HOST}:{self.ports.valkey}/0",
            **standin_settings(self.data, self.ports.warehouse),
        }

    def load(self) -> None:
        """Load the grocery data where they are not there yet."""
        grocery.load(self.data, today=self.today)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self._run(starting, start_postgres(self.state, self.ports.postgres, quiet=self.quiet))
            make_web_role(self.ports.postgres)
            self._run(starting, start_valkey(self.ports.valkey, quiet=self.quiet))
            self.load()
            self._run(starting, start_standin(self.data, self.ports.warehouse, quiet=self.quiet))
            self._to_stop = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._to_stop.close()

    def _run(self, stack: ExitStack, child: Child) -> None:
        self.children.append(child)
        stack.callback(child.stop)
