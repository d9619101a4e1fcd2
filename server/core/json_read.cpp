// SPDX-License-Identifier: Apache-2.0
#include "server/core/json_read.hpp"

#include "server/core/error.hpp"

namespace hearth {
namespace {

const json::value *present(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    return value && !value->is_null() ? value : nullptr;
}

Error wrongType(std::string_view key, const char *wanted) {
    return badJson("'" + std::string(key) + "' must be " + wanted + ".");
}

Error missing(std::string_view key) {
    return missingParam("Missing '" + std::string(key) + "'.");
}

} // namespace

std::optional<std::string> findString(const json::object &in, std::string_view key) {
    const auto *value = present(in, key);
    if (!value)
        return std::nullopt;
    if (!value->is_string())
        throw wrongType(key, "a string");
    return std::string(view(value->get_string()));
}

std::string getString(const json::object &in, std::string_view key) {
    auto value = findString(in, key);
    if (!value)
        throw missing(key);
    return *std::move(value);
}

std::optional<std::int64_t> findInt(const json::object &in, std::string_view key) {
    const auto *value = present(in, key);
    if (!value)
        return std::nullopt;
    if (value->is_int64())
        return value->get_int64();
    throw wrongType(key, "an integer");
}

std::int64_t getInt(const json::object &in, std::string_view key) {
    const auto value = findInt(in, key);
    if (!value)
        throw missing(key);
    return *value;
}

std::optional<bool> findBool(const json::object &in, std::string_view key) {
    const auto *value = present(in, key);
    if (!value)
        return std::nullopt;
    if (!value->is_bool())
        throw wrongType(key, "true or false");
    return value->get_bool();
}

bool getBool(const json::object &in, std::string_view key) {
    const auto value = findBool(in, key);
    if (!value)
        throw missing(key);
    return *value;
}

const json::object *findObject(const json::object &in, std::string_view key) {
    const auto *value = present(in, key);
    if (!value)
        return nullptr;
    if (!value->is_object())
        throw wrongType(key, "an object");
    return &value->get_object();
}

const json::object &getObject(const json::object &in, std::string_view key) {
    const auto *value = findObject(in, key);
    if (!value)
        throw missing(key);
    return *value;
}

const json::array *findArray(const json::object &in, std::string_view key) {
    const auto *value = present(in, key);
    if (!value)
        return nullptr;
    if (!value->is_array())
        throw wrongType(key, "a list");
    return &value->get_array();
}

const json::array &getArray(const json::object &in, std::string_view key) {
    const auto *value = findArray(in, key);
    if (!value)
        throw missing(key);
    return *value;
}

std::string_view stringAt(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    return value && value->is_string() ? view(value->get_string()) : std::string_view();
}

const json::object *objectAt(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const json::array *arrayAt(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    return value ? value->if_array() : nullptr;
}

std::optional<std::int64_t> intAt(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    if (!value || !value->is_int64())
        return std::nullopt;
    return value->get_int64();
}

} // namespace hearth
