# SPDX-License-Identifier: Apache-2.0
"""A random walk: clients write over all routes, and a plain model of what they wrote says what each route must answer.

Each fact has one writer, so its order is that writer's: a client applies what it wrote to its own copy of the model, and
keeps a journal that the test replays. Where several write one list (a conversation, a log) the answers tell each row's place.
Each area of the API has a module of its own: its part of the model, its steps, and how its routes are compared with it."""
