// SPDX-License-Identifier: Apache-2.0
// One question to /health, answered with what it proves.
#pragma once

#include <QFuture>
#include <QObject>
#include <QString>
#include <QUrl>

#include <chrono>

class QNetworkAccessManager;

namespace hearth::app {

struct HealthAnswer {
    enum class Kind {
        Healthy,  ///< 200; compare `instance`
        Failing,  ///< hearthd answers that it is not well; `sentence` says why
        NoAnswer, ///< nothing, or something that is no Matrix server
    };
    Kind kind = Kind::NoAnswer;
    QString instance; ///< Hearth-Instance; empty from other servers
    QString sentence;
    QString trouble; ///< Failing: Hearth-Trouble, a code as in the "fatal" line
};

/// GUI thread; never blocks.
class Health : public QObject {
    Q_OBJECT
public:
    explicit Health(QObject *parent = nullptr);
    [[nodiscard]] QFuture<HealthAnswer>
    ask(const QUrl &baseUrl, std::chrono::milliseconds timeout = std::chrono::seconds(4));

private:
    QNetworkAccessManager *m_network;
};

} // namespace hearth::app
