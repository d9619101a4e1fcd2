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
#include "ui/wizard/reach_card.hpp"

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
    , m_glyph(new IconView(glyphName(PillKind::Ok), 28, glyphColor(PillKind::Ok)))
    , m_title(new Label({}, TextRole::Display))
    , m_lead(new Label({}, TextRole::Body, Color::Text2))
    , m_reach(new ReachCard)
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
    head->addWidget(m_glyph);
    m_title->setObjectName(QStringLiteral("readyTitle"));
    head->addWidget(m_title, 1);
    column->addLayout(head);
    m_lead->setParagraph();
    m_lead->hide();
    column->addWidget(m_lead);
    m_reach->hide();
    column->addWidget(m_reach);
    connect(m_reach, &ReachCard::resultChanged, this, &ReadyPage::showReach);
    column->addWidget(makeAppCard());
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

QWidget *ReadyPage::makeAppCard() {
    auto *card = new Card;
    card->addHead(tr("Get an app"), tr("What to enter in Element or another Matrix app"));
    auto *row = new QHBoxLayout;
    row->setSpacing(24);
    auto *fields = new QVBoxLayout;
    fields->setSpacing(12);
    m_addressRow = new FormRow(tr("Server address"), m_address);
    fields->addWidget(m_addressRow);
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
    return card;
}

void ReadyPage::show(const app::ClientFacts &facts, const QString &password) {
    m_facts = facts;
    m_user->setValue(facts.userId);
    m_password->setValue(password);
    m_passwordRow->setVisible(!password.isEmpty());
    m_webClient = facts.webClientLink;
    const bool isDomain = !facts.publicUrl.isEmpty();
    m_reach->setVisible(isDomain);
    m_lead->setVisible(isDomain);
    if (isDomain) {
        m_reach->setAddress({facts.serverName, facts.publicUrl, facts.localUrl});
        return;
    }
    m_title->setText(tr("Your server is running"));
    m_glyph->setIcon(glyphName(PillKind::Ok), glyphColor(PillKind::Ok), Color::Window);
    showAddress(facts.homeserver, facts.onlyHere);
}

void ReadyPage::showReach() {
    const auto &result = m_reach->result();
    const QString url = m_facts.publicUrl.toDisplayString();
    const bool reached = result && result->isReachable();
    PillKind kind = PillKind::Busy;
    if (!result) {
        m_title->setText(tr("The server has started"));
        m_lead->setText(tr("Looking whether %1 leads to it.").arg(url));
    } else if (reached) {
        kind = PillKind::Ok;
        m_title->setText(tr("Your server is running"));
        m_lead->setText(tr("Apps reach it at %1.").arg(url));
    } else {
        kind = PillKind::Warn;
        m_title->setText(tr("Not reachable yet"));
        m_lead->setText(tr("The server runs on this computer, and apps here can use it. Elsewhere "
                           "it is found when the domain leads to it: what is missing stands "
                           "below. You can go on meanwhile."));
    }
    m_glyph->setIcon(glyphName(kind), glyphColor(kind), Color::Window);
    if (reached)
        showAddress(m_facts.publicUrl, false);
    else
        showAddress(m_facts.localUrl, true);
}

void ReadyPage::showAddress(const QUrl &address, bool onlyHere) {
    m_address->setValue(address.toString());
    m_addressRow->setHint(
        tr("In Element: Sign in, then Edit beside the server's name, then this address."));
    const bool hasCode = !onlyHere || m_facts.publicUrl.isEmpty();
    if (const auto code = app::encodeQr(m_facts.qrText))
        m_qr->setCode(code->size, code->dark,
                      tr("QR code with the address %1").arg(address.toString()));
    m_qr->setVisible(hasCode);
    m_qrCaption->setVisible(hasCode);
    m_qrCaption->setText(onlyHere ? tr("The address as a code") : tr("The address for a phone"));
    m_onlyHere->setVisible(onlyHere);
    m_onlyHere->setMessage(MessageKind::Info,
                           tr("This address works on this computer only. Phones and other "
                              "computers can't use it."));
}

} // namespace hearth::ui
