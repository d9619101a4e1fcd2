// SPDX-License-Identifier: Apache-2.0
// Writes a file without holding up the window.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <functional>

namespace hearth::ui {

/// All or nothing: an older file stays until the new one is whole. `done` gets the problem in the
/// system's words, or nothing; it is not called if `context` is gone by then.
void saveFile(const QString &file, const QByteArray &content, QObject *context,
              std::function<void(const QString &problem)> done);

} // namespace hearth::ui
