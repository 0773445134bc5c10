/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether leida-wechat is part of the stack, and what it must know of it. It is when a folder of companies is
 * named (--companies, LEIDA_COMPANIES, wechat.companies in DIR/leida.conf), or when DIR/companies has a file
 * C.cfg. Where WeChat is (LEIDA_OPEN_URL and so on) goes on to it in the environment.
 */
#ifndef LEIDA_TOOLS_STACK_WECHAT_H
#define LEIDA_TOOLS_STACK_WECHAT_H

#include "tools/stack/settings.h"

/* Puts the absolute path of the folder that an option or variable names into `options`, where it lasts as
 * long as the process. Called before the working directory changes. False when there is none, which has been
 * printed. */
bool wechat_find(options_t *options);

/* Decides, and puts what wechat gets into this process's environment. In DIR. Since wechat starts before the
 * gateway and tells WeChat where that is, a gateway at any free port gets one now. False on failure, which
 * has been printed. */
bool wechat_setup(settings_t *settings, const options_t *options);

#endif
