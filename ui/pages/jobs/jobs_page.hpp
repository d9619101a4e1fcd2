// SPDX-License-Identifier: Apache-2.0
// Running and past background jobs: what, for what, how far, and how it ended.
#pragma once

#include "ui/common/page.hpp"

namespace hearth::ui {

class DataTable;
class PageHead;
class TableStates;

class JobsPage : public Page {
    Q_OBJECT
public:
    explicit JobsPage(const PageContext &context, QWidget *parent = nullptr);
    void activated() override;
    void refresh() override;
    QString statusText() const override;

private:
    void showState();

    PageHead *m_head;
    DataTable *m_table;
    TableStates *m_states;
};

} // namespace hearth::ui
