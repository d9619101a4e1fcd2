// SPDX-License-Identifier: Apache-2.0
// Several QtTest classes in one executable: each source ends with HEARTH_TEST(TestX).
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hearth::test {

using MakeTest = std::unique_ptr<QObject> (*)();
/// Registers a test class under its name; called by HEARTH_TEST before main.
bool registerTest(const char *name, MakeTest make);
/// Registers something to run in main before the first test (for example to make a QApplication).
bool registerSetup(std::function<std::shared_ptr<void>(int &, char **)> setup);

} // namespace hearth::test

#define HEARTH_TEST(Class)                                                                         \
    static const bool registered##Class =                                                          \
        ::hearth::test::registerTest(#Class, [] { return std::unique_ptr<QObject>(new Class); });

// Without these QCOMPARE of two strings prints the variables' names instead of their values.
namespace QTest {
inline char *toString(const std::string &text) {
    return qstrdup(("\"" + text + "\"").c_str());
}
inline char *toString(const std::string_view &text) {
    return toString(std::string(text));
}
} // namespace QTest

#include <QTest>
