// SPDX-License-Identifier: Apache-2.0
// The colour tokens of the design, one value for each theme, loaded from resources/tokens.json.
#pragma once

#include <QColor>

#include <array>
#include <cstddef>

class QString;

// One row for each token: enumerator, key in tokens.json.
#define HEARTH_COLOR_TOKENS(X)                                                                     \
    X(Window, "window")                                                                            \
    X(Sidebar, "sidebar")                                                                          \
    X(Surface, "surface")                                                                          \
    X(SurfaceAlt, "surface-alt")                                                                   \
    X(Raised, "raised")                                                                            \
    X(Hover, "hover")                                                                              \
    X(SidebarHover, "sidebar-hover")                                                               \
    X(Selected, "selected")                                                                        \
    X(SelectedIdle, "selected-idle")                                                               \
    X(SidebarSelected, "sidebar-selected")                                                         \
    X(Border, "border")                                                                            \
    X(BorderStrong, "border-strong")                                                               \
    X(Button, "button")                                                                            \
    X(ButtonHover, "button-hover")                                                                 \
    X(ButtonPressed, "button-pressed")                                                             \
    X(ButtonBorder, "button-border")                                                               \
    X(Text, "text")                                                                                \
    X(Text2, "text-2")                                                                             \
    X(Text3, "text-3")                                                                             \
    X(Disabled, "disabled")                                                                        \
    X(Accent, "accent")                                                                            \
    X(AccentFill, "accent-fill")                                                                   \
    X(AccentFillHover, "accent-fill-hover")                                                        \
    X(AccentFillPressed, "accent-fill-pressed")                                                    \
    X(AccentEdge, "accent-edge")                                                                   \
    X(Check, "check")                                                                              \
    X(OnCheck, "on-check")                                                                         \
    X(OnAccent, "on-accent")                                                                       \
    X(Focus, "focus")                                                                              \
    X(Ok, "ok")                                                                                    \
    X(OkBg, "ok-bg")                                                                               \
    X(Warn, "warn")                                                                                \
    X(WarnBg, "warn-bg")                                                                           \
    X(Error, "error")                                                                              \
    X(ErrorBg, "error-bg")                                                                         \
    X(Info, "info")                                                                                \
    X(InfoBg, "info-bg")                                                                           \
    X(NeutralBg, "neutral-bg")                                                                     \
    X(DangerFill, "danger-fill")                                                                   \
    X(DangerFillHover, "danger-fill-hover")                                                        \
    X(DangerFillPressed, "danger-fill-pressed")                                                    \
    X(DangerEdge, "danger-edge")                                                                   \
    X(OnDanger, "on-danger")                                                                       \
    X(Chart1, "chart-1")                                                                           \
    X(Chart2, "chart-2")                                                                           \
    X(Chart3, "chart-3")                                                                           \
    X(Chart4, "chart-4")                                                                           \
    X(ChartGrid, "chart-grid")                                                                     \
    X(ChartFill, "chart-fill")                                                                     \
    X(DiffAdd, "diff-add")                                                                         \
    X(DiffDel, "diff-del")                                                                         \
    X(Match, "match")                                                                              \
    X(Trace, "trace")                                                                              \
    X(Toast, "toast")                                                                              \
    X(OnToast, "on-toast")                                                                         \
    X(ToastLink, "toast-link")                                                                     \
    X(Ember, "ember")

namespace hearth::ui {

enum class Color {
#define HEARTH_TOKEN_ENUMERATOR(name, key) name,
    HEARTH_COLOR_TOKENS(HEARTH_TOKEN_ENUMERATOR)
#undef HEARTH_TOKEN_ENUMERATOR
        Count
};

/// All colours of one theme; a value.
class Tokens {
public:
    /// Reads one theme ("light" or "dark"); a missing colour is a mistake of the programmer.
    static Tokens load(const QString &path, const QString &theme);
    /// The same theme for people who need more contrast: no greys, every edge drawn.
    [[nodiscard]] Tokens withMoreContrast(bool dark) const;
    QColor color(Color token) const { return m_colors.at(static_cast<std::size_t>(token)); }

private:
    std::array<QColor, static_cast<std::size_t>(Color::Count)> m_colors;
};

} // namespace hearth::ui
