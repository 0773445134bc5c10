/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/s3_settings.h"

#include <errno.h>
#include <unistd.h>

bool s3_settings_url_valid(const char *value)
{
    const bool is_web = strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0;
    return !value[0] || (is_web && text_is_visible(text_of(value)));
}

bool s3_settings_endpoint_valid(const char *value)
{
    return !value[0] || s3_endpoint_valid(value);
}

bool s3_settings_fit(const s3_settings_t *self, buffer_t *why)
{
    const struct {
        const char *key, *value;
    } needed[] = {{"media.s3.endpoint", self->endpoint},
                  {"media.s3.region", self->region},
                  {"media.s3.access_key", self->access_key},
                  {"media.s3.secret_key", self->secret_key}};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!needed[i].value[0]) {
            buffer_append_format(why, "%s: needed where media.store is s3", needed[i].key);
            return false;
        }
    return true;
}

media_store_t *s3_settings_store(const s3_settings_t *self, buffer_t *why)
{
    if (self->authorities[0] && access(self->authorities, R_OK) != 0) {
        buffer_append_format(why, "media.s3.authorities: %s: %s", self->authorities, strerror(errno));
        return NULL;
    }
    const s3_options_t options = {.endpoint = self->endpoint,
                                  .region = self->region,
                                  .bucket = self->bucket,
                                  .access_key = self->access_key,
                                  .secret_key = self->secret_key,
                                  .authorities = self->authorities,
                                  .patience = self->patience};
    return s3_new(&options, self->url);
}
