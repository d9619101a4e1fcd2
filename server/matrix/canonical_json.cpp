// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/canonical_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace hearth::matrix {
namespace {

/// Receives the parser's tokens and builds the value, as boost::json::parser does, but counts the
/// members too: an object that ends up with fewer members than were written had a duplicate key.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Code = boost::system::error_code;

    Builder() { m_stack.reset(); }

    bool on_document_begin(Code &) { return true; }
    bool on_document_end(Code &) { return true; }
    bool on_object_begin(Code &) { return true; }
    bool on_object_end(std::size_t count, Code &) {
        m_members += count;
        m_stack.push_object(count);
        return true;
    }
    bool on_array_begin(Code &) { return true; }
    bool on_array_end(std::size_t count, Code &) {
        m_stack.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, Code &) {
        m_stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Code &) {
        m_stack.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Code &) {
        m_stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, Code &) {
        m_stack.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view, Code &) { return true; }
    bool on_int64(std::int64_t number, json::string_view, Code &) {
        m_stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, Code &) {
        m_stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, json::string_view, Code &) {
        m_finite = m_finite && std::isfinite(number);
        m_stack.push_double(number);
        return true;
    }
    bool on_bool(bool flag, Code &) {
        m_stack.push_bool(flag);
        return true;
    }
    bool on_null(Code &) {
        m_stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, Code &) { return true; }
    bool on_comment(json::string_view, Code &) { return true; }

    [[nodiscard]] json::value release() { return m_stack.release(); }
    [[nodiscard]] std::size_t members() const { return m_members; }
    [[nodiscard]] bool isFinite() const { return m_finite; }

private:
    json::value_stack m_stack;
    std::size_t m_members = 0;
    bool m_finite = true;
};

std::size_t countMembers(const json::value &value) {
    std::size_t count = 0;
    if (const auto *object = value.if_object()) {
        count = object->size();
        for (const auto &member : *object)
            count += countMembers(member.value());
    } else if (const auto *array = value.if_array()) {
        for (const auto &item : *array)
            count += countMembers(item);
    }
    return count;
}

constexpr double maxCanonicalDouble = static_cast<double>(maxCanonicalInt);

template <class Number>
void appendInteger(std::string &out, Number number) {
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

/// Whole numbers in the canonical range are written as integers (spec v1.19 appendices, the
/// example with 1e10). Others occur only in room versions 1 to 5, where content hashes come from
/// servers that write floats as Python does: shortest digits, an exponent below 1e-4 and from 1e16.
void appendDouble(std::string &out, double number) {
    if (number == std::trunc(number) && std::abs(number) <= maxCanonicalDouble) {
        appendInteger(out, static_cast<std::int64_t>(number));
        return;
    }
    const double size = std::abs(number);
    std::array<char, 64> text{};
    const auto format =
        size < 1e-4 || size >= 1e16 ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, format).ptr;
    out.append(text.data(), end);
    if (format == std::chars_format::fixed && number == std::trunc(number))
        out += ".0";
}

class Writer {
public:
    explicit Writer(std::string &out)
        : m_out(out) {}

    void write(const json::value &value) {
        switch (value.kind()) {
        case json::kind::null:
            m_out += "null";
            break;
        case json::kind::bool_:
            m_out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            appendInteger(m_out, value.get_int64());
            break;
        case json::kind::uint64:
            appendInteger(m_out, value.get_uint64());
            break;
        case json::kind::double_:
            appendDouble(m_out, value.get_double());
            break;
        case json::kind::string:
            writeString({value.get_string().data(), value.get_string().size()});
            break;
        case json::kind::array:
            writeArray(value.get_array());
            break;
        case json::kind::object:
            writeObject(value.get_object(), {});
            break;
        }
    }

    void writeString(std::string_view text) {
        m_out += '"';
        std::size_t start = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if (c >= 0x20 && c != '"' && c != '\\')
                continue;
            m_out.append(text, start, i - start);
            start = i + 1;
            writeEscape(c);
        }
        m_out.append(text, start);
        m_out += '"';
    }

    void writeObject(const json::object &object, std::span<const std::string_view> leftOut) {
        const std::size_t base = m_members.size();
        bool sorted = true;
        std::string_view previous;
        for (const auto &member : object) {
            const std::string_view key = keyOf(member);
            if (std::find(leftOut.begin(), leftOut.end(), key) != leftOut.end())
                continue;
            // Code point order is the byte order of UTF-8, which string_view compares by.
            sorted = sorted && previous <= key;
            previous = key;
            m_members.push_back(&member);
        }
        if (!sorted)
            std::sort(m_members.begin() + static_cast<std::ptrdiff_t>(base), m_members.end(),
                      [](const auto *a, const auto *b) { return keyOf(*a) < keyOf(*b); });
        m_out += '{';
        for (std::size_t i = base; i < m_members.size(); ++i) {
            if (i > base)
                m_out += ',';
            const auto *const member = m_members[i];
            writeString(keyOf(*member));
            m_out += ':';
            write(member->value());
        }
        m_out += '}';
        m_members.resize(base);
    }

private:
    static std::string_view keyOf(const json::key_value_pair &member) {
        return {member.key().data(), member.key().size()};
    }

    void writeArray(const json::array &array) {
        m_out += '[';
        for (std::size_t i = 0; i < array.size(); ++i) {
            if (i > 0)
                m_out += ',';
            write(array[i]);
        }
        m_out += ']';
    }

    void writeEscape(unsigned char c) {
        constexpr std::string_view digits = "0123456789abcdef";
        switch (c) {
        case '"':
        case '\\':
            m_out += {'\\', static_cast<char>(c)};
            break;
        case '\b':
            m_out += "\\b";
            break;
        case '\t':
            m_out += "\\t";
            break;
        case '\n':
            m_out += "\\n";
            break;
        case '\f':
            m_out += "\\f";
            break;
        case '\r':
            m_out += "\\r";
            break;
        default:
            m_out += "\\u00";
            m_out += digits[c >> 4];
            m_out += digits[c & 15];
        }
    }

    std::string &m_out;
    /// The members of all objects being written, innermost last: one buffer for all sorting.
    std::vector<const json::key_value_pair *> m_members;
};

bool isCanonicalNumber(const json::value &value) {
    if (const auto *number = value.if_int64())
        return *number >= -maxCanonicalInt && *number <= maxCanonicalInt;
    if (const auto *number = value.if_uint64())
        return *number <= static_cast<std::uint64_t>(maxCanonicalInt);
    return !value.is_double();
}

} // namespace

Result<json::value> parseJson(std::string_view text, Strictness strictness) {
    json::parse_options options;
    options.max_depth = maxJsonDepth;
    json::basic_parser<Builder> parser(options);
    boost::system::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error == json::error::too_deep)
        return fail("bad_json", "The JSON nests too deeply.");
    if (!error && used < text.size())
        error = json::error::extra_data;
    if (error || !parser.done())
        return fail("not_json", "The text is not valid JSON: " + error.message() + ".");
    auto &builder = parser.handler();
    const std::size_t written = builder.members();
    auto value = builder.release();
    if (!builder.isFinite())
        return fail("bad_json", "The JSON has a number that is too large.");
    if (countMembers(value) != written)
        return fail("bad_json", "The JSON has an object with a duplicate key.");
    if (strictness == Strictness::Canonical && !isCanonical(value))
        return fail("bad_json", "The JSON has a number that is not an integer within ±(2^53-1).");
    return value;
}

void appendJsonString(std::string &out, std::string_view text) {
    Writer(out).writeString(text);
}

std::string canonicalJson(const json::value &value) {
    std::string out;
    Writer(out).write(value);
    return out;
}

std::string canonicalJson(const json::object &value) {
    return canonicalJsonWithout(value, {});
}

std::string canonicalJsonWithout(const json::object &value,
                                 std::span<const std::string_view> leftOut) {
    std::string out;
    out.reserve(512);
    Writer(out).writeObject(value, leftOut);
    return out;
}

bool isCanonical(const json::value &value) {
    if (const auto *object = value.if_object())
        return isCanonical(*object);
    if (const auto *array = value.if_array())
        return std::all_of(array->begin(), array->end(),
                           [](const json::value &item) { return isCanonical(item); });
    return isCanonicalNumber(value);
}

bool isCanonical(const json::object &value) {
    return std::all_of(value.begin(), value.end(),
                       [](const auto &member) { return isCanonical(member.value()); });
}

} // namespace hearth::matrix
