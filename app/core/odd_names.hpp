// SPDX-License-Identifier: Apache-2.0
// Names that people gave, which may be anything: blank, of many lines, not to be typed.
#pragma once

#include <QString>
#include <QStringList>

namespace hearth::app {

/// Nothing of it can be seen: empty, spaces, or signs without a shape.
[[nodiscard]] bool isBlank(const QString &name);

/// What a person is asked to type before something is done that can't be undone: the first of
/// `names` that every keyboard can type and nobody gets wrong, else four digits that belong to
/// `id`.
[[nodiscard]] QString typeable(const QStringList &names, const QString &id);

} // namespace hearth::app
