#!/bin/sh
# Copy a script, with the path of its interpreter in the first line.
#
#   install-script.sh SOURCE INTERPRETER DESTINATION
#
# Without the interpreter, there is no copy.
set -eu

if [ ! -x "$2" ]; then
  rm -f "$3"
  exit 0
fi
# A service may start the script at any moment: replace it all at once.
sed "1s|.*|#!$2|" "$1" > "$3.new"
chmod 755 "$3.new"
mv "$3.new" "$3"
