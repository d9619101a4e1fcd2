// SPDX-License-Identifier: Apache-2.0
// A list with the details of one row beside it; in a narrow window the details replace the list.
#pragma once

#include <QSplitter>

namespace hearth::ui {

class DetailPanel;

/// Owns both. The panel is hidden at first.
class ListDetail : public QSplitter {
    Q_OBJECT
public:
    ListDetail(QWidget *list, DetailPanel *panel, int panelWidth, QWidget *parent = nullptr);
    void openPanel();
    void closePanel();
    bool isPanelOpen() const { return m_open; }
    /// The details alone, as a page of their own (Alt+Enter), until closed.
    void setFullPage(bool full);
    bool isFullPage() const { return m_full; }
    bool isListReplaced() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QWidget *m_list;
    DetailPanel *m_panel;
    int m_panelWidth;
    bool m_open = false;
    bool m_full = false;
    bool m_sized = false;
};

} // namespace hearth::ui
