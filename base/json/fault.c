/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/fault.h"

#include "base/utf8.h"

#include <ctype.h>

_Static_assert(JSON_DEPTH_MAX == 32, "a sentence below says so");

static const char *const sentences[JSON_FAULT_COUNT][LANGUAGE_COUNT] = {
    [JSON_FAULT_NONE] = {"", ""},
    [JSON_FAULT_SYNTAX] = {"JSON语法错误", "syntax error"},
    [JSON_FAULT_END] = {"JSON不完整", "it ends too early"},
    [JSON_FAULT_NUL] = {"JSON含有NUL字符", "NUL"},
    [JSON_FAULT_CONTROL] = {"JSON字符串含有未转义的控制字符", "control character in a string"},
    [JSON_FAULT_ESCAPE] = {"JSON转义序列错误", "unknown escape"},
    [JSON_FAULT_SURROGATE] = {"JSON含有不成对的代理项", "lone surrogate"},
    [JSON_FAULT_UTF8] = {"JSON不是有效的UTF-8", "not UTF-8"},
    [JSON_FAULT_NUMBER] = {"JSON数值超出范围", "number out of range"},
    [JSON_FAULT_DEPTH] = {"JSON嵌套超过32层", "nested deeper than 32"},
    [JSON_FAULT_DUPLICATE] = {"JSON成员名重复", "member named twice"},
    [JSON_FAULT_TRAILING] = {"JSON之后有多余内容", "more after the value"},
};

json_fault_kind_t json_fault_outside(const char *at, const char *end)
{
    if (at == end)
        return JSON_FAULT_END;
    if (*at == '\0')
        return JSON_FAULT_NUL;
    return utf8_step(at, (size_t)(end - at)) == 0 ? JSON_FAULT_UTF8 : JSON_FAULT_SYNTAX;
}

/* What is wrong with the escape whose backslash is at `at`. */
static json_fault_kind_t escape_fault(const char *at, const char *end)
{
    if (end - at < 2)
        return JSON_FAULT_END;
    if (at[1] != 'u')
        return JSON_FAULT_ESCAPE;
    for (int i = 2; i < 6; i++) {
        if (at + i == end)
            return JSON_FAULT_END;
        if (!isxdigit((unsigned char)at[i]))
            return JSON_FAULT_ESCAPE;
    }
    return memcmp(at + 2, "0000", 4) == 0 ? JSON_FAULT_NUL : JSON_FAULT_SURROGATE;
}

json_fault_kind_t json_fault_in_string(const char **at, const char *end)
{
    if (*at == end)
        return JSON_FAULT_END;
    unsigned char byte = (unsigned char)**at;
    if (byte == '\\')
        return escape_fault(*at, end);
    if (byte < 0x20)
        return byte == 0 ? JSON_FAULT_NUL : JSON_FAULT_CONTROL;
    size_t step;
    while (*at < end && (step = utf8_step(*at, (size_t)(end - *at))) > 0)
        *at += step;
    return JSON_FAULT_UTF8;
}

void json_fault_explain(buffer_t *out, json_fault_t fault, language_t language)
{
    const char *sentence = sentences[fault.kind][language];
    if (language == LANGUAGE_CHINESE)
        buffer_append_format(out, "%s(偏移%zu字节)", sentence, fault.at);
    else
        buffer_append_format(out, "not valid JSON: %s at byte %zu", sentence, fault.at);
}
