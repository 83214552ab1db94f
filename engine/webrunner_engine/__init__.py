"""Engine of Webrunner: the real SlapOS (slapproxy, slapgrid, supervisord, zc.buildout) behind a JSON-lines host.

The modules, from the outside in:

- `host`, `params`: the long-lived process that the server talks to, and what it accepts;
- `standalone`, `opening`: one SlapOS node in one folder, started and mended;
- `zygote`, `leader`, `warm`: a run, forked from a process that has the engine imported;
- `steps`, `deployment`, `commands`, `master`, `partitions`, `parameters`: what a run asks of slapproxy and of slapgrid;
- `outcome`, `recording`, `log_errors`, `run_status`: what came of it;
- `snapshot`, `services`, `promises`, `bang`: instances between runs;
- `launcher`, `buildout_launcher`, `watchdog`, `slapproxy_guard`: SlapOS's own programs, with our additions
  (`buildout_command`, `patience`, `destruction`);
- `dialect`: what SlapOS profiles and recipes expect of buildout and upstream does not have.
"""
