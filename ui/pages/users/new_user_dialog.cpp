// SPDX-License-Identifier: Apache-2.0
// The dialog for a new account. PUT would change an account that is there already, so the name is
// asked about again before anything is sent.
#include "ui/pages/users/new_user_dialog.hpp"

#include "app/models/server_session.hpp"
#include "app/setup/setup_answers.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/users/account_card.hpp"
#include "ui/pages/users/hand_over.hpp"
#include "ui/pages/users/password_choice.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ApiError;
using app::UsersModel;

NewUserDialog::NewUserDialog(app::ServerSession &session, QWidget *parent)
    : DialogFrame(tr("New user"), parent)
    , m_session(session)
    , m_pages(new QStackedWidget)
    , m_message(new InlineMessage(MessageKind::Error))
    , m_name(new LineField)
    , m_nameRow(nullptr)
    , m_displayName(new LineField)
    , m_password(new PasswordChoice)
    , m_member(new QRadioButton(tr("Member")))
    , m_admin(new QRadioButton(tr("Administrator")))
    , m_handOver(new HandOver(session.profile()))
    , m_another(nullptr)
    , m_cancel(nullptr)
    , m_create(nullptr) {
    setObjectName(u"newUserDialog"_s);
    body()->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    m_pages->addWidget(buildForm());
    row->addWidget(m_pages, 1);
    auto *line = new Hairline(Qt::Vertical);
    row->addWidget(line);
    row->addWidget(m_handOver);
    foldBelow(740, row, this, [line](bool isFolded) { line->setVisible(!isFolded); });
    body()->addLayout(row);
    buildFoot();
    m_pause.setSingleShot(true);
    m_pause.setInterval(400);
    connect(&m_pause, &QTimer::timeout, this, &NewUserDialog::checkName);
    connect(m_name, &QLineEdit::textChanged, this, &NewUserDialog::onNameEdited);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (m_state == Name::Unchecked && !localpart().isEmpty())
            checkName();
    });
    auto *users = session.users();
    connect(users, &UsersModel::nameChecked, this, &NewUserDialog::onNameChecked);
    connect(users, &UsersModel::createFailed, this, &NewUserDialog::onCreateFailed);
    connect(users, &UsersModel::created, this, &NewUserDialog::onCreated);
    setPreferredSize({880, 0});
    m_name->setFocus();
}

QWidget *NewUserDialog::buildNameField() {
    auto *field = new QWidget;
    auto *row = new QHBoxLayout(field);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    // An address reads left to right in every language.
    field->setLayoutDirection(Qt::LeftToRight);
    m_name->setPrefix(u"@"_s);
    m_name->setObjectName(u"userNameField"_s);
    m_name->setMaxLength(200);
    m_name->setInputMethodHints(Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
    row->addWidget(m_name, 1);
    row->addWidget(new FieldSuffix(u':' + m_session.profile().serverName));
    field->setFocusProxy(m_name);
    return field;
}

QString NewUserDialog::nameRule() {
    return tr(
        "Letters from a to z, digits and . _ = - / + are allowed. It can't be changed later.");
}

QWidget *NewUserDialog::buildForm() {
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(22, 20, 22, 20);
    column->setSpacing(16);
    m_message->hide();
    column->addWidget(m_message);
    m_nameRow = new FormRow(tr("User name"), buildNameField(), nameRule());
    column->addWidget(m_nameRow);
    m_displayName->setObjectName(u"displayNameField"_s);
    m_displayName->setMaxLength(255);
    m_displayName->setPlaceholderText(tr("What others see"));
    auto *display = new FormRow(tr("Display name"), m_displayName);
    display->setOptional();
    column->addWidget(display);
    column->addWidget(m_password);
    auto *may = new QVBoxLayout;
    may->setSpacing(6);
    may->addWidget(new Label(tr("Role"), TextRole::Strong));
    auto *roles = new QHBoxLayout;
    roles->setSpacing(18);
    auto *group = new QButtonGroup(form);
    for (auto *button : {m_member, m_admin}) {
        group->addButton(button);
        roles->addWidget(button);
    }
    m_member->setObjectName(u"memberRadio"_s);
    m_admin->setObjectName(u"administratorRadio"_s);
    m_member->setChecked(true);
    m_admin->setAccessibleDescription(tr("can see and change everything here"));
    roles->addWidget(
        new Label(tr("(can see and change everything here)"), TextRole::Small, Color::Text2), 1);
    may->addLayout(roles);
    column->addLayout(may);
    column->addStretch(1);
    return form;
}

void NewUserDialog::buildFoot() {
    m_another = new Button(tr("Create another"));
    m_another->setObjectName(u"createAnotherButton"_s);
    m_another->hide();
    addFootStart(m_another);
    connect(m_another, &Button::clicked, this, &NewUserDialog::startOver);
    m_cancel = addCancel();
    m_create = addPrimary(tr("Create user"));
    m_create->setObjectName(u"createUserButton"_s);
    connect(m_create, &Button::clicked, this, [this] {
        if (m_id.isEmpty())
            submit();
        else
            accept();
    });
}

QString NewUserDialog::localpart() const {
    QString name = m_name->text().trimmed();
    if (name.startsWith(u'@'))
        name.remove(0, 1);
    const QString server = u':' + m_session.profile().serverName;
    if (name.endsWith(server))
        name.chop(server.size());
    return name;
}

void NewUserDialog::onNameEdited() {
    m_state = Name::Unchecked;
    m_wanted = false;
    m_create->setBusy(false);
    m_nameRow->clearError();
    m_nameRow->setHint(nameRule());
    m_password->setUserName(localpart());
    const auto problem = app::checkUserName(localpart(), m_session.profile().serverName);
    m_handOver->setName(problem == app::AnswerProblem::None ? localpart() : QString());
    if (localpart().isEmpty())
        m_pause.stop();
    else
        m_pause.start();
}

void NewUserDialog::checkName() {
    m_pause.stop();
    using Problem = app::AnswerProblem;
    QString what;
    QString todo;
    switch (app::checkUserName(localpart(), m_session.profile().serverName)) {
    case Problem::None:
        m_state = Name::Checking;
        m_session.users()->checkName(localpart());
        return;
    case Problem::Empty:
        what = tr("Enter a user name.");
        break;
    case Problem::UserNameTooLong:
        what = tr("The name is too long.");
        todo = tr("Choose a shorter one.");
        break;
    default:
        what = tr("This name contains characters that aren't allowed.");
        todo = tr("Use only the letters a to z, digits and . _ = - / +, and don't start with _.");
        break;
    }
    m_state = Name::Bad;
    m_wanted = false;
    m_create->setBusy(false);
    m_nameRow->setError(what, todo);
}

void NewUserDialog::onNameChecked(const QString &checked, bool isFree, const ApiError &error) {
    if (checked != localpart() || m_state != Name::Checking)
        return;
    if (isFree) {
        m_state = Name::Free;
        m_nameRow->setHint(tr("Available. It can't be changed later."));
        m_nameRow->clearError(true);
        if (std::exchange(m_wanted, false))
            create();
        return;
    }
    const bool wanted = std::exchange(m_wanted, false);
    m_create->setBusy(false);
    if (error.kind == ApiError::Kind::Rejected) {
        m_state = Name::Bad;
        m_nameRow->setError(whatHappened(error), error.errcode == u"M_USER_IN_USE"
                                                     ? tr("Choose another name.")
                                                     : QString());
        m_name->setFocus();
        return;
    }
    m_state = Name::Unchecked;
    if (wanted)
        onCreateFailed(error);
}

void NewUserDialog::submit() {
    m_message->hide();
    const bool passwordFits = m_password->check();
    if (localpart().isEmpty() || m_state == Name::Bad) {
        checkName();
        m_name->setFocus();
        return;
    }
    if (!passwordFits) {
        m_password->setFocus();
        return;
    }
    m_wanted = true;
    m_create->setBusy(true);
    checkName();
}

void NewUserDialog::create() {
    m_pages->setEnabled(false);
    app::UserChange account;
    const QString display = m_displayName->text().trimmed();
    if (!display.isEmpty())
        account.displayName = display;
    account.password = m_password->password();
    account.admin = m_admin->isChecked();
    m_session.users()->create(localpart(), m_session.profile().serverName, account);
}

void NewUserDialog::onCreateFailed(const ApiError &error) {
    m_pages->setEnabled(true);
    m_create->setBusy(false);
    if (error.errcode == u"M_WEAK_PASSWORD") {
        m_password->showProblem(whatHappened(error), error.serverText);
        return;
    }
    m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error),
                          tr("The account was not created."));
    m_message->setDetails(errorDetails(error));
    m_message->show();
}

void NewUserDialog::onCreated(const QString &id) {
    if (id != u'@' + localpart() + u':' + m_session.profile().serverName)
        return;
    m_id = id;
    m_pages->setEnabled(true);
    m_pages->setCurrentIndex(m_pages->addWidget(buildResult(id)));
    m_handOver->setReady();
    m_another->show();
    m_cancel->hide();
    m_create->setBusy(false);
    m_create->setText(tr("Done"));
    m_create->setObjectName(u"doneButton"_s);
    m_create->setFocus();
}

QWidget *NewUserDialog::buildResult(const QString &id) {
    const auto facts = factsFor(m_session.profile(), localpart());
    auto *page = new QWidget;
    page->setObjectName(u"newUserResult"_s);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(22, 20, 22, 20);
    column->setSpacing(14);
    auto *done = new InlineMessage(MessageKind::Ok);
    done->setMessage(MessageKind::Ok,
                     tr("Give the person these three things. The password is only shown now."), {},
                     tr("%1 is ready.").arg(isolated(id)));
    column->addWidget(done);
    auto *address = new CopyField(tr("Address"), id);
    address->setObjectName(u"newAddressField"_s);
    column->addWidget(new FormRow(tr("Address"), address));
    auto *password = new CopyField(tr("Password"), m_password->password());
    password->setObjectName(u"newPasswordField"_s);
    connect(password, &CopyField::copied, this,
            [secret = m_password->password()] { copyToClipboard(secret, true); });
    column->addWidget(new FormRow(tr("Password"), password));
    auto *server = new CopyField(tr("Server"), facts.homeserver.toString());
    server->setObjectName(u"newServerField"_s);
    column->addWidget(new FormRow(tr("Server"), server));
    auto *how = new Label(tr("In Element, choose Sign in, then Edit next to the server name, enter "
                             "the server from above, and sign in with the address and password."),
                          TextRole::Body, Color::Text2);
    how->setParagraph(true);
    column->addWidget(how);
    auto *show = new LinkButton(tr("Show in the list"));
    show->setObjectName(u"showInListButton"_s);
    connect(show, &LinkButton::clicked, this, [this, id] {
        Q_EMIT shown(id);
        accept();
    });
    auto *card = new Button(tr("Save card…"), QStringLiteral("file"), ButtonKind::Secondary);
    card->setSmall();
    card->setObjectName(u"saveCardButton"_s);
    card->setToolTip(tr("A page to print and hand over, with the server, name and password"));
    connect(card, &Button::clicked, this, [this, id, secret = m_password->password()] {
        saveAccountCard(m_session.profile(), id, secret, this);
    });
    column->addWidget(card, 0, Qt::AlignLeading);
    column->addWidget(show, 0, Qt::AlignLeading);
    column->addStretch(1);
    return page;
}

void NewUserDialog::startOver() {
    auto *result = m_pages->currentWidget();
    m_pages->setCurrentIndex(0);
    m_pages->removeWidget(result);
    result->deleteLater();
    m_id.clear();
    m_name->clear();
    m_displayName->clear();
    m_password->makeAnother();
    m_member->setChecked(true);
    m_another->hide();
    m_cancel->show();
    m_create->setText(tr("Create user"));
    m_create->setObjectName(u"createUserButton"_s);
    m_name->setFocus();
}

} // namespace hearth::ui
