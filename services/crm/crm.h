/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM service (api.md 4): its handlers, one file each. */
#ifndef LEIDA_SERVICES_CRM_CRM_H
#define LEIDA_SERVICES_CRM_CRM_H

#include "services/crm/store.h"

#define CRM_HANDLERS(HANDLER)                                                                                \
    HANDLER(METHOD_CONTACTS, contacts_run)                                                                   \
    HANDLER(METHOD_CUSTOMER, customer_run)                                                                   \
    HANDLER(METHOD_UPDATE_INFORMATION, update_information_run)                                               \
    HANDLER(METHOD_UPDATE_EXPECTED_TIME, update_expected_time_run)                                           \
    HANDLER(METHOD_UPDATE_EXPECTED_PR, update_expected_pr_run)                                               \
    HANDLER(METHOD_UPDATE_TAGS, update_tags_run)                                                             \
    HANDLER(METHOD_TAG_LIST, tag_list_run)                                                                   \
    HANDLER(METHOD_ADD_TAG, add_tag_run)                                                                     \
    HANDLER(METHOD_CUSTOMER_TAG, update_tags_run)                                                            \
    HANDLER(METHOD_TAG_CUSTOMER, tag_customer_run)                                                           \
    HANDLER(METHOD_ADD_TAG_CUSTOMER, add_tag_customer_run)                                                   \
    HANDLER(METHOD_NOTES, notes_run)                                                                         \
    HANDLER(METHOD_ADD_NOTE, add_note_run)                                                                   \
    HANDLER(METHOD_PHRASES, phrases_run)                                                                     \
    HANDLER(METHOD_ADD_PHRASE, add_phrase_run)                                                               \
    HANDLER(METHOD_DELETE_PHRASE, delete_phrase_run)                                                         \
    HANDLER(METHOD_SESSION, session_run)                                                                     \
    HANDLER(METHOD_BIND, bind_run)                                                                           \
    HANDLER(METHOD_LATEST_STAFF, latest_staff_run)

CRM_HANDLERS(HANDLER_DECLARATION)

extern const handler_t crm_handlers[];
extern const size_t crm_handler_count;

#endif
