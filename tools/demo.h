/* SPDX-License-Identifier: Apache-2.0 */
/* What the demo data and the texts that show how to call it agree on. */
#ifndef LEIDA_TOOLS_DEMO_H
#define LEIDA_TOOLS_DEMO_H

enum { DEMO_USER_ID = 1, DEMO_CUSTOMER_ID = 1 }; /* the staff user and the customer of the examples */

/* No secrets: they guard invented data. */
#define DEMO_USER_TOKEN "demo-token-of-staff-user-1"
#define DEMO_CUSTOMER_TOKEN "demo-token-of-customer-1"

#endif
