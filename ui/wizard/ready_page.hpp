// SPDX-License-Identifier: Apache-2.0
// The last page: the server runs, whether its domain leads to it, and what to enter in a chat app.
#pragma once

#include "app/setup/setup_answers.hpp"

#include <QWidget>

class QVBoxLayout;

namespace hearth::ui {

class CopyField;
class FormRow;
class IconView;
class InlineMessage;
class Label;
class QrView;
class ReachCard;

class ReadyPage : public QWidget {
    Q_OBJECT
public:
    explicit ReadyPage(QWidget *parent = nullptr);
    /// password may be empty if it was not asked for in this run; `isKept`: Hearth made it up and
    /// keeps it.
    void show(const app::ClientFacts &facts, const QString &password, bool isKept);

private:
    QWidget *makeAppCard();
    QWidget *makeChecklist();
    void addCheck(bool isDone, const QString &title, const QString &text);
    /// Only what was looked at is called good.
    void showReach();
    void showAddress(const QUrl &address, bool onlyHere);

    app::ClientFacts m_facts;
    IconView *m_glyph;
    Label *m_title;
    Label *m_lead;
    ReachCard *m_reach;
    FormRow *m_addressRow = nullptr;
    CopyField *m_address;
    CopyField *m_user;
    CopyField *m_password;
    FormRow *m_passwordRow = nullptr;
    QVBoxLayout *m_checklist = nullptr;
    QrView *m_qr;
    Label *m_qrCaption = nullptr;
    InlineMessage *m_onlyHere;
    QUrl m_webClient;
};

} // namespace hearth::ui
