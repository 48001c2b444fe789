#!/bin/sh
# Exercises the Dockerfile and docker-compose.yml in earnest where no image registry is reached: starts a Docker engine of
# its own, imports base images made by debootstrap under the names that the files use, builds all images, brings
# everything up, tries it, restores a dump, and takes it all down.
#
# Needs root, a Debian with docker.io, docker-compose and debootstrap, and the Rust of this workspace with its crates
# fetched (`cargo fetch --locked`). About 20 minutes on two cores.
#
#   engine.sh [FOLDER]     FOLDER keeps the engine's data and the base images between runs (default: a new one, removed)
set -eu
cd "$(dirname "$0")/../.."
if [ $# -ge 1 ]; then
  base=$1
  kept=yes
else
  base=$(mktemp -d)
  kept=no
fi
mkdir -p "$base"
base=$(cd "$base" && pwd)
export DOCKER_HOST="unix://$base/docker.sock" DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1
export COMPOSE_PROJECT_NAME=kontor-check KONTOR_PORT="${KONTOR_PORT:-18080}"
engine=

docker() { /usr/bin/docker "$@"; }
compose() {
  if docker compose version > /dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}
say() { echo "== $*"; }
die() {
  echo "FAILED: $*"
  exit 1
}

finish() {
  status=$?
  if [ -n "$engine" ]; then
    [ $status -eq 0 ] || compose ps || true
    [ $status -eq 0 ] || compose logs --tail=20 || true
    compose down --volumes --timeout 30 > /dev/null 2>&1 || true
    kill "$engine" 2> /dev/null || true
    wait "$engine" 2> /dev/null || true
  fi
  [ $kept = yes ] || rm -rf "$base"
  exit $status
}
trap finish EXIT INT TERM

start_engine() {
  dockerd --data-root "$base/data" --exec-root "$base/exec" --pidfile "$base/pid" --host "$DOCKER_HOST" \
    > "$base/engine.log" 2>&1 &
  engine=$!
  for _ in $(seq 60); do
    docker info > /dev/null 2>&1 && return
    kill -0 "$engine" 2> /dev/null || break
    sleep 1
  done
  tail -n 5 "$base/engine.log"
  die "no Docker engine can run here"
}

have_image() { docker image inspect "$1" > /dev/null 2>&1; }

# The name a file uses for a base image, with its arguments filled in.
rust_image() {
  sed -n 's/^ARG \(RUST\|DEBIAN\)=/\1=/p' deploy/docker/Dockerfile > "$base/args"
  # shellcheck disable=SC1091
  . "$base/args"
  echo "rust:$RUST-slim-$DEBIAN"
}

import_rust() {
  image=$(rust_image)
  have_image "$image" && return
  say "importing $image"
  root=$base/rust
  [ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include=ca-certificates,gcc,libc6-dev \
    bookworm "$root" > "$base/debootstrap.log"
  mkdir -p "$root/usr/local/rust" "$root/usr/local/cargo"
  cp -a "$(rustc --print sysroot)/." "$root/usr/local/rust/"
  cp -a "${CARGO_HOME:-$HOME/.cargo}/registry" "$root/usr/local/cargo/"
  tar -C "$root" -c . | docker import \
    --change "ENV PATH=/usr/local/rust/bin:/usr/local/bin:/usr/bin:/bin CARGO_HOME=/usr/local/cargo CARGO_NET_OFFLINE=true" \
    - "$image" > /dev/null
  rm -rf "$root"
}

# A Postgres that starts by the variables of the public image: POSTGRES_DB, _PASSWORD_FILE, _INITDB_ARGS, PGDATA.
import_postgres() {
  image=$(sed -n 's/^ *image: \(postgres:.*\)/\1/p' docker-compose.yml)
  have_image "$image" && return
  say "importing $image"
  root=$base/postgres
  [ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include=postgresql bookworm "$root" \
    > "$base/debootstrap.log"
  bin=$(cd "$root" && ls -d usr/lib/postgresql/*/bin)
  cat > "$root/usr/local/bin/start" <<'START'
#!/bin/sh
set -eu
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  # shellcheck disable=SC2086
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS --pgdata="$PGDATA"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  pg_ctl --wait --options="-c listen_addresses=" start
  createdb --username=postgres "$POSTGRES_DB"
  pg_ctl --wait --mode=fast stop
fi
exec "$@" -c "listen_addresses=*"
START
  chmod 755 "$root/usr/local/bin/start"
  rm -rf "$root"/var/lib/postgresql/*
  mkdir -p "$root/var/lib/postgresql/data" "$root/var/run/postgresql"
  chroot "$root" chown postgres:postgres /var/lib/postgresql/data /var/run/postgresql
  chmod 700 "$root/var/lib/postgresql/data"
  chmod 3777 "$root/var/run/postgresql"
  tar -C "$root" -c . | docker import --change "ENV PATH=/$bin:/usr/local/bin:/usr/bin:/bin" \
    --change "ENV PGDATA=/var/lib/postgresql/data" --change 'ENTRYPOINT ["/usr/local/bin/start"]' - "$image" > /dev/null
  rm -rf "$root"
}

answer() { curl -s -o /dev/null -w '%{http_code}' --max-time 10 "http://127.0.0.1:$KONTOR_PORT$1" || true; }

wait_for_door() {
  for _ in $(seq 120); do
    [ "$(answer /readyz)" = 200 ] && return
    sleep 1
  done
  die "the gateway does not answer"
}

services="identity contract ticket timetracking escalation billing gateway"

all_healthy() {
  for service in $services; do
    id=$(compose ps -q "$service")
    for _ in $(seq 60); do
      state=$(docker inspect --format '{{.State.Health.Status}} {{.Config.User}}' "$id")
      case $state in starting*) sleep 1 ;; *) break ;; esac
    done
    [ "$state" = "healthy 65532:65532" ] || die "$service is $state"
  done
}

psql() { compose exec -T postgres psql --username=postgres --dbname=kontor --tuples-only --no-align "$@"; }

start_engine
import_rust
import_postgres

say "building"
for service in $services; do
  docker build -q -f deploy/docker/Dockerfile --build-arg "SERVICE=$service" -t "kontor/$service:0.1.0" . > /dev/null
done
docker build -q -f deploy/docker/Dockerfile --target tool -t kontor/kontor:0.1.0 . > /dev/null
docker images --format '{{.Repository}} {{.Size}}' | grep ^kontor/

say "starting"
compose up --detach
wait_for_door
all_healthy

say "the door answers, and only those who are let in"
[ "$(answer /v1/openapi.json)" = 200 ] || die "no description of the routes"
[ "$(answer /v1/tickets)" = 401 ] || die "a caller without a token is not refused"

say "every service has its schema, and its password is asked for"
count=$(psql --command "select count(*) from pg_namespace where nspname = any('{identity,contract,ticket,timetracking,escalation,billing}')")
[ "$count" = 6 ] || die "$count schemas instead of 6"
compose exec -T postgres psql "postgres://kontor_ticket:wrong@postgres/kontor" -c "select 1" > /dev/null 2>&1 \
  && die "a wrong password is taken"

say "a container sees its own secrets and no other's"
seen=$(docker inspect --format '{{range .Mounts}}{{.Name}} {{end}}' "$(compose ps -q ticket)")
[ "$(echo "$seen" | tr ' ' '\n' | grep secrets)" = "${COMPOSE_PROJECT_NAME}_secrets-ticket" ] || die "ticket mounts $seen"

say "the main job, service by service over the network"
KONTOR_OPERATOR_TOKEN=$(compose run --rm -T identity bootstrap)
export KONTOR_OPERATOR_TOKEN
tour() {
  docker run --rm --network host --env KONTOR_OPERATOR_TOKEN kontor/kontor:0.1.0 tour --quiet \
    --url "http://127.0.0.1:$KONTOR_PORT" "$@" > "$base/tour.log" 2>&1 || die "$(tail -n 1 "$base/tour.log")"
  tail -n 1 "$base/tour.log"
}
tour
tour --over rest
audit() {
  docker run --rm --network "container:$(compose ps -q postgres)" --volume "${COMPOSE_PROJECT_NAME}_socket:/run/pg" \
    kontor/kontor:0.1.0 audit --database "postgres://postgres@localhost/kontor?host=/run/pg" > "$base/audit.log"
}
for _ in $(seq 20); do
  audit && break
  sleep 1
done
audit || die "the auditor found $(cat "$base/audit.log")"

say "a killed service comes back"
# Docker restarts what ends by itself, not what its own command killed.
before=$(docker inspect --format '{{.State.Pid}}' "$(compose ps -q ticket)")
kill -9 "$before"
for _ in $(seq 60); do
  now=$(docker inspect --format '{{.State.Pid}} {{.State.Health.Status}}' "$(compose ps -q ticket)")
  case $now in "$before "* | *" starting" | *" unhealthy") sleep 1 ;; *) break ;; esac
done
all_healthy

say "a second start changes no secret"
sum() {
  docker run --rm --user 65532 --volume "${COMPOSE_PROJECT_NAME}_secrets-ticket:/s" --entrypoint /bin/sh "$(rust_image)" \
    -c 'cat /s/* | sha256sum'
}
sum_before=$(sum)
compose up --detach
wait_for_door
[ "$(sum)" = "$sum_before" ] || die "the secrets changed"

say "a dump is restored"
compose exec -T postgres pg_dumpall --username=postgres --roles-only > "$base/roles.sql"
compose exec -T postgres pg_dump --username=postgres --format=custom kontor > "$base/kontor.dump"
tables=$(psql --command "select count(*) from pg_tables where schemaname in ('identity', 'billing')")
compose down --volumes --timeout 30
compose up --detach postgres
for _ in $(seq 60); do
  compose exec -T postgres pg_isready --host=127.0.0.1 --dbname=kontor > /dev/null 2>&1 && break
  sleep 1
done
compose exec -T postgres psql --username=postgres --quiet < "$base/roles.sql" > /dev/null 2>&1
compose exec -T postgres pg_restore --username=postgres --dbname=kontor --exit-on-error < "$base/kontor.dump"
compose up --detach
wait_for_door
all_healthy
[ "$(psql --command "select count(*) from pg_tables where schemaname in ('identity', 'billing')")" = "$tables" ] \
  || die "the restored database has other tables"

say "all well"
