#!/usr/bin/env bash
# Makes stand-ins for the images that compose and the container tests take from a registry, for machines that reach none:
#   local/debian (a small Debian made by debootstrap) and on it local/jdk, local/jre (a Temurin JRE), local/postgres, local/artemis,
#   local/prometheus; and local/jre17, when JDK17_HOME names a JDK of 17.
# Wants: a running Docker engine, debootstrap, Maven (for the Artemis distribution), and a JDK (JDK_HOME, else JAVA_HOME).
#   apt-get install docker.io debootstrap; dockerd --data-root /var/lib/docker &
# Run it as root: debootstrap needs that. What is there already is left as it is; remove an image to have it made again.
set -euo pipefail

ARTEMIS="${ARTEMIS:-2.56.0}"
SUITE="${SUITE:-bookworm}"
JDK_HOME="${JDK_HOME:-${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}}"
export DOCKER_BUILDKIT=0 # Debian's engine has no buildx

for tool in docker debootstrap mvn "$JDK_HOME/bin/jlink"; do
  command -v "$tool" >/dev/null || { echo "local-images: $tool is missing" >&2; exit 1; }
done
docker info >/dev/null || { echo "local-images: no Docker engine answers; start dockerd" >&2; exit 1; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

missing() { ! docker image inspect "$1" >/dev/null 2>&1; }

if missing local/debian; then
  debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$work/rootfs"
  # What Docker's debian:…-slim leaves out too.
  (cd "$work/rootfs" && rm -rf var/lib/apt/lists/* var/cache/apt/* var/log/* usr/share/man usr/share/info usr/share/locale/* \
    && find usr/share/doc -type f ! -name copyright -delete)
  tar -C "$work/rootfs" -c . | docker import - local/debian >/dev/null
fi

java_image() { # its name, the folder beside its Dockerfile
  cat > "$work/$2/Dockerfile" <<'DOCKERFILE'
FROM local/debian
COPY java /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DOCKERFILE
  docker build -q -t "$1" "$work/$2"
}

if missing local/jdk; then
  mkdir "$work/jdk"
  cp -rL "$JDK_HOME" "$work/jdk/java" # its certificates may be a link to the system's
  java_image local/jdk jdk
fi

jre() { # its image, the JDK that it is made of
  # The modules of a Temurin JRE: no compiler, no tools.
  local all="java.se jdk.accessibility jdk.charsets jdk.crypto.cryptoki jdk.crypto.ec jdk.dynalink jdk.httpserver jdk.jdwp.agent
    jdk.jfr jdk.jsobject jdk.localedata jdk.management jdk.management.agent jdk.management.jfr jdk.naming.dns jdk.naming.rmi jdk.net
    jdk.nio.mapmode jdk.sctp jdk.security.auth jdk.security.jgss jdk.unsupported jdk.unsupported.desktop jdk.xml.dom jdk.zipfs"
  local folder="${1#local/}"
  mkdir "$work/$folder"
  "$2/bin/jlink" --add-modules "$(echo $all | tr ' ' ,)" --no-header-files --no-man-pages --output "$work/$folder/java"
  "$work/$folder/java/bin/java" -Xshare:dump >/dev/null
  java_image "$1" "$folder"
}

if missing local/jre; then jre local/jre "$JDK_HOME"; fi
if [ -n "${JDK17_HOME:-}" ] && missing local/jre17; then jre local/jre17 "$JDK17_HOME"; fi

if missing local/postgres; then
  mkdir "$work/postgres"
  # Understands what compose and the tests say to the official image: POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD(_FILE).
  cat > "$work/postgres/start.sh" <<'START'
#!/bin/bash
set -e
bin="$(ls -d /usr/lib/postgresql/*/bin)"
data=/var/lib/postgresql/data
if [ ! -e "$data/PG_VERSION" ]; then
  password="${POSTGRES_PASSWORD:-$(cat "$POSTGRES_PASSWORD_FILE")}"
  "$bin/initdb" -D "$data" -U "${POSTGRES_USER:-postgres}" --auth-local=trust --auth-host=scram-sha-256 --pwfile <(echo "$password") >/dev/null
  echo "host all all all scram-sha-256" >> "$data/pg_hba.conf"
  "$bin/pg_ctl" -D "$data" -w -o "-c listen_addresses=" start >/dev/null
  PGPASSWORD="$password" "$bin/createdb" -h /var/run/postgresql -U "${POSTGRES_USER:-postgres}" "${POSTGRES_DB:-postgres}" || true
  "$bin/pg_ctl" -D "$data" -w stop >/dev/null
fi
exec "$bin/postgres" -D "$data" -c listen_addresses='*'
START
  cat > "$work/postgres/Dockerfile" <<'DOCKERFILE'
FROM local/debian
RUN apt-get update && apt-get install -y --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /var/lib/postgresql/data && chown postgres:postgres /var/lib/postgresql/data && ln -s /usr/lib/postgresql/*/bin/pg_isready /usr/local/bin/
COPY --chmod=755 start.sh /start.sh
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["/start.sh"]
DOCKERFILE
  sed -i 's/COPY --chmod=755/COPY/' "$work/postgres/Dockerfile" && chmod 755 "$work/postgres/start.sh"
  docker build -q -t local/postgres "$work/postgres"
fi

if missing local/artemis; then
  mkdir "$work/artemis"
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="org.apache.artemis:apache-artemis:$ARTEMIS:tar.gz:bin" -DoutputDirectory="$work/artemis"
  # Understands ARTEMIS_USER and ARTEMIS_PASSWORD as the official image does, whose start is /docker-run.sh too.
  cat > "$work/artemis/docker-run.sh" <<'START'
#!/bin/bash
set -e
instance=/var/lib/artemis-instance
[ -e "$instance/etc/broker.xml" ] || /opt/artemis/bin/artemis create --silent --user "$ARTEMIS_USER" \
  --password "$ARTEMIS_PASSWORD" --require-login --host 0.0.0.0 --http-host 0.0.0.0 --relax-jolokia "$instance" >/dev/null
exec "$instance/bin/artemis" "${@:-run}"
START
  chmod 755 "$work/artemis/docker-run.sh"
  cat > "$work/artemis/Dockerfile" <<DOCKERFILE
FROM local/jre
ADD apache-artemis-$ARTEMIS-bin.tar.gz /opt
COPY docker-run.sh /docker-run.sh
RUN mv /opt/apache-artemis-$ARTEMIS /opt/artemis && useradd -u 1001 artemis \
 && mkdir /var/lib/artemis-instance && chown artemis /var/lib/artemis-instance
USER artemis
VOLUME /var/lib/artemis-instance
EXPOSE 61616 8161
ENTRYPOINT ["/docker-run.sh"]
CMD ["run"]
DOCKERFILE
  docker build -q -t local/artemis "$work/artemis"
fi

if missing local/prometheus; then
  mkdir "$work/prometheus"
  cat > "$work/prometheus/Dockerfile" <<'DOCKERFILE'
FROM local/debian
RUN apt-get update && apt-get install -y --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /prometheus && chown prometheus /prometheus
USER prometheus
VOLUME /prometheus
EXPOSE 9090
ENTRYPOINT ["/usr/bin/prometheus", "--storage.tsdb.path=/prometheus"]
DOCKERFILE
  docker build -q -t local/prometheus "$work/prometheus"
fi

docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' | grep '^local/'
