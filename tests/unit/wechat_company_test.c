/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/company/company.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "services/wechat/company/web_address.h"
#include "tests/support/leak_check.h"

static char folder[] = "/tmp/leida-companies-XXXXXX";
static buffer_t why;
static companies_t *companies;

static void set_up(void)
{
    cr_assert(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
    companies_destroy(&companies);
    buffer_free(&why);
    leak_check();
}

TestSuite(wechat_company, .init = set_up, .fini = tear_down, .timeout = 20);

#define KEY "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
#define GZH                                                                                                  \
    "gzh\n    appid = wx01\n    account = gh_1\n    secret = \"s#1\"\n    token = tok\n    aes_key = " KEY   \
    "\nh5\n    customer = \"https://h5.example.com/m\"\n    hosts = \"h5.example.com x:8080\"\n"
#define QY                                                                                                   \
    "qy\n    corpid = ww01\n    agentid = 1000002\n    secret = s2\n    token = tok2\n    aes_key = " KEY    \
    "\nh5\n    staff = \"https://h5.example.com/s\"\n    hosts = \"h5.example.com\"\n"

static void put(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert(file_replace(path, text_of(text)));
}

static bool reads(void)
{
    companies_destroy(&companies);
    buffer_clear(&why);
    companies = companies_new(folder, &why);
    buffer_append_char(&why, '\0');
    return companies != NULL;
}

static bool says(const char *words)
{
    return strstr(why.data, words) != NULL;
}

Test(wechat_company, reads_blocks)
{
    put("7.cfg", GZH "unique_customer = yes\ndefault_staff = 12\ngreeting = \"您好\"\n");
    put("3.cfg", QY);
    put("README", "nothing of ours");
    put(".7.cfg.swp", "nor this");
    cr_assert(reads(), "%s", why.data);
    const company_t *one = companies_find(companies, 7), *other = companies_find(companies, 3);
    cr_assert(one && other && !companies_find(companies, 4));
    cr_expect(one->has_gzh && !one->has_qy && !other->has_gzh && other->has_qy);
    cr_expect_str_eq(one->gzh.secret, "s#1");
    cr_expect_str_eq(one->greeting, "您好");
    cr_expect(one->unique_customer && one->default_staff == 12 && one->gzh.mode == COMPANY_SAFE);
    cr_expect_str_eq(other->qy.agentid, "1000002");
    cr_expect_eq(companies_find_appid(companies, TEXT_LITERAL("wx01")), one);
    cr_expect_null(companies_find_appid(companies, TEXT_LITERAL("ww01")));
    size_t at = 0;
    cr_expect_eq(companies_next(companies, &at), other);
    cr_expect_eq(companies_next(companies, &at), one);
    cr_expect_null(companies_next(companies, &at));
    cr_expect(company_has_host(one, TEXT_LITERAL("H5.example.com")));
    cr_expect(company_has_host(one, TEXT_LITERAL("x:8080")));
    cr_expect(!company_has_host(one, TEXT_LITERAL("x")) && !company_has_host(one, TEXT_NONE));
}

Test(wechat_company, an_empty_folder_has_none)
{
    cr_assert(reads());
    cr_expect_null(companies_find(companies, 1));
    rmdir(folder);
    cr_expect(!reads() && says("cannot read"));
    cr_assert_not_null(mkdtemp(strcpy(folder, "/tmp/leida-companies-XXXXXX")));
}

Test(wechat_company, secrets_may_lie_in_files)
{
    char text[512], name[] = "secret";
    put(name, "from a file\n");
    snprintf(text, sizeof text, "%s", GZH);
    char *at = strstr(text, "\"s#1\"");
    cr_assert(at);
    char rest[512];
    snprintf(rest, sizeof rest, "%s", at + 5);
    snprintf(at, sizeof text - (size_t)(at - text), "\"file:%s/%s\"%s", folder, name, rest);
    put("1.cfg", text);
    cr_assert(reads(), "%s", why.data);
    cr_expect_str_eq(companies_find(companies, 1)->gzh.secret, "from a file");
}

Test(wechat_company, a_block_is_whole_or_absent)
{
    put("1.cfg", "gzh\n    appid = wx01\n");
    cr_assert(!reads());
    cr_expect(says("/1.cfg: gzh.account, gzh.secret, gzh.token, gzh.aes_key, h5.customer, h5.hosts: needed"),
              "%s", why.data);
    put("1.cfg", "qy\n    token = \"tok\"\n");
    cr_assert(!reads());
    cr_expect(says("qy.corpid, qy.agentid, qy.secret, qy.aes_key, h5.staff, h5.hosts: needed"), "%s",
              why.data);
    put("1.cfg", "greeting = hello\n");
    cr_expect(!reads() && says("one of the two blocks"));
    put("1.cfg", "gzh\n    mode = plain\n");
    cr_expect(!reads() && says("gzh.appid"), "%s", why.data);
}

Test(wechat_company, faults_name_the_line_and_never_the_secret)
{
    static const struct {
        const char *line, *fault;
    } wrong[] = {
        {"    appid = \"wx{1}\"\n", "1.cfg:2: gzh.appid: \"wx{1}\" is not allowed, only letters and digits"},
        {"    token = hush\"\n    aes_key = hushhush\n", "gzh.aes_key: this value is not allowed, only 43"},
        {"    token = \"hu hush\"\n", "1.cfg:2: gzh.token: this value is not allowed"},
        {"    mode = loud\n", "gzh.mode: \"loud\" is not allowed, only safe|plain"},
        {"    secret = \"file:/nowhere/at/all\"\n", "gzh.secret: cannot read file:/nowhere/at/all"},
        {"    template_fields = \"thing1=text first=x\"\n", "gzh.template_fields: \"thing1=text first=x\""},
        {"    template_fields = \"number1=text\"\n",
         "1.cfg:2: gzh.template_fields: \"number1=text\" is not allowed"},
        {"    template_fields = \"thing1=text thing1=staff\"\n",
         "1.cfg:2: gzh.template_fields: \"thing1=text thing1=staff\" is not allowed"},
        {"    template_fields = \"amount1=count\"\n", "number takes count alone"},
        {"    apid = wx1\n", "1.cfg:2: gzh.apid: unknown key"},
        {"h5\n    customer = \"http://h5.example.com\"\n", "h5.customer: \"http://h5.example.com\""},
        {"h5\n    customer = \"https://h5.example.com/#/x\"\n", "only https://HOST"},
        {"h5\n    hosts = \"https://x\"\n", "h5.hosts: \"https://x\" is not allowed, only HOST"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[256];
        snprintf(text, sizeof text, "gzh\n%s", wrong[i].line);
        put("1.cfg", text);
        cr_expect(!reads(), "%s", wrong[i].line);
        cr_expect(says(wrong[i].fault), "%s: %s", wrong[i].line, why.data);
        cr_expect(!says("hush"), "%s", why.data);
    }
}

Test(wechat_company, names_of_files_are_ids)
{
    static const char *const names[] = {"x.cfg", "0.cfg", "01.cfg", "-1.cfg", "1 .cfg"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        put(names[i], GZH);
        cr_expect(!reads() && says("only C.cfg is allowed"), "%s", names[i]);
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
}

Test(wechat_company, an_account_is_one_companys)
{
    put("1.cfg", GZH);
    put("2.cfg", GZH);
    cr_expect(!reads() && says("/2.cfg: gzh.appid: company 1 has the same"), "%s", why.data);
    put("1.cfg", QY);
    put("2.cfg", QY);
    cr_expect(!reads() && says("/2.cfg: qy.agentid: company 1 has the same"), "%s", why.data);
}

Test(wechat_company, a_bad_file_changes_nothing)
{
    put("1.cfg", GZH);
    cr_assert(reads());
    put("2.cfg", "gzh\n    appid = wx02\n");
    put("1.cfg", QY);
    buffer_clear(&why);
    cr_expect(!companies_reload(companies, &why) && why.size > 0);
    cr_expect(companies_find(companies, 1)->has_gzh && !companies_find(companies, 2));
    put("2.cfg", GZH);
    buffer_clear(&why);
    cr_expect(companies_reload(companies, &why) && why.size == 0);
    cr_expect(companies_find(companies, 1)->has_qy && companies_find(companies, 2));
}

Test(wechat_company, addresses)
{
    static const char *const bases[] = {"https://api.weixin.qq.com", "https://[2001:db8::1]:8443/mp",
                                        "http://127.0.0.1:8000/qy", "http://localhost", "http://[::1]:1"};
    static const char *const none[] = {"",
                                       "api.weixin.qq.com",
                                       "https://",
                                       "https:///x",
                                       "https://x/",
                                       "https://x?y",
                                       "https://x#y",
                                       "https://u@x",
                                       "https://u:1@x",
                                       "https://x\\y",
                                       "https://x:",
                                       "https://x:999999",
                                       "https://x y",
                                       "http://x",
                                       "http://127.0.0.1.x",
                                       "http://localhost.x",
                                       "http://localhost@x",
                                       "ftp://127.0.0.1",
                                       "https://x/\x01"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        cr_expect(web_address_is_base(bases[i]), "%s", bases[i]);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_expect(!web_address_is_base(none[i]), "%s", none[i]);
    cr_expect(web_address_is_page("") && web_address_is_page("https://x/?a=1") &&
              !web_address_is_page("https://x/#/"));
    cr_expect(text_equal(web_address_host(TEXT_LITERAL("https://x:80/?a")), TEXT_LITERAL("x:80")));
    cr_expect(text_equal(web_address_host(TEXT_LITERAL("http://x#a")), TEXT_LITERAL("x")));
    cr_expect_eq(web_address_host(TEXT_LITERAL("https://x@y/")).size, 0);
    cr_expect_eq(web_address_host(TEXT_LITERAL("javascript:x")).size, 0);
}
