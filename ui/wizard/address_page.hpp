// SPDX-License-Identifier: Apache-2.0
// The server's name: a trial on this computer, or a domain that the person owns.
#pragma once

#include "ui/wizard/wizard_page.hpp"

namespace hearth::ui {

class ChoiceList;
class FormRow;
class InlineMessage;
class LineField;

class AddressPage : public WizardPage {
    Q_OBJECT
public:
    explicit AddressPage(QWidget *parent = nullptr);
    void load(const app::SetupAnswers &answers) override;
    void store(app::SetupAnswers &answers) const override;
    void check(const std::function<void()> &goOn) override;
    QWidget *firstField() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void showPurpose();
    void showLooks();
    bool checkName();
    bool checkUrl();
    [[nodiscard]] bool isTrial() const;

    ChoiceList *m_purpose;
    QWidget *m_domainFields;
    LineField *m_name;
    FormRow *m_nameRow;
    LineField *m_url;
    FormRow *m_urlRow;
    InlineMessage *m_message;
    QString m_localAddress; ///< where apps on this computer connect
    Label *m_person;
    Label *m_app;
    Label *m_joined;
    QWidget *m_joinedRow = nullptr;
};

} // namespace hearth::ui
