/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/exif.h"

#include "gateway/media/tiff.h"

#define EXIF TEXT_LITERAL("Exif\0")
#define XMP TEXT_LITERAL("http://ns.adobe.com/xap/1.0/\0")
#define XMP_FURTHER TEXT_LITERAL("http://ns.adobe.com/xmp/extension/\0")
#define PICTURES TEXT_LITERAL("MPF\0")

enum { TIFF_BEGIN = 6 /* behind "Exif", 0 and a byte that is 0 nearly always */ };

static exif_verdict_t judge_exif(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    const tiff_t tiff = tiff_read(bytes, segment->begin + TIFF_BEGIN, segment->end);
    return (exif_verdict_t){tiff.has_position || !tiff.is_readable, tiff.orientation};
}

/* Its names for a position have one of these words in them, whoever's they are. */
static bool xmp_has_position(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    return media_bytes_have(bytes, segment->begin, segment->end, TEXT_LITERAL("gps")) ||
           media_bytes_have(bytes, segment->begin, segment->end, TEXT_LITERAL("latitude"));
}

exif_verdict_t exif_judge(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    if (jpeg_segment_is(bytes, segment, JPEG_APP1, EXIF))
        return judge_exif(bytes, segment);
    if (jpeg_segment_is(bytes, segment, JPEG_APP1, XMP))
        return (exif_verdict_t){xmp_has_position(bytes, segment), 0};
    /* The rest of a long XMP is cut into segments at any letter; no chat shows what stands there. */
    const bool is_further = jpeg_segment_is(bytes, segment, JPEG_APP1, XMP_FURTHER) ||
                            jpeg_segment_is(bytes, segment, JPEG_APP2, PICTURES);
    return (exif_verdict_t){is_further, 0};
}
