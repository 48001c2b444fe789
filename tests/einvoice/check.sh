#!/bin/sh
# Validates a folder of electronic invoices against the official rules: check.sh DIR
# The environment is made once, in target/einvoice-venv (EINVOICE_VENV to have it elsewhere).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
dir=${1:?give the folder to check}
venv=${EINVOICE_VENV:-"$here/../../target/einvoice-venv"}
# ready only when setup went through to the end for exactly these requirements
stamp=$(cat "$here/requirements.txt" "$here/requirements-data.txt" | cksum)
if [ "$(cat "$venv/ready" 2>/dev/null || true)" != "$stamp" ]; then
    sh "$here/setup.sh" "$venv"
    printf '%s\n' "$stamp" > "$venv/ready"
fi
exec "$venv/bin/python" "$here/check_samples.py" "$dir"
