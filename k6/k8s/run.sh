#!/bin/sh
# One run on a cluster with k6-operator, and its verdict: exit code 0 only for passed. Needs kubectl and curl.
#
#   LOADTESTS_URL=https://loadtests.example.com LOADTESTS_KEY=… LOADTESTS_TARGET=https://shop.example.com k6/k8s/run.sh
#
# LOADTESTS_KEY is an API key with the scopes ingest and read, LOADTESTS_TARGET the target of the catalogue's entry.
# Before, once: kubectl apply -k k6
#               kubectl create secret generic loadtests --from-literal=ingest-key=… --from-literal=influx-token=…
set -eu

test=smoke
environment=demo
manifest="$(dirname "$0")/testrun.yaml"
instances=$(sed -n 's/^  parallelism: //p' "$manifest")
run="$test-$(date -u +%Y%m%d-%H%M%S)"
give_up_at=$(($(date +%s) + ${LOADTESTS_WAIT_SECONDS:-4000}))
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Method and path, then what else curl is to be told. Prints the status, 000 without an answer; the body is in $answer. The
# key goes through standard input, where no list of processes shows it.
ask() {
  method=$1 path=$2
  shift 2
  printf 'header = "Authorization: Bearer %s"\n' "$LOADTESTS_KEY" |
    curl --silent --config - --max-time 10 --output "$answer" --write-out '%{http_code}' --request "$method" "$@" \
      "${LOADTESTS_URL%/}$path" || true
}

# Announced before any pod is there, so that a run of which no pod ever reports is closed at its deadline, and not unknown.
# What k6 alone knows of the script, the pods add.
status=$(ask POST /api/v1/runs --header 'Content-Type: application/json' --data-binary "{
  \"id\": \"$run\", \"test\": \"$test\", \"target\": \"$LOADTESTS_TARGET\", \"environment\": \"$environment\",
  \"reporter\": \"handleSummary\", \"expectedInstances\": $instances
}")
if [ "$status" != 201 ]; then
  echo "run $run is not announced ($status): $(cat "$answer")" >&2
  exit 1
fi

sed -e "s|THIS_RUN|$run|" -e "s|TARGET_URL|$LOADTESTS_TARGET|" "$manifest" | kubectl create -f -
echo "run $run: $instances k6"

while :; do
  status=$(ask GET "/api/v1/runs/$run/verdict")
  case $status in
    200) cat "$answer" && exit 0 ;;
    # Not judged yet, or the monitor is away for a moment.
    425 | 429 | 5?? | 000) ;;
    *) cat "$answer" >&2 && exit 1 ;;
  esac
  if [ "$(date +%s)" -ge "$give_up_at" ]; then
    echo "run $run has no verdict (last answer: $status)" >&2
    exit 1
  fi
  sleep 2
done
