/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM service on a redis-server of its own, with a client, and a clock that the test sets. */
#ifndef LEIDA_TESTS_CRM_SERVICE_H
#define LEIDA_TESTS_CRM_SERVICE_H

#include "services/crm/crm.h"
#include "tests/support/service_fixture.h"

struct json_t; /* of jansson */

enum { STAFF = 7, COLLEAGUE = 8, COMPANY = 3 };

typedef struct {
    service_fixture_t base;
} crm_service_t;

/* What the service takes for now. */
extern int64_t crm_service_now;

/* Starts all of it, with the zone Asia/Shanghai and the profiles of STAFF and COLLEAGUE, both of COMPANY. */
crm_service_t *crm_service_new(void);
void crm_service_destroy(crm_service_t **self_p);

/* A relation as leidactl imports it; 0: not set. */
typedef struct {
    int64_t staff_id, customer_id, created, follow, activity, expected_pr, source;
    const char *name; /* that the staff user gave */
} bond_t;

void crm_service_bind(crm_service_t *self, const bond_t *bond);
/* `count` relations of the staff user with the customers 1..count, a second apart; the odd ones have a follow
 * time, the others an activity time. */
void crm_service_bind_many(crm_service_t *self, int64_t staff_id, int64_t count);
void crm_service_add_staff(crm_service_t *self, int64_t id, int64_t company_id);
void crm_service_add_customer(crm_service_t *self, int64_t id, const char *name);
/* `company_id` 0: of the stock. */
void crm_service_add_tag(crm_service_t *self, int64_t id, const char *name, int64_t company_id);

/* Calls a method as STAFF. */
status_t crm_service_call(crm_service_t *self, method_id_t method, const char *const *parameters);
/* The same, of a method that must succeed; the caller frees the answer's data with json_decref. */
struct json_t *crm_service_ask(crm_service_t *self, method_id_t method, const char *const *parameters);
/* A field of the relation of STAFF; "" when it is not there. The caller frees it. */
char *crm_service_field(crm_service_t *self, int64_t customer_id, const char *field);
#endif
