// SPDX-License-Identifier: Apache-2.0
// Result: an answer that the caller has to look at. Error (error.hpp) ends a request instead.
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace hearth {

/// Why something was refused: a short stable code for programs, a sentence for people.
struct Failure {
    std::string code;
    std::string message;
};

template <class T>
using Result = tl::expected<T, Failure>;

[[nodiscard]] inline tl::unexpected<Failure> fail(std::string code, std::string message) {
    return tl::unexpected<Failure>(Failure{std::move(code), std::move(message)});
}

} // namespace hearth
