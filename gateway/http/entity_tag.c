/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/entity_tag.h"

bool entity_tag_is_known(const header_lines_t *tags, text_t tag)
{
    for (size_t i = 0; i < tags->count; i++) {
        text_t list = tags->lines[i];
        while (list.size > 0) {
            text_t known = header_take_last(&list, ',');
            if (known.size > 2 && memcmp(known.data, "W/", 2) == 0)
                known = (text_t){known.data + 2, known.size - 2};
            if (text_equal(known, tag) || text_equal(known, TEXT_LITERAL("*")))
                return true;
        }
    }
    return false;
}
