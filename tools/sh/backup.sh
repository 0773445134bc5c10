# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# `leida backup` and `leida restore`: ops/redis' scripts on the data folder of a stack. Sourced by leida; uses its $root,
# die(), wants_help() and refuse_other_user().
# shellcheck disable=SC2016,SC2154

# Reads "FILE [--data DIR]" in any order into $file and $data. $1 is the command's name.
read_file_and_data() {
    command=$1 file='' data=${LEIDA_DATA:-$root/var}
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --data) [ $# -ge 2 ] || die '--data needs a folder'; data=$2; shift ;;
        --data=*) data=${1#--data=} ;;
        -?*) die "$command does not know $1" ;;
        *) [ -z "$file" ] || die "$command takes one file"; file=$1 ;;
        esac
        shift
    done
    [ "$file" ] || die "$command needs a file; see leida $command --help"
    [ "$data" ] || die '--data needs a folder'
    data=$(realpath -m -- "$data")
}

# Sets $media to the folder in which the stack keeps files, if it has any, and $key to the file of their names' key.
find_media() {
    media=$(sed -n 's/^LEIDA_MEDIA_FOLDER=//p' "$data/run/media.conf" 2>/dev/null) || :
    key=$(sed -n 's/^LEIDA_MEDIA_KEY=file://p' "$data/run/media.conf" 2>/dev/null) || :
    [ -z "$media" ] || [ -n "$(find "$media" -maxdepth 1 -type f | head -n 1)" ] || media=''
    [ -z "$media" ] || [ "$key" ] || die "the media folder's key stands in leida.conf: only one in a file can be in a backup"
}

leida_backup() {
    if wants_help "${1-}"; then
        printf 'usage: leida backup FILE [--data DIR]\n\nWrites the store of the stack on DIR, and pictures and files if it has any, to FILE while it serves; '
        printf 'FILE - is the\nstandard output. Every write that was answered before the command began is in it; '
        printf '`leida restore` brings it back. DIR/leida.conf is not in it: keep a copy of that too.\n'
        return
    fi
    read_file_and_data backup "$@"
    refuse_other_user "$data/run/redis.sock"
    [ ! -e "$data/redis/cluster/has-run" ] || die "the store on $data is a Redis Cluster: write it to a file with ./leida ctl --data $(shell_word "$data") export"
    [ -S "$data/run/redis.sock" ] || die "no stack is up on $data; start it with ./leida up, or copy its redis folder"
    case $file in - | /*) ;; *) file=$PWD/$file ;; esac
    find_media
    [ -z "$media" ] || set -- --media "$media" "$key"
    [ "$media" ] || set --
    # The path of a socket may have 107 characters: from its own folder it is short.
    (CDPATH='' cd -- "$data/run" && exec "$root/ops/redis/leida-backup" "$file" "$@" -s redis.sock) || exit 1
    [ "$file" = - ] || echo "leida: backed up to $file, $(wc -c <"$file") bytes"
}

leida_restore() {
    if wants_help "${1-}"; then
        printf 'usage: leida restore FILE [--data DIR]\n\nMakes DIR from what `leida backup` wrote, for `leida up --data DIR`; '
        printf 'FILE - is the standard input.\nA DIR that holds data is refused.\n'
        return
    fi
    read_file_and_data restore "$@"
    refuse_other_user "$data/redis/appendonlydir"
    [ ! -e "$data/redis/cluster" ] || die "$data/redis holds data; restore into an empty folder"
    provide_packages run
    "$root/ops/redis/leida-restore" "$file" "$data/redis" --media "$data/media" "$data/media.key" || exit 1
    printf 'leida: restored; start it with ./leida up --data %s (and a --port of its own beside another stack)\n' "$(shell_word "$data")"
    echo 'leida: settings are not in a backup: copy leida.conf there first, if yours has any'
}
