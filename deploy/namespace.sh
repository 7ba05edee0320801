#!/bin/sh
# Makes the namespace with its retention, and the search attributes; run again, it changes only what is not so.
# TEMPORAL_ADDRESS is read by the CLI itself.
set -eu

# What operators search for, with its type. Nothing of it names a person.
search_attributes='
AccessRequestSubmitted Datetime
AccessRequestState Keyword
AccessRequestTicket Keyword
AccessRequestServiceItem Keyword
AccessRequestCategory Keyword
AccessRequestOutcome Keyword
AccessRequestAttention KeywordList
'

# COMMAND...: tries it each second for a minute; what is made here is known everywhere a little later.
patiently() {
  tries=60
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ]; then
      echo "error: for a minute this did not work: $*" >&2
      "$@"
      exit 1
    fi
    sleep 1
  done
}

# NAME TYPE
is_there() {
  temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" |
    grep -Eq "^ *$1 +$2 *\$"
}

patiently temporal operator cluster health

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi

patiently temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE"

echo "$search_attributes" | while read -r name type; do
  [ -n "$name" ] || continue
  is_there "$name" "$type" || temporal operator search-attribute create \
    --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type "$type"
  patiently is_there "$name" "$type"
done
