# SPDX-License-Identifier: Apache-2.0
"""Many clients on a running stack, faults that are injected meanwhile, and a check of what the clients were told."""
