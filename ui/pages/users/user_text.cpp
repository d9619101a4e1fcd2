// SPDX-License-Identifier: Apache-2.0
// Facts about accounts.
#include "ui/pages/users/user_text.hpp"

#include "app/core/odd_names.hpp"
#include "app/models/users_model.hpp"

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::UserState;

Pill userPill(UserState state) {
    const QString text = app::userStateText(state);
    switch (state) {
    case UserState::Active:
        return {PillKind::Ok, text};
    case UserState::Suspended:
        return {PillKind::Warn, text};
    case UserState::Locked:
        return {PillKind::Lock, text};
    case UserState::Deactivated:
    case UserState::Erased:
        break;
    }
    return {PillKind::Ban, text};
}

QString localpartOf(const QString &userId) {
    const qsizetype from = userId.startsWith(u'@') ? 1 : 0;
    const qsizetype colon = userId.indexOf(u':');
    return userId.mid(from, colon < 0 ? -1 : colon - from);
}

QString serverOf(const QString &userId) {
    const qsizetype colon = userId.indexOf(u':');
    return colon < 0 ? QString() : userId.mid(colon + 1);
}

QString deviceTitle(const app::Device &device) {
    return app::isBlank(device.displayName) ? device.id : device.displayName.simplified();
}

QString deviceIcon(const app::Device &device) {
    const QString hints = (device.displayName + u' ' + device.lastSeenAgent).toLower();
    for (const auto &word : {u"android"_s, u"iphone"_s, u"ios"_s, u"phone"_s, u"mobile"_s})
        if (hints.contains(word))
            return u"phone"_s;
    for (const auto &word : {u"desktop"_s, u"electron"_s, u"hearth"_s})
        if (hints.contains(word))
            return u"laptop"_s;
    for (const auto &word : {u"firefox"_s, u"chrom"_s, u"safari"_s, u"web"_s, u"http"_s})
        if (hints.contains(word))
            return u"federation"_s;
    return u"laptop"_s;
}

} // namespace hearth::ui
