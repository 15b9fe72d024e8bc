#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

// MHD_start_daemon is variadic, and these constants are enumerators or casts that Swift does not import.
struct vuelve_mhd_bounds {
    unsigned int threads;
    unsigned int connections;
    unsigned int idleSeconds;
    size_t connectionBytes;
};

// What libmicrohttpd wants to see before it serves TLS. Each connection is given its credentials when it begins, so
// that nobody is served by this one.
static int vuelve_mhd_no_certificate(void) { return -1; }

// priorities: GnuTLS's text of what TLS may be; NULL: plain HTTP
static inline struct MHD_Daemon *vuelve_mhd_start(
    unsigned int flags, const struct sockaddr *address, const char *priorities, struct vuelve_mhd_bounds bounds,
    MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback changed,
    void *context) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)priorities},
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)&vuelve_mhd_no_certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem *more = priorities == NULL ? &tls[2] : tls;
    return MHD_start_daemon(
        flags | (priorities == NULL ? 0 : MHD_USE_TLS), 0, NULL, NULL, handler, context,
        MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, changed, context,
        MHD_OPTION_THREAD_POOL_SIZE, bounds.threads,
        MHD_OPTION_CONNECTION_LIMIT, bounds.connections,
        MHD_OPTION_CONNECTION_TIMEOUT, bounds.idleSeconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, bounds.connectionBytes,
        MHD_OPTION_ARRAY, more,
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
// A gnutls_session_t.
static inline void *vuelve_mhd_tls_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : info->tls_session;
}
static inline int vuelve_mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}
// What the notification of its start left.
static inline void *vuelve_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}
static inline int vuelve_mhd_is_start(enum MHD_ConnectionNotificationCode code) {
    return code == MHD_CONNECTION_NOTIFY_STARTED;
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
