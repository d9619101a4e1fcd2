// SPDX-License-Identifier: Apache-2.0
// Sends alert events, spaced out.
#include "ui/accessibility/announce.hpp"

#include <QAccessible>

namespace hearth::ui {

Announcer::Announcer(QWidget *window)
    : QObject(window)
    , m_window(window) {
    m_timer.setInterval(5000);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Announcer::speakNext);
}

void Announcer::announce(const QString &sentence, Urgency urgency) {
    (urgency == Urgency::Error ? m_waitingError : m_waitingNews) = sentence;
    if (!m_timer.isActive())
        speakNext();
}

void Announcer::speakNext() {
    QString &next = m_waitingError.isEmpty() ? m_waitingNews : m_waitingError;
    if (next.isEmpty())
        return;
    const QString sentence = std::exchange(next, {});
    m_timer.start();
    // QAccessibleAnnouncementEvent exists only from Qt 6.8; an alert is read out by name.
    m_window->setAccessibleDescription(sentence);
    QAccessibleEvent event(m_window, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    Q_EMIT spoken(sentence);
}

} // namespace hearth::ui
