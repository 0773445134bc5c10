/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/scene.h"

#include "proto/field.h"

static bool read_id(text_t text, char letter, int64_t *id)
{
    return text.size > 1 && text.data[0] == letter &&
           text_to_plain_int((text_t){text.data + 1, text.size - 1}, id) && *id > 0 && *id <= ID_MAX;
}

bool scene_read(text_t event_key, scene_t *scene)
{
    static const char prefix[] = "qrscene_";
    const size_t size = sizeof prefix - 1;
    text_t staff = event_key;
    *scene = (scene_t){.staff_id = 0};
    if (staff.size >= size && memcmp(staff.data, prefix, size) == 0)
        staff = (text_t){staff.data + size, staff.size - size};
    const char *point = staff.size > 0 ? memchr(staff.data, '.', staff.size) : NULL;
    if (!point)
        return read_id(staff, 'u', &scene->staff_id);
    const text_t forwarder = {point + 1, (size_t)(staff.data + staff.size - point) - 1};
    staff.size = (size_t)(point - staff.data);
    return read_id(staff, 'u', &scene->staff_id) && read_id(forwarder, 'c', &scene->forwarder);
}
