# SPDX-License-Identifier: Apache-2.0
# Makes of a Lua script what CMake compiles in: awk -v root=DIR -v symbol=NAME -v c=FILE -v lua=FILE -f lua_script.awk SCRIPT
#
# Writes to `c` the constant `const char NAME[]`, the script as Redis gets it, and to `lua` the script as luacheck gets it.
# In SCRIPT (a path from `root`) and in fragments
#
#   -- include common/store/keys.h   takes constants from a header: a NAME in capitals, outside strings, is that macro of C
#   -- include once/judge      takes in a fragment, once: once/judge.lua beside the script, or in common/store
#
# Comments and indentation do not go to Redis. A fragment takes the one line where it is included, so that the number of a
# line in an error of Redis is that of the line in SCRIPT.

function fail(place, what) {
    print place ": " what >"/dev/stderr"
    exit 1
}

function escaped(text) {
    gsub(/\\/, "&&", text)
    gsub(/"/, "\\\"", text)
    return text
}

# The part of a line that Redis gets, as the inside of a C string; that luacheck gets is left in `plain`.
function convert(line, place,    out, token) {
    out = plain = ""
    gsub(/^[ \t]+|[ \t]+$/, "", line)
    while (match(line, /'([^'\\]|\\.)*'|"([^"\\]|\\.)*"|--.*|\[\[|[A-Za-z_][A-Za-z0-9_]*/)) {
        token = substr(line, RSTART, RLENGTH)
        out = out escaped(substr(line, 1, RSTART - 1))
        plain = plain substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        if (token ~ /^(--)?\[\[/)
            fail(place, "strings and comments of several lines are not known here")
        if (token ~ /^--/)
            continue
        plain = plain token
        if (token ~ /^[A-Z][A-Z0-9_]+$/ && token != "KEYS" && token != "ARGV") {
            if (!(token in constants))
                constants[token] = place
            token = "\" LUA(" token ") \""
        } else
            token = escaped(token)
        out = out token
    }
    plain = plain line
    out = out escaped(line)
    sub(/ +$/, "", out)
    return out
}

function is_readable(path,    line, found) {
    found = (getline line <path) >= 0
    close(path)
    return found
}

# What an include stands for: nothing if it is a header, or a fragment that is there.
function include(name, place,    path, folder, line, number, out, all) {
    if (name in included)
        return ""
    included[name] = 1
    if (name ~ /\.h$/) {
        headers = headers "#include \"" name "\"\n"
        return ""
    }
    folder = SCRIPT
    sub(/[^\/]*$/, "", folder)
    path = folder name ".lua"
    if (!is_readable(root "/" path))
        path = "common/store/" name ".lua"
    if (!is_readable(root "/" path))
        fail(place, "no fragment " name ", neither in " folder " nor in common/store/")
    all = ""
    while ((getline line <(root "/" path)) > 0) {
        out = take(line, path ":" ++number)
        all = all (all != "" && out != "" ? " " : "") out
    }
    close(root "/" path)
    return all
}

# What Redis gets of a line, which may be an include; what luacheck gets of it is added to `fragments`.
function take(line, place,    out) {
    if (line !~ /^-- include /) {
        out = convert(line, place)
        fragments = fragments (fragments != "" && plain != "" ? " " : "") plain
        return out
    }
    sub(/^-- include /, "", line)
    return include(line, place)
}

BEGIN {
    SCRIPT = ARGV[1]
    while ((getline line <(root "/" SCRIPT)) > 0) {
        fragments = ""
        body = body "    \"" take(line, SCRIPT ":" ++number) "\\n\"\n"
        print (line ~ /^-- include / ? fragments : line) >lua
    }
    if (number == 0)
        fail(SCRIPT, "cannot be read")
    print "/* Made of " SCRIPT " by cmake/lua_script.awk. */\n" headers "#define TEXT(...) #__VA_ARGS__\n" \
        "#define LUA(constant) TEXT(constant)" >c
    for (name in constants)
        printf "#ifndef %s\n#error \"%s: %s is no macro of the headers that are included there\"\n#endif\n", name,
            constants[name], name >c
    print "extern const char " symbol "[];\nconst char " symbol "[] =\n" body "    \"\";" >c
}
