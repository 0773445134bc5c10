/* SPDX-License-Identifier: Apache-2.0 */
/* Small files of every kind that uploads may be, and the pieces to make wrong ones of. */
#ifndef LEIDA_TESTS_MEDIA_SAMPLES_H
#define LEIDA_TESTS_MEDIA_SAMPLES_H

#include "base/buffer.h"
#include "common/media/kind.h"

typedef struct {
    const char *name;
    void (*write)(buffer_t *out);
    const char *type, *suffix;
    uint32_t width, height; /* 0 unless it is a picture */
} media_sample_t;

/* Whole files, each taken as it is. */
extern const media_sample_t media_samples[];
extern const size_t media_sample_count;

/* Appends a whole file with a frame of that size. */
void media_write_jpeg(buffer_t *out, uint32_t width, uint32_t height);
void media_write_png(buffer_t *out, uint32_t width, uint32_t height);
void media_write_gif(buffer_t *out, uint32_t width, uint32_t height);
void media_write_mp4(buffer_t *out);
void media_write_pdf(buffer_t *out);

/* Appends a segment of a jpeg; a frame header of three components; a scan with some coded data. */
void media_put_segment(buffer_t *out, unsigned char marker, text_t parameters);
void media_put_frame(buffer_t *out, unsigned char marker, uint32_t width, uint32_t height);
void media_put_scan(buffer_t *out);
/* Appends a chunk of a png. */
void media_put_chunk(buffer_t *out, const char *type, text_t data);
/* Appends a chunk of a RIFF file, made even. */
void media_put_riff(buffer_t *out, const char *type, text_t data);
/* Appends a box of an mp4. */
void media_put_box(buffer_t *out, const char *type, text_t content);
/* Appends a number, the more significant byte first or last. */
void media_put_big(buffer_t *out, uint64_t value, size_t bytes);
void media_put_little(buffer_t *out, uint64_t value, size_t bytes);

/* A file without a name that holds the bytes; the caller closes it. */
int media_file_of(text_t bytes);
/* What media_kind_read says of them. */
status_t media_kind_of(text_t bytes, media_kind_t *kind);

#endif
