#!/bin/sh
# The shell in which Supercronic runs a job:  crond-job -c COMMAND
# What the job prints goes to the catcher of crond (-M), as a mail would.
SHELL=/bin/sh
export SHELL

if [ -z "$CROND_CATCHER" ]; then
  exec "$SHELL" -c "$2"
fi

output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
"$SHELL" -c "$2" > "$output" 2>&1
status=$?
if [ -s "$output" ]; then
  "$CROND_CATCHER" < "$output"
fi
exit $status
