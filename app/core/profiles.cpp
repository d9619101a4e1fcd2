// SPDX-License-Identifier: Apache-2.0
// profiles.json: an array of objects; unknown members are dropped.
#include "app/core/profiles.hpp"

#include "app/core/futures.hpp"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>

namespace hearth::app {
namespace {
QJsonObject toJson(const ServerProfile &profile) {
    return {{QStringLiteral("id"), profile.id},
            {QStringLiteral("kind"),
             profile.isLocal() ? QStringLiteral("local") : QStringLiteral("remote")},
            {QStringLiteral("name"), profile.name},
            {QStringLiteral("server_name"), profile.serverName},
            {QStringLiteral("data_dir"), profile.dataDir},
            {QStringLiteral("base_url"), profile.baseUrl.toString()},
            {QStringLiteral("user_id"), profile.userId},
            {QStringLiteral("start_with_hearth"), profile.startWithHearth}};
}

ServerProfile fromJson(const QJsonObject &json) {
    ServerProfile profile;
    profile.id = json.value(u"id").toString();
    profile.kind = json.value(u"kind") == QStringLiteral("remote") ? ServerProfile::Kind::Remote
                                                                   : ServerProfile::Kind::Local;
    profile.name = json.value(u"name").toString();
    profile.serverName = json.value(u"server_name").toString();
    profile.dataDir = json.value(u"data_dir").toString();
    profile.baseUrl = QUrl(json.value(u"base_url").toString());
    profile.userId = json.value(u"user_id").toString();
    profile.startWithHearth = json.value(u"start_with_hearth").toBool(true);
    return profile;
}

QString samePath(const QString &path) {
    const QString canonical = QDir(path).canonicalPath();
    return canonical.isEmpty() ? QDir::cleanPath(QDir(path).absolutePath()) : canonical;
}
} // namespace

ServerProfiles::ServerProfiles(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file) {
    load();
}

std::optional<ServerProfile> ServerProfiles::find(const QString &id) const {
    for (const auto &profile : m_profiles) {
        if (profile.id == id)
            return profile;
    }
    return std::nullopt;
}

std::optional<ServerProfile> findByDataDir(const QList<ServerProfile> &profiles,
                                           const QString &dataDir) {
    const QString wanted = samePath(dataDir);
    for (const auto &profile : profiles) {
        if (profile.isLocal() && samePath(profile.dataDir) == wanted)
            return profile;
    }
    return std::nullopt;
}

QString ServerProfiles::add(ServerProfile profile) {
    if (profile.id.isEmpty())
        profile.id = QUuid::createUuid().toString(QUuid::Id128).left(12);
    const QString id = profile.id;
    m_profiles.append(std::move(profile));
    save();
    Q_EMIT changed();
    return id;
}

void ServerProfiles::update(const ServerProfile &profile) {
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(),
                                 [&](const auto &other) { return other.id == profile.id; });
    if (it == m_profiles.end() || *it == profile)
        return;
    *it = profile;
    save();
    Q_EMIT changed();
}

void ServerProfiles::remove(const QString &id) {
    if (m_profiles.removeIf([&](const auto &profile) { return profile.id == id; }) == 0)
        return;
    save();
    Q_EMIT changed();
}

void ServerProfiles::load() {
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const auto array = QJsonDocument::fromJson(file.readAll()).array();
    for (const auto &value : array) {
        auto profile = fromJson(value.toObject());
        if (!profile.id.isEmpty())
            m_profiles.append(std::move(profile));
    }
}

void ServerProfiles::save() {
    QJsonArray array;
    for (const auto &profile : m_profiles)
        array.append(toJson(profile));
    const auto saved = m_files.run([name = m_file, text = QJsonDocument(array).toJson()] {
        QSaveFile file(name);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    });
    onAnswer(saved, this, [this](bool good) {
        if (std::exchange(m_saved, good) != good)
            Q_EMIT savedChanged();
    });
}

} // namespace hearth::app
