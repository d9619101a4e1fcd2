// SPDX-License-Identifier: Apache-2.0
// The program's own settings. Each change holds at once; nothing has to be saved.
#pragma once

#include "app/core/file_queue.hpp"
#include "app/core/result.hpp"
#include "app/core/settings.hpp"
#include "ui/common/page.hpp"

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QScrollArea;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class Card;
class CopyField;
class FactList;
class FormRow;
class InlineMessage;
class Label;

class SettingsPage : public Page {
    Q_OBJECT
public:
    explicit SettingsPage(const PageContext &context, QWidget *parent = nullptr);
    void activated() override;
    void openTarget(const QVariant &target) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    Card *buildAppearance();
    Card *buildBehaviour();
    Card *buildHistory();
    Card *buildSignIn();
    QCheckBox *addCheck(Card *card, const QString &text, app::Setting setting,
                        bool isUnderAnother = false);
    void setReason(QCheckBox *box, const QString &reason);
    QComboBox *addChoice(Card *card, const QString &label, app::Setting setting,
                         const QList<QPair<QString, QVariant>> &choices, const QString &hint = {});
    void showTrayChoices();
    void setStartAtLogin(bool on);
    void showStartAtLogin(bool on, const app::Result<app::Done> &result);
    void showSignIn();
    QWidget *buildKeptPassword();
    void showKeptPassword();

    app::FileQueue m_files; ///< the autostart folder's
    QBoxLayout *m_columns = nullptr;
    QScrollArea *m_scroll = nullptr;
    QHash<QCheckBox *, Label *> m_reasons; ///< below each box: why it can't be used
    QCheckBox *m_startAtLogin = nullptr;
    QCheckBox *m_startMinimized = nullptr;
    QCheckBox *m_trayIcon = nullptr;
    QCheckBox *m_closeToTray = nullptr;
    InlineMessage *m_loginMessage = nullptr;
    Label *m_signedInAs = nullptr;
    Label *m_storage = nullptr;
    Button *m_signIn = nullptr;
    Button *m_signOut = nullptr;
    QWidget *m_keptArea = nullptr;
    CopyField *m_keptPassword = nullptr;
    FormRow *m_keptRow = nullptr;
};

} // namespace hearth::ui
