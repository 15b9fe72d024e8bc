#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>

#include "CSimdJSON.h"
#include "simdjson.h"

// Why a text is refused, and where. simdjson's quick parser does not say where; its other one, On-Demand, goes value by
// value and does, so a text that was refused is read again that way.

namespace ondemand = simdjson::ondemand;

namespace {
struct Mistake {
    const char *place;
    const char *message;
    bool is_out_of_range = false;
};

bool is_integer(const std::string &token) { return token.find_first_of(".Ee") == token.npos; }

// Whether it would be a number, had those more bits.
bool is_beyond_range(const std::string &token) {
    size_t first = token.find_first_not_of('-');
    if (first == token.npos || (token[first] == '0' && is_integer(token))) return false;
    char *end = nullptr;
    errno = 0;
    if (is_integer(token)) (void)std::strtoll(token.c_str(), &end, 10); else (void)std::strtod(token.c_str(), &end);
    return errno == ERANGE && *end == 0;
}

void read_number(ondemand::value value) {
    std::string_view raw = value.raw_json_token();
    std::string token(raw.substr(0, raw.find_first_not_of("-+.0123456789Ee")));
    auto error = is_integer(token) ? value.get_int64().error() : value.get_double().error();
    if (error == simdjson::SUCCESS) return;
    if (is_beyond_range(token)) throw Mistake{raw.data(), "a number is beyond 64 bits", true};
    throw Mistake{raw.data(), "something is no number"};
}

void read_string(ondemand::value value) {
    const char *place = value.raw_json_token().data();
    std::string_view text = value.get_string();
    if (text.find('\0') != text.npos) throw Mistake{place, "a string has the character NUL"};
}

void read(ondemand::value value, size_t depth);

void read_object(ondemand::object object, size_t depth) {
    std::unordered_set<std::string> keys;
    for (auto field : object) {
        const char *place = field.key().value().raw() - 1;
        std::string key(std::string_view(field.unescaped_key()));
        if (key.find('\0') != key.npos) throw Mistake{place, "a key has the character NUL"};
        if (!keys.insert(std::move(key)).second) throw Mistake{place, "a key stands twice in one object"};
        read(field.value(), depth + 1);
    }
}

void read(ondemand::value value, size_t depth) {
    if (depth > simdjson::DEFAULT_MAX_DEPTH) throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
    switch (value.type()) {
    case ondemand::json_type::object: return read_object(value.get_object(), depth);
    case ondemand::json_type::array:
        for (auto element : value.get_array()) read(element.value(), depth + 1);
        return;
    case ondemand::json_type::string: return read_string(value);
    case ondemand::json_type::number: return read_number(value);
    case ondemand::json_type::boolean: (void)bool(value.get_bool()); return;
    case ondemand::json_type::null:
        if (!value.is_null()) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
        return;
    }
}

const char *message(simdjson::error_code error) {
    switch (error) {
    case simdjson::TAPE_ERROR:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "a comma, colon, brace or quote is missing, or one too many";
    case simdjson::INCORRECT_TYPE:
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR: return "something is no value";
    case simdjson::STRING_ERROR: return "a string has an escape that is none";
    case simdjson::UNESCAPED_CHARS: return "a string has a line's end or a control character";
    case simdjson::UNCLOSED_STRING: return "a string does not end";
    case simdjson::UTF8_ERROR: return "something is not UTF-8";
    case simdjson::DEPTH_ERROR: return "arrays and objects lie too deep in each other";
    default: return simdjson::error_message(error);
    }
}

// The first line with bytes that are no UTF-8, or with a string that does not end: On-Demand names no place for those.
size_t place_of_bad_line(std::string_view text) {
    for (size_t start = 0, end = 0; start < text.size(); start = end + 1) {
        end = std::min(text.find('\n', start), text.size());
        std::string_view line = text.substr(start, end - start);
        if (!simdjson::validate_utf8(line)) return start;
        size_t quote = line.npos;
        for (size_t index = 0; index < line.size(); ++index) {
            if (line[index] == '\\') ++index;
            else if (line[index] == '"') quote = quote == line.npos ? index : line.npos;
        }
        if (quote != line.npos) return start + quote;
    }
    return text.size();
}

vuelve_json_mistake explain(std::string_view text) {
    // In brackets every text is an array of one value: a lone number then reads like any other.
    simdjson::padded_string padded("[" + std::string(text) + "]");
    ondemand::parser parser;
    ondemand::document document;
    // A little deeper than `read` goes: On-Demand does not say when it is too deep, it expects to be stopped before.
    auto allocated = parser.allocate(padded.size(), simdjson::DEFAULT_MAX_DEPTH + 8);
    if (allocated) return {text.size(), false, message(allocated)};
    if (auto error = parser.iterate(padded).get(document))
        return {place_of_bad_line(text), false, message(error)};
    auto offset = [&](const char *place) {
        return std::min(static_cast<size_t>(std::max<std::ptrdiff_t>(place - padded.data() - 1, 0)), text.size());
    };
    try {
        read(document.get_value(), 0);
        return {text.size(), false, "there is no value, or one too many"};
    } catch (const Mistake &mistake) {
        return {offset(mistake.place), mistake.is_out_of_range, mistake.message};
    } catch (const simdjson::simdjson_error &error) {
        const char *place = nullptr;
        bool is_known = document.current_location().get(place) == simdjson::SUCCESS;
        return {is_known ? offset(place) : text.size(), false, message(error.error())};
    }
}
}  // namespace

vuelve_json_mistake vuelve_json_explain(const char *text, size_t bytes) {
    return explain(std::string_view(text == nullptr ? "" : text, bytes));
}
