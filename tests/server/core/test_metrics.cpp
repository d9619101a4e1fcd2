// SPDX-License-Identifier: Apache-2.0
#include "server/core/metrics.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

class TestMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rendersCountersGaugesAndHistograms() {
        Metrics metrics;
        metrics.counter("requests_total", "Requests", "code=\"2xx\"").add(3);
        metrics.counter("requests_total", "Requests", "code=\"2xx\"").add();
        metrics.gauge("size_bytes", "Size", [] { return 12.0; });
        Histogram &seconds = metrics.histogram("seconds", "Time", {0.1, 1});
        seconds.observe(0.05);
        seconds.observe(0.5);
        seconds.observe(5);
        const std::string text = metrics.render();
        const auto has = [&](const char *line) {
            return text.find(std::string(line) + "\n") != std::string::npos;
        };
        QVERIFY(has("# TYPE requests_total counter"));
        QVERIFY(has("requests_total{code=\"2xx\"} 4"));
        QVERIFY(has("# TYPE size_bytes gauge"));
        QVERIFY(has("size_bytes 12"));
        QVERIFY(has("seconds_bucket{le=\"0.1\"} 1"));
        QVERIFY(has("seconds_bucket{le=\"1\"} 2"));
        QVERIFY(has("seconds_bucket{le=\"+Inf\"} 3"));
        QVERIFY(has("seconds_sum 5.55"));
        QVERIFY(has("seconds_count 3"));
    }
};

HEARTH_TEST(TestMetrics)
#include "test_metrics.moc"
