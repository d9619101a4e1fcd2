// SPDX-License-Identifier: Apache-2.0
// The quit question.
#include "ui/shell/quit_dialog.hpp"

#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"

#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

QuitDialog::QuitDialog(const QString &serverName, QWidget *parent)
    : DialogFrame(tr("Quit Hearth?"), parent)
    , m_remember(new QCheckBox(tr("Do the same each time"))) {
    setObjectName(u"quitDialog"_s);
    setMinimumWidth(440);
    auto *title = new Label(tr("What should happen to %1?").arg(serverName), TextRole::Subtitle);
    title->setParagraph();
    body()->addWidget(title);
    auto *text = new Label(tr("The server can go on without this window: people keep chatting, and "
                              "Hearth finds it again when you come back. If you stop it, nobody "
                              "can reach it until it is started."),
                           TextRole::Body, Color::Text2);
    text->setParagraph();
    body()->addWidget(text);
    m_remember->setObjectName(u"rememberQuitCheck"_s);
    addFootStart(m_remember);
    addCancel();
    auto *stop = addSecondary(tr("Stop server"));
    stop->setObjectName(u"stopServerButton"_s);
    stop->setKind(ButtonKind::Destructive);
    auto *keep = addPrimary(tr("Keep running"));
    keep->setObjectName(u"keepRunningButton"_s);
    connect(keep, &Button::clicked, this, [this] {
        Q_EMIT keepRunningChosen();
        accept();
    });
    connect(stop, &Button::clicked, this, [this] {
        Q_EMIT stopServerChosen();
        accept();
    });
    keep->setFocus();
}

bool QuitDialog::remembersAnswer() const {
    return m_remember->isChecked();
}

} // namespace hearth::ui
