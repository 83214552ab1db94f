"""Behaviour 24: a recipe of an egg that is developed takes the place of the engine's of that name.

On a SlapOS node no recipe but buildout's own is installed beside buildout; here all of the engine's are, and upstream looks no
further. A clone of the SlapOS repository is developed by its own releases (`[slapos-cookbook-develop]`), whose partitions are to
use what is edited there.
"""
import glob
import os
import sys
from typing import Any

import pkg_resources
from packaging.utils import canonicalize_name


def apply(buildout: Any) -> None:
    """Look among the develop eggs first."""
    upstream = buildout._install_and_load

    def _install_and_load(spec, group, entry, build):
        dist = _developed(pkg_resources.Requirement.parse(spec), build['buildout']['develop-eggs-directory'])
        if dist is not None:
            _activate(dist)
        return upstream(spec, group, entry, build)

    buildout._install_and_load = _install_and_load


def _developed(requirement: pkg_resources.Requirement, folder: str) -> pkg_resources.Distribution | None:
    """The develop egg that a requirement means, where another distribution of that name stands in its way."""
    name = canonicalize_name(requirement.project_name)
    present = pkg_resources.working_set.by_key.get(requirement.key)
    links = [link for link in glob.glob(os.path.join(glob.escape(folder), '*.egg-link'))
             if canonicalize_name(os.path.basename(link).removesuffix('.egg-link')) == name]
    if present is None or not links:
        return None
    with open(links[0]) as f:
        location = f.readline().strip()
    if os.path.realpath(location) == os.path.realpath(present.location or ''):
        return None
    return next((dist for dist in pkg_resources.find_distributions(location, only=True)
                 if canonicalize_name(dist.project_name) == name and dist in requirement), None)


def _activate(dist: pkg_resources.Distribution) -> None:
    pkg_resources.working_set.add(dist, replace=True)
    location = str(dist.location)
    sys.path.insert(0, location)
    if not dist.has_metadata('namespace_packages.txt'):
        return
    for package in dist.get_metadata_lines('namespace_packages.txt'):
        module = sys.modules.get(package)
        if module is not None:
            # It was made of the engine's folders, when the interpreter started.
            module.__path__ = [os.path.join(location, *package.split('.')), *module.__path__]
