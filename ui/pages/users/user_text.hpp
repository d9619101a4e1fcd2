// SPDX-License-Identifier: Apache-2.0
// Words, pills and small facts about accounts.
#pragma once

#include "ui/widgets/status_pill.hpp"

namespace hearth::app {
enum class UserState;
struct Device;
} // namespace hearth::app

namespace hearth::ui {

/// What can be done with one account.
enum class UserStep {
    Edit,
    Lock,
    Unlock,
    Suspend,
    Unsuspend,
    ShadowBan,
    LiftShadowBan,
    MakeAdmin,
    RemoveAdmin,
    SignOutAll,
    SendNotice,
    ResetPassword,
    Deactivate,
    Erase,
};

Pill userPill(app::UserState state);
/// "ivan" of "@ivan:example.org"
QString localpartOf(const QString &userId);
QString serverOf(const QString &userId);
/// Which icon resembles the device most.
QString deviceIcon(const app::Device &device);
QString deviceTitle(const app::Device &device);

} // namespace hearth::ui
