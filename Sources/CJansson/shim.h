#pragma once
#include <jansson.h>

// json_decref and the type tests are static inline functions or macros that Swift does not import as such.
static inline void vuelve_json_release(json_t *value) { json_decref(value); }
static inline json_type vuelve_json_type(const json_t *value) { return json_typeof(value); }
static inline int vuelve_json_code(const json_error_t *error) { return (int)json_error_code(error); }
static inline const char *vuelve_json_text(const json_error_t *error) { return error->text; }
