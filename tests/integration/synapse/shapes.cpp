// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/synapse/shapes.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>

#include <cmath>

namespace hearth::test {
namespace {

// What each server invents itself: rooms, events, devices, tokens, positions.
QString withoutIds(QString text) {
    static const QRegularExpression ids(
        QStringLiteral("![A-Za-z0-9_-]{8,}(:localhost)?|\\$[A-Za-z0-9_-]{40,}|"
                       "(%21)[A-Za-z0-9_-]{8,}(%3Alocalhost)?|\\b[A-Z0-9]{10}\\b|"
                       "delete_status/[A-Za-z0-9]+"));
    return text.replace(ids, QStringLiteral("<id>"));
}

// Values under these keys are of one server only.
bool isOwnValue(const QString &key) {
    static const QStringList keys{QStringLiteral("access_token"),
                                  QStringLiteral("nonce"),
                                  QStringLiteral("device_id"),
                                  QStringLiteral("delete_id"),
                                  QStringLiteral("error"),
                                  QStringLiteral("next_batch"),
                                  QStringLiteral("prev_batch"),
                                  QStringLiteral("start"),
                                  QStringLiteral("end"),
                                  QStringLiteral("token"),
                                  QStringLiteral("server_version"),
                                  QStringLiteral("last_seen_user_agent"),
                                  QStringLiteral("user_agent"),
                                  QStringLiteral("stream_ordering"),
                                  QStringLiteral("depth"),
                                  QStringLiteral("age"),
                                  QStringLiteral("state_group"),
                                  QStringLiteral("current_updates"),
                                  QStringLiteral("media_id"),
                                  QStringLiteral("external_ids")};
    return keys.contains(key);
}

// What hearthd says on top of what Synapse does, on purpose.
bool isMoreThanSynapse(const QString &key) {
    // "suspended" in the list of accounts: the table of accounts shows it.
    // "device_count" and "media_length" there: our screens ask for them with a parameter of our
    // own. "mimetype" and its default: a topic's text that says what it is.
    return key == u"suspended" || key == u"device_count" || key == u"media_length" ||
           key == u"dehydrated" || key == u"mimetype";
}

// What Synapse says that no document of its API mentions; "m.call.invite" is a wish of one client.
bool isLeftOut(const QString &key) {
    return key == u"authenticated" || key == u"url_cache" || key == u"sha256" ||
           key == u"user_id" || key == u"age" || key == u"m.call.invite";
}

bool isTime(const QString &key) {
    return key.endsWith(QStringLiteral("_ts")) || key == u"last_seen" || key.endsWith(u"_at");
}

const char *kindOf(const QJsonValue &value) {
    switch (value.type()) {
    case QJsonValue::Null:
        return "null";
    case QJsonValue::Bool:
        return "a boolean";
    case QJsonValue::Double:
        return "a number";
    case QJsonValue::String:
        return "a string";
    case QJsonValue::Array:
        return "a list";
    case QJsonValue::Object:
        return "an object";
    case QJsonValue::Undefined:
        break;
    }
    return "nothing";
}

QString shown(const QJsonValue &value) {
    QString text =
        QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    return text.mid(1, text.size() - 2).left(120);
}

class Comparison {
public:
    void compare(const QString &where, const QString &key, const QJsonValue &ours,
                 const QJsonValue &theirs) {
        if (isOwnValue(key) && ours.type() == theirs.type())
            return;
        if (ours.type() != theirs.type()) {
            say(where, ours, theirs);
            return;
        }
        switch (ours.type()) {
        case QJsonValue::Object:
            objects(where, ours.toObject(), theirs.toObject());
            break;
        case QJsonValue::Array:
            lists(where, key, ours.toArray(), theirs.toArray());
            break;
        case QJsonValue::Double:
            if (isTime(key)) {
                // Seconds or milliseconds, never or once.
                if (magnitude(ours) != magnitude(theirs))
                    say(where, ours, theirs);
                break;
            }
            if (ours != theirs)
                say(where, ours, theirs);
            break;
        case QJsonValue::String:
            if (withoutIds(ours.toString()) != withoutIds(theirs.toString()))
                say(where, ours, theirs);
            break;
        default:
            if (ours != theirs)
                say(where, ours, theirs);
        }
    }
    void say(const QString &where, const QString &what) {
        // The same in every row of a list and in every way to ask for it is one difference.
        static const QRegularExpression row(QStringLiteral("\\[\\d+\\]|\\?\\S*(?=\\.[a-z_]+\\[)"));
        QString place = where;
        place.replace(row, QStringLiteral("[]"));
        const QString told = what.section(u' ', 0, 3);
        if (m_said.contains(place + told))
            return;
        m_said << place + told;
        found << where + QStringLiteral(": ") + what;
    }
    QStringList found;

private:
    static int magnitude(const QJsonValue &value) {
        const double number = value.toDouble();
        return number > 0 ? static_cast<int>(std::log10(number)) : 0;
    }
    void say(const QString &where, const QJsonValue &ours, const QJsonValue &theirs) {
        say(where, QStringLiteral("hearthd has ") + QLatin1String(kindOf(ours)) + u' ' +
                       shown(ours) + QStringLiteral(", Synapse ") + QLatin1String(kindOf(theirs)) +
                       u' ' + shown(theirs));
    }
    void objects(const QString &where, const QJsonObject &ours, const QJsonObject &theirs) {
        for (const auto &key : ours.keys()) {
            if (!theirs.contains(key) && !isMoreThanSynapse(key))
                say(where + u'.' + key,
                    QStringLiteral("only hearthd has it: ") + shown(ours.value(key)));
        }
        for (const auto &key : theirs.keys()) {
            if (ours.contains(key))
                compare(where + u'.' + key, key, ours.value(key), theirs.value(key));
            else if (!isLeftOut(key))
                say(where + u'.' + key,
                    QStringLiteral("only Synapse has it: ") + shown(theirs.value(key)));
        }
    }
    // State is a set: in one order for both.
    static QJsonArray inOrder(const QString &key, const QJsonArray &list) {
        if (key != u"state")
            return list;
        QMap<QString, QJsonValue> sorted;
        for (const auto &event : list)
            sorted.insert(event.toObject().value(u"type").toString() + u' ' +
                              event.toObject().value(u"state_key").toString(),
                          event);
        QJsonArray result;
        for (const auto &event : std::as_const(sorted))
            result.append(event);
        return result;
    }
    void lists(const QString &where, const QString &key, const QJsonArray &ourList,
               const QJsonArray &theirList) {
        const QJsonArray ours = inOrder(key, ourList);
        const QJsonArray theirs = inOrder(key, theirList);
        if (ours.size() != theirs.size()) {
            say(where, ours, theirs);
            return;
        }
        for (qsizetype i = 0; i < ours.size(); ++i)
            compare(QStringLiteral("%1[%2]").arg(where).arg(i), key, ours.at(i), theirs.at(i));
    }

    QStringList m_said;
};

QJsonValue parsed(const QByteArray &body) {
    const auto document = QJsonDocument::fromJson(body);
    if (document.isObject())
        return document.object();
    if (document.isArray())
        return document.array();
    return QString::fromUtf8(body.left(200));
}

} // namespace

QFuture<app::Result<app::HttpResponse>> Recorder::send(const app::HttpRequest &request) {
    QString call = QString::fromLatin1(request.method) + u' ' + request.path;
    if (!request.query.isEmpty())
        call += u'?' + request.query.toString(QUrl::FullyEncoded);
    return m_inner.send(request).then(
        [this, call = withoutIds(call)](const app::Result<app::HttpResponse> &answer) {
            if (answer)
                m_exchanges.append({call, answer->status, parsed(answer->body)});
            else
                m_exchanges.append({call, 0, answer.error().toString()});
            return answer;
        });
}

QStringList differences(const QList<Exchange> &ours, const QList<Exchange> &theirs) {
    Comparison comparison;
    if (ours.size() != theirs.size())
        comparison.found << QStringLiteral("%1 calls to hearthd, %2 to Synapse")
                                .arg(ours.size())
                                .arg(theirs.size());
    for (qsizetype i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        const Exchange &one = ours.at(i);
        const Exchange &other = theirs.at(i);
        if (one.call != other.call) {
            comparison.found
                << QStringLiteral("hearthd was asked %1, Synapse %2").arg(one.call, other.call);
            break;
        }
        if (one.status != other.status)
            comparison.found << one.call + QStringLiteral(": hearthd answers %1 %2, Synapse %3 %4")
                                               .arg(QString::number(one.status), shown(one.body),
                                                    QString::number(other.status),
                                                    shown(other.body));
        else
            comparison.compare(one.call, {}, one.body, other.body);
    }
    return comparison.found;
}

} // namespace hearth::test
