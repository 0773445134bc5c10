/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/status.h"

#include <criterion/criterion.h>

Test(status, codes_and_texts_are_those_of_the_contract)
{
    static const struct {
        status_t status;
        int http, code;
        const char *text;
    } expected[] = {
        {STATUS_NO_DATA, 200, 302, "没有数据"},
        {STATUS_NO_SUCH_TAG, 200, 301, "用户标签不存在"},
        {STATUS_NO_RELATION, 200, 307, "用户-客户关系不存在"},
        {STATUS_CREDENTIALS, 200, 400, "token异常"},
        {STATUS_INVALID, 200, 402, "请求异常"},
        {STATUS_BODY_INVALID, 200, 303, "数据验证失败"},
        {STATUS_UNKNOWN_PATH, 404, 404, "非法请求"},
        {STATUS_WRONG_METHOD, 405, 402, "请求方式异常"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const status_info_t *info = status_info(expected[i].status);
        cr_assert(info->http == expected[i].http && info->code == expected[i].code, "%s", info->name);
        cr_assert_str_eq(info->text, expected[i].text);
    }
}

Test(status, done_is_200)
{
    cr_assert(status_info(STATUS_DONE)->http == 200 && status_info(STATUS_DONE)->code == 200);
    cr_assert(status_info(STATUS_EMPTY)->http == 200 && status_info(STATUS_EMPTY)->code == 200);
    cr_assert(status_info(STATUS_KEY_REUSED)->http == 200 && status_info(STATUS_KEY_REUSED)->code == 409);
}

Test(status, unknown_numbers_read_as_unavailable)
{
    cr_assert_eq(status_info(STATUS_COUNT), status_info(STATUS_UNAVAILABLE));
    cr_assert_eq(status_info(UINT32_MAX), status_info(STATUS_UNAVAILABLE));
}

Test(status, names_are_unique)
{
    for (unsigned i = 0; i < STATUS_COUNT; i++)
        for (unsigned other = 0; other < i; other++)
            cr_assert_str_neq(status_info(i)->name, status_info(other)->name);
}
