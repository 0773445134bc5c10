# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Provides what a command of `leida` needs: Debian packages and a build. Sourced by it; uses its $root and die().
# The package sets are used by name, in provide_packages.
# shellcheck disable=SC2034,SC2154

packages_build='cmake ninja-build gcc libc6-dev pkg-config libzmq3-dev libczmq-dev libhiredis-dev
    libmsgpack-dev libjansson-dev libssl-dev libcurl4-openssl-dev libutf8proc-dev libexpat1-dev libqrencode-dev libpng-dev brotli'
packages_run='redis-server tzdata ca-certificates curl'
packages_test='libcriterion-dev python3 wrk python3-pytest python3-jsonschema python3-cryptography valgrind faketime
    openssl iproute2 zbar-tools mariadb-server-core mariadb-client-core chromium-headless-shell'
packages_bench='python3 wrk nginx valgrind libmicrohttpd-dev'
packages_push='libnginx-mod-nchan'
packages_node='nodejs npm'
packages_fuzz='clang libclang-rt-14-dev'
packages_check='clang-format clang-tidy cppcheck shellcheck lua-check'

missing_packages() {
    for package; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
        'install ok installed') ;;
        *) printf ' %s' "$package" ;;
        esac
    done
}

# Runs as root, without ever asking for a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# Installs without starting the services that come along (Redis would take port 6379): Debian's way to say so is
# policy-rc.d, which is taken away again unless the machine has its own.
# shellcheck disable=SC2016
install_script='
    set -e
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        trap "rm -f $policy" EXIT
        printf "#!/bin/sh\nexit 101\n" >$policy
        chmod +x $policy
    fi
    apt-get -o DPkg::Lock::Timeout=300 update
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
'

# provide_packages build|run|test|bench|node|fuzz|check...: installs those that are missing.
provide_packages() {
    wanted=
    for set; do
        eval "wanted=\"\$wanted \$packages_$set\""
    done
    # shellcheck disable=SC2086
    missing=$(missing_packages $wanted)
    [ "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        die "this needs Debian 12's packages:$missing"
    fi
    if ! may_install; then
        command -v sudo >/dev/null && sudo='sudo ' || sudo=
        {
            echo 'leida: packages are missing. Have root run this, then try again:'
            echo
            echo "  ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends$missing"
            echo
        } >&2
        exit 1
    fi
    echo "leida: installing$missing"
    mkdir -p "$root/build"
    # shellcheck disable=SC2086
    if ! as_root sh -c "$install_script" install $missing >"$root/build/install.log" 2>&1 </dev/null; then
        tail -n 30 "$root/build/install.log" >&2
        die "the packages could not be installed (build/install.log has it all)"
    fi
}

# A node from elsewhere is as good, and would conflict with Debian's.
provide_npm() {
    command -v npm >/dev/null || provide_packages node
}

# Configures when it has not been done with these presets, and builds; quietly unless it fails. One at a time.
build_preset() {
    folder=$root/build/$1
    stamp=$folder/.configured
    cd "$root" || return 1
    if [ ! -e "$stamp" ] || [ "$(find CMakePresets.json -newer "$stamp")" ]; then
        mkdir -p "$folder"
        if ! cmake --preset "$1" >"$folder/configure.log" 2>&1; then
            cat "$folder/configure.log" >&2
            return 1
        fi
        touch "$stamp"
        echo "leida: building ($1); the first time takes a minute or two"
    fi
    if ! cmake --build "$folder" >"$folder/build.log" 2>&1; then
        grep -v '^\[[0-9]*/[0-9]*\] ' "$folder/build.log" >&2 || cat "$folder/build.log" >&2
        return 1
    fi
}

refuse_build_of_other_user() {
    [ "$(id -u)" -ne 0 ] || return 0
    if [ ! -e "$root/build" ]; then
        [ -w "$root" ] || die "$root belongs to $(stat -c %U -- "$root"), you may not build there: use a checkout of your own"
        return
    fi
    other=$(find "$root/build" ! -writable -print -quit 2>/dev/null)
    [ -z "$other" ] || die "$other belongs to $(stat -c %U -- "$other"), who built here before: have root run" \
        "chown -R $(id -un) '$root/build', or use a checkout of your own"
}

# provide_build PRESET: its packages and its build; all but release have tests.
provide_build() {
    refuse_build_of_other_user
    case $1 in
    release) provide_packages build run ;;
    fuzz) provide_packages build run test fuzz ;;
    *) provide_packages build run test ;;
    esac
    mkdir -p "$root/build"
    (
        flock 9
        build_preset "$1"
    ) 9>"$root/build/lock" || die "the build failed"
    # As root, perhaps by sudo, in a checkout of somebody else: their next build must be able to write there.
    [ "$(id -u)" -ne 0 ] || chown -R --reference="$root" "$root/build" || :
}
