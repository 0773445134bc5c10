# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# A bare Debian 12 to try things in: what the scripts beside this one have in common. Sourced by them; uses their $cache,
# $work, $logs and die(), and leaves the process that finish() has to end in $child.
# shellcheck disable=SC2154

# Runs a command as the first process of its own namespaces. They end with it, and it with this script.
enclosed() {
    setpriv --pdeathsig KILL unshare --mount --pid --ipc --uts --fork --kill-child --mount-proc "$@" 9>&- &
    child=$!
    code=0
    wait "$child" || code=$?
    child=
    return $code
}

# Where this machine gets Debian 12 from, as lines of a sources.list; Debian itself where apt does not know.
# shellcheck disable=SC2016
sources() {
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' \
        2>/dev/null | grep -E ' bookworm(-updates|-security)? main$' | sort -u | grep . || cat <<'END'
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
END
}

# How this machine's apt gets through to it.
apt_settings() {
    apt-config dump 2>/dev/null | grep -E '^Acquire::(https?::|Check-|Retries)' || :
    [ -z "${http_proxy-}" ] || echo "Acquire::http::Proxy \"$http_proxy\";"
}

# The bare system, kept as an archive: whatever a run does, the next one begins with the same.
provide_base() {
    base=$cache/bookworm-$(dpkg --print-architecture).tar
    [ ! -e "$base" ] || return 0
    echo 'making a bare Debian 12 (once)'
    sources >"$work/sources.list"
    mirror=$(sed -n 's/^deb \([^ ]*\) bookworm main$/\1/p' "$work/sources.list" | head -n 1)
    [ -n "${http_proxy-}" ] || eval "$(apt-config shell http_proxy Acquire::http::Proxy 2>/dev/null)"
    [ -z "${http_proxy-}" ] || export http_proxy
    enclosed debootstrap --variant=minbase bookworm "$work/base" "$mirror" >"$logs/debootstrap.log" 2>&1 || {
        tail -n 5 "$logs/debootstrap.log" >&2
        die "debootstrap failed; see $logs/debootstrap.log"
    }
    rm -f "$work/base"/var/cache/apt/archives/*.deb
    cp "$work/sources.list" "$work/base/etc/apt/sources.list"
    tar -C "$work/base" --numeric-owner -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf "$work/base"
}
