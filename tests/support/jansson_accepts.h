/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second opinion of the JSON tests. A file of its own, because jansson.h and base/json/check.h name their
 * types alike and cannot be included together.
 */
#ifndef LEIDA_TESTS_JANSSON_ACCEPTS_H
#define LEIDA_TESTS_JANSSON_ACCEPTS_H

#include "base/text.h"

/* True when jansson takes the text for one JSON value without equal names in an object. */
bool jansson_accepts(text_t text);

#endif
