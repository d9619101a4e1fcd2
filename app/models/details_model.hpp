// SPDX-License-Identifier: Apache-2.0
// What the models behind the detail panels share: which thing is shown, and answers that are
// dropped when another one is shown by then.
#pragma once

#include "app/core/futures.hpp"
#include "app/core/result.hpp"
#include "app/models/server_connection.hpp"

#include <QObject>

namespace hearth::app {

/// GUI thread; dies with the session.
class DetailsModel : public QObject {
    Q_OBJECT
public:
    void show(const QString &id); ///< empty: nothing
    void reload();
    [[nodiscard]] QString id() const { return m_id; }
    [[nodiscard]] ViewState viewState() const { return m_state; }
    [[nodiscard]] ApiError lastError() const { return m_error; }

Q_SIGNALS:
    void changed();

protected:
    explicit DetailsModel(ServerConnection &connection, QObject *parent);

    /// Another one is shown: nothing is known of it.
    virtual void forget() = 0;
    /// Something is known of it, so a reload keeps it on show.
    [[nodiscard]] virtual bool isKnown() const = 0;
    /// Asks for everything, with takeMain() and takePart().
    virtual void ask() = 0;

    /// Without this answer there is nothing to show.
    template <class T, class Put>
    void takeMain(const QFuture<Result<T>> &answer, Put put) {
        whenCurrent(answer, [this, put](const Result<T> &result) {
            if (result) {
                put(*result);
                enter(ViewState::Ready);
            } else {
                fail(result.error());
            }
        });
    }
    /// This may fail on its own: then its section stays empty.
    template <class T, class Put>
    void takePart(const QFuture<Result<T>> &answer, Put put) {
        whenCurrent(answer, [this, put](const Result<T> &result) {
            if (!result)
                return;
            put(*result);
            Q_EMIT changed();
        });
    }
    [[nodiscard]] AdminApi &api() const { return m_connection.api(); }

private:
    template <class T, class Handler>
    void whenCurrent(const QFuture<Result<T>> &answer, Handler handler) {
        onAnswer(answer, this, [this, asked = m_generation, handler](const Result<T> &result) {
            if (asked == m_generation)
                handler(result);
        });
    }
    void enter(ViewState state);
    void fail(const ApiError &error);

    ServerConnection &m_connection;
    QString m_id;
    ViewState m_state = ViewState::Empty;
    ApiError m_error;
    quint64 m_generation = 0;
};

} // namespace hearth::app
