"""Engine of Webrunner: the real SlapOS (slapproxy, slapgrid, supervisord, zc.buildout) behind a JSON-lines host.

The modules, from the outside in:

- `host`: the long-lived process that the server talks to;
- `standalone`: one SlapOS node in one folder, started and mended;
- `zygote`, `leader`, `warm`: a run, forked from a process that has the engine imported;
- `outcome`, `log_errors`, `snapshot`: what came of it, read from disk and from supervisor;
- `launcher`, `buildout_launcher`, `watchdog`, `slapproxy_guard`: SlapOS's own programs, with our additions;
- `dialect`: what SlapOS profiles and recipes expect of buildout and upstream does not have.
"""
