// SPDX-License-Identifier: Apache-2.0
// The second word of a command ("users lock"): a table, one row for each.
#pragma once

#include "app/hearthctl/context.hpp"

namespace hearth::app::ctl {

struct Verb {
    const char *name;
    /// `subject` is the account or room; empty for lists.
    void (*run)(Context &context, AdminApi &api, const QString &subject);
    bool needsSubject = true;
};

template <std::size_t N>
const Verb *findVerb(const std::array<Verb, N> &verbs, const QString &word) {
    for (const auto &verb : verbs) {
        if (word == QLatin1String(verb.name))
            return &verb;
    }
    return nullptr;
}

// device_commands.cpp: verbs of "users" that are about devices
void listDevices(Context &context, AdminApi &api, const QString &userId);
void renameDevice(Context &context, AdminApi &api, const QString &userId);
void signOutDevice(Context &context, AdminApi &api, const QString &userId);

} // namespace hearth::app::ctl
