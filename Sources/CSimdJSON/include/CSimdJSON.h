#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face for simdjson, whose own is C++: what is parsed, what kind of value it is, what is in it.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vuelve_json_document vuelve_json_document;

// A value of a document; valid as long as that is.
typedef struct vuelve_json {
    const void *_Nullable document;
    size_t index;
} vuelve_json;

typedef enum vuelve_json_kind {
    vuelve_json_object,
    vuelve_json_array,
    vuelve_json_string,
    vuelve_json_integer,
    vuelve_json_real,
    vuelve_json_boolean,
    vuelve_json_null,
} vuelve_json_kind;

typedef struct vuelve_json_bytes {
    const char *_Nullable start;
    size_t count;
} vuelve_json_bytes;

typedef struct vuelve_json_mistake {
    // Bytes before the place where the text stops being JSON.
    size_t offset;
    // A number that is well written, but beyond 64 bits.
    bool is_out_of_range;
    // Lives for ever.
    const char *_Nonnull message;
} vuelve_json_mistake;

// NULL where the text is no JSON, or has a key twice in one object, an integer beyond 64 bits, or a NUL in a string.
vuelve_json_document *_Nullable vuelve_json_parse(
    const char *_Nullable text, size_t bytes, vuelve_json *_Nonnull root);

// Why `vuelve_json_parse` refuses a text, and where.
vuelve_json_mistake vuelve_json_explain(const char *_Nullable text, size_t bytes);

void vuelve_json_release(vuelve_json_document *_Nonnull document);

vuelve_json_kind vuelve_json_kind_of(vuelve_json value);

// The member of an object; false where the value is no object or has none of that name.
bool vuelve_json_member(
    vuelve_json value, const char *_Nullable key, size_t key_bytes, vuelve_json *_Nonnull member);

// Looks for several members in one pass: `found[i]` is the one named `names[i]`, its document NULL where that is absent or
// null. Returns how many members have other names and are not null; -1 where the value is no object.
ptrdiff_t vuelve_json_find(
    vuelve_json value, const vuelve_json_bytes *_Nonnull names, size_t count, vuelve_json *_Nonnull found);

// How many members an object, or elements an array, has; 0 for the rest.
size_t vuelve_json_count(vuelve_json value);

// Writes the elements of an array, `vuelve_json_count` of them.
void vuelve_json_elements(vuelve_json value, vuelve_json *_Nullable elements);

// Writes the members of an object in their written order, `vuelve_json_count` of both.
void vuelve_json_members(vuelve_json value, vuelve_json_bytes *_Nullable keys, vuelve_json *_Nullable values);

// Each is false for a value of another kind.
bool vuelve_json_get_string(vuelve_json value, vuelve_json_bytes *_Nonnull string);
bool vuelve_json_get_integer(vuelve_json value, int64_t *_Nonnull integer);
bool vuelve_json_get_boolean(vuelve_json value, bool *_Nonnull boolean);
// An integer or a real.
bool vuelve_json_get_number(vuelve_json value, double *_Nonnull number);

// The value as compact JSON. Calls `take` once with the text.
void vuelve_json_write(
    vuelve_json value, void *_Nullable context, void (*_Nonnull take)(void *_Nullable context, vuelve_json_bytes text));

#ifdef __cplusplus
}
#endif
