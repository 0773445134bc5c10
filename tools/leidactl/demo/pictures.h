/* SPDX-License-Identifier: Apache-2.0 */
/* The demo's own pictures, drawn by draw/draw.py, and where browsers get them from. */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_PICTURES_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_PICTURES_H

#include "tools/leidactl/media/place.h"

/* Appends the address of a picture ("staff-1"): "/media/…" where there is a store that names can be made for,
 * else one on a host that does not exist, for which pages show a placeholder. A picture that is none of the
 * demo's is our own mistake. */
void pictures_write_url(const place_t *place, buffer_t *out, text_t name);
/* Whether the store has them, so that their addresses work. */
bool pictures_are_kept(const place_t *place);
/* Puts all of them into the store, if it is a folder that names can be made for. */
void pictures_keep(const place_t *place);

#endif
