"""A run, and a check of promises: each in a process that outlives the host.

- `leader`: the process of a run; `run_status`: what it puts on record;
- `steps`, `deployment`, `commands`, `master`: what a run asks of slapproxy and of slapgrid;
- `outcome`: what came of it;
- `promise_check`: promises between runs.
"""
