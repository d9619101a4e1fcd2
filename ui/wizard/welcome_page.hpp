// SPDX-License-Identifier: Apache-2.0
// The first page: where the server shall run, with this computer's fitness beside the choices.
#pragma once

#include <QWidget>

namespace hearth::ui {

class ChoiceList;

class WelcomePage : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(const QString &folder, QWidget *parent = nullptr);
    QWidget *firstField();

private:
    QWidget *makeHead();
    QWidget *makeComputerCard(const QString &folder);

    ChoiceList *m_choices;
};

} // namespace hearth::ui
