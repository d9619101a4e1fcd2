// SPDX-License-Identifier: Apache-2.0
// What every screen is to the window around it.
#pragma once

#include <QPointer>
#include <QVariant>
#include <QVariantMap>
#include <QWidget>

#include <functional>

namespace hearth::app {
class Autostart;
class History;
class KeepAwake;
class RecentMessages;
class SecretStore;
class ServerProfiles;
class ServerRegistry;
class ServerSession;
class Settings;
} // namespace hearth::app

namespace hearth::ui {

class Theme;

/// What pages may use. Everything outlives the pages; the window makes new pages for a new session.
struct PageContext {
    app::ServerSession &session;
    app::Settings &settings;
    app::ServerProfiles &profiles;
    app::SecretStore &secrets;
    app::RecentMessages &messages;
    app::History *history = nullptr; ///< may be missing
    Theme *theme = nullptr;
    app::Autostart *autostart = nullptr;
    app::KeepAwake *keepAwake = nullptr;
    app::ServerRegistry *servers = nullptr; ///< all of them; may be missing
};

/// Between the parts of Page::statusText(); the window shows a hairline there.
inline constexpr QChar statusSeparator = u'\n';

/// A screen in the stack of the main window. Pages never know each other: links go through
/// navigationRequested.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(const PageContext &context, QWidget *parent = nullptr);

    /// The page is on show (again), or not any more: live figures are asked for only meanwhile.
    virtual void activated() {}
    virtual void deactivated() {}
    /// F5
    virtual void refresh() {}
    /// Ctrl+F; false if there is nothing to search.
    virtual bool focusSearch() { return false; }
    /// Ctrl+N; false if nothing can be made here.
    virtual bool createNew() { return false; }
    /// For the trailing part of the status bar: "Loaded 100 of 148"; parts are cut by
    /// statusSeparator.
    virtual QString statusText() const { return {}; }
    /// Where a link leads inside the page: an ID to open, a filter, a request to highlight.
    virtual void openTarget(const QVariant &target) { Q_UNUSED(target); }
    /// What Alt+Left brings back besides scroll places, which widgets keep by themselves.
    virtual QVariant target() const { return {}; }
    /// What the page made anew for another language takes over: filters, order, selection. The
    /// values mean something to the page itself only.
    virtual QVariantMap keptLooks() const { return {}; }
    /// Before it is on show for the first time.
    virtual void takeOver(const QVariantMap &looks) { Q_UNUSED(looks); }

    /// Puts what the window says about the server under the page's head.
    void placeUnderHead(QWidget *bar);

Q_SIGNALS:
    void statusTextChanged();
    /// `pageId` as in ui/shell/pages.cpp: "users", "rooms", "logs", …
    void navigationRequested(const QString &pageId, const QVariant &target);
    void toastRequested(const QString &text, const std::function<void()> &undo);
    /// "start", "stop", "restart" (each also with ":ID" of another server), "new" and "connect"
    /// (the wizard), "show:ID"; the window asks where it must.
    void serverActionRequested(const QString &action);
    void signInRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    const PageContext &context() const { return m_context; }
    app::ServerSession &session() const { return m_context.session; }
    void toast(const QString &text, const std::function<void()> &undo = {});

private:
    void placeBar();

    PageContext m_context;
    QPointer<QWidget> m_bar;
    QPointer<QWidget> m_head;
};

} // namespace hearth::ui
