/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/judge.h"

#include "base/json/check.h"

typedef enum { BOTH, GZH, QY } side_t;

/* What is not here is dead. */
static const struct {
    int64_t errcode;
    side_t side;
    api_verdict_t verdict;
    judged_kind_t kind;
} rows[] = {
    {0, BOTH, API_DONE, JUDGED_FINAL},
    {-1, BOTH, API_RETRY, JUDGED_FINAL}, /* "system busy": it was not done */
    {40001, BOTH, API_RETRY, JUDGED_TOKEN_REFUSED},
    {40014, BOTH, API_RETRY, JUDGED_TOKEN_REFUSED},
    {42001, BOTH, API_RETRY, JUDGED_TOKEN_REFUSED},
    {45011, BOTH, API_RESTING, JUDGED_FINAL},
    {45009, QY, API_RESTING, JUDGED_FINAL},
    {45033, QY, API_RESTING, JUDGED_FINAL},
    {45009, GZH, API_RESTING, JUDGED_DAY_QUOTA},
    {45015, GZH, API_WINDOW_CLOSED, JUDGED_FINAL},
    {45047, GZH, API_WINDOW_CLOSED, JUDGED_FINAL},
    {43004, GZH, API_UNREACHABLE, JUDGED_FINAL},
    {43019, GZH, API_UNREACHABLE, JUDGED_FINAL},
    {43101, GZH, API_UNREACHABLE, JUDGED_FINAL},
    {40003, GZH, API_UNREACHABLE, JUDGED_FINAL},
    {81013, QY, API_UNREACHABLE, JUDGED_FINAL},
    {40029, BOTH, API_CODE_EXPIRED, JUDGED_FINAL},
    {40163, BOTH, API_CODE_USED, JUDGED_FINAL},
    {40013, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {40125, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {40164, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {40243, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {48001, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {50001, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {50002, BOTH, API_CONFIGURATION, JUDGED_FINAL},
    {40091, QY, API_CONFIGURATION, JUDGED_FINAL},
    {60011, QY, API_CONFIGURATION, JUDGED_FINAL},
    {60020, QY, API_CONFIGURATION, JUDGED_FINAL},
    {301002, QY, API_CONFIGURATION, JUDGED_FINAL},
};

/* Of a token that is not the account's: whoever shows its secret instead is refused for good, until somebody
 * changes it. */
static judged_t judge_token(const endpoint_t *endpoint, judged_t judged)
{
    if (endpoint->token == TOKEN_ACCOUNT)
        return judged;
    judged.kind = JUDGED_FINAL;
    judged.answer.verdict = endpoint->token == TOKEN_GIVEN ? API_DEAD : API_CONFIGURATION;
    return judged;
}

static judged_t judge_errcode(const endpoint_t *endpoint, int64_t errcode)
{
    const side_t side = endpoint->is_qy ? QY : GZH;
    judged_t judged = {.answer = {.verdict = API_DEAD, .errcode = errcode}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].errcode == errcode && (rows[i].side == BOTH || rows[i].side == side)) {
            judged.kind = rows[i].kind;
            judged.answer.verdict = rows[i].verdict;
            break;
        }
    }
    return judged.kind == JUDGED_TOKEN_REFUSED ? judge_token(endpoint, judged) : judged;
}

/* Nobody can tell from this what was done. */
static judged_t unclear(const endpoint_t *endpoint, bool sent, const char *why)
{
    const api_verdict_t verdict = sent && endpoint->has_effect ? API_UNKNOWN : API_RETRY;
    return (judged_t){.answer = {.verdict = verdict, .is_unclear = sent, .why = why}};
}

/* What is too large, and a video, of which WeChat tells an address on another host, stay that. */
static judged_t no_file(const char *why)
{
    return (judged_t){.answer = {.verdict = API_DEAD, .why = why}};
}

static bool begins_with(text_t text, const char *beginning)
{
    const size_t size = strlen(beginning);
    return text.size >= size && strncasecmp(text.data, beginning, size) == 0;
}

static text_t skip_space(text_t text)
{
    static const char space[] = " \t\r\n";
    while (text.size > 0 && memchr(space, text.data[0], sizeof space - 1))
        text = (text_t){text.data + 1, text.size - 1};
    return text;
}

/* No picture begins so, but what says why there is none does: '{', and a member or the end. */
static bool begins_as_object(text_t text)
{
    text = skip_space(text);
    if (text.size == 0 || text.data[0] != '{')
        return false;
    text = skip_space((text_t){text.data + 1, text.size - 1});
    return text.size > 0 && (text.data[0] == '"' || text.data[0] == '}');
}

/* A file comes as it is; where there is none, JSON says why, whatever it is called. */
static bool is_file(const endpoint_t *endpoint, const http_answer_t *answer)
{
    return endpoint->gives_file && !begins_with(answer->type, "application/json") &&
           !begins_with(answer->type, "text/") && !begins_as_object(answer->body);
}

judged_t judge(api_endpoint_t name, const http_answer_t *answer)
{
    const endpoint_t *endpoint = &endpoints[name];
    int64_t errcode;
    if (answer->outcome == HTTP_TOO_LARGE && endpoint->gives_file)
        return no_file(answer->why);
    if (answer->outcome != HTTP_ANSWERED)
        return unclear(endpoint, answer->sent, answer->why);
    if (answer->status != 200)
        return unclear(endpoint, true, "its HTTP status is not 200");
    if (is_file(endpoint, answer))
        return (judged_t){.answer = {.verdict = API_DONE, .type = answer->type, .body = answer->body}};
    if (json_check(answer->body) != JSON_OBJECT || !answer_int(answer->body, "errcode", &errcode))
        return unclear(endpoint, true, "it is not the JSON that was expected");
    judged_t judged = judge_errcode(endpoint, errcode);
    if (judged.answer.verdict == API_DONE && endpoint->gives_file)
        return no_file("it is no file");
    if (judged.answer.verdict == API_DONE)
        judged.answer.body = answer->body;
    return judged;
}
