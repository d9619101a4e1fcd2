// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/users/account_card.hpp"

#include "app/core/profiles.hpp"
#include "app/setup/qr_code.hpp"
#include "app/setup/setup_answers.hpp"
#include "ui/common/save_file.hpp"
#include "ui/pages/users/hand_over.hpp"
#include "ui/pages/users/user_text.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/qr_view.hpp"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileDialog>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

struct AccountCard {
    Q_DECLARE_TR_FUNCTIONS(AccountCard)
};

constexpr int dotsPerInch = 300;

/// Writes from top to bottom; lengths are in millimetres.
class CardWriter {
public:
    explicit CardWriter(QPainter &painter, int width)
        : m_painter(painter)
        , m_width(width) {}

    static int dots(double millimetres) { return int(millimetres * dotsPerInch / 25.4); }
    void space(double millimetres) { m_y += dots(millimetres); }
    void write(const QString &text, double points, bool bold = false, bool mono = false) {
        QFont font(mono ? u"Noto Sans Mono"_s : u"Noto Sans"_s);
        font.setPointSizeF(points);
        font.setBold(bold);
        m_painter.setFont(font);
        const QRect room(0, m_y, m_width, dots(200));
        QRect used;
        // Addresses have no words to wrap at.
        const int wrap = mono ? Qt::TextWrapAnywhere : Qt::TextWordWrap;
        m_painter.drawText(room, wrap | Qt::AlignLeading, text, &used);
        m_y = used.bottom();
    }
    void fact(const QString &name, const QString &value) {
        space(4);
        write(name, 9);
        space(0.5);
        write(value, 13, false, true);
    }
    void picture(const QImage &image, double millimetres) {
        const int side = dots(millimetres);
        m_painter.drawImage(QRect((m_width - side) / 2, m_y, side, side), image);
        m_y += side;
    }

private:
    QPainter &m_painter;
    int m_width;
    int m_y = 0;
};

} // namespace

QByteArray accountCard(const app::ServerProfile &profile, const QString &userId,
                       const QString &password) {
    const auto facts = factsFor(profile, localpartOf(userId));
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A5));
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
    writer.setResolution(dotsPerInch);
    writer.setTitle(AccountCard::tr("Account of %1").arg(userId));
    QPainter painter(&writer);
    CardWriter card(painter, writer.width());
    card.write(AccountCard::tr("Your account on %1").arg(facts.serverName), 18, true);
    card.space(2);
    card.write(AccountCard::tr("Open a Matrix app such as Element, choose Sign in, enter the "
                               "server, then your user name and password. Change the "
                               "password afterwards."),
               10);
    card.fact(AccountCard::tr("Server"), facts.homeserver.toString());
    card.fact(AccountCard::tr("User name"), userId);
    card.fact(AccountCard::tr("Password"), password);
    if (const auto code = facts.onlyHere ? std::nullopt : app::encodeQr(facts.qrText)) {
        QrView view;
        view.setCode(code->size, code->dark, {});
        card.space(8);
        card.picture(view.image(), 45);
        card.space(2);
        card.write(AccountCard::tr("The code opens the app with the server and name filled "
                                   "in."),
                   9);
    }
    painter.end();
    return pdf;
}

void saveAccountCard(const app::ServerProfile &profile, const QString &userId,
                     const QString &password, QWidget *parent) {
    auto *dialog = new QFileDialog(parent, AccountCard::tr("Save card"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(AccountCard::tr("PDF documents (*.pdf)"));
    dialog->setDefaultSuffix(u"pdf"_s);
    dialog->selectFile(localpartOf(userId) + u".pdf"_s);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
                     [parent, pdf = accountCard(profile, userId, password)](const QString &file) {
                         saveFile(file, pdf, parent, [parent](const QString &problem) {
                             if (problem.isEmpty())
                                 return;
                             auto *said =
                                 new ConfirmDialog({AccountCard::tr("The card was not saved."),
                                                    {},
                                                    problem,
                                                    AccountCard::tr("Close"),
                                                    {},
                                                    false},
                                                   parent);
                             said->open();
                         });
                     });
    dialog->open();
}

} // namespace hearth::ui
