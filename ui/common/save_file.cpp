// SPDX-License-Identifier: Apache-2.0
// Files beside the window.
#include "ui/common/save_file.hpp"

#include "app/core/futures.hpp"

#include <QSaveFile>
#include <QtConcurrent>

namespace hearth::ui {

void saveFile(const QString &file, const QByteArray &content, QObject *context,
              std::function<void(const QString &problem)> done) {
    const auto written = QtConcurrent::run([file, content]() -> QString {
        QSaveFile out(file);
        if (!out.open(QIODevice::WriteOnly))
            return out.errorString();
        // Accounts, passwords and logs are nobody else's business. Where a file system has no such
        // rights (a stick) the file is saved all the same.
        out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        out.write(content);
        return out.commit() ? QString() : out.errorString();
    });
    app::onAnswer(written, context, std::move(done));
}

} // namespace hearth::ui
