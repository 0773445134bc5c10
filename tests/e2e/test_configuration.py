# SPDX-License-Identifier: Apache-2.0
"""docs/configuration.md is what the programs' tables say."""

import subprocess

from harness.stack import ROOT


def test_configuration_document_is_what_the_tables_say(programs):
    script = ROOT / "tools" / "sh" / "configuration.sh"
    written = subprocess.run([script, programs.folder], capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "configuration.md").read_text() == written, f"write it anew with {script.relative_to(ROOT)}"
