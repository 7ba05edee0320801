# Packages: as the lock file says, installed anew only when it says something else than last time.

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi
}

setup_packages() {
  local wanted stamp=node_modules/.bootstrap
  wanted=$(sha256 package-lock.json) || die 'package-lock.json cannot be read; restore it'
  # Some packages are built for one platform: a checkout may be shared by several.
  wanted="${wanted%% *} $(uname -s) $(uname -m)"
  [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
  command -v npm >/dev/null || die 'there is no npm on PATH; install it (it comes with Node)'
  rm -f "$stamp"
  npm ci --no-audit --no-fund --loglevel=error >/dev/null ||
    die 'npm ci failed, its words are above; repair the cause and run this again'
  echo "$wanted" >"$stamp"
  got 'packages' 'npm, as locked'
}
