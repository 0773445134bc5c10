/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl wechat login-test`: whether the ways in by WeChat and WeCom begin as they should. */
#ifndef LEIDA_TOOLS_LEIDACTL_LOGIN_TEST_H
#define LEIDA_TOOLS_LEIDACTL_LOGIN_TEST_H

#include <stdint.h>

/* Asks the gateway at this URL, and prints what comes. EXIT_FAILURE when neither way begins, or one of them
 * fails otherwise than by not being configured. */
int login_test_run(const char *url, int64_t company_id);

#endif
