// SPDX-License-Identifier: Apache-2.0
// Lists with details: files for spreadsheets, and what is said about actions.
#include "app/core/csv.hpp"
#include "app/models/paged_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/list_page.hpp"
#include "ui/common/save_file.hpp"
#include "ui/widgets/bulk_bar.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/inline_message.hpp"

#include <QDate>
#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace hearth::ui {

// ---- Export ------------------------------------------------------------------------------------

void ListPage::askWhereToExport() {
    auto *dialog = new QFileDialog(this, tr("Save table"));
    dialog->setObjectName(u"exportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilter(tr("Tables (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(
        u"%1-%2.csv"_s.arg(m_settingsName, QDate::currentDate().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &ListPage::exportTo);
    dialog->open();
}

void ListPage::exportTo(const QString &file) {
    hideNews();
    m_exportFile = file;
    m_export->setBusy(true);
    m_model.collect();
}

void ListPage::onCollected(const QList<QStringList> &lines) {
    const QString file = std::exchange(m_exportFile, {});
    if (file.isEmpty())
        return;
    const auto count = static_cast<int>(lines.size()) - 1;
    saveFile(file, app::toCsv(lines), this, [this, file, count](const QString &problem) {
        m_export->setBusy(false);
        if (problem.isEmpty()) {
            toast(tr("%n rows saved to %1.", nullptr, count)
                      .arg(isolated(QFileInfo(file).fileName())));
            return;
        }
        m_news->clearButtons();
        m_news->setMessage(MessageKind::Error,
                           tr("Couldn't write %1: %2").arg(isolated(file), problem),
                           tr("Choose another folder, or free up some disk space."),
                           tr("The table was not saved."));
        m_newsArea->show();
    });
}

// ---- News about actions ------------------------------------------------------------------------

void ListPage::expect(const QString &id, Expected expected) {
    m_expected[id].append(std::move(expected));
}

void ListPage::onActionDone(const QString &id) {
    const auto waiting = m_expected.find(id);
    if (waiting == m_expected.end())
        return;
    const Expected expected = waiting->takeFirst();
    if (waiting->isEmpty())
        m_expected.erase(waiting);
    hideNews();
    if (!expected.doneText.isEmpty())
        toast(expected.doneText, expected.undo);
    if (expected.then)
        expected.then();
}

void ListPage::onActionFailed(const QString &id, const app::ApiError &error) {
    if (id.isEmpty()) {
        afterLoad();
        return;
    }
    // What a dialog started, the dialog explains.
    const auto waiting = m_expected.find(id);
    if (waiting == m_expected.end())
        return;
    const QString what = waiting->takeFirst().failText;
    if (waiting->isEmpty())
        m_expected.erase(waiting);
    showFailure(what, error);
}

void ListPage::showFailure(const QString &what, const app::ApiError &error) {
    m_news->clearButtons();
    m_news->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error), what);
    m_news->setDetails(errorDetails(error));
    m_newsArea->show();
}

void ListPage::hideNews() {
    m_newsArea->hide();
}

void ListPage::expectBulk(const QStringList &ids, BulkWords words) {
    m_bulkIds = ids;
    m_bulkWords = std::move(words);
    m_bulkRuns = true;
    hideNews();
    m_bulk->setProgress(0, static_cast<int>(ids.size()));
}

void ListPage::onBulkFinished(const app::BulkOutcome &outcome) {
    if (!std::exchange(m_bulkRuns, false))
        return;
    m_bulk->clearProgress();
    showTicks();
    QStringList done = std::exchange(m_bulkIds, {});
    const BulkWords words = std::exchange(m_bulkWords, {});
    QStringList failedIds;
    for (const auto &[id, error] : outcome.failed) {
        failedIds << id;
        done.removeAll(id);
    }
    for (const auto &id : outcome.skipped)
        done.removeAll(id);
    QString text = words.done ? words.done(outcome.done) : QString();
    if (!outcome.skipped.isEmpty())
        text += u' ' + tr("Your own account was left out.");
    if (outcome.failed.isEmpty()) {
        toast(text, words.undo && !done.isEmpty() ? [undo = words.undo, done] { undo(done); }
                                                  : std::function<void()>());
        return;
    }
    QStringList reasons;
    QStringList details;
    for (const auto &[id, error] : outcome.failed) {
        if (reasons.size() < 3)
            //: One account or room, and why an action on it failed.
            reasons << tr("%1: %2").arg(id,
                                        words.reason ? words.reason(error) : whatHappened(error));
        details << id << errorDetails(error);
    }
    if (outcome.failed.size() > 3)
        reasons << tr("And %n more.", nullptr, static_cast<int>(outcome.failed.size()) - 3);
    m_news->clearButtons();
    m_news->setMessage(MessageKind::Warn, reasons.join(u' '), {}, text);
    m_news->setDetails(details.join(u'\n'));
    if (words.again) {
        auto *button = m_news->addButton(tr("Retry the rest"));
        button->setObjectName(u"tryRestButton"_s);
        connect(button, &Button::clicked, this, [this, again = words.again, failedIds] {
            hideNews();
            again(failedIds);
        });
    }
    m_newsArea->show();
}

void ListPage::ask(const ConfirmDialog::Question &question, const std::function<void()> &doIt,
                   const std::function<void(ConfirmDialog &)> &prepare) {
    auto *dialog = new ConfirmDialog(question, this);
    connect(dialog, &QDialog::accepted, this, doIt);
    if (prepare)
        prepare(*dialog);
    dialog->open();
}

} // namespace hearth::ui
