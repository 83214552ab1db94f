"""SlapOS's own programs, with our additions. All that is changed in somebody else's code stands in `patches`.

- `launcher`, `buildout_launcher`, `watchdog`, `slapproxy_guard` (with `slapproxy_requests`, `slapproxy_texts`): programs;
- `warm`: programs of slapgrid in a fork instead of a fresh interpreter;
- `command_output`, with `line_log`: how long a command is waited for, and what is kept of what it prints;
- `buildout_command`, `destruction`, `patience`, `promise_choice`, `promise_errors`, `promise_files`, `recording`,
  `standalone_files`, `supervision`: additions;
"""
