# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What `leidactl completion` prints behind the tables that it makes: _leidactl_subcommands, _leidactl_place,
# _leidactl_options and _leidactl_takes. For bash, and for zsh with bashcompinit: arrays are sliced and never
# indexed, since they begin at different numbers.

# Takes a whole word that stands before the one that is completed.
_leidactl_step() {
    if [ -n "$awaited" ]; then
        awaited=
        return
    fi
    case $1 in
    -*)
        if _leidactl_takes "$1" >/dev/null; then awaited=$1; fi
        ;;
    *)
        if [ -z "$subcommand" ]; then
            subcommand=$1
            return
        fi
        place=$((place + 1))
        if [ "$place" -eq 1 ]; then first=$1; fi
        ;;
    esac
}

# Offers what goes on from the current word.
_leidactl_offer() {
    # shellcheck disable=SC2207 # no choice has a space
    COMPREPLY=($(compgen -W "$1" -- "$2"))
    # Behind the beginning of a word comes no space; zsh knows no compopt.
    case "${COMPREPLY[*]}" in
    *= | *: | */) compopt -o nospace 2>/dev/null ;;
    esac
}

# Completes the words behind the first $1 ones. bash takes = and : for words of their own.
_leidactl_complete() {
    local skip=$1 word current='' joined=yes subcommand='' first='' place=0 awaited=''
    for word in "${COMP_WORDS[@]:0:$((COMP_CWORD + 1))}"; do
        if [ "$skip" -gt 0 ]; then
            skip=$((skip - 1))
            continue
        fi
        case $word in
        = | :)
            current=$current$word
            joined=yes
            continue
            ;;
        esac
        if [ -z "$joined" ]; then
            _leidactl_step "$current"
            current=
        fi
        current=$current$word
        joined=
    done
    if [ -n "$awaited" ]; then
        _leidactl_offer "$(_leidactl_takes "$awaited")" "$current"
    elif [ "${current#-}" != "$current" ]; then
        _leidactl_offer "$(_leidactl_options "$subcommand")" "$current"
    elif [ -z "$subcommand" ]; then
        _leidactl_offer "$(_leidactl_subcommands)" "$current"
    else
        _leidactl_offer "$(_leidactl_place "$subcommand/$((place + 1))/$first")" "$current"
    fi
}

_leidactl() {
    _leidactl_complete 1
}

# Of ./leida itself its own help tells.
_leida() {
    local command="${COMP_WORDS[*]:1:1}" current="${COMP_WORDS[*]:$COMP_CWORD:1}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        _leidactl_offer "$("$1" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')" "$current"
    elif [ "$command" = ctl ]; then
        _leidactl_complete 2
    else
        _leidactl_offer "$("$1" "$command" --help | grep -o -e '--[a-z][a-z-]*' | sort -u)" "$current"
    fi
}

complete -o default -F _leidactl leidactl
complete -o default -F _leida leida
