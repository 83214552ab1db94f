"""Which promises slapgrid checks, in a process that checks them between runs."""

import slapos.grid.promise
from slapos.grid.slapgrid import Slapgrid

from webrunner_engine.upstream import patience


def narrow(only: list[str] | None, due: bool) -> None:
    """Have slapgrid, in this process and its warm forks, check only some promises, or only what is due."""
    # Nothing was started by us: a promise that fails, fails.
    patience.give_up()
    if only is not None:
        launch = slapos.grid.promise.PromiseLauncher._launchPromise

        def _launchPromise(self, name, *arguments, **options):
            return launch(self, name, *arguments, **options) if name in only else None

        slapos.grid.promise.PromiseLauncher._launchPromise = _launchPromise
    if due:
        check = Slapgrid._checkPromiseList
        Slapgrid._checkPromiseList = lambda self, partition: check(self, partition, force=False, check_anomaly=True)
