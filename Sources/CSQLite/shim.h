#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import.
static inline int vuelve_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes) {
    return sqlite3_bind_text(statement, index, text, bytes, SQLITE_TRANSIENT);
}
static inline int vuelve_bind_blob(sqlite3_stmt *statement, int index, const void *blob, int bytes) {
    if (bytes == 0) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob(statement, index, blob, bytes, SQLITE_TRANSIENT);
}
// Valid until the bytes move: whoever binds them takes them away before that.
static inline int vuelve_bind_borrowed(sqlite3_stmt *statement, int index, const void *blob, int bytes) {
    if (bytes == 0) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob(statement, index, blob, bytes, SQLITE_STATIC);
}
// sqlite3_db_config is variadic.
static inline int vuelve_set_defensive(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
static inline int vuelve_leave_log_on_close(sqlite3 *database, int leaves) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leaves, (int *)0);
}
// sqlite3_config is variadic. Without the count of all memory in use, threads need no common lock to allocate.
static inline int vuelve_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
