# SPDX-License-Identifier: Apache-2.0
"""What the documents refer to is there: links and their anchors, paths, decisions, names of the code, configuration keys,
variables, metrics, alerts, commands and their options. The changelog tells of what was, so only its links are looked at."""

import functools
import os
import re
import subprocess

import pytest
from harness.documents import documents
from harness.stack import ROOT
from harness.waiting import PATIENCE

CODE = ("base", "proto", "common", "gateway", "services", "tools", "tests", "ops", "cmake")
OF_THE_ROOT = ("leida", "Dockerfile", "docker-compose.yml", "compose.cluster.yml", "compose.production.yml", "CMakeLists.txt", "CMakePresets.json")
TODAY = [name for name in documents() if name != "CHANGELOG.md"]
# Names that stand in the documents alone: of the kernel, of libzmq and of nginx.
OF_OTHERS = {
    "core_pattern", "FROM_BASE64", "JSON_MERGE_PATCH", "JSON_OBJECT", "OLD_DATABASE", "overcommit_memory",
    "proxy_set_header", "RWF_NOWAIT", "ZMQ_USE_FD",
}
# What a user puts a word of their own for.
PLACEHOLDER = re.compile(r"[A-Z]{2,}|…|\.\.\.|<|\$")


def spans_of(name):
    """What stands in backticks, and the lines of its blocks of commands without their comments."""
    lines = [line.split(" #")[0].strip() for block in documents()[name].blocks if block.kind == "sh"
             for line in block.text.splitlines()]
    return documents()[name].spans() + lines


@functools.cache
def source_files():
    """The files of the code, by their paths from the root."""
    found = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.is_file() and "node_modules" not in path.parts]
    return {str(path.relative_to(ROOT)): path for path in [*found, *(ROOT / name for name in OF_THE_ROOT)]}


@functools.cache
def words_of_the_code():
    """Every identifier in the sources."""
    words = set()
    for name, path in source_files().items():
        if "/corpus/" not in name:
            words.update(re.findall(r"\w+", path.read_text(errors="ignore")))
    return words


@functools.cache
def configuration():
    """Keys and variables of the processes; test_configuration.py holds the document to the programs."""
    return dict(re.findall(r"^\| `([a-z0-9_.]+)` \| `(LEIDA_[A-Z0-9_]+)` \|", (ROOT / "docs/configuration.md").read_text(), re.M))


@functools.cache
def keys_of_a_stack():
    """The keys that the supervisor has besides."""
    text = (ROOT / "tools/stack/settings.c").read_text()
    return set(re.findall(r'\.key = "([a-z_.]+)"', text))


def keys_of_a_company():
    """Those of its file C.cfg."""
    text = (ROOT / "services/wechat/company/company_keys.c").read_text()
    common = re.findall(r'_KEY\(block "(\.[a-z_]+)"', text)
    return set(re.findall(r'(?:\.key = |_KEY\()"([a-z_.]+)"', text)) | {block + end for block in ("gzh", "qy") for end in common}


@pytest.mark.parametrize("name", documents())
def test_links_lead_somewhere(name):
    document = documents()[name]
    for link in document.links():
        if re.match(r"https?://", link):
            continue
        target, _, anchor = link.partition("#")
        path = (document.path.parent / target).resolve() if target else document.path
        assert path.exists() and path.is_relative_to(ROOT), f"{name}: {link}"
        if anchor:
            assert anchor in documents()[str(path.relative_to(ROOT))].anchors, f"{name}: {link}: no such heading"


def test_contents_of_operations_name_every_section():
    document = documents()["docs/operations.md"]
    sections = [line[3:] for _, line in document.lines if line.startswith("## ")]
    contents = document.prose().partition("\n## ")[0]
    assert re.findall(r"^\[(.*)\]\(#", contents, re.M) == sections


def expand(pattern):
    """Of `a/{b,c}_*.h` the patterns without braces; what one puts in oneself matches anything."""
    found = re.search(r"\{([^{}]+)\}", pattern)
    if found:
        return [path for word in found.group(1).split(",")
                for path in expand(pattern[: found.start()] + word + pattern[found.end() :])]
    return [re.sub(r"NNNN-title|NAME", "*", pattern)]


@pytest.mark.parametrize("name", TODAY)
def test_paths_are_there(name):
    tops = "|".join((*CODE, "docs", r"\.github"))
    for span in spans_of(name):
        for path in re.findall(rf"(?<![\w/.])((?:\./)?(?:{tops})/[\w./*{{}},-]*)", span):
            for pattern in expand(path.rstrip(".,").removeprefix("./")):
                assert list(ROOT.glob(pattern.rstrip("/"))), f"{name}: {path}"
        if re.fullmatch(r"[\w-]+\.(py|c|h|yml|sh)", span):
            files = {path.rpartition("/")[2] for path in source_files()}
            assert span in files, f"{name}: {span}"


@pytest.mark.parametrize("name", TODAY)
def test_decisions_are_there(name):
    text = documents()[name].prose()
    numbers = re.findall(r"(?:\((?:and )?|[Dd]ecisions?[ /]|, )(0\d{3})(?=[,)\s:.;-])", text)
    known = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert set(numbers) <= known, name


@pytest.mark.parametrize("name", TODAY)
def test_names_are_those_of_the_code(name):
    """But for routes: commands that call them are run, headings are compared with the contract."""
    for span in (re.sub(r"/zhugeleida/\S*", "", span) for span in spans_of(name)):
        for word in re.findall(r"(?<![\w$])[A-Za-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w.…*])", span):
            if not word.startswith("leida_"):
                assert word in words_of_the_code() | OF_OTHERS, f"{name}: {word}"
        for word in re.findall(r"(?<![\w$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)", span):
            assert word in words_of_the_code() | OF_OTHERS, f"{name}: {word}"


@pytest.mark.parametrize("name", TODAY)
def test_configuration_keys_are_in_the_tables(name):
    keys = set(configuration()) | keys_of_a_stack() | keys_of_a_company()
    sections = {key.partition(".")[0] for key in keys if "." in key}
    ends = {key.rpartition(".")[2] for key in keys}
    for span in spans_of(name):
        found = re.fullmatch(r"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)(?: = (\S.*))?", span)
        if not found or span == "key = value":
            continue
        key, value = found.groups()
        if value:
            assert key in keys | ends, f"{name}: {span}"
        elif key.partition(".")[0] in sections and "." in key and not re.search(r"\.(?:c|h|py|log|conf|sh|md|sock)$", key):
            assert key in keys, f"{name}: {span}"


@pytest.mark.parametrize("name", TODAY)
def test_blocks_of_configuration_have_known_keys(name):
    """Keys stand alone, with dots, or indented below their section; that of a role has keys of the processes."""
    keys = set(configuration()) | keys_of_a_stack()
    for block in documents()[name].blocks:
        if block.kind != "zpl":
            continue
        section = ""
        for line in block.text.splitlines():
            key, equals, _ = line.split(" #")[0].partition("=")
            if equals:
                own = key.strip()
                inside = f"{section}.{own}" if line.startswith(" ") else own
                assert inside in keys or (section in ("gateway", "chat", "crm", "actionlog", "wechat") and own in keys), \
                    f"{block.place}: {line}"
            elif key.strip():
                section = key.strip()


@pytest.mark.parametrize("name", TODAY)
def test_variables_are_read_by_something(name):
    known = set(configuration().values()) | words_of_the_code()
    text = documents()[name].path.read_text()
    unknown = {word for word in re.findall(r"LEIDA_[A-Z][A-Z0-9_]*[A-Z]", text) if word not in known}
    assert not unknown, name


@pytest.mark.parametrize("name", TODAY)
def test_metrics_and_alerts_exist(name):
    metrics = set(re.findall(r"^\| `((?:leida|process)_\w+)`", (ROOT / "docs/metrics.md").read_text(), re.M))
    alerts = set(re.findall(r"- alert: (\w+)", (ROOT / "ops/prometheus/alerts.yml").read_text()))
    text = documents()[name].path.read_text()
    cookie = "leida_wx"
    assert set(re.findall(r"\b(?:leida|process)_[a-z_]*[a-z]\b", text)) <= metrics | {cookie}, name
    assert set(re.findall(r"\bLeida[A-Z]\w+", text)) <= alerts, name


def test_metrics_have_the_codes_of_the_api():
    """Those of the table, which a contract test holds to the statuses, and 200."""
    codes = re.findall(r"^\| \d{3} \| (\d{3}) \|", (ROOT / "docs/api.md").read_text(), re.M)
    (told,) = re.findall(r"^\| `code` \| .*?: ((?:\d{3}, )+\d{3})\.", (ROOT / "docs/metrics.md").read_text(), re.M)
    assert told.split(", ") == sorted(set(codes))


def call(programs, *words):
    """Without a stack or a Redis: what it says of its words alone. It is stopped should it do something."""
    environment = {**os.environ, "LEIDA_REDIS": "unix:/nowhere/redis.sock", "LEIDA_ROOT": "/nowhere"}
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, check=False,
                          stdin=subprocess.DEVNULL, timeout=10 * PATIENCE, cwd=programs.folder)


@functools.cache
def help_of(programs, command):
    """What `leida COMMAND --help` says; empty where there is no such command."""
    script = command in ("backup", "restore", "test", "check", "bench")
    program = [ROOT / "leida"] if script else [programs.path("leida-stack")]
    result = call(programs, *program, command, "--help")
    return result.stdout if result.returncode == 0 else ""


def options_in(words):
    """All but --help, which every command has."""
    return [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word) and word not in ("--help", "-h")]


@pytest.mark.parametrize("name", TODAY)
def test_commands_are_those_of_leida(programs, name):
    for span in spans_of(name):
        found = re.search(r"(?:\./leida|^leida) ([a-z]+)(.*)", span)
        if found and found.group(1) != "ctl":
            text = help_of(programs, found.group(1))
            assert text, f"{name}: {span}"
            for option in options_in(re.split(r"[;|&)]", found.group(2))[0].split()):
                assert option in text, f"{name}: {span}: {option}"


@pytest.mark.parametrize("name", TODAY)
def test_commands_are_those_of_leidactl(programs, name):
    """What names no user or file of its own is called as it stands; the rest has a subcommand, at least, that there is."""
    program = programs.path("leidactl")
    for span in spans_of(name):
        found = re.match(r"(?:(?:\./)?leida ctl(?: --data \S+)?|leidactl|ctl) ([a-z]\S*)([^|>&;`]*)", span)
        if not found:
            continue
        subcommand, words = found.group(1), found.group(2).split()
        if PLACEHOLDER.search(span) or "'" in span or subcommand == "keygen":
            words = []
        text = call(programs, program, subcommand, "--help").stdout
        assert all(option in text for option in options_in(words)), f"{name}: {span}"
        # It goes on to Redis, which is not there, unless its words are wrong: that is exit code 2.
        result = call(programs, program, subcommand, *words) if subcommand != "keygen" else None
        assert not result or "no subcommand" not in result.stderr, f"{name}: {span}"
        assert not result or not words or words[0].startswith("-") or result.returncode != 2, f"{name}: {span}: {result.stderr}"
