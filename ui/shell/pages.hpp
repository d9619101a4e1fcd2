// SPDX-License-Identifier: Apache-2.0
// THE list of screens.
#pragma once

#include <QString>

#include <span>

class QWidget;

namespace hearth::app {
struct ServerAbilities;
}

namespace hearth::ui {

class Page;
struct PageContext;

struct PageRow {
    enum class Section { Top, People, Server, Foot };
    const char *id;       ///< "users"
    const char *iconName; ///< file in resources/icons
    const char *title;    ///< marked for translation; see pageTitle()
    Section section;
    Page *(*make)(const PageContext &context, QWidget *parent);
    /// Whether a server has something for it; null = every server has.
    bool (*isOffered)(const app::ServerAbilities &abilities) = nullptr;
};

/// In the order of the sidebar; Ctrl+1 … Ctrl+9 follow it.
[[nodiscard]] std::span<const PageRow> pageRows();
[[nodiscard]] QString pageTitle(const PageRow &row);
[[nodiscard]] QString sectionTitle(PageRow::Section section);
[[nodiscard]] bool isOffered(const PageRow &row, const app::ServerAbilities &abilities);
[[nodiscard]] const PageRow *findPageRow(const QString &id);

} // namespace hearth::ui
