// SPDX-License-Identifier: Apache-2.0
// Where the person was: Alt+Left and Alt+Right.
#pragma once

#include <QList>
#include <QObject>
#include <QVariant>

namespace hearth::ui {

/// A list of places and where we are in it.
class Navigation : public QObject {
    Q_OBJECT
public:
    struct Place {
        QString pageId;
        QVariant target;
        bool operator==(const Place &) const = default;
    };
    using QObject::QObject;

    /// A new place; what lay ahead is forgotten.
    void visit(const Place &place);
    /// The target changed without leaving the page.
    void updateCurrent(const QVariant &target);
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    void back();
    void forward();
    void clear();

Q_SIGNALS:
    void arrived(const hearth::ui::Navigation::Place &place);
    void changed();

private:
    static constexpr qsizetype capacity = 100;
    QList<Place> m_places;
    qsizetype m_at = -1;
};

} // namespace hearth::ui
