/* SPDX-License-Identifier: Apache-2.0 */
/* Two weeks in which customers of the demo look at cards, products and articles. */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_DAYS_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_DAYS_H

#include "tools/leidactl/demo/office.h"

/* Appends actions of the thirteen days before `origin` (ms since 1970) and of its own up to some hours before
 * it, as lines of import, by time: few at night, most around noon and in the evening, more at weekends. Staff
 * users have seen them. The same pairs and moment give the same lines. */
void days_write(buffer_t *out, const office_t *office, int64_t origin);

#endif
