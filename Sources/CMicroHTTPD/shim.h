#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

// MHD_start_daemon is variadic, and these constants are enumerators or casts that Swift does not import.
static inline struct MHD_Daemon *vuelve_mhd_start(
    unsigned int flags, const struct sockaddr *address, MHD_AccessHandlerCallback handler, void *context,
    MHD_RequestCompletedCallback completed, unsigned int threads, unsigned int connections,
    unsigned int idleSeconds, size_t connectionBytes) {
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, context,
        MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, idleSeconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connectionBytes,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        MHD_OPTION_END);
}
static inline int vuelve_mhd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}
static inline const struct sockaddr *vuelve_mhd_client(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}
static inline unsigned int vuelve_mhd_open_connections(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info == NULL ? 0 : info->num_connections;
}
static inline unsigned int vuelve_mhd_flags(void) {
    return MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
}
static inline unsigned int vuelve_mhd_flag_ipv6(void) { return MHD_USE_IPv6; }
static inline struct MHD_Response *vuelve_mhd_response(size_t bytes, const void *body) {
    return MHD_create_response_from_buffer(bytes, (void *)body, MHD_RESPMEM_MUST_COPY);
}
static inline enum MHD_ValueKind vuelve_mhd_headers(void) { return MHD_HEADER_KIND; }
static inline enum MHD_ValueKind vuelve_mhd_arguments(void) { return MHD_GET_ARGUMENT_KIND; }
static inline enum MHD_Result vuelve_mhd_yes(void) { return MHD_YES; }
static inline enum MHD_Result vuelve_mhd_no(void) { return MHD_NO; }
