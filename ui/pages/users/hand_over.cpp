// SPDX-License-Identifier: Apache-2.0
// Hands an account over.
#include "ui/pages/users/hand_over.hpp"

#include "app/core/profiles.hpp"
#include "app/setup/qr_code.hpp"
#include "app/setup/setup_answers.hpp"
#include "ui/common/save_file.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/qr_view.hpp"

#include <QBuffer>
#include <QFileDialog>
#include <QHostAddress>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

app::ClientFacts factsFor(const app::ServerProfile &profile, const QString &localpart) {
    app::SetupAnswers answers;
    answers.serverName = profile.serverName;
    answers.adminName = localpart;
    const QString host = profile.baseUrl.host();
    const bool onlyHere = host == u"localhost" || QHostAddress(host).isLoopback();
    answers.listenEverywhere = !onlyHere;
    if (!onlyHere)
        answers.publicBaseUrl = profile.baseUrl.toString();
    return app::clientFacts(answers, profile.baseUrl);
}

HandOver::HandOver(const app::ServerProfile &profile, QWidget *parent)
    : Panel(Color::Surface, parent)
    , m_profile(profile)
    , m_lead(new Label({}, TextRole::Small, Color::Text2))
    , m_code(new QrView)
    , m_link(new CopyField(tr("Link that opens the app"), {}))
    , m_note(new Label({}, TextRole::Small, Color::Text2))
    , m_save(new Button(tr("Save QR…"), u"download"_s, ButtonKind::Secondary)) {
    setFixedWidth(296);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 20);
    column->setSpacing(0);
    column->addWidget(new Label(tr("Hand over the account"), TextRole::Strong));
    m_lead->setParagraph();
    m_lead->setText(tr("Works once you have chosen Create user."));
    column->addWidget(m_lead);
    column->addSpacing(12);
    m_code->setFixedSize(174, 174);
    m_link->setMinimumHeight(30);
    column->addWidget(m_code);
    column->addSpacing(12);
    m_link->setObjectName(u"appLinkField"_s);
    column->addWidget(m_link);
    column->addSpacing(8);
    m_note->setParagraph();
    m_note->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    column->addWidget(m_note);
    column->addSpacing(12);
    m_save->setSmall();
    m_save->setObjectName(u"saveQrButton"_s);
    column->addWidget(m_save, 0, Qt::AlignLeading);
    column->addStretch(1);
    connect(m_save, &Button::clicked, this, &HandOver::save);
    // Room for the longest text, so that nothing moves when the name comes.
    setName(u"name"_s);
    m_note->setMinimumHeight(m_note->heightForWidth(width() - 44));
    setName({});
}

void HandOver::setName(const QString &localpart) {
    m_name = localpart;
    const bool hasCode = !factsFor(m_profile, localpart).onlyHere;
    m_code->setVisible(hasCode);
    m_save->setVisible(hasCode);
    if (localpart.isEmpty()) {
        m_code->setCode(0, {}, tr("No code yet: enter the user name first."));
        m_link->setValue({});
        m_note->setText(hasCode ? tr("The code appears once you have entered the user name.")
                                : tr("The link appears once you have entered the user name."));
        m_save->setEnabled(false);
        return;
    }
    const auto facts = factsFor(m_profile, localpart);
    m_link->setValue(facts.qrText);
    // A phone that reads a code must be able to use what it says.
    if (facts.onlyHere) {
        m_note->setText(tr("Opens the app with the server and name filled in, but not the "
                           "password. There is no QR code, because phones can't reach this "
                           "server: it only answers on this computer."));
        return;
    }
    const auto code = app::encodeQr(facts.qrText);
    if (code)
        m_code->setCode(code->size, code->dark,
                        tr("QR code that opens the app with the server and name filled in"));
    m_note->setText(tr("Opens the app with the server and name filled in, but not the password."));
    m_save->setEnabled(code.has_value());
}

void HandOver::setReady() {
    m_lead->setText(m_code->isHidden() ? tr("Open the link on this computer.")
                                       : tr("Scan this with the phone, or open the link."));
}

void HandOver::save() {
    auto *dialog = new QFileDialog(this, tr("Save QR code"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Pictures (*.png)"));
    dialog->setDefaultSuffix(u"png"_s);
    dialog->selectFile(m_name + u".png"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        QByteArray picture;
        QBuffer buffer(&picture);
        m_code->image().save(&buffer, "PNG");
        saveFile(file, picture, this, [this, file](const QString &problem) {
            if (!problem.isEmpty())
                m_note->setText(tr("Couldn't write the picture to %1.").arg(file));
        });
    });
    dialog->open();
}

} // namespace hearth::ui
