/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/qr_code_auth/image/{name}: the picture of a QR code, drawn anew each time. */
#include "proto/raw_answer.h"
#include "proto/requests.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/redirect.h"
#include "services/wechat/qr/picture.h"
#include "services/wechat/qr/qr_store.h"

typedef struct {
    job_t job;
    text_t url;
} image_job_t;

static void answer(void *context)
{
    image_job_t *self = context;
    buffer_t png = {0};
    if (qr_picture_draw(&png, self->url)) {
        const raw_answer_t raw = {.http = 200, .type = RAW_PNG, .body = buffer_text(&png)};
        raw_answer_write(job_out(&self->job), &raw);
        job_answer(&self->job, STATUS_RAW);
    } else {
        answer_plain(&self->job, 404, TEXT_NONE);
    }
    buffer_free(&png);
}

void qr_image_run(void *host, call_t *call)
{
    image_job_t *self = job_new(host, call, sizeof *self);
    const qr_image_request_t *request = call_record(call);
    if (secret_name_is(request->image, SECRET_NAME_SHARE))
        qr_store_read_url(&self->job, request->image, &self->url);
    job_then(&self->job, answer);
}
