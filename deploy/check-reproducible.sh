#!/usr/bin/env bash
# Builds the jar twice from what is committed, in two folders, and fails unless both have the same hash.
# More Maven options may follow (-o). Leaves the jar in target/, as a release would.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for turn in first second; do
  mkdir "$work/$turn"
  git archive HEAD | tar -x -C "$work/$turn"
  (cd "$work/$turn" && mvn -q -B -ntp package -Dmaven.test.skip=true "$@")
  sha256sum < "$work/$turn/target/hospital-hub.jar" | cut -d' ' -f1 > "$work/$turn.sha256"
  echo "$turn: $(cat "$work/$turn.sha256")"
done
if ! cmp -s "$work/first.sha256" "$work/second.sha256"; then
  echo "not reproducible; these entries differ:" >&2
  diff <(unzip -lv "$work/first/target/hospital-hub.jar") <(unzip -lv "$work/second/target/hospital-hub.jar") >&2 | head -40
  exit 1
fi
mkdir -p target
cp "$work/second/target/hospital-hub.jar" target/
echo "the same twice; the jar is target/hospital-hub.jar"
