/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of crm on whatever Redis may hold or answer: see service_double.h. */
#include "services/crm/crm.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/service_double.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static service_double_t service;
    if (!service.service) {
        fuzz_be_quiet();
        service = (service_double_t){crm_handlers, crm_handler_count, service_double_host()};
    }
    service_double_try(&service, (text_t){(const char *)data, size});
    return 0;
}
