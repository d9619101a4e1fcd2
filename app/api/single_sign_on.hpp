// SPDX-License-Identifier: Apache-2.0
// Single sign-on: the browser does it, and comes back to a listener on this computer's own address
// with a token that is good for one sign-in.
#pragma once

#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>

class QTcpSocket;

namespace hearth::app {

/// One attempt at a time; GUI thread. Only programs of this computer reach the listener, and only
/// an answer that carries this attempt's secret is taken, so that nobody else's sign-in is.
class SingleSignOn : public QObject {
    Q_OBJECT
public:
    /// What the browser shows at the end.
    struct Texts {
        QString title;
        QString done;
        QString wrong;
    };
    explicit SingleSignOn(Texts texts, QObject *parent = nullptr);

    /// Where the browser has to go; empty if this computer lets nobody listen.
    [[nodiscard]] QUrl begin(const QUrl &baseUrl);
    void cancel();
    [[nodiscard]] bool isWaiting() const { return m_listener.isListening(); }
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

Q_SIGNALS:
    void arrived(const QString &loginToken);
    /// Nobody came back in time.
    void timedOut();

private:
    void accept();
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, int status, const QString &text);

    Texts m_texts;
    QTcpServer m_listener;
    QTimer m_timer;
    QString m_state;
    std::chrono::milliseconds m_patience{600'000};
};

} // namespace hearth::app
