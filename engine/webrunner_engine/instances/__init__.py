"""Instances between runs: what slapproxy, supervisord and the folders of the partitions tell of them.

- `snapshot`: all of it at once;
- `partitions`, `parameters`: what slapproxy has in its SQLite file;
- `service_processes`, `services`: what supervisord runs; start and stop it;
- `promise_results`, `promise_history`, `bang`, `installed_parts`: what the folder of a partition keeps.
"""
