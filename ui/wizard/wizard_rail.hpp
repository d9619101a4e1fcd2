// SPDX-License-Identifier: Apache-2.0
// The steps of the wizard at the leading edge: done, current, to do. Done ones can be clicked.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace hearth::ui {

class ElidedLabel;
class WizardRailItem;

class WizardRail : public QWidget {
    Q_OBJECT
public:
    explicit WizardRail(const QStringList &steps, QWidget *parent = nullptr);
    void setSubtitle(const QString &subtitle);
    void setCurrent(int step);
    /// No step can be chosen while the server is being set up.
    void setLocked(bool locked);
    QSize sizeHint() const override { return {232, 400}; }

Q_SIGNALS:
    void stepChosen(int step);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ElidedLabel *m_subtitle;
    QList<WizardRailItem *> m_items;
    int m_current = 0;
    bool m_locked = false;
};

} // namespace hearth::ui
