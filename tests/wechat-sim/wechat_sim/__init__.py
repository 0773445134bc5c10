# SPDX-License-Identifier: Apache-2.0
"""A WeChat and a WeCom on the loopback interface: what Leida's tests, and whoever tries it by hand, have in their place."""
