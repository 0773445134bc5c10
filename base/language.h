/* SPDX-License-Identifier: Apache-2.0 */
/* The two languages in which faults are told: clients read Chinese, operators English. */
#ifndef LEIDA_BASE_LANGUAGE_H
#define LEIDA_BASE_LANGUAGE_H

typedef enum { LANGUAGE_CHINESE, LANGUAGE_ENGLISH, LANGUAGE_COUNT } language_t;

#endif
