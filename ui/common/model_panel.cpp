// SPDX-License-Identifier: Apache-2.0
// Details of one thing: states, and when its parts are made again.
#include "ui/common/model_panel.hpp"

#include "app/models/details_model.hpp"
#include "app/models/paged_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/inline_message.hpp"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ViewState;

ModelPanel::ModelPanel(app::ServerSession &session, app::PagedModel &list,
                       app::DetailsModel &details, QWidget *parent)
    : DetailPanel(parent)
    , m_session(session)
    , m_details(details)
    , m_message(new InlineMessage(MessageKind::Error))
    , m_more(new IconButton(u"more"_s, tr("More actions"))) {
    buildMore();
    auto *again = m_message->addButton(tr("Try again"));
    connect(again, &Button::clicked, this, [this] { m_details.reload(); });
    showMessage(m_message);
    m_message->hide();
    connect(&m_details, &app::DetailsModel::changed, this, &ModelPanel::showAll);
    connect(&list, &app::PagedModel::actionDone, this, [this](const QString &id) {
        if (id == m_id)
            m_details.reload();
    });
    connect(&list, &app::PagedModel::bulkFinished, this, [this] {
        if (!m_id.isEmpty())
            m_details.reload();
    });
}

void ModelPanel::buildMore() {
    m_more->setOutlined();
    m_more->setObjectName(u"moreActionsButton"_s);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_more);
    m_more->setMenu(menu);
    addHeadButton(m_more);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        Q_EMIT fillMenuRequested(menu);
    });
}

void ModelPanel::showId(const QString &id) {
    if (id == m_id) {
        if (!id.isEmpty())
            m_details.reload();
        return;
    }
    m_id = id;
    started();
    m_details.show(id);
    setIconName(m_more, tr("More actions for %1").arg(id));
    showAll();
}

void ModelPanel::setUsable(bool usable) {
    m_usable = usable;
    showAll();
}

PanelSection *ModelPanel::addPart(const QString &title) {
    m_parts << addSection(title);
    return m_parts.last();
}

void ModelPanel::showAll() {
    if (m_id.isEmpty() || m_details.id() != m_id)
        return;
    showHead();
    m_more->setEnabled(isKnown());
    showProblem();
    showAlways();
    const bool failed = m_details.viewState() == ViewState::Failed || !isKnown();
    for (auto *part : std::as_const(m_parts))
        part->setVisible(!failed);
    if (!failed)
        showSections();
}

void ModelPanel::showProblem() {
    const bool failed = m_details.viewState() == ViewState::Failed;
    m_message->setVisible(failed);
    if (!failed)
        return;
    const auto error = m_details.lastError();
    if (error.kind == app::ApiError::Kind::NotFound && !isKnown())
        m_message->setMessage(MessageKind::Error, unknownText());
    else
        m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error));
    m_message->setDetails(errorDetails(error));
}

void ModelPanel::refill(PanelSection *section, const QString &now,
                        const std::function<void()> &fill) {
    QString &last = m_shown[section];
    if (last == now)
        return;
    last = now;
    const QWidget *focused = focusWidget();
    const QString name =
        focused && section->isAncestorOf(focused) ? focused->objectName() : QString();
    section->clearBody();
    fill();
    if (auto *again = name.isEmpty() ? nullptr : section->findChild<QWidget *>(name))
        again->setFocus();
}

} // namespace hearth::ui
