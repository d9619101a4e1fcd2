// SPDX-License-Identifier: Apache-2.0
// Whether the domain leads to the server: what was looked at, what is missing, and the lines that a
// reverse proxy needs.
#pragma once

#include "app/setup/public_reach.hpp"

#include <QWidget>

#include <optional>

class QGridLayout;
class QPlainTextEdit;

namespace hearth::ui {

class Button;
class Label;
class Segments;

/// Looks when it is told an address, and again when the person asks.
class ReachCard : public QWidget {
    Q_OBJECT
public:
    explicit ReachCard(QWidget *parent = nullptr);
    void setAddress(const app::PublicAddress &address);
    /// Of the last look; nothing while it goes on.
    [[nodiscard]] const std::optional<app::ReachResult> &result() const { return m_result; }

Q_SIGNALS:
    void resultChanged();

private:
    QWidget *makeChecks();
    QWidget *makeProxy();
    void check();
    void showResult();
    void addRow(int row, int pill, const QString &what, const QString &whatToDo);
    void showProxy();

    app::PublicReach m_reach;
    app::PublicAddress m_address;
    std::optional<app::ReachResult> m_result;
    QGridLayout *m_rows = nullptr;
    QWidget *m_rowArea = nullptr;
    Label *m_checked = nullptr;
    Button *m_again = nullptr;
    QWidget *m_proxy = nullptr;
    Segments *m_kind = nullptr;
    QPlainTextEdit *m_text = nullptr;
};

} // namespace hearth::ui
