/* SPDX-License-Identifier: Apache-2.0 */
/* What the scripts of phrases return beside 1, done, and the numbers of common/store/once.h. */
#ifndef LEIDA_SERVICES_CRM_PHRASE_RESULTS_H
#define LEIDA_SERVICES_CRM_PHRASE_RESULTS_H

#define PHRASE_THERE 2   /* such a text is there */
#define PHRASES_FULL 3   /* there are PHRASES_MAX */
#define PHRASE_MISSING 4 /* there is none with this id */

#endif
