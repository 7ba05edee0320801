#!/bin/sh
# Makes the files in deploy/secrets that are missing: a password of the database, which nobody else knows, and two of the
# simulators, which everybody knows. For systems of your own put your secrets there instead.
set -eu
umask 077

folder=$(dirname -- "$0")/secrets
mkdir -p "$folder"
chmod 700 "$folder"

# FILE: fills it from stdin, unless it is there. Containers read it under users of their own; the folder keeps others out.
keep() {
  [ ! -e "$folder/$1" ] || return 0
  cat >"$folder/$1.part"
  chmod 444 "$folder/$1.part"
  mv "$folder/$1.part" "$folder/$1"
  echo "made $folder/$1"
}

od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | keep postgres_password
echo orchestrator | keep servicenow_password
echo whsec_YWNjZXNzLXJlcXVlc3QtZGVtbw== | keep webhook_secret
