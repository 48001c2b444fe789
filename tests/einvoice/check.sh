#!/bin/sh
# Validates a folder of electronic invoices against the official rules: check.sh DIR
# The environment is made once, in target/einvoice-venv (EINVOICE_VENV to have it elsewhere).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
dir=${1:?give the folder to check}
venv=${EINVOICE_VENV:-"$here/../../target/einvoice-venv"}
sh "$here/environment.sh" "$venv"
exec "$venv/bin/python" "$here/check_samples.py" "$dir"
