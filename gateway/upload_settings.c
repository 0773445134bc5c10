/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/upload_settings.h"

uploads_options_t upload_settings_options(const upload_settings_t *self, size_t workers, const media_t *media)
{
    return (uploads_options_t){.media = self->media.store == MEDIA_STORE_NONE ? NULL : media,
                               .rate = self->rate,
                               .limit = ((size_t)self->uploads + workers - 1) / workers};
}
