// SPDX-License-Identifier: Apache-2.0
// The state bar.
#include "ui/shell/state_bar.hpp"

#include "app/core/log_line.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/style/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/inline_message.hpp"

#include <QDateTime>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ServerConnection;
using app::ServerState;

StateBar::StateBar(app::ServerSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_message(new InlineMessage) {
    setObjectName(u"stateBar"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 12);
    column->addWidget(m_message);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &StateBar::evaluate);
    connect(&session, &app::ServerSession::serverStateChanged, this, &StateBar::evaluate);
    connect(session.host(), &app::ServerHost::changed, this, &StateBar::evaluate);
    connect(session.connection(), &ServerConnection::statusChanged, this, &StateBar::evaluate);
    connect(session.connection(), &ServerConnection::retryTick, this, &StateBar::evaluate);
    hide();
    evaluate();
}

QString StateBar::text() const {
    return m_shown == Shown::Nothing ? QString() : m_message->plainText();
}

StateBar::Shown StateBar::whatIsSo() const {
    // Of a server elsewhere the connection knows all that can be known.
    if (m_session.host()->abilities().canStart) {
        switch (m_session.serverState()) {
        case ServerState::Crashed:
            return Shown::Crashed;
        case ServerState::GaveUp:
            return Shown::GaveUp;
        case ServerState::Stopped:
            return Shown::Stopped;
        case ServerState::Starting:
            return Shown::Starting;
        case ServerState::Stopping:
            return Shown::Stopping;
        case ServerState::Unreachable:
            return Shown::Unreachable;
        case ServerState::NotSetUp:
            return Shown::NotSetUp;
        case ServerState::Ready:
            break;
        }
    }
    switch (m_session.connection()->status()) {
    case ServerConnection::Status::ConnectionLost:
        return Shown::Lost;
    case ServerConnection::Status::SignedOut:
        return Shown::SignedOut;
    default:
        return Shown::Nothing;
    }
}

void StateBar::showLocal(Shown shown, const app::ServerSnapshot &snapshot) {
    const auto &failure = snapshot.failure;
    switch (shown) {
    case Shown::Crashed: {
        const qint64 left =
            snapshot.restartAt ? QDateTime::currentDateTime().secsTo(*snapshot.restartAt) : 0;
        m_message->setMessage(
            MessageKind::Error,
            left > 0 ? tr("%1 Hearth restarts it in %n s.", nullptr, static_cast<int>(left))
                           .arg(whatHappened(failure))
                     : tr("%1 Hearth is restarting it now.").arg(whatHappened(failure)),
            {}, tr("The server crashed, restarting."));
        break;
    }
    case Shown::GaveUp:
        m_message->setMessage(MessageKind::Error, whatHappened(failure), whatToDo(failure),
                              tr("The server is not running."));
        break;
    case Shown::Starting:
        m_message->setMessage(MessageKind::Info, tr("The server is starting."));
        break;
    case Shown::Stopping:
        m_message->setMessage(MessageKind::Info, tr("The server is stopping."));
        break;
    case Shown::Unreachable:
        if (failure.code == app::StartFailure::Code::NoAnswerInTime)
            m_message->setMessage(MessageKind::Warn, tr("Wait a moment, or restart it."), {},
                                  tr("The server is running but not answering."));
        else
            m_message->setMessage(MessageKind::Warn, whatHappened(failure),
                                  whatToDo(failure, true));
        break;
    case Shown::NotSetUp:
        m_message->setMessage(
            MessageKind::Error,
            tr("The folder %1 has no configuration.").arg(m_session.profile().dataDir),
            tr("Put the folder back, or set up a new server."));
        break;
    default:
        m_message->setMessage(MessageKind::Info, tr("The server is stopped."),
                              failure.code == app::StartFailure::Code::None ? QString()
                                                                            : whatToDo(failure));
        break;
    }
    if (shown != Shown::GaveUp && shown != Shown::Crashed)
        return;
    QStringList details{failure.message};
    for (const auto &line : snapshot.lastLogLines)
        details << app::readableLogLine(line);
    m_message->setDetails(details.join(u'\n'));
}

void StateBar::showConnection(Shown shown) {
    const auto *connection = m_session.connection();
    if (shown == Shown::SignedOut) {
        m_message->setMessage(MessageKind::Warn, tr("Your administrator sign-in has ended."),
                              tr("Sign in to see and change things. The server itself keeps "
                                 "running."));
        return;
    }
    const QString since = shortTime(connection->lostSince().time());
    m_message->setMessage(MessageKind::Warn, tr("No answer from %1 since %2. Trying again in %n s.",
                                                nullptr, std::max(0, connection->retryInSeconds()))
                                                 .arg(m_session.profile().serverName, since));
}

void StateBar::addButtons(Shown shown) {
    m_message->clearButtons();
    const auto add = [this](const QString &text, auto signal) {
        auto *button = m_message->addButton(text);
        button->setObjectName(u"stateBarButton"_s);
        connect(button, &Button::clicked, this, signal);
    };
    switch (shown) {
    case Shown::Crashed:
        add(tr("Start now"), &StateBar::startRequested);
        add(tr("Show log"), &StateBar::logsRequested);
        break;
    case Shown::GaveUp:
        add(tr("Start server"), &StateBar::startRequested);
        add(tr("Show log"), &StateBar::logsRequested);
        break;
    case Shown::Stopped:
        add(tr("Start server"), &StateBar::startRequested);
        break;
    case Shown::Unreachable:
        add(tr("Restart…"), &StateBar::restartRequested);
        add(tr("Show log"), &StateBar::logsRequested);
        break;
    case Shown::Lost: {
        auto *button = m_message->addButton(tr("Try now"));
        button->setObjectName(u"stateBarButton"_s);
        connect(button, &Button::clicked, m_session.connection(), &ServerConnection::tryNow);
        break;
    }
    case Shown::SignedOut:
        add(tr("Sign in"), &StateBar::signInRequested);
        break;
    default:
        break;
    }
}

void StateBar::evaluate() {
    const Shown shown = whatIsSo();
    const bool changed = shown != m_shown;
    m_shown = shown;
    setVisible(shown != Shown::Nothing);
    if (shown == Shown::Crashed || shown == Shown::Lost)
        m_tick.start();
    else
        m_tick.stop();
    if (shown == Shown::Nothing)
        return;
    if (shown == Shown::Lost || shown == Shown::SignedOut)
        showConnection(shown);
    else
        showLocal(shown, m_session.host()->snapshot());
    if (!changed)
        return;
    addButtons(shown);
    const bool isError = m_message->kind() == MessageKind::Error;
    Q_EMIT announced(m_message->plainText(), isError);
}

} // namespace hearth::ui
