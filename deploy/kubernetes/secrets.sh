#!/bin/sh
# Prints the cluster's secrets, made from a folder of `kontor keys`:
#
#   kontor keys secrets && deploy/kubernetes/secrets.sh secrets | kubectl apply -f -
#
# Each service gets its own signing key and database password and nobody else's. OWNER_URL names the database as its
# owner where that is not the small overlay's Postgres.
set -eu
folder=${1:?name the folder that \`kontor keys\` filled}
namespace=${2:-kontor}

secret() {
  name=$1
  shift
  kubectl create secret generic "$name" --namespace "$namespace" --dry-run=client --output yaml "$@"
  echo ---
}

secret kontor-common --from-file=keyring="$folder/gateway/keyring" --from-file=page.key="$folder/gateway/page.key"
for service in identity contract ticket timetracking escalation billing; do
  secret "kontor-keys-$service" --from-file=context.key="$folder/$service/context.key" \
    --from-file=database.password="$folder/$service/database.password"
done
secret kontor-keys-gateway --from-file=context.key="$folder/gateway/context.key"

# The password reaches kubectl by a file, never by its arguments, which every process of the machine can read.
url=$(mktemp)
trap 'rm -f "$url"' EXIT
if [ -n "${OWNER_URL:-}" ]; then
  printf %s "$OWNER_URL" > "$url"
else
  printf 'postgres://postgres:%s@postgres:5432/kontor' "$(cat "$folder/postgres/password")" > "$url"
fi
secret kontor-database-owner --from-file=url="$url" --from-file=password="$folder/postgres/password"
