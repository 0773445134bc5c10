/* SPDX-License-Identifier: Apache-2.0 */
/* Uploads of pictures, videos and files (docs/media.md), which the gateway answers by itself. */
#include "proto/answers_media.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

static const field_t fields[] = {FIELD_MESSAGE_KEY(media_request_t)};

#define UPLOAD                                                                                               \
    .service = SERVICE_NONE, .http_method = HTTP_POST, .writes = true, .uploads = true,                      \
    .invalid = STATUS_INVALID, .summary = "Upload a picture, a video or a file", .done = "上传成功",         \
    .request = FIELD_TABLE(fields, media_request_t), .data = &media_picture_columns

const method_t contract_media[] = {
    {.id = METHOD_CUSTOMER_MEDIA,
     OF_CUSTOMER(media_request_t),
     .name = "customer_media",
     .path = "/gongzhonghao/media/{n}",
     UPLOAD},
    {.id = METHOD_STAFF_MEDIA,
     OF_STAFF(media_request_t),
     .name = "staff_media",
     .path = "/qiyeweixin/media/{n}",
     UPLOAD},
};
const size_t contract_media_count = sizeof contract_media / sizeof *contract_media;
