// SPDX-License-Identifier: Apache-2.0
// Figures for /metrics in Prometheus' text format. Counters and histograms live as long as the
// Metrics they came from; adding to them is lock-free.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

class Counter {
public:
    void add(std::uint64_t amount = 1) { m_value.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value{0};
};

class Histogram {
public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double value);

private:
    friend class Metrics;
    std::vector<double> m_bounds;
    std::unique_ptr<std::atomic<std::uint64_t>[]> m_counts; // one more than bounds: +Inf
    std::atomic<std::uint64_t> m_sumMicros{0};
};

class Metrics {
public:
    /// labels as they stand between the braces: method="GET",code="200". Same name and labels: same
    /// counter.
    Counter &counter(std::string_view name, std::string_view help, std::string_view labels = {});
    Histogram &histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                         std::string_view labels = {});
    /// A value that is asked for when somebody looks. It must be thread-safe.
    void gauge(std::string_view name, std::string_view help, std::function<double()> value,
               std::string_view type = "gauge");
    /// Text in the same format from somebody who keeps figures of their own. Thread-safe.
    void collector(std::function<std::string()> text);
    /// What a gauge says at this moment.
    [[nodiscard]] std::optional<double> value(std::string_view gauge) const;
    [[nodiscard]] std::string render() const;
    /// For times in seconds: 0.5 ms to 10 s.
    [[nodiscard]] static std::vector<double> secondsBounds();

private:
    struct Family {
        std::string help, type;
        std::map<std::string, std::unique_ptr<Counter>, std::less<>> counters;
        std::map<std::string, std::unique_ptr<Histogram>, std::less<>> histograms;
        std::function<double()> gauge;
    };
    Family &family(std::string_view name, std::string_view help, std::string_view type);
    mutable std::mutex m_mutex;
    std::map<std::string, Family, std::less<>> m_families;
    std::vector<std::function<std::string()>> m_collectors;
};

} // namespace hearth
