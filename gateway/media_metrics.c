/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media_metrics.h"

#include "common/observe/metrics.h"

static void write_uploads(buffer_t *out, const uploads_counts_t *counts)
{
    static const metric_t uploads = {"leida_media_uploads_total", METRIC_COUNTER,
                                     "Uploads that have ended, by what became of them."};
    static const char *const names[UPLOAD_RESULTS] = {[UPLOAD_DONE] = "done",
                                                      [UPLOAD_REFUSED] = "refused",
                                                      [UPLOAD_LIMITED] = "limited",
                                                      [UPLOAD_UNAVAILABLE] = "unavailable",
                                                      [UPLOAD_CREDENTIALS] = "credentials",
                                                      [UPLOAD_ABANDONED] = "abandoned"};
    metrics_begin(out, &uploads);
    for (size_t result = 0; result < UPLOAD_RESULTS; result++)
        metrics_add(out, &uploads, LABELS({"result", names[result]}), counts->by[result]);
}

static void write_serves(buffer_t *out, const media_counts_t *counts)
{
    static const metric_t serves = {"leida_media_serves_total", METRIC_COUNTER,
                                    "Files that were asked for, by what was answered."};
    static const char *const names[SERVE_RESULTS] = {
        [SERVE_WHOLE] = "whole",         [SERVE_PART] = "part",     [SERVE_UNCHANGED] = "unchanged",
        [SERVE_ELSEWHERE] = "elsewhere", [SERVE_ABSENT] = "absent", [SERVE_UNAVAILABLE] = "unavailable"};
    metrics_begin(out, &serves);
    for (size_t result = 0; result < SERVE_RESULTS; result++)
        metrics_add(out, &serves, LABELS({"result", names[result]}), counts->serves[result]);
}

static void write_jobs(buffer_t *out, const media_counts_t *counts)
{
    static const metric_t jobs = {"leida_media_jobs", METRIC_GAUGE,
                                  "What threads beside the loops have to do, or are doing."};
    metrics_begin(out, &jobs);
    metrics_add(out, &jobs, LABELS({"pool", "keep"}), counts->uploads.keeping);
    metrics_add(out, &jobs, LABELS({"pool", "read"}), counts->reading);
}

void media_metrics_write(buffer_t *out, const report_t *sum)
{
    static const metric_t bytes = {"leida_media_kept_bytes_total", METRIC_COUNTER,
                                   "Bytes of files that were kept."};
    static const metric_t open = {"leida_media_uploads", METRIC_GAUGE,
                                  "Files that come in or are being kept."};
    write_uploads(out, &sum->media.uploads);
    metrics_write(out, &bytes, sum->media.uploads.bytes);
    metrics_write(out, &open, sum->media.uploads.open);
    write_serves(out, &sum->media);
    write_jobs(out, &sum->media);
}
