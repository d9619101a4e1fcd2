// SPDX-License-Identifier: Apache-2.0
// Navigation history.
#include "ui/shell/navigation.hpp"

namespace hearth::ui {

void Navigation::visit(const Place &place) {
    if (m_at >= 0 && m_places.at(m_at) == place)
        return;
    m_places.resize(m_at + 1);
    m_places.append(place);
    if (m_places.size() > capacity)
        m_places.removeFirst();
    m_at = m_places.size() - 1;
    Q_EMIT changed();
}

void Navigation::updateCurrent(const QVariant &target) {
    if (m_at >= 0)
        m_places[m_at].target = target;
}

void Navigation::back() {
    if (!canGoBack())
        return;
    --m_at;
    Q_EMIT changed();
    Q_EMIT arrived(m_places.at(m_at));
}

void Navigation::forward() {
    if (!canGoForward())
        return;
    ++m_at;
    Q_EMIT changed();
    Q_EMIT arrived(m_places.at(m_at));
}

void Navigation::clear() {
    m_places.clear();
    m_at = -1;
    Q_EMIT changed();
}

} // namespace hearth::ui
