/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/xml.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_xml, .fini = leak_check);

static bool reads(text_t document)
{
    arena_t arena = {0};
    xml_fields_t fields;
    const bool is_read = xml_read(&fields, document, &arena);
    arena_free(&arena);
    return is_read;
}

static bool reads_and_clears(buffer_t *document)
{
    const bool is_read = reads(buffer_text(document));
    buffer_clear(document);
    return is_read;
}

static void append_times(buffer_t *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_append_text(out, text_of(text));
}

static void content_is(const char *document, text_t expected)
{
    arena_t arena = {0};
    xml_fields_t fields;
    cr_assert(xml_read(&fields, text_of(document), &arena), "%s", document);
    const text_t content = fields.values[XML_CONTENT];
    cr_expect(content.data && text_equal(content, expected), "%s: %.*s", document, TEXT_ARG(content));
    arena_free(&arena);
}

Test(wechat_xml, reads_every_field)
{
    static const char *const names[XML_FIELDS] = {
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId",  "PicUrl",
        "MediaId",    "Event",        "EventKey",   "Ticket",  "MsgID",   "Status", "Encrypt"};
    for (size_t i = 0; i < XML_FIELDS; i++) {
        buffer_t document = {0};
        arena_t arena = {0};
        xml_fields_t fields;
        buffer_append_format(&document, "<xml><%s>v%zu</%s></xml>", names[i], i, names[i]);
        cr_assert(xml_read(&fields, buffer_text(&document), &arena), "%s", names[i]);
        char value[8];
        snprintf(value, sizeof value, "v%zu", i);
        for (size_t other = 0; other < XML_FIELDS; other++)
            cr_expect(other == i ? text_equal(fields.values[i], text_of(value)) : !fields.values[other].data,
                      "%zu of %zu", other, i);
        arena_free(&arena);
        buffer_free(&document);
    }
}

Test(wechat_xml, reads_text_however_it_is_written)
{
    content_is("<xml><Content>a</Content></xml>", TEXT_LITERAL("a"));
    content_is("<xml><Content><![CDATA[<a>&amp;]]></Content></xml>", TEXT_LITERAL("<a>&amp;"));
    content_is("<xml><Content>&lt;a&gt;&amp;&quot;&apos;&#x5728;&#13;</Content></xml>",
               TEXT_LITERAL("<a>&\"'在\r"));
    content_is("<xml><Content>a<![CDATA[b]]>c<!-- d -->e<?f?></Content></xml>", TEXT_LITERAL("abce"));
    content_is("<xml><Content> a\r\nb </Content></xml>", TEXT_LITERAL(" a\nb "));
    content_is("<xml><Content/></xml>", TEXT_LITERAL(""));
    content_is("<xml><Content><![CDATA[]]></Content></xml>", TEXT_LITERAL(""));
    content_is("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<xml a=\"b\">\n <Content c='d'>👋</Content>\n</xml>\n",
               TEXT_LITERAL("👋"));
}

/* The bytes are UTF-8 whatever the declaration says. */
Test(wechat_xml, believes_no_encoding)
{
    content_is("<?xml version='1.0' encoding='GB2312'?><xml><Content>在</Content></xml>", TEXT_LITERAL("在"));
    content_is("<?xml version='1.0' encoding='UTF-16'?><xml><Content>在</Content></xml>", TEXT_LITERAL("在"));
    cr_expect(!reads(TEXT_LITERAL("\xff\xfe<\0x\0m\0l\0/\0>\0")));
    cr_expect(!reads(TEXT_LITERAL("\xfe\xff\0<\0x\0m\0l\0/\0>")));
    cr_expect(!reads(TEXT_LITERAL("<\0x\0m\0l\0/\0>\0")));
}

Test(wechat_xml, ignores_what_it_does_not_know)
{
    content_is(
        "<xml><A><B>1</B><B>2<Content>no</Content></B></A><Content>yes</Content><content>no</content></xml>",
        TEXT_LITERAL("yes"));
}

Test(wechat_xml, refuses_what_is_no_document)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT(" "),
        TEXT_CONSTANT("{}"),
        TEXT_CONSTANT("<xml>"),
        TEXT_CONSTANT("<xml></xml"),
        TEXT_CONSTANT("<xml/><xml/>"),
        TEXT_CONSTANT("<xml/>a"),
        TEXT_CONSTANT("<a/>"),
        TEXT_CONSTANT("<XML/>"),
        TEXT_CONSTANT("<xml><a></b></xml>"),
        TEXT_CONSTANT("<xml>&a;</xml>"),
        TEXT_CONSTANT("<xml>&#0;</xml>"),
        TEXT_CONSTANT("<xml>\x01</xml>"),
        TEXT_CONSTANT("<xml>\0</xml>"),
        TEXT_CONSTANT("<xml/>\0"),
        TEXT_CONSTANT("<xml>\xff</xml>"),
        TEXT_CONSTANT("<xml>\xed\xa0\x80</xml>"),
        TEXT_CONSTANT("<xml>\xc0\x80</xml>"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!reads(wrong[i]), "%zu: %.*s", i, TEXT_ARG(wrong[i]));
    cr_expect(reads(TEXT_LITERAL("<xml/>")));
}

Test(wechat_xml, refuses_every_doctype)
{
    cr_expect(!reads(TEXT_LITERAL("<!DOCTYPE xml><xml/>")));
    cr_expect(!reads(TEXT_LITERAL("<!DOCTYPE xml SYSTEM 'file:///etc/passwd'><xml/>")));
    cr_expect(!reads(TEXT_LITERAL(
        "<!DOCTYPE xml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><Content>&a;</Content></xml>")));
    cr_expect(!reads(TEXT_LITERAL(
        "<!DOCTYPE xml [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><xml><Content>&b;</Content></xml>")));
}

Test(wechat_xml, refuses_a_child_of_the_root_twice)
{
    cr_expect(!reads(TEXT_LITERAL("<xml><Content>a</Content><Content>a</Content></xml>")));
    cr_expect(!reads(TEXT_LITERAL("<xml><A/><B/><A/></xml>")));
    cr_expect(reads(TEXT_LITERAL("<xml><A><C/><C/></A><B><C/></B><a/></xml>")));
}

Test(wechat_xml, refuses_elements_within_a_field)
{
    cr_expect(!reads(TEXT_LITERAL("<xml><Content>a<b/></Content></xml>")));
    cr_expect(!reads(TEXT_LITERAL("<xml><FromUserName><xml/></FromUserName></xml>")));
}

Test(wechat_xml, goes_8_elements_deep)
{
    buffer_t document = {0};
    for (size_t depth = XML_DEPTH_MAX - 1; depth <= XML_DEPTH_MAX + 1; depth++) {
        buffer_append_literal(&document, "<xml>");
        append_times(&document, "<a>", depth - 1);
        append_times(&document, "</a>", depth - 1);
        buffer_append_literal(&document, "</xml>");
        cr_expect_eq(reads_and_clears(&document), depth <= XML_DEPTH_MAX, "%zu", depth);
    }
    buffer_free(&document);
}

Test(wechat_xml, takes_256_elements)
{
    buffer_t document = {0};
    for (size_t count = XML_ELEMENTS_MAX - 1; count <= XML_ELEMENTS_MAX + 1; count++) {
        buffer_append_literal(&document, "<xml><a>");
        append_times(&document, "<b/>", count - 2);
        buffer_append_literal(&document, "</a></xml>");
        cr_expect_eq(reads_and_clears(&document), count <= XML_ELEMENTS_MAX, "%zu within a child", count);
        buffer_append_literal(&document, "<xml>");
        for (size_t i = 0; i < count - 1; i++)
            buffer_append_format(&document, "<a%zu/>", i);
        buffer_append_literal(&document, "</xml>");
        cr_expect_eq(reads_and_clears(&document), count <= XML_ELEMENTS_MAX, "%zu children", count);
    }
    buffer_free(&document);
}

static bool reads_text_of(size_t size, const char *before, const char *piece, const char *after)
{
    buffer_t document = {0};
    buffer_append_text(&document, text_of(before));
    append_times(&document, piece, size);
    buffer_append_text(&document, text_of(after));
    const bool is_read = reads_and_clears(&document);
    buffer_free(&document);
    return is_read;
}

Test(wechat_xml, takes_a_text_of_16_kib)
{
    for (size_t size = XML_TEXT_MAX - 1; size <= XML_TEXT_MAX + 1; size++) {
        const bool fits = size <= XML_TEXT_MAX;
        cr_expect_eq(reads_text_of(size, "<xml><Content>", "a", "</Content></xml>"), fits, "%zu", size);
        cr_expect_eq(reads_text_of(size, "<xml><Content><![CDATA[", "a", "]]></Content></xml>"), fits, "%zu",
                     size);
        cr_expect_eq(reads_text_of(size, "<xml><Unknown>", "\n", "</Unknown></xml>"), fits, "%zu", size);
        cr_expect_eq(reads_text_of(size, "<xml>", " ", "</xml>"), fits, "%zu", size);
        cr_expect_eq(reads_text_of(size, "<xml><a/>", "a", "</xml>"), fits, "%zu", size);
        cr_expect_eq(reads_text_of(size - 1, "<xml><Content>", "&#97;", "b</Content></xml>"), fits, "%zu",
                     size);
        cr_expect(reads_text_of(size, "<xml><Encrypt>", "a", "</Encrypt></xml>"));
    }
    cr_expect(!reads_text_of(XML_TEXT_MAX + 1, "<xml><a><Encrypt>", "a", "</Encrypt></a></xml>"));
    cr_expect(!reads_text_of(XML_TEXT_MAX + 1, "<xml><Encrypt>a</Encrypt>", "a", "</xml>"));
}

static void digest_of(char digest[HASH_SHA256_SIZE], const char *document)
{
    arena_t arena = {0};
    xml_fields_t fields;
    cr_assert(xml_read(&fields, text_of(document), &arena), "%s", document);
    memcpy(digest, fields.digest, sizeof fields.digest);
    arena_free(&arena);
}

static bool have_same_digest(const char *one, const char *other)
{
    char digests[2][HASH_SHA256_SIZE];
    digest_of(digests[0], one);
    digest_of(digests[1], other);
    return memcmp(digests[0], digests[1], sizeof digests[0]) == 0;
}

/* As its header says: `s` and a name for each that begins, `e` and a text for each that ends. */
Test(wechat_xml, digest_is_as_written_down)
{
    char digest[HASH_SHA256_SIZE], expected[HASH_SHA256_SIZE];
    digest_of(digest, "<xml><A>1</A><B> <C/></B></xml>");
    hash_sha256(expected, TEXT_LITERAL("s\0\0\0\3xml"
                                       "s\0\0\0\1A"
                                       "e\0\0\0\0011"
                                       "s\0\0\0\1B"
                                       "s\0\0\0\1C"
                                       "e\0\0\0\0"
                                       "e\0\0\0\0"
                                       "e\0\0\0\0"));
    cr_expect(memcmp(digest, expected, sizeof digest) == 0);
}

Test(wechat_xml, digest_tells_documents_apart)
{
    static const char one[] = "<xml><A>1</A><B>2</B></xml>";
    cr_expect(have_same_digest(one, "<xml>\n <A><![CDATA[1]]></A><!-- --> <B c='d'>&#50;</B></xml>"));
    static const char *const others[] = {
        "<xml><A>1</A><B>3</B></xml>",     "<xml><A>1</A></xml>",
        "<xml><A>12</A><B></B></xml>",     "<xml><A>1</A><C>2</C></xml>",
        "<xml><A>1</A><B>2</B><C/></xml>", "<xml><A>1</A><B><C>2</C></B></xml>",
        "<xml><A>1</A><B>2 </B></xml>",    "<xml><Z><A>1</A><B>2</B></Z></xml>"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(!have_same_digest(one, others[i]), "%s", others[i]);
}
