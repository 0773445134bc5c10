/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/help.h"

#include <stdio.h>

#include "proto/contract.h"
#include "tools/leidactl/line.h"

static const char general[] =
    "leidactl: the administrative tool of Leida\n\n"
    "  leidactl import FILE.jsonl [--skip-bad]      load records, all or nothing\n"
    "  leidactl export [--user ID]                  write records to standard output\n"
    "  leidactl token issue|rotate|revoke user|customer ID [--scheme any|hmac]\n"
    "  leidactl call GET|POST PATH --as user:ID|customer:ID [-d field=value ...] [--json] [--hmac]\n"
    "  leidactl user|customer|company|tag list      and: show ID\n"
    "  leidactl relation list USER_ID               and: show USER_ID CUSTOMER_ID\n"
    "  leidactl check [--repair]                    look at every key of the store\n"
    "  leidactl openapi                             the HTTP API as an OpenAPI 3.1 document\n"
    "  leidactl demo                                load a small sales office\n"
    "  leidactl keygen NAME                         a key pair for CURVE: NAME.secret, NAME.public\n\n"
    "Each verb has its own --help.\n\n"
    "  --redis ADDRESS                LEIDA_REDIS, else 127.0.0.1:6379: HOST:PORT, unix:/path\n"
    "                                 or sentinel://HOST:PORT,HOST:PORT/MASTER\n"
    "  --url URL                      LEIDA_URL, else http://127.0.0.1:8000\n"
    "  LEIDA_REDIS_PASSWORD           password of Redis, if it has one; file:PATH reads it\n"
    "  LEIDA_REDIS_SENTINEL_PASSWORD  the same for the Sentinels\n"
    "  LEIDA_ZONE                     zone of the times in files, else Asia/Shanghai\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong command line.\n";

static const char import_text[] =
    "leidactl import FILE.jsonl [--skip-bad]\n\n"
    "Loads records, one JSON object a line; - is standard input. Every bad line is named by its number, and\n"
    "then nothing is imported, unless --skip-bad leaves the bad ones out.\n\n"
    "It can be repeated without harm: profiles and relations are set again as the file says, times and read\n"
    "cursors only go forward, a token, `enabled` or `scheme` that a line leaves out stays as it is, and a "
    "message,\n"
    "action or follow-up that is stored already is not stored twice (a message is known by its msg_id, else\n"
    "all rows by all their fields, create_date included: rows without one are new ones each time).\n"
    "A read cursor behind the last message stands at the last one.\n\n"
    "Actions and follow-ups go in by create_date. Those that are older than many stored ones take a while, "
    "in\n"
    "which the store can be used: a minute where there are a million. Of a staff user with actions of more\n"
    "than about 1,200 customers such old actions are left out, and named.\n\n"
    "The types and their fields, required ones with a star:\n";

static const char call_text[] =
    "leidactl call GET|POST PATH --as user:ID|customer:ID [-d field=value ...] [--json] [--hmac]\n\n"
    "Signs a request with the token in Redis, sends it and prints the JSON of the answer. Fields go into "
    "the\n"
    "query of a GET, and into the body of a POST: as a form, or with --json as one object, in which values\n"
    "that are lists or objects stay so. With --hmac, and for whom nothing else is taken, the request is\n"
    "signed by the scheme Leida-HMAC-SHA256 (docs/api.md), else by rand_str. Exit code 0 when the answer's "
    "code\n"
    "is 200.\n\n"
    "The routes and their fields, required ones with a star:\n";

static void print_field(const field_t *field)
{
    printf("%s%s", field->name, field->required ? "*" : "");
}

static void print_types(void)
{
    for (record_kind_t kind = KIND_COMPANY; kind < KIND_COUNT; kind++) {
        const field_table_t *table = kind_table(kind);
        printf("\n  %-16s ", kind_name(kind));
        for (size_t i = 0; i < table->count; i++) {
            fputs(i ? ", " : "", stdout);
            print_field(&table->fields[i]);
        }
    }
    fputc('\n', stdout);
}

static void print_routes(void)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        printf("\n  %s %s%s   as %s\n      %s\n", method->verb == VERB_GET ? "GET" : "POST",
               CONTRACT_BASE_PATH, method->path, method->caller == PRINCIPAL_STAFF ? "user" : "customer",
               method->summary);
        for (size_t j = 0; j < method->request.count; j++) {
            const field_t *field = &method->request.fields[j];
            if (field->from == FROM_PATH)
                continue;
            fputs("      ", stdout);
            print_field(field);
            printf("%s%s\n", field->help ? ": " : "", field->help ? field->help : "");
        }
    }
}

static const struct {
    const char *verb;
    const char *text;
    void (*more)(void);
} texts[] = {
    {"import", import_text, print_types},
    {"call", call_text, print_routes},
    {"export",
     "leidactl export [--user ID] > FILE.jsonl\n\n"
     "Writes everything in the format of import, or a staff user with all that belongs to them: their "
     "company,\n"
     "customers, tags, conversations, notes and actions. Tokens are in it: keep the file safe. What changes\n"
     "while it runs is in it or not.\n",
     NULL},
    {"token",
     "leidactl token issue|rotate|revoke user|customer ID [--scheme any|hmac]\n\n"
     "issue prints the token, a new one if there is none; rotate makes a new one and prints it; revoke takes "
     "it\n"
     "away. The old token is refused at once. --scheme hmac has signed requests alone taken\n"
     "(Leida-HMAC-SHA256, docs/api.md), any the old rand_str too; without it that stays as it is.\n",
     NULL},
    {"check",
     "leidactl check [--repair]\n\n"
     "Looks at every key and names what is wrong, a line each. --repair mends what follows from other data:\n"
     "the orders of contact lists, summaries, the places and counts of messages, the list of conversations,\n"
     "the lists of the action log, the lists of ids. What people have given or done is left as it is, and "
     "told\n"
     "as `cannot be repaired`: profiles, relations, messages, notes, actions, tags, credentials.\n\n"
     "The services may run meanwhile: each script looks at a slice, and mends it, whole. Exit code 0 when\n"
     "nothing was wrong, or all of it was repaired.\n",
     NULL},
    {"openapi",
     "leidactl openapi\n\n"
     "Prints what the gateway of this version serves at /openapi.json. It asks neither the gateway nor "
     "Redis.\n",
     NULL},
    {"demo",
     "leidactl demo\n\n"
     "Loads a small sales office: every route then shows something. Its ids are small numbers (staff user "
     "1,\n"
     "customer 1, ...), and its tokens are public: never load it beside real data. Once more does no harm.\n",
     NULL},
    {"keygen",
     "leidactl keygen NAME\n\n"
     "Makes a key pair for CURVE between hosts: the secret key in NAME.secret, which its owner alone may "
     "read,\n"
     "the public one in NAME.public, and prints the lines for the configuration files of both sides. A key "
     "may\n"
     "hold a #: in such a file it stands in double quotes, in a shell in single ones. Files that are there "
     "are\n"
     "not overwritten. One pair for all services, one for each gateway (docs/operations.md). It asks neither "
     "the\n"
     "gateway nor Redis.\n",
     NULL},
    {"relation",
     "leidactl relation list USER_ID\nleidactl relation show USER_ID CUSTOMER_ID\n\n"
     "list prints the customers of a staff user, oldest relation first: id, name. show prints the "
     "relation.\n",
     NULL},
};

static const char list_text[] =
    "leidactl %s list\nleidactl %s show ID\n\n"
    "list prints id and name of each, by id. show prints one as import takes it, without its token.\n";

void help_print(const char *verb)
{
    static const char *const lists[] = {"user", "customer", "company", "tag"};
    for (size_t i = 0; verb && i < sizeof texts / sizeof *texts; i++) {
        if (text_equal(text_of(verb), text_of(texts[i].verb))) {
            fputs(texts[i].text, stdout);
            if (texts[i].more)
                texts[i].more();
            return;
        }
    }
    for (size_t i = 0; verb && i < sizeof lists / sizeof *lists; i++) {
        if (text_equal(text_of(verb), text_of(lists[i]))) {
            printf(list_text, verb, verb);
            return;
        }
    }
    fputs(general, stdout);
}
