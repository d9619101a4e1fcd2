// SPDX-License-Identifier: Apache-2.0
// Many requests at the same moment, for what must happen once.
#pragma once

#include "tests/server/accounts/server_fixture.hpp"

#include <algorithm>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace hearth::test {

/// The answers to ask(0) … ask(count - 1), which begin together.
inline std::vector<Answer> atOnce(int count, const std::function<Answer(int)> &ask) {
    std::vector<Answer> out(static_cast<std::size_t>(count));
    std::latch ready(count);
    std::vector<std::thread> threads;
    threads.reserve(out.size());
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            ready.arrive_and_wait();
            out[static_cast<std::size_t>(i)] = ask(i);
        });
    for (auto &thread : threads)
        thread.join();
    return out;
}

inline long countOf(const std::vector<Answer> &answers, const std::string &verdict) {
    return std::count_if(answers.begin(), answers.end(),
                         [&](const Answer &answer) { return answer.verdict() == verdict; });
}

} // namespace hearth::test
