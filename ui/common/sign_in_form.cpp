// SPDX-License-Identifier: Apache-2.0
// Fields of the sign-in.
#include "ui/common/sign_in_form.hpp"

#include "app/api/single_sign_on.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

enum Part { PasswordPart, TokenPart, SsoPart };

QVBoxLayout *columnOf(QWidget *part) {
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    return column;
}

} // namespace

SignInForm::SignInForm(QWidget *parent)
    : QWidget(parent)
    , m_sso(new app::SingleSignOn(
          {tr("Hearth"), tr("You are signed in. Close this page and go back to Hearth."),
           tr("This page doesn't belong to a sign-in that Hearth is waiting for.")},
          this))
    , m_ways(new Segments(tr("Sign-in method")))
    , m_message(new InlineMessage(MessageKind::Error))
    , m_parts(new QStackedWidget) {
    auto *column = columnOf(this);
    m_ways->setObjectName(u"signInWays"_s);
    m_ways->addSegment(u"password"_s, tr("Password"));
    m_ways->addSegment(u"sso"_s, tr("Single sign-on"));
    m_ways->addSegment(u"token"_s, tr("Access token"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_ways);
    line->addStretch(1);
    column->addLayout(line);
    m_message->hide();
    column->addWidget(m_message);
    m_parts->addWidget(makePasswordPart());
    m_parts->addWidget(makeTokenPart());
    m_parts->addWidget(makeSsoPart());
    column->addWidget(m_parts);
    connect(m_ways, &Segments::currentChanged, this, &SignInForm::showWay);
    connect(m_sso, &app::SingleSignOn::arrived, this, [this](const QString &loginToken) {
        stopWaiting();
        Q_EMIT chosen({app::Credentials::Way::LoginToken, {}, loginToken});
    });
    connect(m_sso, &app::SingleSignOn::timedOut, this, [this] {
        stopWaiting();
        showError(tr("Nothing came back from the browser."), tr("Open the browser again."), {});
    });
    setServer({}, {true, false});
}

QWidget *SignInForm::makePasswordPart() {
    auto *part = new QWidget;
    auto *column = columnOf(part);
    m_user = new LineField;
    m_user->setObjectName(u"signInUserField"_s);
    column->addWidget(new FormRow(tr("User name"), m_user));
    m_password = new PasswordField;
    m_password->field()->setObjectName(u"signInPasswordField"_s);
    column->addWidget(new FormRow(tr("Password"), m_password,
                                  tr("Hearth keeps the sign-in, never this password.")));
    column->addStretch(1);
    return part;
}

QWidget *SignInForm::makeTokenPart() {
    auto *part = new QWidget;
    auto *column = columnOf(part);
    m_token = new PasswordField;
    m_token->field()->setObjectName(u"signInTokenField"_s);
    column->addWidget(
        new FormRow(tr("Access token"), m_token,
                    tr("An administrator's token. Element shows it in Settings > Help and "
                       "About. A token made just for Hearth is better: signing out in "
                       "Element ends this one.")));
    column->addStretch(1);
    return part;
}

QWidget *SignInForm::makeSsoPart() {
    auto *part = new QWidget;
    auto *column = columnOf(part);
    auto *text = new Label(tr("Your browser opens and asks you to sign in, then brings you back to "
                              "Hearth."),
                           TextRole::Body, Color::Text2);
    text->setParagraph();
    column->addWidget(text);
    m_waiting = new Label(tr("Waiting for the browser."), TextRole::Strong);
    m_waiting->hide();
    m_copyLink = new Button(tr("Copy link"), u"copy"_s, ButtonKind::Secondary);
    m_copyLink->setObjectName(u"copySsoLinkButton"_s);
    m_copyLink->setSmall();
    m_copyLink->hide();
    connect(m_copyLink, &Button::clicked, this,
            [this] { copyToClipboard(QString::fromLatin1(m_link.toEncoded())); });
    auto *line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(m_waiting);
    line->addWidget(m_copyLink);
    line->addStretch(1);
    column->addLayout(line);
    column->addStretch(1);
    return part;
}

void SignInForm::setServer(const QUrl &baseUrl, const app::LoginWays &ways) {
    m_baseUrl = baseUrl;
    m_ways->setOffered(u"password"_s, ways.password);
    m_ways->setOffered(u"sso"_s, ways.sso);
    m_ways->setCurrent(ways.password ? u"password"_s : ways.sso ? u"sso"_s : u"token"_s);
    showWay();
}

void SignInForm::setUser(const QString &user) {
    m_user->setText(user);
}

QString SignInForm::way() const {
    return m_ways->current();
}

void SignInForm::showWay() {
    stopWaiting();
    clearError();
    const QString current = way();
    m_parts->setCurrentIndex(current == u"sso"     ? SsoPart
                             : current == u"token" ? TokenPart
                                                   : PasswordPart);
}

void SignInForm::setFocusToFirst() {
    const QString current = way();
    if (current == u"token")
        m_token->setFocus();
    else if (current == u"sso")
        m_ways->setFocus();
    else if (m_user->text().isEmpty())
        m_user->setFocus();
    else
        m_password->setFocus();
}

void SignInForm::submit() {
    clearError();
    const QString current = way();
    if (current == u"sso") {
        openBrowser();
        return;
    }
    if (current == u"token") {
        const QString token = m_token->text().trimmed();
        if (token.isEmpty())
            showError(tr("Enter the access token."), {}, {});
        else
            Q_EMIT chosen({app::Credentials::Way::Token, {}, token});
        return;
    }
    const QString user = m_user->text().trimmed();
    if (user.isEmpty() || m_password->text().isEmpty())
        showError(tr("Enter both user name and password."), {}, {});
    else
        Q_EMIT chosen({app::Credentials::Way::Password, user, m_password->text()});
}

void SignInForm::openBrowser() {
    m_link = m_sso->begin(m_baseUrl);
    if (m_link.isEmpty()) {
        showError(tr("Hearth can't wait for the browser on this computer."),
                  tr("Sign in with an access token instead."), {});
        return;
    }
    m_waiting->show();
    m_copyLink->show();
    Q_EMIT waitingChanged(true);
    if (!QDesktopServices::openUrl(m_link))
        showError(tr("Hearth couldn't open the browser."),
                  tr("Copy the link and open it in a browser on this computer."), {});
}

void SignInForm::stopWaiting() {
    const bool waited = m_sso->isWaiting() || m_waiting->isVisibleTo(this);
    m_sso->cancel();
    m_waiting->hide();
    m_copyLink->hide();
    if (waited)
        Q_EMIT waitingChanged(false);
}

void SignInForm::showError(const QString &what, const QString &whatToDo, const QString &details) {
    m_message->setMessage(MessageKind::Error, what, whatToDo);
    m_message->setDetails(details);
    m_message->show();
    if (way() == u"password") {
        m_password->field()->selectAll();
        m_password->setFocus();
    }
}

void SignInForm::showNote(const QString &text) {
    m_message->setMessage(MessageKind::Info, text);
    m_message->setDetails({});
    m_message->show();
}

void SignInForm::clearError() {
    m_message->hide();
}

void SignInForm::forgetSecrets() {
    stopWaiting();
    m_password->setText({});
    m_token->setText({});
}

} // namespace hearth::ui
