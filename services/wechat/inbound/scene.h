/* SPDX-License-Identifier: Apache-2.0 */
/* The scene of a QR code, as it comes back when somebody has scanned it. Pure. */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_SCENE_H
#define LEIDA_SERVICES_WECHAT_INBOUND_SCENE_H

#include "base/text.h"

typedef struct {
    int64_t staff_id;
    int64_t forwarder; /* the customer who handed it on; 0: nobody */
} scene_t;

/* Reads "u7" or "u7.c12", of a new follower behind "qrscene_". False when it is none of ours. */
bool scene_read(text_t event_key, scene_t *scene);

#endif
