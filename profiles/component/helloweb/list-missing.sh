#!/bin/sh
# Write which languages have no program, as a variable of Jinja2:
#
#   list-missing.sh OUTPUT [LANGUAGE PROGRAM REASON]...
#
# REASON: the file that says why.
set -eu

output=$1
shift
{
  echo '{% set missing = {'
  while [ $# -gt 0 ]; do
    if [ ! -x "$2" ]; then
      reason=$(cat "$3")
      echo "  '$1': '$reason',"
      echo "helloweb is built without $1: $reason" >&2
    fi
    shift 3
  done
  echo '} %}'
} > "$output.new"
mv "$output.new" "$output"
