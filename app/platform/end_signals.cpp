// SPDX-License-Identifier: Apache-2.0
// A handler may do next to nothing, so it writes one byte that the event loop reads.
#include "app/platform/end_signals.hpp"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>

#include <QSocketNotifier>

#include <csignal>
#endif

namespace hearth::app {

#ifdef Q_OS_UNIX
namespace {

constexpr int watched[] = {SIGTERM, SIGINT, SIGHUP};
int writeEnd = -1; // handlers have no other way to an object

void onSignal(int number) {
    const char byte = 1;
    if (writeEnd >= 0)
        static_cast<void>(!::write(writeEnd, &byte, 1));
    ::signal(number, SIG_DFL);
}

} // namespace

EndSignals::EndSignals(QObject *parent)
    : QObject(parent) {
    int ends[2];
    if (::pipe(ends) != 0)
        return;
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    m_ends[0] = ends[1];
    m_ends[1] = ends[0];
    writeEnd = m_ends[0];
    auto *notifier = new QSocketNotifier(m_ends[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        char byte = 0;
        if (::read(m_ends[1], &byte, 1) == 1)
            Q_EMIT arrived();
        else
            notifier->setEnabled(false);
    });
    // Who started the program may have had it ignore some, as nohup does.
    for (const int number : watched)
        if (::signal(number, onSignal) == SIG_IGN)
            ::signal(number, SIG_IGN);
}

EndSignals::~EndSignals() {
    for (const int number : watched)
        if (::signal(number, SIG_DFL) == SIG_IGN)
            ::signal(number, SIG_IGN);
    writeEnd = -1;
    for (const int end : m_ends)
        if (end >= 0)
            ::close(end);
}

#else

EndSignals::EndSignals(QObject *parent)
    : QObject(parent) {}
EndSignals::~EndSignals() = default;

#endif

} // namespace hearth::app
