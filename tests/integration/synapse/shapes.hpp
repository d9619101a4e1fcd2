// SPDX-License-Identifier: Apache-2.0
// What went over the wire in a run of calls, and how two runs differ.
#pragma once

#include "app/api/http_client.hpp"

#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace hearth::test {

struct Exchange {
    QString call; ///< "GET /_synapse/…" with ids of one server replaced
    int status = 0;
    QJsonValue body;
};

/// Passes requests on and remembers them with their answers.
class Recorder : public app::Transport {
public:
    explicit Recorder(app::Transport &inner)
        : m_inner(inner) {}
    [[nodiscard]] QFuture<app::Result<app::HttpResponse>>
    send(const app::HttpRequest &request) override;
    [[nodiscard]] QList<Exchange> take() { return std::exchange(m_exchanges, {}); }
    /// What was heard before a part that cannot be compared.
    void putBack(const QList<Exchange> &before) { m_exchanges = before + m_exchanges; }

private:
    app::Transport &m_inner;
    QList<Exchange> m_exchanges;
};

/// How `ours` differs from `theirs`: one line for each place. Ids and times count as equal if they
/// are of one kind; texts of errors may differ.
[[nodiscard]] QStringList differences(const QList<Exchange> &ours, const QList<Exchange> &theirs);

} // namespace hearth::test
