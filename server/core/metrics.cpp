// SPDX-License-Identifier: Apache-2.0
#include "server/core/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {

Histogram::Histogram(std::vector<double> bounds)
    : m_bounds(std::move(bounds))
    , m_counts(std::make_unique<std::atomic<std::uint64_t>[]>(m_bounds.size() + 1)) {}

void Histogram::observe(double value) {
    const auto place = std::lower_bound(m_bounds.begin(), m_bounds.end(), value);
    m_counts[static_cast<std::size_t>(place - m_bounds.begin())].fetch_add(
        1, std::memory_order_relaxed);
    m_sumMicros.fetch_add(static_cast<std::uint64_t>(std::max(0.0, value) * 1e6),
                          std::memory_order_relaxed);
}

std::vector<double> Metrics::secondsBounds() {
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
}

Metrics::Family &Metrics::family(std::string_view name, std::string_view help,
                                 std::string_view type) {
    auto found = m_families.find(name);
    if (found == m_families.end()) {
        found = m_families.emplace(std::string(name), Family{}).first;
        found->second.help = help;
        found->second.type = type;
    }
    return found->second;
}

Counter &Metrics::counter(std::string_view name, std::string_view help, std::string_view labels) {
    const std::lock_guard lock(m_mutex);
    auto &counters = family(name, help, "counter").counters;
    auto found = counters.find(labels);
    if (found == counters.end())
        found = counters.emplace(std::string(labels), std::make_unique<Counter>()).first;
    return *found->second;
}

Histogram &Metrics::histogram(std::string_view name, std::string_view help,
                              std::vector<double> bounds, std::string_view labels) {
    const std::lock_guard lock(m_mutex);
    auto &histograms = family(name, help, "histogram").histograms;
    auto found = histograms.find(labels);
    if (found == histograms.end())
        found =
            histograms.emplace(std::string(labels), std::make_unique<Histogram>(std::move(bounds)))
                .first;
    return *found->second;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> value,
                    std::string_view type) {
    const std::lock_guard lock(m_mutex);
    family(name, help, type).gauge = std::move(value);
}

void Metrics::collector(std::function<std::string()> text) {
    const std::lock_guard lock(m_mutex);
    m_collectors.push_back(std::move(text));
}

std::optional<double> Metrics::value(std::string_view gauge) const {
    std::function<double()> ask;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_families.find(gauge);
        if (found == m_families.end() || !found->second.gauge)
            return std::nullopt;
        ask = found->second.gauge;
    }
    return ask();
}

std::string Metrics::render() const {
    std::string out;
    const auto put = std::back_inserter(out);
    const std::lock_guard lock(m_mutex);
    for (const auto &[name, family] : m_families) {
        fmt::format_to(put, "# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
        if (family.gauge)
            fmt::format_to(put, "{} {}\n", name, family.gauge());
        for (const auto &[labels, counter] : family.counters) {
            if (labels.empty())
                fmt::format_to(put, "{} {}\n", name, counter->value());
            else
                fmt::format_to(put, "{}{{{}}} {}\n", name, labels, counter->value());
        }
        for (const auto &[labels, histogram] : family.histograms) {
            const std::string comma = labels.empty() ? "" : labels + ",";
            std::uint64_t total = 0;
            for (std::size_t i = 0; i < histogram->m_bounds.size(); ++i) {
                total += histogram->m_counts[i].load(std::memory_order_relaxed);
                fmt::format_to(put, "{}_bucket{{{}le=\"{}\"}} {}\n", name, comma,
                               histogram->m_bounds[i], total);
            }
            total +=
                histogram->m_counts[histogram->m_bounds.size()].load(std::memory_order_relaxed);
            const std::string braces = labels.empty() ? "" : "{" + labels + "}";
            fmt::format_to(put, "{}_bucket{{{}le=\"+Inf\"}} {}\n{}_sum{} {}\n{}_count{} {}\n", name,
                           comma, total, name, braces,
                           static_cast<double>(histogram->m_sumMicros.load()) / 1e6, name, braces,
                           total);
        }
    }
    for (const auto &collector : m_collectors)
        out += collector();
    return out;
}

} // namespace hearth
