# SPDX-License-Identifier: Apache-2.0
"""Requests of every kind, made from the contract and spoilt in every way, against a whole stack, and a judge of what
comes back. An exchange is made from its number and the seed alone: the same two make it again."""
