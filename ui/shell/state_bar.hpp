// SPDX-License-Identifier: Apache-2.0
// Above the page: the server crashed, stopped, does not answer, or the sign-in has ended.
#pragma once

#include <QTimer>
#include <QWidget>

namespace hearth::app {
class ServerSession;
struct ServerSnapshot;
} // namespace hearth::app

namespace hearth::ui {

class InlineMessage;

/// Made for one session. Shows the most serious thing that is so, and what can be done about it.
class StateBar : public QWidget {
    Q_OBJECT
public:
    explicit StateBar(app::ServerSession &session, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void startRequested();
    void restartRequested();
    void signInRequested();
    void logsRequested();
    /// Something worse than before: for screen readers.
    void announced(const QString &text, bool isError);

private:
    enum class Shown {
        Nothing,
        Crashed,
        GaveUp,
        Stopped,
        Starting,
        Stopping,
        Unreachable,
        NotSetUp,
        Lost,
        SignedOut
    };
    void evaluate();
    Shown whatIsSo() const;
    void showLocal(Shown shown, const app::ServerSnapshot &snapshot);
    void showConnection(Shown shown);
    void addButtons(Shown shown);

    app::ServerSession &m_session;
    InlineMessage *m_message;
    QTimer m_tick;
    Shown m_shown = Shown::Nothing;
};

} // namespace hearth::ui
