// SPDX-License-Identifier: Apache-2.0
// Server notices.
#include "ui/pages/users/notice_dialog.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"

#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

NoticeDialog::NoticeDialog(const QStringList &ids, QWidget *parent)
    : DialogFrame(ids.size() == 1
                      ? tr("Server notice to %1").arg(ids.first())
                      : tr("Server notice to %n people", nullptr, static_cast<int>(ids.size())),
                  parent)
    , m_text(new QPlainTextEdit)
    , m_send(nullptr) {
    setObjectName(u"noticeDialog"_s);
    setMinimumWidth(480);
    auto *lead = new Label(
        ids.size() == 1
            ? tr("%1 receives it in a separate room and can't reply.").arg(isolated(ids.first()))
            : tr("Each of them receives it in a separate room and can't "
                 "reply."),
        TextRole::Body, Color::Text2);
    lead->setParagraph();
    body()->addWidget(lead);
    m_text->setObjectName(u"noticeField"_s);
    m_text->setPlaceholderText(tr("For example: The server will be down on Sunday from 8 to "
                                  "9."));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(QFontMetrics(roleFont(TextRole::Body)).height() * 5 + 16);
    body()->addWidget(new FormRow(tr("Message"), m_text));
    addCancel();
    m_send = addPrimary(tr("Send notice"));
    m_send->setObjectName(u"sendNoticeButton"_s);
    m_send->setEnabled(false);
    connect(m_send, &Button::clicked, this, &QDialog::accept);
    connect(m_text, &QPlainTextEdit::textChanged, this,
            [this] { m_send->setEnabled(!text().isEmpty()); });
    m_text->setFocus();
}

QString NoticeDialog::text() const {
    return m_text->toPlainText().trimmed();
}

} // namespace hearth::ui
