"""The `slapos` commands of a run, for a job (see `host`), and the folders that they work in."""
import os

from slapos.grid.utils import md5digest

from webrunner_engine.runs.job import Job


def command(job: Job, name: str, options: list[str]) -> list[str]:
    """`slapos node <name>` with options, as arguments of `slapos`."""
    return ['node', name, '--cfg', job['config'], *options]


def forced(force: bool) -> list[str]:
    """The option to work also on what seems finished, or none."""
    return ['--force'] if force else []


def only_releases(urls: list[str]) -> str:
    """The option to work on these releases alone."""
    # slapgrid splits it at commas.
    return f"--only-sr={','.join(url if ',' not in url else md5digest(url) for url in urls)}"


def only_partitions(names: list[str]) -> str:
    """The option to work on these partitions alone."""
    return f"--only-cp={','.join(names)}"


def release_folder(job: Job, url: str) -> str:
    """Folder that a release is installed in."""
    return os.path.join(job['softwareRoot'], md5digest(url))


def partition_folder(job: Job, name: str) -> str:
    """Folder of a partition."""
    return os.path.join(job['instanceRoot'], name)
