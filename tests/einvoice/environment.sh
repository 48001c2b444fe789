#!/bin/sh
# Makes the validator's environment unless it is there for exactly these requirements: environment.sh VENV_DIR
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
venv=${1:?give the folder of the environment}
# ready only when setup went through to the end
stamp=$(cat "$here/requirements.txt" "$here/requirements-data.txt" | cksum)
[ "$(cat "$venv/ready" 2>/dev/null || true)" = "$stamp" ] && exit 0
sh "$here/setup.sh" "$venv"
printf '%s\n' "$stamp" > "$venv/ready"
