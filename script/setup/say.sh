# What bootstrap tells: one line for each thing that is new, one line in all where nothing is.
told=0
seen=

# THING SOURCE: it was fetched.
got() {
  told=1
  echo "bootstrap: $1 from $2"
}

# THING SOURCE: it was there already; told once, and again when it comes from elsewhere.
found() {
  seen+="$1 from $2"$'\n'
  grep -qxF -- "$1 from $2" "$cache/found" 2>/dev/null || got "$1" "$2"
}

# WORDS...: what is wrong, and what to do.
die() {
  echo "bootstrap: error: $*" >&2
  exit 1
}

finish() {
  printf '%s' "$seen" >"$cache/found.part"
  mv "$cache/found.part" "$cache/found"
  [ "$told" = 1 ] || echo 'bootstrap: nothing to do, nothing downloaded'
}
