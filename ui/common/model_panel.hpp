// SPDX-License-Identifier: Apache-2.0
// A detail panel that shows what a DetailsModel knows: one account, one room.
#pragma once

#include "ui/widgets/detail_panel.hpp"

#include <QHash>

#include <functional>

class QMenu;

namespace hearth::app {
class DetailsModel;
class PagedModel;
class ServerSession;
} // namespace hearth::app

namespace hearth::ui {

class IconButton;
class InlineMessage;

class ModelPanel : public DetailPanel {
    Q_OBJECT
public:
    void showId(const QString &id); ///< empty: nothing
    QString shownId() const { return m_id; }
    /// Off while the server can't be asked.
    void setUsable(bool usable);

Q_SIGNALS:
    /// "…" was opened: the same as the menu of the row.
    void fillMenuRequested(QMenu *menu);

protected:
    /// Loads again when an action of `list` on the shown one is done.
    ModelPanel(app::ServerSession &session, app::PagedModel &list, app::DetailsModel &details,
               QWidget *parent);

    /// Another one is about to be shown.
    virtual void started() {}
    /// Something is known of it: it is in the list, or the server has told.
    [[nodiscard]] virtual bool isKnown() const = 0;
    /// What to say if the server does not know it.
    [[nodiscard]] virtual QString unknownText() const = 0;
    virtual void showHead() = 0;
    /// What stays even if the rest could not be loaded.
    virtual void showAlways() {}
    virtual void showSections() = 0;
    void showAll();

    /// A section that is hidden when there is nothing but a failure to show.
    PanelSection *addPart(const QString &title);
    /// Makes a section again only if `now`, all that it shows, has changed; keeps the focus in it.
    void refill(PanelSection *section, const QString &now, const std::function<void()> &fill);
    bool isUsable() const { return m_usable; }
    app::ServerSession &session() const { return m_session; }

private:
    void buildMore();
    void showProblem();

    app::ServerSession &m_session;
    app::DetailsModel &m_details;
    InlineMessage *m_message;
    IconButton *m_more;
    QList<PanelSection *> m_parts;
    QHash<PanelSection *, QString> m_shown;
    QString m_id;
    bool m_usable = true;
};

} // namespace hearth::ui
