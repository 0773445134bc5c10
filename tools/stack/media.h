/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a stack keeps pictures and files: in DIR/media, by names made with DIR/media.key, unless leida.conf
 * (media.* in the section `gateway`) or LEIDA_MEDIA_… say otherwise. With S3 the folder is where they come
 * in.
 */
#ifndef LEIDA_TOOLS_STACK_MEDIA_H
#define LEIDA_TOOLS_STACK_MEDIA_H

#include "tools/stack/settings.h"

/* Puts LEIDA_MEDIA_STORE, _FOLDER and _KEY into the environment, which the gateway, leida-wechat and leidactl
 * inherit, and into run/media.conf, where clients of the stack find them. Makes the folder, and at the first
 * start the key, readable by this user alone, where nothing names others. In DIR. False when that cannot be
 * done, which has been printed. */
bool media_setup(const settings_t *settings);

/* Puts what run/media.conf says into the environment, for a program in another directory. In DIR. Nothing
 * where there is none: the stack is that of an older build. */
void media_export(void);

#endif
