"""A destroyed partition is left as `slapos node format` made it.

Upstream empties the folder, but for two things: it stumbles over symbolic links to folders and keeps the rest for ever, and it
removes `.slapos-resource`, which the next instance in that partition needs and only the next format would write again.
"""
import functools
import os

import slapos.grid.SlapObject

_RESOURCES = '.slapos-resource'


def attach() -> None:
    """Make slapgrid's destruction of partitions so. To be done once per process."""
    partition = slapos.grid.SlapObject.Partition
    upstream = partition.cleanupFolder

    @functools.wraps(upstream)
    def cleanupFolder(self, folder_path):
        for entry in list(os.scandir(folder_path)):
            if entry.is_symlink():
                os.unlink(entry.path)
        resources = os.path.join(folder_path, _RESOURCES)
        if not os.path.isfile(resources):
            return upstream(self, folder_path)
        aside = f'{os.path.realpath(folder_path)}{_RESOURCES}'
        os.replace(resources, aside)
        try:
            upstream(self, folder_path)
        finally:
            os.replace(aside, resources)

    partition.cleanupFolder = cleanupFolder
