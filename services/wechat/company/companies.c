/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/company/company.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "services/wechat/company/company_keys.h"

enum { COMPANIES_MAX = 2000 };

/* Sorted by id. */
typedef struct {
    company_t **all;
    size_t count;
} company_list_t;

struct companies {
    char *folder;
    company_list_t list;
};

/* ---- one file ---- */

static void company_destroy(company_t *self)
{
    config_free(&company_keys, self);
    free(self);
}

static void list_free(company_list_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        company_destroy(self->all[i]);
    free(self->all);
    *self = (company_list_t){0};
}

static void list_add(company_list_t *self, const char *folder, int64_t id, buffer_t *why)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%lld.cfg%c", folder, (long long)id, '\0');
    company_t *company = memory_new_zeroed(sizeof *company);
    if (config_read_file(&company_keys, path.data, company, why)) {
        company->id = id;
        company->has_gzh = company->gzh.appid[0] != '\0';
        company->has_qy = company->qy.corpid[0] != '\0';
        self->all = memory_resize(self->all, (self->count + 1) * sizeof *self->all);
        self->all[self->count++] = company;
    } else {
        company_destroy(company);
    }
    buffer_free(&path);
}

/* ---- the folder ---- */

/* 0: it is no file of ours; -1: it looks like one, but names no company. */
static int64_t id_of(const char *name)
{
    static const char end[] = ".cfg";
    const size_t size = strlen(name);
    int64_t id;
    if (name[0] == '.' || size < sizeof end || strcmp(name + size - (sizeof end - 1), end) != 0)
        return 0;
    return text_to_plain_int((text_t){name, size - (sizeof end - 1)}, &id) && id > 0 ? id : -1;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* Appends the ids to `ids`, an array of int64_t, sorted. */
static void read_names(DIR *folder, const char *path, buffer_t *ids, buffer_t *why)
{
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        const int64_t id = id_of(entry->d_name);
        if (id > 0)
            buffer_append(ids, &id, sizeof id);
        else if (id < 0)
            buffer_append_format(why, "%s/%s: only C.cfg is allowed, where C is the id of a company\n", path,
                                 entry->d_name);
    }
    const size_t count = ids->size / sizeof(int64_t);
    if (count > COMPANIES_MAX)
        buffer_append_format(why, "%s: %zu companies, %d at most are allowed\n", path, count, COMPANIES_MAX);
    if (count > 0)
        qsort(ids->data, count, sizeof(int64_t), compare_ids);
}

/* Two companies behind one account: nobody could tell whose its people are. */
static void check_accounts(const company_list_t *list, const char *folder, buffer_t *why)
{
    for (size_t i = 0; i < list->count; i++) {
        const company_t *one = list->all[i];
        for (size_t j = 0; j < i; j++) {
            const company_t *other = list->all[j];
            const char *key = NULL;
            if (one->has_gzh && other->has_gzh && strcmp(one->gzh.appid, other->gzh.appid) == 0)
                key = "gzh.appid";
            else if (one->has_qy && other->has_qy && strcmp(one->qy.corpid, other->qy.corpid) == 0 &&
                     strcmp(one->qy.agentid, other->qy.agentid) == 0)
                key = "qy.agentid";
            if (key)
                buffer_append_format(why, "%s/%lld.cfg: %s: company %lld has the same\n", folder,
                                     (long long)one->id, key, (long long)other->id);
        }
    }
}

/* False, and an empty list, when anything is wrong. */
static bool list_read(company_list_t *list, const char *path, buffer_t *why)
{
    const size_t begin = why->size;
    buffer_t ids = {0};
    DIR *folder = opendir(path);
    if (!folder) {
        buffer_append_format(why, "companies: %s: cannot read: %s\n", path, strerror(errno));
        return false;
    }
    read_names(folder, path, &ids, why);
    closedir(folder);
    const size_t count = ids.size / sizeof(int64_t);
    for (size_t i = 0; i < count && count <= COMPANIES_MAX; i++) {
        int64_t id;
        memcpy(&id, ids.data + i * sizeof id, sizeof id);
        list_add(list, path, id, why);
    }
    buffer_free(&ids);
    check_accounts(list, path, why);
    if (why->size == begin)
        return true;
    list_free(list);
    return false;
}

companies_t *companies_new(const char *folder, buffer_t *why)
{
    company_list_t list = {0};
    if (!list_read(&list, folder, why))
        return NULL;
    companies_t *self = memory_new_zeroed(sizeof *self);
    self->folder = memory_copy_text(text_of(folder));
    self->list = list;
    return self;
}

void companies_destroy(companies_t **self_p)
{
    companies_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    list_free(&self->list);
    free(self->folder);
    free(self);
}

bool companies_reload(companies_t *self, buffer_t *why)
{
    company_list_t list = {0};
    if (!list_read(&list, self->folder, why))
        return false;
    list_free(&self->list);
    self->list = list;
    return true;
}

/* ---- who is asked for ---- */

static int compare_company(const void *id, const void *place)
{
    const company_t *company = *(company_t *const *)place;
    return compare_ids(id, &company->id);
}

const company_t *companies_find(const companies_t *self, int64_t id)
{
    if (self->list.count == 0)
        return NULL;
    company_t *const *found = bsearch(&id, self->list.all, self->list.count, sizeof *self->list.all,
                                      compare_company);
    return found ? *found : NULL;
}

const company_t *companies_find_appid(const companies_t *self, text_t appid)
{
    for (size_t i = 0; i < self->list.count; i++)
        if (self->list.all[i]->has_gzh && text_equal(appid, text_of(self->list.all[i]->gzh.appid)))
            return self->list.all[i];
    return NULL;
}

const company_t *companies_next(const companies_t *self, size_t *at)
{
    return *at < self->list.count ? self->list.all[(*at)++] : NULL;
}

bool company_has_host(const company_t *self, text_t host)
{
    const char *hosts = self->hosts;
    text_t word;
    while (text_next_word(&hosts, &word))
        if (word.size == host.size && strncasecmp(word.data, host.data, host.size) == 0)
            return true;
    return false;
}
