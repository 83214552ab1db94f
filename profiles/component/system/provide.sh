#!/bin/sh
# Put programs of the operating system in LOCATION/DIRECTORY: those that the
# machine has, or else those of Debian packages, unpacked.
#
#   provide.sh LOCATION DIRECTORY "PACKAGE..." "PROGRAM..." USABLE ENVIRONMENT SHARED_NAME "SHARED..."
#
# USABLE: a command that succeeds when the programs of the machine can be used.
# ENVIRONMENT: lines of shell for the start of an unpacked program, where $root
# is the folder of the unpacked packages. SHARED: folders of shared parts; the
# packages are unpacked in the last one that can be written, as SHARED_NAME, else
# in LOCATION. When a program can be had in no way, the reason is in
# LOCATION/missing and on the standard error, and the exit status is 1.
set -eu

# System programs such as logrotate are often outside of a user's PATH.
PATH=$PATH:/usr/sbin:/sbin
export PATH LC_ALL=C

root=$1
directory=$root/$2
packages=$3
programs=$4
usable=$5
environment=$6

shared=$root
for folder in $8; do
  [ -w "$folder" ] && shared=$folder
done
unpacked=$shared/packages/$7

already_there() {
  for program in $programs; do
    [ -x "$directory/$program" ] || return 1
  done
}

if already_there; then
  exit 0
fi
rm -rf "$root"
mkdir -p "$directory"

all_on_this_machine() {
  for program in $programs; do
    command -v "$program" > /dev/null || return 1
  done
  sh -c "$usable"
}

if all_on_this_machine; then
  for program in $programs; do
    ln -sf "$(command -v "$program")" "$directory/$program"
    echo "$program: the one of this machine, $(command -v "$program")"
  done
  exit 0
fi

give_up() {
  rm -rf "$root"
  mkdir -p "$root"
  echo "this machine has no $(echo $programs | sed 's/ / or no /g'), and $1" |
    tee "$root/missing" >&2
  exit 1
}

fetch_and_unpack() {
  command -v apt-get > /dev/null || give_up 'no apt-get to fetch it with'
  command -v dpkg-deb > /dev/null || give_up 'no dpkg-deb to unpack it with'

  # Without the network, say so soon: a build tries again anyway.
  patience='-o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20'

  # apt-get wants to change its own files when it reads the lists of packages, so
  # the second attempt uses files of its own: containers come without any list,
  # and old lists name packages that are gone.
  work=$root/.apt
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  own_files="-o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o Debug::NoLocking=1"

  if ! fetch; then
    rm -f "$work"/*.deb
    { apt-get $own_files $patience -q update && fetch $own_files; } ||
      give_up "apt-get could not fetch the package: $packages"
  fi

  # Another release must never find a half of it.
  rm -rf "$unpacked.new"
  mkdir -p "$unpacked.new"
  for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$unpacked.new"
  done
  mv "$unpacked.new" "$unpacked"
  rm -rf "$work"
}

# Everything that the packages need and that is not installed yet: a simulated
# installation knows it, whatever the version of the distribution.
needed() {
  apt-get "$@" -s -q --no-install-recommends install $packages 2> /dev/null |
    sed -n 's/^Inst \([^ ]*\).*/\1/p'
}

fetch() {
  list=$(needed "$@")
  (cd "$work" && apt-get "$@" $patience -q download ${list:-$packages})
}

[ -d "$unpacked" ] || fetch_and_unpack

# An unpacked program does not find its libraries: it is started by a script
# that says where they are.
for program in $programs; do
  for place in usr/bin usr/sbin bin sbin; do
    [ -x "$unpacked/$place/$program" ] && break
  done
  [ -x "$unpacked/$place/$program" ] || give_up "the package ($packages) does not hold it"
  cat > "$directory/$program" <<END
#!/bin/sh
# Starts the program of a package that is unpacked, not installed.
root='$unpacked'
for lib in "\$root"/usr/lib/*-linux-gnu* "\$root"/lib/*-linux-gnu* "\$root/usr/lib"; do
  [ -d "\$lib" ] && LD_LIBRARY_PATH=\${LD_LIBRARY_PATH:+\$LD_LIBRARY_PATH:}\$lib
done
export LD_LIBRARY_PATH
$environment
exec "\$root/$place/$program" "\$@"
END
  chmod 755 "$directory/$program"
  echo "$program: unpacked from the package ($packages)"
done
