/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a library could do at best in the place of gateway/http: libmicrohttpd with one epoll thread of its
 * own, a constant answer of 400 bytes and nothing else. Prints its port and serves until its standard input
 * ends.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char body[400];

static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *uri,
                             const char *method, const char *version, const char *upload, size_t *upload_size,
                             void **state)
{
    (void)uri, (void)method, (void)version, (void)upload;
    /* The first call has only the headers: an answer there would close connections that have a body. */
    if (!*state) {
        *state = context;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(sizeof body, body,
                                                                    MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int main(void)
{
    memset(body, 'x', sizeof body);
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, serve, body,
                                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)8192,
                                                 MHD_OPTION_END);
    if (!daemon)
        return 1;
    printf("%d\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    MHD_stop_daemon(daemon);
    return 0;
}
