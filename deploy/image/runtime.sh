#!/bin/sh
# Makes a Java runtime of the modules in the file beside this script, from the JDK of the image that it runs in:
#   runtime.sh folder
# A JRE has no jlink: then the folder stays empty, because the classic builder makes this stage for every image.
set -eu
mkdir -p "$1"
if ! command -v jlink >/dev/null; then
  echo "no jlink here: no runtime made" >&2
  exit 0
fi
have="$(java --list-modules | sed 's/@.*//')"
modules=""
for module in $(grep -v '^#' "$(dirname "$0")/modules"); do
  if printf '%s\n' "$have" | grep -qx "$module"; then modules="$modules${modules:+,}$module"; else echo "this JDK has no $module" >&2; fi
done
compress=2
if jlink --help | grep -q 'zip-'; then compress=zip-1; fi # its name since Java 21
rmdir "$1"
jlink --add-modules "$modules" --compress "$compress" --include-locales=en,ru,uk,bg --no-header-files --no-man-pages --output "$1"
# Classes of the JDK, ready for use: for the health check; the hub has its own archive.
"$1/bin/java" -Xshare:dump -XX:+UseSerialGC >/dev/null
