#include "CSimdJSON.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "simdjson.h"

namespace dom = simdjson::dom;

// The C face passes simdjson's elements by value.
static_assert(sizeof(dom::element) == sizeof(vuelve_json), "an element is a document and a place in it");
static_assert(std::is_trivially_copyable_v<dom::element>, "elements are passed as bytes");

static dom::element element_of(vuelve_json value) {
    dom::element element;
    std::memcpy(static_cast<void *>(&element), &value, sizeof value);
    return element;
}

static vuelve_json value_of(dom::element element) {
    vuelve_json value;
    std::memcpy(&value, &element, sizeof value);
    return value;
}

// Reused by every text that a thread parses.
static dom::parser &parser_of_thread() {
    static thread_local dom::parser parser;
    return parser;
}

// A parser grows with its longest text; what it needed for a longer one than this is given back.
static constexpr size_t parser_bytes_kept = 256 * 1024;

// MARK: what simdjson takes and we do not

namespace {
// Keys that stand twice, integers beyond 64 bits, and NUL in a string.
class Inspection {
    std::vector<std::string_view> keys;

    // Nearly every object has a few keys, and comparing each with each is quickest.
    static constexpr size_t keys_compared = 24;

    static bool has_nul(std::string_view text) { return std::memchr(text.data(), 0, text.size()) != nullptr; }

    bool has_twice(size_t first) {
        auto begin = keys.begin() + static_cast<std::ptrdiff_t>(first);
        if (keys.size() - first > keys_compared) {
            std::sort(begin, keys.end());
            return std::adjacent_find(begin, keys.end()) != keys.end();
        }
        for (auto key = begin; key != keys.end(); ++key)
            if (std::find(begin, key, *key) != key) return true;
        return false;
    }

    bool allows(dom::object object) {
        size_t first = keys.size();
        for (auto field : object) {
            if (has_nul(field.key) || !allows(field.value)) return false;
            keys.push_back(field.key);
        }
        bool is_fine = !has_twice(first);
        keys.resize(first);
        return is_fine;
    }

    bool allows(dom::array array) {
        for (auto element : array)
            if (!allows(element)) return false;
        return true;
    }

public:
    // As deep as the parser allows, so the stack is bounded.
    bool allows(dom::element element) {
        switch (element.type()) {
        case dom::element_type::OBJECT: return allows(dom::object(element));
        case dom::element_type::ARRAY: return allows(dom::array(element));
        case dom::element_type::STRING: return !has_nul(std::string_view(element));
        case dom::element_type::UINT64: return false;  // simdjson's type for what 63 bits do not hold
        default: return true;
        }
    }
};
}  // namespace

// MARK: documents

struct vuelve_json_document {
    dom::document document;
};

vuelve_json_document *vuelve_json_parse(const char *text, size_t bytes, vuelve_json *root) {
    auto *made = new vuelve_json_document;
    dom::element element;
    auto &parser = parser_of_thread();
    bool is_fine = parser.parse_into_document(made->document, text, bytes).get(element) == simdjson::SUCCESS
        && Inspection().allows(element);
    if (bytes > parser_bytes_kept) parser = dom::parser();
    if (!is_fine) {
        delete made;
        return nullptr;
    }
    *root = value_of(element);
    return made;
}

void vuelve_json_release(vuelve_json_document *document) { delete document; }

// MARK: values

vuelve_json_kind vuelve_json_kind_of(vuelve_json value) {
    switch (element_of(value).type()) {
    case dom::element_type::OBJECT: return vuelve_json_object;
    case dom::element_type::ARRAY: return vuelve_json_array;
    case dom::element_type::STRING: return vuelve_json_string;
    case dom::element_type::INT64:
    case dom::element_type::UINT64: return vuelve_json_integer;
    case dom::element_type::DOUBLE: return vuelve_json_real;
    case dom::element_type::BOOL: return vuelve_json_boolean;
    case dom::element_type::NULL_VALUE: return vuelve_json_null;
    }
    return vuelve_json_null;
}

bool vuelve_json_member(vuelve_json value, const char *key, size_t key_bytes, vuelve_json *member) {
    dom::object object;
    dom::element found;
    if (element_of(value).get(object) != simdjson::SUCCESS) return false;
    if (object.at_key(std::string_view(key, key_bytes)).get(found) != simdjson::SUCCESS) return false;
    *member = value_of(found);
    return true;
}

ptrdiff_t vuelve_json_find(vuelve_json value, const vuelve_json_bytes *names, size_t count, vuelve_json *found) {
    dom::object object;
    if (element_of(value).get(object) != simdjson::SUCCESS) return -1;
    std::fill(found, found + count, vuelve_json{nullptr, 0});
    ptrdiff_t others = 0;
    // Whoever writes keeps to an order: most often the next name is the one.
    size_t next = 0;
    for (auto field : object) {
        size_t tried = 0;
        while (tried < count && std::string_view(names[next].start, names[next].count) != field.key) {
            next = next + 1 == count ? 0 : next + 1;
            ++tried;
        }
        bool is_null = field.value.is_null();
        if (tried == count) {
            others += is_null ? 0 : 1;
            continue;
        }
        if (!is_null) found[next] = value_of(field.value);
        next = next + 1 == count ? 0 : next + 1;
    }
    return others;
}

// What simdjson's own count says when there are more.
static constexpr size_t count_max = 0xFFFFFF;

template <typename Container> static size_t count(Container container) {
    size_t count = container.size();
    if (count < count_max) return count;
    count = 0;
    for (auto item : container) {
        (void)item;
        ++count;
    }
    return count;
}

size_t vuelve_json_count(vuelve_json value) {
    auto element = element_of(value);
    if (element.is_object()) return count(dom::object(element));
    if (element.is_array()) return count(dom::array(element));
    return 0;
}

void vuelve_json_elements(vuelve_json value, vuelve_json *elements) {
    for (auto element : dom::array(element_of(value))) *elements++ = value_of(element);
}

static vuelve_json_bytes bytes_of(std::string_view text) { return {text.data(), text.size()}; }

void vuelve_json_members(vuelve_json value, vuelve_json_bytes *keys, vuelve_json *values) {
    for (auto field : dom::object(element_of(value))) {
        *keys++ = bytes_of(field.key);
        *values++ = value_of(field.value);
    }
}

bool vuelve_json_get_string(vuelve_json value, vuelve_json_bytes *string) {
    std::string_view text;
    if (element_of(value).get(text) != simdjson::SUCCESS) return false;
    *string = bytes_of(text);
    return true;
}

bool vuelve_json_get_integer(vuelve_json value, int64_t *integer) {
    return element_of(value).get(*integer) == simdjson::SUCCESS;
}

bool vuelve_json_get_boolean(vuelve_json value, bool *boolean) {
    return element_of(value).get(*boolean) == simdjson::SUCCESS;
}

bool vuelve_json_get_number(vuelve_json value, double *number) {
    return element_of(value).get(*number) == simdjson::SUCCESS;
}

void vuelve_json_write(vuelve_json value, void *context, void (*take)(void *context, vuelve_json_bytes text)) {
    auto text = simdjson::minify(element_of(value));
    take(context, bytes_of(text));
}
