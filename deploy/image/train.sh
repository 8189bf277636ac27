#!/bin/sh
# Runs the demo once inside the image's build, until its first answers are there, and leaves in /tmp/archive what makes the
# next start quick: an AOT cache where the JVM knows it (25 and later), else a class data archive; and archive.args that names it.
# Beside it SQLite's library, which the driver would else unpack into /tmp, where a container often may not execute anything.
set -eu
mkdir /tmp/archive /tmp/native
if java -XX:AOTCacheOutput=/tmp/probe.aot -version >/dev/null 2>&1; then
  file=hub.aot make=-XX:AOTCacheOutput= use=-XX:AOTCache=
else
  file=hub.jsa make=-XX:ArchiveClassesAtExit= use=-XX:SharedArchiveFile=
fi
health="java -XX:+UseSerialGC -cp /hub/hospital-hub.jar org.hospitalhub.wiring.ContainerHealth"

java @/hub/jvm.args "$make/tmp/archive/$file" -Dorg.sqlite.tmpdir=/tmp/native -jar /hub/hospital-hub.jar \
  --spring.profiles.active=demo --hub.data-dir=/tmp/training >/tmp/training.log 2>&1 &
hub=$!
tries=0
until $health; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$hub"; then cat /tmp/training.log; exit 1; fi
  sleep 2
done
# The samples' way through the routes trains more than the start; a slow builder does with less.
tries=0
until [ -n "$(ls /tmp/training/drop/out/n3.snils 2>/dev/null)" ] || [ "$tries" -ge 90 ]; do
  tries=$((tries + 1))
  sleep 1
done
cp /tmp/native/sqlite-*.so /tmp/archive/libsqlitejdbc.so
kill -TERM "$hub"
status=0
wait "$hub" || status=$?
tries=0
until [ -s "/tmp/archive/$file" ] || [ "$tries" -ge 60 ] || [ "$status" -ne 143 ]; do
  tries=$((tries + 1))
  sleep 1
done
# A JVM that dies while it writes the archive (some 17 do) leaves none, or half of one: the image then starts without, only slower.
if [ "$status" -eq 143 ] && [ -s "/tmp/archive/$file" ]; then
  printf '%s\n' "$use/hub/$file" > /tmp/archive/archive.args
else
  echo "no class archive: the JVM ended with $status while it wrote one; the image starts without it" >&2
  tail -n 20 /tmp/training.log >&2
  rm -f "/tmp/archive/$file"
  : > /tmp/archive/archive.args
fi
printf '%s\n' -Dorg.sqlite.lib.path=/hub -Dorg.sqlite.lib.name=libsqlitejdbc.so >> /tmp/archive/archive.args
# They become root's in the image: the hub's user reads them as one of the others.
chmod 755 /tmp/archive/libsqlitejdbc.so
chmod 644 /tmp/archive/*.args
[ ! -f "/tmp/archive/$file" ] || chmod 644 "/tmp/archive/$file"
rm -rf /tmp/training /tmp/native /tmp/probe.aot
ls -l /tmp/archive
