"""SlapOS dialect for an unmodified zc.buildout.

`apply(zc.buildout.buildout)` gives the running buildout the twenty-four behaviours that SlapOS profiles and recipes rely on.
Beside those, `part_events` tells how far a build is, and `failures` why it failed.

No installed file is changed: `bin/buildout` of every software release calls `apply` itself (see `script`).

| behaviour | module |
|---|---|
| 1. `${:_profile_base_location_}` | `profile_location`, `options` |
| 2. option values that are lists, dicts, sets, numbers, booleans, None | `values`, `options` |
| 3. `$${` reaches recipes as `${` | `values`, `options` |
| 4. a part is reinstalled when a part that it refers to changes | `options`, `signatures` |
| 5. `.installed.cfg` is replaced atomically | `installed` |
| 6. a part whose location is a symbolic link is unlinked | `installed` |
| 7. distributions of the engine's own environment are signed by name and version | `signatures` |
| 8. content of a local `url`, `template` or `input` is part of the signature | `signatures` |
| 9. `eggs-directory` is used as written | `eggs` |
| 10. a misspelled egg fails at once | `eggs` |
| 11. copying the options when a recipe starts counts as use | `options` |
| 12. a part that makes a folder of the `develop` option is installed before that option is read | `develop_parts` |
| 13. developing a folder with a setup.py needs no network | `develop_setup` |
| 14. a part whose recipe is no longer there is uninstalled without it | `uninstallers` |
| 15. an option that `.installed.cfg` has no way to name is left out of it | `installed` |
| 16. what the engine brings stands for pins of it (`zc.buildout = 3.0.1+slapos010`) | `pins` |
| 17. a pin such as `25.0:whl` takes the wheel | `pins` |
| 18. `slapos.rebootstrap` and `slapos.extension.shared` do their work without their eggs | `extensions`, `rebootstrap` |
| 19. a download that fails, or that may not be, names its address and the line that asked for it | `downloads`, `switch` |
| 20. reading profiles takes a time that grows with their files, not with the ways to them | `reading`, `merging`, `provenance` |
| 21. a build starts again under the Python of its release, which is not built twice | `second_start`, `handed_over` |
| 22. `zc.recipe.egg` has the options of SlapOS's fork: patches, what a build needs | `egg_options`, `source_eggs` |
| 23. an egg that was built is found in any folder of eggs, offline too | `eggs` |
| 24. a recipe of an egg that is developed takes the place of the engine's | `developed` |
"""
from typing import Any

from webrunner_engine.dialect import (
    develop_parts,
    develop_setup,
    developed,
    downloads,
    egg_options,
    eggs,
    extensions,
    failures,
    handed_over,
    installed,
    options,
    part_events,
    pins,
    profile_location,
    reading,
    script,
    signatures,
    source_eggs,
    uninstallers,
)

_APPLIED = '_webrunner_dialect'


def apply(buildout: Any) -> None:
    """Give the module `zc.buildout.buildout` the SlapOS dialect; a second call does nothing."""
    if getattr(buildout, _APPLIED, False):
        return
    setattr(buildout, _APPLIED, True)
    for group in (profile_location, reading, options, signatures, installed, extensions, handed_over, develop_parts, develop_setup,
                  uninstallers, pins, developed, source_eggs, egg_options, part_events, eggs, script, downloads, failures):
        group.apply(buildout)
