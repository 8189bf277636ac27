#!/usr/bin/env bash
# Follows what the pages say where it takes long or needs Docker: the demo and the jar from a fresh clone, the image, both compose
# files, the manifests, the tests in containers. Every command is read from its page, so a page that is wrong fails here.
#   deploy/check-docs.sh [clone] [jar] [image] [demo] [compose] [cluster] [containers]     without a word: all, about an hour
# Wants the ports of the pages free (8080, 8081, 8090, 8093, 9090, 61616) and, behind "jar", a Docker engine and the images of compose.yaml.
# Without a registry (deploy/local-images.sh): JDK=local/jdk SYSTEM=local/debian JRE17=local/jre17 POSTGRES_IMAGE=local/postgres ARTEMIS_IMAGE=local/artemis
#   PROMETHEUS_IMAGE=local/prometheus GRAFANA_IMAGE=none
set -euo pipefail
set -m # what goes on in the background gets a group of its own, to be ended whole
project="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
clone="$work/clone"
going=""

say() { printf '\n== %s %s\n' "$(date -u +%T)" "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

# The command of a page that equals the argument, or (with … at the end) begins with it.
command_of() {
  awk -v wanted="${2%…}" -v open="$([ "${2%…}" = "$2" ] || echo yes)" '
    /^ *```/ { inside = /^ *```console/; if (found) exit; next }
    !inside { next }
    /^\$ / && found { exit }
    /^\$ / { line = substr($0, 3); bare = line; sub(/[ \t]+# .*$/, "", bare)
             if (open ? index(bare, wanted) == 1 : bare == wanted) { found = 1; print line } next }
    found { print }' "$project/$1"
}
follow() {
  local text
  text="$(command_of "$1" "$2")"
  [ -n "$text" ] || fail "$1 does not say: $2"
  say "$1: $text"
  eval "$text"
}
# The same for what does not end by itself; how it ended stands in $work/code.
begin() {
  (trap : TERM; code=0; "$@" || code=$?; echo "$code" > "$work/code") > "$work/going.log" 2>&1 &
  going=$!
}
finish() {
  kill -TERM -- "-$going" 2>/dev/null || true
  wait "$going" || true
  going=""
}
await() { # words for people, seconds, a command
  local what="$1" left="$2"
  shift 2
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { tail -n 50 "$work/going.log" >&2 2>/dev/null; fail "$what has not come"; }
    sleep 1
  done
  say "$what"
}
up() { curl -sf "http://127.0.0.1:${1:-8080}/actuator/health/readiness"; }
answered() { curl -sf -u "$1" 'http://127.0.0.1:8080/api/orders?state=completed' | grep -q '"total":[1-9]'; }
healthy() { [ "$(command docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; }

# Stand-ins come in here, so that the pages stay as they are.
docker() {
  case "$1" in
    build)
      shift
      if [ -n "${JRE17:-}" ]; then set -- "${@/#BASE=eclipse-temurin:17-jre/BASE=$JRE17}"; fi
      command docker build ${JDK:+--build-arg JDK="$JDK"} ${SYSTEM:+--build-arg SYSTEM="$SYSTEM"} "$@"
      ;;
    compose)
      shift
      if [ "$*" = "up -d" ] && [ "${GRAFANA_IMAGE:-}" = none ]; then set -- up -d hub-1 hub-2 sandbox prometheus; fi
      if command docker compose version >/dev/null 2>&1; then command docker compose "$@"; else docker-compose "$@"; fi
      ;;
    *) command docker "$@" ;;
  esac
}

ended() {
  if [ -n "$going" ]; then kill -KILL -- "-$going" 2>/dev/null || true; fi
  if command -v docker >/dev/null && command docker info >/dev/null 2>&1; then
    command docker rm -f hub >/dev/null 2>&1 || true
    (cd "$work/demo" 2>/dev/null && docker compose -f compose.demo.yaml down -v >/dev/null 2>&1) || true
    (cd "$work/compose/clone" 2>/dev/null && docker compose down -v >/dev/null 2>&1) || true
  fi
  rm -rf "$work"
}
trap ended EXIT

for port in 8080 8081 8090 8093 9090 61616; do
  if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "port $port is taken"; fi
done
git clone -q "$project" "$clone"
mkdir -p "$clone/target"
[ ! -e "$project/target/hospital-hub.jar" ] || cp "$project/target/hospital-hub.jar" "$clone/target/" # "jar" makes it again

clone() { # README.md, CONTRIBUTING.md, docs/integrator.md
  cd "$clone"
  follow CONTRIBUTING.md 'mvn spotless:apply'
  begin follow README.md 'mvn spring-boot:run'
  await "the demo" 600 up
  await "its first answers" 300 answered operator:operator
  finish
  follow docs/integrator.md 'mvn -q -B dependency:copy-dependencies…'
  ls target/jms-client/artemis-*.jar >/dev/null || fail "no Artemis for the Java client"
}

jar() { # docs/containers.md, README.md, docs/sandbox-nhif.md
  cd "$clone"
  follow docs/containers.md 'mvn -B package -DskipTests' > "$work/package.log"
  begin follow README.md 'java -jar target/hospital-hub.jar sandbox'
  await "the sandbox" 120 curl -sf http://127.0.0.1:8090/sandbox/
  (cd data/sandbox/nhif && follow docs/sandbox-nhif.md 'curl -s --cacert…' | grep -q . ) || fail "no answer of NHIF's sandbox"
  finish
  HUB_LEDGER_KEY="$(head -c 32 /dev/urandom | base64)" HUB_USERS_0_NAME=one HUB_USERS_0_PASSWORD=one HUB_USERS_0_ROLES=ADMIN \
    begin follow README.md 'java -jar target/hospital-hub.jar'
  await "the hub alone" 300 up
  finish
  [ "$(cat "$work/code")" = 143 ] || fail "the hub did not end by SIGTERM"
}

image() { # docs/containers.md
  cd "$clone"
  follow docs/containers.md 'docker build -t hospital-hub .' > "$work/build.log" || { tail -n 50 "$work/build.log"; fail "build"; }
  mkdir "$work/one" && cd "$work/one"
  umask 022
  follow docs/containers.md 'mkdir -p config secrets && head -c 32 /dev/urandom | base64 > secrets/hub.ledger.key'
  follow docs/containers.md "printf 'night shift only' > secrets/operator-password"
  follow docs/containers.md 'cat > config/application.yaml…'
  command docker volume rm hub-data >/dev/null 2>&1 || true
  local since=$SECONDS
  follow docs/containers.md 'docker run -d --name hub…'
  await "the container's readiness" 600 up
  say "$((SECONDS - since)) s from docker run to readiness; memory $(command docker stats --no-stream --format '{{.MemUsage}}' hub)"
  await "docker ps says healthy" 120 healthy hub
  follow docs/containers.md 'curl -s -u "operator:$(cat secrets/operator-password)" localhost:8080/actuator/sbom/application > sbom.json'
  grep -q CycloneDX sbom.json || fail "no SBOM"
  follow docs/containers.md 'docker stop -t 120 hub'
  [ "$(command docker inspect -f '{{.State.ExitCode}}' hub)" = 143 ] || fail "the container did not end in order"
  command docker rm hub >/dev/null
  command docker volume rm hub-data >/dev/null
  begin follow docs/containers.md 'docker run --rm hospital-hub sandbox'
  await "the sandbox in its container" 180 grep -q 'The sandbox is ready at' "$work/going.log"
  finish
  cd "$clone"
  follow docs/containers.md 'docker build -t hospital-hub:17 --build-arg BASE=eclipse-temurin:17-jre .' > "$work/build.log" \
    || { tail -n 50 "$work/build.log"; fail "build on Java 17"; }
  command docker run -d --name hub -e SPRING_PROFILES_ACTIVE=demo --read-only --tmpfs /tmp -m 1g hospital-hub:17 >/dev/null
  await "the demo on Java 17" 600 healthy hub
  command docker rm -fv hub >/dev/null
}

demo() { # docs/containers.md, in an empty folder
  mkdir "$work/demo" && cp "$project/compose.demo.yaml" "$work/demo/" && cd "$work/demo"
  begin follow docs/containers.md 'docker compose -f compose.demo.yaml up'
  await "the demo's first completed order" 600 answered operator:operator
  finish
  docker compose -f compose.demo.yaml down -v
}

batch() { # of 8081: the rows of the batch that have come back
  curl -sf -u "integrator:$(cat secrets/integrator-password)" "http://127.0.0.1:8081/api/batches/$1/result" | grep -c ';completed;'
}
all_rows() { [ "$(batch "$1")" = 12 ]; }
both_scraped() { [ "$(curl -sf 'http://127.0.0.1:9090/api/v1/query?query=sum(up)' | grep -o '"2"')" = '"2"' ]; }

compose() { # docs/containers.md
  mkdir -p "$work/compose" && git clone -q "$project" "$work/compose/clone" && cd "$work/compose/clone"
  export POSTGRES_IMAGE ARTEMIS_IMAGE PROMETHEUS_IMAGE GRAFANA_IMAGE
  follow docs/containers.md 'deploy/compose/make-secrets.sh'
  follow docs/containers.md 'docker compose up -d'
  await "the first hub" 600 up 8080
  await "the second hub" 600 up 8081
  follow docs/containers.md 'curl -s -u "operator:$(cat secrets/operator-password)" localhost:8080/api/services' | grep -q '"n3"' \
    || fail "the first hub does not know N3"
  local id
  { echo 'patient.familyName;patient.firstName;patient.birthDate;patient.gender;patientPersDocs.type;patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;patientPersDocs.issuer'
    for n in $(seq 101 112); do echo "Берёзкин;Пётр;1980-01-02;1;1;4500;100$n;2010-01-01;ОВД"; done; } > patients.csv
  id="$(curl -sf -u "integrator:$(cat secrets/integrator-password)" -H 'Content-Type: text/csv' --data-binary @patients.csv \
    'http://127.0.0.1:8080/api/batches/n3.snils?name=patients.csv' | sed 's/.*"id" *: *"\([^"]*\)".*/\1/')"
  follow docs/containers.md 'docker compose stop hub-1'
  await "all 12 rows from the hub that is left" 600 all_rows "$id"
  follow docs/containers.md 'docker compose start hub-1'
  await "the first hub again" 600 up 8080
  await "both hubs in Prometheus" 300 both_scraped
  curl -sf http://127.0.0.1:9090/api/v1/rules | grep -q HubDown || fail "Prometheus has no alarms"
  follow docs/containers.md 'docker compose exec -T postgres pg_dump…'
  head -c 5 ledger.dump | grep -q PGDMP || fail "no dump"
  docker compose down -v
}

cluster() { # docs/containers.md
  cd "$clone"
  follow docs/containers.md 'kubectl kustomize…'
  grep -q 'kind: PodDisruptionBudget' manifests.yaml || fail "manifests are missing"
}

containers() { # docs/containers.md
  cd "$clone"
  if [ -n "${JDK:-}" ]; then
    follow docs/containers.md 'deploy/local-images.sh'
    follow docs/containers.md 'DOCKER_BUILDKIT=0 docker build -t hospital-hub --build-arg JDK=local/jdk --build-arg SYSTEM=local/debian .' > "$work/build.log"
    follow docs/containers.md 'export TESTCONTAINERS_RYUK_DISABLED=true…'
    follow docs/containers.md "mvn -B test -Pcontainers -Dtest='TwoHubsTest' -Dhub.test.excluded=none -Dpostgres.image=local/postgres -Dartemis.image=local/artemis"
  else
    follow docs/containers.md "mvn -B test -Pcontainers -Dtest='TwoHubsTest' -Dhub.test.excluded=none"
  fi
  grep -q 'tests="4" errors="0" skipped="0" failures="0"' target/surefire-reports/TEST-*TwoHubsTest.xml || fail "tests were skipped"
}

for part in "${@:-clone jar image demo compose cluster containers}"; do
  for one in $part; do
    say "$one"
    "$one"
  done
done
say "every command of the pages does what it says"
