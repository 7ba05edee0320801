# One bootstrap at a time in a checkout: a second one waits, and then finds little left to do.

waiting() { echo 'bootstrap: waiting for another bootstrap of this checkout'; }

lock() {
  if command -v flock >/dev/null; then
    # Its children hold it too: what a killed bootstrap left at work ends before the next one begins.
    exec 9>"$cache/lock"
    flock -n 9 || { waiting; flock 9; }
  else
    lock_by_link
  fi
}

# Without flock (macOS): a link to a file with the holder's pid, made in one step or not at all.
lock_by_link() {
  local link=$cache/lock.pid mine=$cache/lock.$$ holder told_waiting=0
  echo $$ >"$mine"
  trap unlock_link EXIT
  until ln "$mine" "$link" 2>/dev/null; do
    holder=$(cat "$link" 2>/dev/null) || continue
    if kill -0 "$holder" 2>/dev/null; then
      [ "$told_waiting" = 1 ] || waiting
      told_waiting=1
      sleep 0.2
    else
      break_link "$holder"
    fi
  done
}

# HOLDER: was killed. Whoever took its lock over in the meantime gets it back.
break_link() {
  mv "$link" "$mine.stale" 2>/dev/null || return 0
  [ "$(cat "$mine.stale")" = "$1" ] || ln "$mine.stale" "$link" 2>/dev/null || :
  rm -f "$mine.stale"
}

unlock_link() {
  [ "$(cat "$cache/lock.pid" 2>/dev/null)" != $$ ] || rm -f "$cache/lock.pid"
  rm -f "$cache/lock.$$"
}
