"""Engine of Webrunner: the real SlapOS (slapproxy, slapgrid, supervisord, zc.buildout) behind a JSON-lines host.

The packages, from the outside in; each imports only what stands below it (`tests/test_walls.py` has the table):

- `host`: the long-lived process that the server talks to, and the zygote from which it forks runs;
- `runs`: a run, from its leader to what came of each step; a check of promises;
- `node`: one SlapOS node in one folder, started and mended;
- `upstream`: SlapOS's own programs with our additions, and one table of them (`patches`);
- `instances`: what is there between runs, read from where SlapOS keeps it;
- `dialect`: what SlapOS profiles and recipes expect of buildout and upstream does not have;
- `kit`: processes, files, times, errors: nothing that knows SlapOS.
"""
