// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/reach_card.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTime>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using Address = app::ReachResult::Address;
using WellKnown = app::ReachResult::WellKnown;

ReachCard::ReachCard(QWidget *parent)
    : QWidget(parent) {
    setObjectName(u"reachCard"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addWidget(makeChecks());
    m_proxy = makeProxy();
    m_proxy->hide();
    column->addWidget(m_proxy);
    connect(&m_reach, &app::PublicReach::done, this, [this](const app::ReachResult &result) {
        m_result = result;
        showResult();
        Q_EMIT resultChanged();
    });
}

QWidget *ReachCard::makeChecks() {
    auto *card = new Card;
    auto *head = card->addHead(tr("From the domain to the server"));
    m_again = new Button(tr("Check again"), u"refresh"_s, ButtonKind::Secondary);
    m_again->setSmall();
    m_again->setObjectName(u"checkReachButton"_s);
    connect(m_again, &Button::clicked, this, &ReachCard::check);
    head->addWidget(m_again);
    m_rowArea = new QWidget;
    card->body()->addWidget(m_rowArea);
    m_checked = new Label({}, TextRole::Small, Color::Text2);
    m_checked->setParagraph();
    card->body()->addWidget(m_checked);
    return card;
}

QWidget *ReachCard::makeProxy() {
    auto *card = new Card;
    auto *head = card->addHead(tr("Reverse proxy"), tr("The lines that point the domain here"));
    m_kind = new Segments(tr("Type of reverse proxy"));
    m_kind->setObjectName(u"proxyKind"_s);
    // Names of programs, the same in every language.
    m_kind->addSegment(u"nginx"_s, u"nginx"_s);
    m_kind->addSegment(u"caddy"_s, u"Caddy"_s);
    head->addWidget(m_kind);
    auto *copy = new Button(tr("Copy"), u"copy"_s, ButtonKind::Secondary);
    copy->setSmall();
    copy->setObjectName(u"copyProxyButton"_s);
    head->addWidget(copy);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(u"proxyText"_s);
    m_text->setAccessibleName(tr("Lines for the reverse proxy"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setLayoutDirection(Qt::LeftToRight);
    setRoleFont(m_text, TextRole::Mono);
    m_text->setMinimumHeight(150);
    card->body()->addWidget(m_text);
    auto *note = new Label(tr("Adjust the names of the certificate files; Caddy gets a "
                              "certificate by itself. Only what apps need is forwarded: "
                              "administration stays on this computer."),
                           TextRole::Small, Color::Text2);
    note->setParagraph();
    card->body()->addWidget(note);
    connect(m_kind, &Segments::currentChanged, this, &ReachCard::showProxy);
    connect(copy, &Button::clicked, this, [this] { copyToClipboard(m_text->toPlainText()); });
    m_kind->setCurrent(u"nginx"_s);
    return card;
}

void ReachCard::setAddress(const app::PublicAddress &address) {
    m_address = address;
    showProxy();
    check();
}

void ReachCard::check() {
    m_result.reset();
    m_again->setBusy(true);
    m_checked->setText(tr("Checking from this computer, the way an app would."));
    m_reach.run(m_address);
    Q_EMIT resultChanged();
}

void ReachCard::showProxy() {
    if (m_text)
        m_text->setPlainText(m_kind->current() == u"caddy" ? app::caddyConfiguration(m_address)
                                                           : app::nginxConfiguration(m_address));
}

void ReachCard::addRow(int row, int pill, const QString &what, const QString &whatToDo) {
    const auto kind = static_cast<PillKind>(pill);
    m_rows->addWidget(new IconView(glyphName(kind), 14, glyphColor(kind)), row, 0, Qt::AlignTop);
    auto *text = new Label;
    text->setTextFormat(Qt::RichText);
    text->setParagraph(true);
    text->setText(
        whatToDo.isEmpty()
            ? what.toHtmlEscaped()
            : tr("%1 <b>What to do:</b> %2").arg(what.toHtmlEscaped(), whatToDo.toHtmlEscaped()));
    m_rows->addWidget(text, row, 1);
}

void ReachCard::showResult() {
    m_again->setBusy(false);
    qDeleteAll(m_rowArea->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    delete m_rowArea->layout();
    m_rows = new QGridLayout(m_rowArea);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(10);
    m_rows->setVerticalSpacing(8);
    m_rows->setColumnStretch(1, 1);
    const auto safe = [](const QString &text) { return isolated(text.toHtmlEscaped()); };
    const QString url = safe(m_address.publicUrl.toDisplayString());
    const QString host = safe(m_address.publicUrl.host());
    const QString domain = safe(m_address.serverName);
    const int good = static_cast<int>(PillKind::Ok);
    const int bad = static_cast<int>(PillKind::Warn);
    switch (m_result->address) {
    case Address::Reached:
        addRow(0, good, tr("%1 points to this server.").arg(url), {});
        break;
    case Address::Unreachable:
        addRow(0, bad, tr("Nothing answers at %1.").arg(url),
               tr("Point a DNS record of %1 here (A or AAAA, to the address of your router "
                  "or this computer), forward port 443 to the reverse proxy, and set up the "
                  "proxy as shown below.")
                   .arg(host));
        break;
    case Address::CertificateWrong:
        addRow(0, bad, tr("The certificate at %1 can't be trusted.").arg(url),
               tr("Get one for %1: Caddy does so by itself; for nginx, use certbot.").arg(host));
        break;
    case Address::NotMatrix:
        addRow(0, bad, tr("Something else answers at %1.").arg(url),
               tr("Add the lines below to the reverse proxy that answers there."));
        break;
    case Address::OtherServer:
        addRow(0, bad, tr("Another Matrix server answers at %1.").arg(url),
               tr("Have the reverse proxy there forward the domain to this server, as shown "
                  "below."));
        break;
    }
    const QString pass =
        tr("Forward /.well-known/matrix/ of %1 to this server, as shown below.").arg(domain);
    switch (m_result->wellKnown) {
    case WellKnown::NotNeeded:
        break;
    case WellKnown::Found:
        addRow(1, good, tr("%1 tells apps to use %2.").arg(domain, url), {});
        break;
    case WellKnown::Missing:
        addRow(1, bad, tr("%1 doesn't tell apps where its server is.").arg(domain), pass);
        break;
    case WellKnown::Elsewhere:
        addRow(1, bad, tr("%1 sends apps to %2 instead.").arg(domain, safe(m_result->elsewhere)),
               pass);
        break;
    }
    const bool reached = m_result->isReachable();
    m_checked->setText(
        reached ? tr("Checked from this computer at %1.").arg(shortTime(QTime::currentTime()))
                : tr("Checked from this computer at %1. Some routers don't let you reach "
                     "your own address from inside your network; in that case, try a phone "
                     "without Wi-Fi.")
                      .arg(shortTime(QTime::currentTime())));
    m_proxy->setVisible(!reached);
}

} // namespace hearth::ui
