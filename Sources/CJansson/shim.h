#pragma once
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

// The type tests are macros that Swift does not import as such.
static inline json_type vuelve_json_type(const json_t *value) { return json_typeof(value); }
static inline int vuelve_json_code(const json_error_t *error) { return (int)json_error_code(error); }
static inline const char *vuelve_json_text(const json_error_t *error) { return error->text; }

// Jansson asks for memory for every key and value. A document's come from chunks of its own, which are given back
// together: that is most of the cost of parsing a receipt. While a thread parses, `vuelve_arena_current()` is its
// document's; every block has a header that says whether an arena owns it.

typedef struct vuelve_chunk {
    struct vuelve_chunk *next;
    size_t used;
    size_t size;
} vuelve_chunk;

typedef struct vuelve_arena {
    vuelve_chunk *chunks;
} vuelve_arena;

// In a function, since Swift emits no variables of a header.
static inline vuelve_arena **vuelve_arena_current(void) {
    static __thread vuelve_arena *current;
    return &current;
}

enum { vuelve_header_bytes = 16 };

static inline void *vuelve_block(void *memory, int is_arena) {
    *(int *)memory = is_arena;
    return (char *)memory + vuelve_header_bytes;
}

static void *vuelve_allocate(size_t bytes) {
    vuelve_arena *arena = *vuelve_arena_current();
    size_t whole = vuelve_header_bytes + ((bytes + 15) & ~(size_t)15);
    if (arena == NULL) {
        void *memory = malloc(whole);
        return memory == NULL ? NULL : vuelve_block(memory, 0);
    }
    vuelve_chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < whole) {
        size_t size = whole > 16 * 1024 ? whole : 16 * 1024;
        chunk = malloc(sizeof(vuelve_chunk) + 16 + size);
        if (chunk == NULL) return NULL;
        chunk->next = arena->chunks;
        chunk->used = 0;
        chunk->size = size;
        arena->chunks = chunk;
    }
    char *start = (char *)(((size_t)(chunk + 1) + 15) & ~(size_t)15);
    void *memory = start + chunk->used;
    chunk->used += whole;
    return vuelve_block(memory, 1);
}

static void vuelve_deallocate(void *block) {
    if (block == NULL) return;
    void *memory = (char *)block - vuelve_header_bytes;
    if (*(int *)memory == 0) free(memory);
}

static inline void vuelve_json_use_arenas(void) { json_set_alloc_funcs(vuelve_allocate, vuelve_deallocate); }

// Texts that json_dumps made.
static inline void vuelve_json_free(char *text) { vuelve_deallocate(text); }

// Parses into an arena; NULL for text that is no JSON. Give the arena back with vuelve_arena_release in either case.
static inline json_t *vuelve_json_parse(
    const char *text, size_t bytes, size_t flags, json_error_t *error, vuelve_arena *arena) {
    *vuelve_arena_current() = arena;
    json_t *value = json_loadb(text, bytes, flags, error);
    *vuelve_arena_current() = NULL;
    return value;
}

static inline void vuelve_arena_release(vuelve_arena *arena) {
    vuelve_chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        vuelve_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    arena->chunks = NULL;
}
