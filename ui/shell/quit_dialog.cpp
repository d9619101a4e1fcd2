// SPDX-License-Identifier: Apache-2.0
// The quit question.
#include "ui/shell/quit_dialog.hpp"

#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/scroll_area.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

QuitDialog::QuitDialog(const QStringList &serverNames, QWidget *parent)
    : DialogFrame(tr("Quit Hearth?"), parent)
    , m_remember(new QCheckBox(tr("Always do this"))) {
    setObjectName(u"quitDialog"_s);
    setMinimumWidth(440);
    const bool one = serverNames.size() == 1;
    auto *title = new Label(one ? tr("What should happen to %1?").arg(serverNames.constFirst())
                                : tr("What should happen to the %n running servers?", nullptr,
                                     static_cast<int>(serverNames.size())),
                            TextRole::Subtitle);
    title->setParagraph();
    body()->addWidget(title);
    if (!one)
        listServers(serverNames);
    auto *text =
        new Label(one ? tr("The server can keep running without this window: people can go "
                           "on chatting, and Hearth finds it again when you come back. If "
                           "you stop it, nobody can reach it until it is started again.")
                      : tr("They can keep running without this window: people can go on "
                           "chatting, and Hearth finds them again when you come back. If you "
                           "stop them, nobody can reach them until they are started again."),
                  TextRole::Body, Color::Text2);
    text->setParagraph();
    body()->addWidget(text);
    m_remember->setObjectName(u"rememberQuitCheck"_s);
    addFootStart(m_remember);
    addCancel();
    auto *stop = addSecondary(one ? tr("Stop server") : tr("Stop all servers"));
    stop->setObjectName(u"stopServerButton"_s);
    stop->setKind(ButtonKind::Destructive);
    auto *keep = addPrimary(tr("Keep running"));
    keep->setObjectName(u"keepRunningButton"_s);
    connect(keep, &Button::clicked, this, [this] {
        Q_EMIT keepRunningChosen();
        accept();
    });
    connect(stop, &Button::clicked, this, [this] {
        Q_EMIT stopServersChosen();
        accept();
    });
    keep->setFocus();
}

/// Many of them scroll, so that the buttons stay in reach.
void QuitDialog::listServers(const QStringList &names) {
    auto *list = new QWidget;
    auto *rows = new QVBoxLayout(list);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    for (const auto &name : names) {
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(new IconView(u"server"_s, 16, Color::Accent));
        auto *label = new ElidedLabel(name, TextRole::Strong);
        label->setElideMode(Qt::ElideMiddle);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        row->addWidget(label, 1);
        rows->addLayout(row);
    }
    auto *scroll = new ScrollArea(list);
    scroll->setFixedHeight(std::min(list->sizeHint().height(), 200));
    body()->addWidget(scroll);
}

bool QuitDialog::remembersAnswer() const {
    return m_remember->isChecked();
}

} // namespace hearth::ui
