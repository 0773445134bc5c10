/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of chat on whatever Redis may hold or answer: see service_double.h. */
#include "services/chat/chat.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/service_double.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static service_double_t service;
    if (!service.service) {
        fuzz_be_quiet();
        const service_host_t host = {.redis = service_double_redis(), .profiles = service_double_profiles()};
        service = (service_double_t){chat_verbs, chat_verb_count, chat_open(&host)};
    }
    service_double_try(&service, (text_t){(const char *)data, size});
    return 0;
}
