// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/ready_page.hpp"

#include "app/setup/qr_code.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
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
    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(makeAppCard(), 3);
    cards->addWidget(makeChecklist(), 2);
    column->addLayout(cards);
    foldBelow(620, cards, this);
    column->addStretch();
}

QWidget *ReadyPage::makeAppCard() {
    auto *card = new Card;
    card->addHead(tr("Sign in with an app"), tr("Element or another Matrix app"));
    auto *row = new QHBoxLayout;
    row->setSpacing(24);
    auto *fields = new QVBoxLayout;
    fields->setSpacing(12);
    m_addressRow = new FormRow(tr("Server address"), m_address);
    fields->addWidget(m_addressRow);
    m_onlyHere->setMessage(MessageKind::Info, tr("This address works on this computer only. Phones "
                                                 "and other computers can't use it."));
    fields->addWidget(m_onlyHere);
    fields->addWidget(new FormRow(tr("User name"), m_user));
    m_password->setObjectName(QStringLiteral("readyPasswordField"));
    m_password->setSecret(true);
    m_passwordRow = new FormRow(tr("Password"), m_password);
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
    fields->addStretch();
    row->addLayout(fields, 1);
    auto *codeColumn = new QVBoxLayout;
    m_qr->setFixedSize(174, 174);
    m_qr->setObjectName(QStringLiteral("readyCode"));
    codeColumn->addWidget(m_qr, 0, Qt::AlignHCenter);
    m_qrCaption = new Label(tr("Scan with your phone"), TextRole::Small, Color::Text2);
    codeColumn->addWidget(m_qrCaption, 0, Qt::AlignHCenter);
    codeColumn->addStretch();
    row->addLayout(codeColumn);
    card->body()->addLayout(row);
    return card;
}

QWidget *ReadyPage::makeChecklist() {
    auto *card = new Card;
    card->setObjectName(QStringLiteral("readyChecklist"));
    card->addHead(tr("Checklist"));
    m_checklist = new QVBoxLayout;
    m_checklist->setSpacing(12);
    card->body()->addLayout(m_checklist);
    card->body()->addStretch();
    return card;
}

void ReadyPage::addCheck(bool isDone, const QString &title, const QString &text) {
    const PillKind kind = isDone ? PillKind::Ok : PillKind::Off;
    auto *glyph = new IconView(glyphName(kind), 14, glyphColor(kind));
    glyph->setAccessibleName(isDone ? tr("Done") : tr("To do"));
    auto *glyphColumn = new QVBoxLayout;
    glyphColumn->setContentsMargins(0, 3, 0, 0);
    glyphColumn->addWidget(glyph);
    glyphColumn->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addLayout(glyphColumn);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *name = new Label(title, TextRole::Strong);
    name->setParagraph();
    texts->addWidget(name);
    if (!text.isEmpty()) {
        auto *sentence = new Label(text, TextRole::Body, Color::Text2);
        sentence->setParagraph();
        texts->addWidget(sentence);
    }
    row->addLayout(texts, 1);
    m_checklist->addLayout(row);
}

void ReadyPage::show(const app::ClientFacts &facts, const QString &password, bool isKept) {
    m_facts = facts;
    m_user->setValue(facts.userId);
    m_password->setValue(password);
    m_passwordRow->setHint(
        isKept ? tr("Hearth keeps it for you: Settings shows it until you change it.")
               : tr("This is the one you typed. Hearth doesn't keep it."));
    m_passwordRow->setVisible(!password.isEmpty());
    m_webClient = facts.webClientLink;
    addCheck(true, tr("Server set up and started"), {});
    addCheck(true, tr("Administrator %1 created").arg(isolated(facts.userId)),
             tr("Hearth is signed in with this account."));
    addCheck(false, tr("Save the password"), tr("A password manager is the best place."));
    addCheck(false, tr("Sign in with an app"), tr("Enter the address, user name and password."));
    addCheck(false, tr("Invite people"),
             tr("Users > New user creates an account and shows what its owner has to enter."));
    addCheck(false, tr("Start Hearth with this computer"),
             tr("Settings > Start Hearth when I sign in to this computer"));
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
        m_lead->setText(tr("Checking whether %1 points to it.").arg(url));
    } else if (reached) {
        kind = PillKind::Ok;
        m_title->setText(tr("Your server is running"));
        m_lead->setText(tr("Apps reach it at %1.").arg(url));
    } else {
        kind = PillKind::Warn;
        m_title->setText(tr("Not reachable yet"));
        m_lead->setText(tr("The server runs on this computer, and apps here can use it. Apps "
                           "elsewhere find it once the domain points to it: see below what is "
                           "missing. You can go on in the meantime."));
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
        tr("In Element, choose Sign in, then Edit next to the server name, and enter this."));
    if (const auto code = app::encodeQr(m_facts.qrText))
        m_qr->setCode(code->size, code->dark,
                      tr("QR code with the address %1").arg(address.toString()));
    // A phone that reads a code must be able to use what it says.
    m_qr->setVisible(!onlyHere);
    m_qrCaption->setVisible(!onlyHere);
    m_onlyHere->setVisible(onlyHere);
}

} // namespace hearth::ui
