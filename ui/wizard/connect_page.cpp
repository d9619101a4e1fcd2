// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/connect_page.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/probe_text.hpp"
#include "ui/common/sign_in_form.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/wizard/wizard_page.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using Verdict = app::ProbeResult::Verdict;

ConnectPage::ConnectPage(const WizardContext &context, QWidget *parent)
    : QWidget(parent)
    , m_setup(context.profiles, context.secrets) {
    setObjectName(u"connectPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(4);
    column->addWidget(new Label(tr("Connect to an existing server"), TextRole::Title));
    auto *lead = new Label(tr("Enter the server's address and an administrator account. "
                              "Nothing changes until you ask for it."),
                           TextRole::Body, Color::Text2);
    lead->setParagraph();
    column->addWidget(lead);
    column->addSpacing(12);
    auto *form = new QWidget;
    form->setMaximumWidth(760); // as on the other pages: nobody types a line of 1200 pixels
    auto *cards = new QVBoxLayout(form);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(12);
    cards->addWidget(makeAddressCard());
    cards->addWidget(makeSignInCard());
    column->addLayout(rowOf(form));
    column->addStretch(1);
    connect(&m_setup, &app::RemoteSetup::probed, this, &ConnectPage::showFound);
    connect(&m_setup, &app::RemoteSetup::refused, this, &ConnectPage::showRefused);
    m_keeping.setSingleShot(true);
    m_keeping.setInterval(1000);
    connect(&m_setup, &app::RemoteSetup::keeping, &m_keeping, qOverload<>(&QTimer::start));
    connect(&m_keeping, &QTimer::timeout, this, [this] { m_form->showNote(keychainHint()); });
    connect(&m_setup, &app::RemoteSetup::finished, this, [this](const QString &profileId) {
        m_form->clearError();
        m_form->forgetSecrets();
        setBusy(false);
        Q_EMIT connected(profileId);
    });
}

QWidget *ConnectPage::makeAddressCard() {
    auto *card = new Card;
    card->addHead(tr("Address"));
    m_address = new LineField;
    m_address->setObjectName(u"serverAddressField"_s);
    m_address->setPlaceholderText(u"example.org"_s);
    m_check = new Button(tr("Check"), u"search"_s, ButtonKind::Secondary);
    m_check->setObjectName(u"checkAddressButton"_s);
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_address, 1);
    row->addWidget(m_check);
    line->setFocusProxy(m_address);
    card->body()->addWidget(
        new FormRow(tr("Domain or address of the server"), line,
                    tr("The part after the colon in @alice:example.org, or the address apps "
                       "connect to, such as https://matrix.example.org.")));
    m_message = new InlineMessage;
    m_message->setObjectName(u"probeMessage"_s);
    m_message->hide();
    card->body()->addWidget(m_message);
    m_plain = new InlineMessage;
    m_plain->setMessage(MessageKind::Warn,
                        tr("The connection is not encrypted: anyone on the way can read your "
                           "sign-in."),
                        tr("Continue only on this computer or on a network you trust."));
    m_plain->hide();
    card->body()->addWidget(m_plain);
    m_facts = new FactList(130);
    m_facts->hide();
    card->body()->addWidget(m_facts);
    connect(m_check, &Button::clicked, this, &ConnectPage::probe);
    connect(m_address, &QLineEdit::textEdited, this, &ConnectPage::forgetFound);
    return card;
}

QWidget *ConnectPage::makeSignInCard() {
    m_signInCard = new Card;
    m_signInCard->addHead(tr("Administrator sign-in"));
    m_form = new SignInForm;
    m_signInCard->body()->addWidget(m_form);
    m_signInCard->hide();
    connect(m_form, &SignInForm::chosen, this, [this](const app::Credentials &credentials) {
        setBusy(true);
        m_setup.signIn(credentials);
    });
    connect(m_form, &SignInForm::waitingChanged, this, &ConnectPage::setBusy);
    return m_signInCard;
}

QWidget *ConnectPage::firstField() {
    return m_address;
}

bool ConnectPage::isFound() const {
    return m_setup.found().verdict == Verdict::Usable && !m_signInCard->isHidden();
}

QString ConnectPage::goOnText() const {
    return isFound() ? tr("Connect") : tr("Next");
}

void ConnectPage::goOn() {
    if (m_busy)
        return;
    if (isFound())
        m_form->submit();
    else
        probe();
}

/// Of another address nothing is known.
void ConnectPage::forgetFound() {
    m_message->hide();
    m_plain->hide();
    m_facts->hide();
    m_signInCard->hide();
    Q_EMIT stateChanged();
}

void ConnectPage::probe() {
    forgetFound();
    setBusy(true);
    m_setup.probe(m_address->text());
}

void ConnectPage::setBusy(bool busy) {
    m_busy = busy;
    if (!busy)
        m_keeping.stop();
    m_check->setBusy(m_setup.isProbing());
    Q_EMIT stateChanged();
}

void ConnectPage::showFound(const app::ProbeResult &result) {
    setBusy(false);
    const bool usable = result.verdict == Verdict::Usable;
    m_message->setMessage(usable ? MessageKind::Ok : MessageKind::Error, whatHappened(result),
                          whatToDo(result));
    m_message->setDetails(usable ? QString() : errorDetails(result.error));
    m_message->show();
    m_plain->setVisible(usable && !result.isEncrypted);
    m_facts->setVisible(usable);
    m_signInCard->setVisible(usable);
    if (!usable) {
        m_address->setFocus();
        m_address->selectAll();
        return;
    }
    m_facts->clear();
    m_facts->addFact(tr("Address"), isolated(result.baseUrl.toDisplayString()));
    if (!result.software.name.isEmpty())
        //: Name of a server program and its version.
        m_facts->addFact(tr("Software"),
                         tr("%1 %2").arg(result.software.name, result.software.version));
    if (result.fromWellKnown)
        m_facts->addFact(tr("Found via"),
                         isolated(result.serverName + u"/.well-known/matrix/client"_s));
    m_form->setServer(result.baseUrl, result.ways);
    m_form->setFocusToFirst();
    Q_EMIT stateChanged();
}

void ConnectPage::showRefused(const app::ApiError &error) {
    setBusy(false);
    if (const auto verdict = app::verdictOf(error)) {
        auto result = m_setup.found();
        result.verdict = *verdict;
        m_form->showError(whatHappened(result), whatToDo(result), errorDetails(error));
        return;
    }
    m_form->showError(whatHappened(error), whatToDo(error), errorDetails(error));
}

} // namespace hearth::ui
