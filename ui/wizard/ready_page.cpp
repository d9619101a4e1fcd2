// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/ready_page.hpp"

#include "app/setup/qr_code.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/qr_view.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hearth::ui {
namespace {

QHBoxLayout *nextStep(const QString &number, const QString &title, const QString &text) {
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(new Label(number, TextRole::Strong, Color::Accent), 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(title, TextRole::Strong));
    auto *sentence = new Label(text, TextRole::Body, Color::Text2);
    sentence->setParagraph();
    texts->addWidget(sentence);
    row->addLayout(texts, 1);
    return row;
}

} // namespace

ReadyPage::ReadyPage(QWidget *parent)
    : QWidget(parent)
    , m_address(new CopyField(tr("Server address"), {}))
    , m_user(new CopyField(tr("User name"), {}))
    , m_password(new CopyField(tr("Password"), {}))
    , m_qr(new QrView)
    , m_onlyHere(new InlineMessage) {
    setObjectName(QStringLiteral("readyPage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(16);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(new IconView(glyphName(PillKind::Ok), 28, glyphColor(PillKind::Ok)));
    head->addWidget(new Label(tr("Your server is running"), TextRole::Display), 1);
    column->addLayout(head);

    auto *card = new Card;
    card->addHead(tr("Get an app"), tr("What to enter in Element or another Matrix app"));
    auto *row = new QHBoxLayout;
    row->setSpacing(24);
    auto *fields = new QVBoxLayout;
    fields->setSpacing(12);
    fields->addWidget(new FormRow(
        tr("Server address"), m_address,
        tr("In Element: Sign in, then Edit beside the server's name, then this address.")));
    fields->addWidget(new FormRow(tr("User name"), m_user));
    m_password->setSecret(true);
    m_passwordRow = new FormRow(tr("Password"), m_password,
                                tr("Shown here once. Keep it in a password manager."));
    fields->addWidget(m_passwordRow);
    auto *openElement = new Button(tr("Open Element in the browser"), QStringLiteral("external"),
                                   ButtonKind::Secondary);
    openElement->setObjectName(QStringLiteral("openElementButton"));
    connect(openElement, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(m_webClient); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(openElement);
    buttons->addStretch();
    fields->addLayout(buttons);
    row->addLayout(fields, 1);
    auto *codeColumn = new QVBoxLayout;
    m_qr->setFixedSize(174, 174);
    codeColumn->addWidget(m_qr, 0, Qt::AlignHCenter);
    m_qrCaption = new Label({}, TextRole::Small, Color::Text2);
    codeColumn->addWidget(m_qrCaption, 0, Qt::AlignHCenter);
    codeColumn->addStretch();
    row->addLayout(codeColumn);
    card->body()->addLayout(row);
    column->addWidget(card);
    column->addWidget(m_onlyHere);

    auto *next = new Card;
    next->addHead(tr("What next"));
    next->body()->addLayout(nextStep(QStringLiteral("1"), tr("Invite people"),
                                     tr("Users > New user makes an account and shows what its "
                                        "owner has to enter.")));
    next->body()->addLayout(nextStep(QStringLiteral("2"), tr("Watch it run"),
                                     tr("The dashboard shows state and figures; Logs shows what "
                                        "happens at this moment.")));
    next->body()->addLayout(nextStep(QStringLiteral("3"), tr("Let it start by itself"),
                                     tr("Settings > Start when I sign in to this computer.")));
    column->addWidget(next);
    column->addStretch();
}

void ReadyPage::show(const app::ClientFacts &facts, const QString &password) {
    m_address->setValue(facts.homeserver.toString());
    m_user->setValue(facts.userId);
    m_password->setValue(password);
    m_passwordRow->setVisible(!password.isEmpty());
    m_webClient = facts.webClientLink;
    if (const auto code = app::encodeQr(facts.qrText))
        m_qr->setCode(code->size, code->dark,
                      tr("QR code with the address %1").arg(facts.homeserver.toString()));
    m_qrCaption->setText(facts.onlyHere ? tr("The address as a code")
                                        : tr("The address for a phone"));
    m_onlyHere->setVisible(facts.onlyHere);
    m_onlyHere->setMessage(MessageKind::Info,
                           tr("This address works on this computer only. Phones and other "
                              "computers can't use it."));
}

} // namespace hearth::ui
