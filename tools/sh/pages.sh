#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts the built pages of the folder $1 into the folder $2 as the gateway serves them (web.root): each text beside itself
# compressed, NAME.gz and NAME.br. What was in $2 is gone.
set -eu
from=$1
to=$2
rm -rf "$to.new"
mkdir -p "$to.new"
cp -R "$from/." "$to.new/"
find "$to.new" -type f \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' \) | while IFS= read -r file; do
    gzip -9 -n -k "$file"
    brotli -q 11 -k "$file"
done
rm -rf "$to"
mv "$to.new" "$to"
