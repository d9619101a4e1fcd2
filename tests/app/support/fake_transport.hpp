// SPDX-License-Identifier: Apache-2.0
// A server without a network: answers AdminApi's requests from a table, at the next turn of the
// event loop. Good for tests of models and pages.
#pragma once

#include "app/api/http_client.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <functional>

namespace hearth::test {

/// Owned by the test; alive longer than what uses it.
class FakeTransport : public QObject, public app::Transport {
public:
    using Answer = std::function<app::Result<app::HttpResponse>(const app::HttpRequest &)>;
    QList<app::HttpRequest> requests;
    int delayMs = 0;

    FakeTransport() {
        on("GET", "/_matrix/client/v3/account/whoami",
           {{QStringLiteral("user_id"), QStringLiteral("@admin:example.org")}});
    }

    /// Longest matching beginning of the path wins; a later rule replaces an earlier one.
    void on(const QByteArray &method, const QString &path, Answer answer) {
        m_rules.removeIf([&](const Rule &r) { return r.method == method && r.path == path; });
        m_rules.append({method, path, std::move(answer)});
    }
    void on(const char *method, const char *path, const QJsonObject &body, int status = 200) {
        on(QByteArray(method), QString::fromLatin1(path), [body, status](const app::HttpRequest &) {
            return app::Result<app::HttpResponse>(json(body, status));
        });
    }
    static app::HttpResponse json(const QJsonObject &body, int status = 200) {
        return {status, QJsonDocument(body).toJson(), {}};
    }
    /// All further requests end without an answer, as if the server were gone.
    void setDown(bool down) { m_down = down; }

    [[nodiscard]] int count(const QByteArray &method, const QString &path) const {
        int found = 0;
        for (const auto &request : requests)
            found += request.method == method && request.path.startsWith(path) ? 1 : 0;
        return found;
    }

    QFuture<app::Result<app::HttpResponse>> send(const app::HttpRequest &request) override {
        requests << request;
        auto promise = std::make_shared<QPromise<app::Result<app::HttpResponse>>>();
        promise->start();
        QTimer::singleShot(delayMs, this, [this, promise, request] {
            promise->addResult(answerTo(request));
            promise->finish();
        });
        return promise->future();
    }

private:
    struct Rule {
        QByteArray method;
        QString path;
        Answer answer;
    };
    app::Result<app::HttpResponse> answerTo(const app::HttpRequest &request) {
        if (m_down) {
            app::ApiError error;
            error.kind = app::ApiError::Kind::Unreachable;
            return app::fail(error);
        }
        const Rule *best = nullptr;
        for (const auto &rule : m_rules) {
            if (rule.method == request.method && request.path.startsWith(rule.path) &&
                (best == nullptr || rule.path.size() > best->path.size()))
                best = &rule;
        }
        if (best == nullptr)
            return json({{QStringLiteral("errcode"), QStringLiteral("M_UNRECOGNIZED")},
                         {QStringLiteral("error"), request.path}},
                        404);
        return best->answer(request);
    }
    QList<Rule> m_rules;
    bool m_down = false;
};

} // namespace hearth::test
