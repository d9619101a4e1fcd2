// SPDX-License-Identifier: Apache-2.0
// main of every test executable: runs all registered classes, or those named with --class.
#include "tests/support/test_main.hpp"

#include <QCoreApplication>

#include <cstdio>
#include <vector>

namespace hearth::test {
namespace {
struct Entry {
    const char *name;
    MakeTest make;
};
std::vector<Entry> &entries() {
    static std::vector<Entry> list;
    return list;
}
std::vector<std::function<std::shared_ptr<void>(int &, char **)>> &setups() {
    static std::vector<std::function<std::shared_ptr<void>(int &, char **)>> list;
    return list;
}
} // namespace

bool registerTest(const char *name, MakeTest make) {
    entries().push_back({name, make});
    return true;
}

bool registerSetup(std::function<std::shared_ptr<void>(int &, char **)> setup) {
    setups().push_back(std::move(setup));
    return true;
}
} // namespace hearth::test

#ifdef __SANITIZE_THREAD__
// Qt's libraries are not built with the sanitizer, which sees their memory accesses (through malloc
// and memcpy) but not the futexes that order them. Only what our own code does counts.
extern "C" const char *__tsan_default_options();
extern "C" const char *__tsan_default_options() {
    return "ignore_noninstrumented_modules=1";
}
#endif

int main(int argc, char **argv) {
    using namespace hearth::test;
    std::vector<std::shared_ptr<void>> kept;
    for (const auto &setup : setups())
        kept.push_back(setup(argc, argv));
    std::unique_ptr<QCoreApplication> core;
    if (!QCoreApplication::instance())
        core = std::make_unique<QCoreApplication>(argc, argv);
    // test_x --class TestY [QtTest arguments]
    QString only;
    QStringList arguments{QString::fromLocal8Bit(argv[0])};
    for (int i = 1; i < argc; ++i) {
        if (qstrcmp(argv[i], "--class") == 0 && i + 1 < argc)
            only = QString::fromLocal8Bit(argv[++i]);
        else
            arguments << QString::fromLocal8Bit(argv[i]);
    }
#if defined(__SANITIZE_THREAD__)
    arguments << QStringLiteral("-nocrashhandler"); // a debugger hangs on such a program
#endif
    int failures = 0;
    bool ran = false;
    for (const auto &entry : entries()) {
        if (!only.isEmpty() && only != QLatin1String(entry.name))
            continue;
        ran = true;
        const auto object = entry.make();
        failures += QTest::qExec(object.get(), arguments);
    }
    if (!ran) {
        std::fprintf(stderr, "no test class was run\n");
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
