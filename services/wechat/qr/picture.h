/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes as pictures. */
#ifndef LEIDA_SERVICES_WECHAT_QR_PICTURE_H
#define LEIDA_SERVICES_WECHAT_QR_PICTURE_H

#include "base/buffer.h"

enum { QR_TEXT_MAX = 1024 /* bytes */ };

/* Appends a PNG (grey, 8 pixels a module, with the quiet zone of ISO/IEC 18004) of a code that says the text,
 * which has 1 to QR_TEXT_MAX bytes. False when it has not, or contains NUL. */
bool qr_picture_draw(buffer_t *png, text_t text);

#endif
