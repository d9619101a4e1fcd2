// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/address_page.hpp"

#include "ui/style/theme.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QUrl>
#include <QVBoxLayout>

namespace hearth::ui {
namespace {

QVBoxLayout *looksColumn(const QString &caption, Label *value, const QString &hint) {
    auto *column = new QVBoxLayout;
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(4);
    column->addWidget(new Label(caption, TextRole::Small, Color::Text2));
    value->setTextFormat(Qt::RichText);
    value->setParagraph();
    column->addWidget(value);
    auto *below = new Label(hint, TextRole::Body, Color::Text2);
    below->setParagraph();
    column->addWidget(below);
    column->addStretch(1);
    return column;
}

QString emphasised(const QString &before, const QString &strong) {
    return QStringLiteral("<span style=\"color:%1\">%2</span><span style=\"color:%3; "
                          "font-weight:600; text-decoration:underline\">%4</span>")
        .arg(color(Color::Text3).name(), before.toHtmlEscaped(), color(Color::Accent).name(),
             strong.toHtmlEscaped());
}

} // namespace

AddressPage::AddressPage(QWidget *parent)
    : WizardPage(tr("Choose a name for the server"),
                 tr("The name is the second half of everyone's address, just as with e-mail."),
                 parent)
    , m_purpose(new ChoiceList(tr("Purpose of the server"), true))
    , m_domainFields(new QWidget)
    , m_name(new LineField)
    , m_url(new LineField)
    , m_message(new InlineMessage)
    , m_person(new Label({}, TextRole::Address))
    , m_app(new Label({}, TextRole::Address))
    , m_joined(new Label) {
    setObjectName(QStringLiteral("addressPage"));
    m_purpose->setObjectName(QStringLiteral("purposeChoice"));
    m_purpose->addChoice(QStringLiteral("trial"), tr("A trial on this computer"),
                         tr("No domain needed. Only programs on this computer can reach it, and it "
                            "can't connect to other servers later."));
    m_purpose->addChoice(QStringLiteral("domain"), tr("A domain I own"),
                         tr("For a permanent server. People elsewhere can reach it once the domain "
                            "points here."));
    content()->addWidget(m_purpose);

    m_name->setObjectName(QStringLiteral("serverNameField"));
    m_name->setPlaceholderText(QStringLiteral("example.org"));
    m_nameRow =
        new FormRow(tr("Domain"), m_name, tr("The part after the colon in @alice:example.org."));
    m_url->setObjectName(QStringLiteral("publicUrlField"));
    m_url->setPlaceholderText(QStringLiteral("https://matrix.example.org"));
    m_urlRow = new FormRow(tr("Address for apps"), m_url,
                           tr("Where apps find the server, through a reverse proxy with a "
                              "certificate. If you leave this empty, only this computer and "
                              "its network can reach the server."));
    m_urlRow->setOptional();
    auto *fields = new QBoxLayout(QBoxLayout::LeftToRight, m_domainFields);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setSpacing(24);
    fields->addWidget(m_nameRow, 1, Qt::AlignTop);
    fields->addWidget(m_urlRow, 1, Qt::AlignTop);
    foldBelow(620, fields, this);
    content()->addWidget(m_domainFields);
    content()->addWidget(m_message);

    auto *section = new QVBoxLayout;
    section->setSpacing(8);
    section->addWidget(new Label(tr("What this looks like"), TextRole::Strong));
    auto *card = new Card;
    card->body()->setContentsMargins(0, 0, 0, 0);
    card->body()->setSpacing(0);
    auto *looks = new QBoxLayout(QBoxLayout::LeftToRight);
    looks->setSpacing(0);
    looks->addLayout(looksColumn(tr("People's addresses"), m_person,
                                 tr("Shown in chats, and typed to invite someone.")),
                     1);
    auto *between = new Hairline(Qt::Vertical);
    looks->addWidget(between);
    looks->addLayout(
        looksColumn(tr("Where apps connect"), m_app, tr("Entered once when signing in.")), 1);
    card->body()->addLayout(looks);
    foldBelow(620, looks, this, [between](bool isFolded) { between->setVisible(!isFolded); });
    m_joinedRow = new QWidget;
    auto *joined = new QVBoxLayout(m_joinedRow);
    joined->setContentsMargins(1, 0, 1, 1);
    joined->setSpacing(0);
    joined->addWidget(new Hairline);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(15, 12, 15, 13);
    line->setSpacing(12);
    line->addWidget(new IconView(QStringLiteral("link"), 16, Color::Accent));
    m_joined->setTextFormat(Qt::RichText);
    m_joined->setParagraph();
    line->addWidget(m_joined, 1);
    joined->addLayout(line);
    card->body()->addWidget(m_joinedRow);
    section->addWidget(card);
    content()->addLayout(section);

    connect(m_purpose, &ChoiceList::currentChanged, this, [this] {
        showPurpose();
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameRow->clearError();
        showLooks();
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (!m_name->text().isEmpty())
            checkName();
    });
    connect(m_url, &QLineEdit::textEdited, this, [this] {
        m_urlRow->clearError();
        showLooks();
        Q_EMIT edited();
    });
    connect(m_url, &QLineEdit::editingFinished, this, [this] { checkUrl(); });
}

void AddressPage::changeEvent(QEvent *event) {
    WizardPage::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showLooks(); // the colours stand in the texts
}

bool AddressPage::isTrial() const {
    return m_purpose->current() == u"trial";
}

void AddressPage::load(const app::SetupAnswers &answers) {
    const bool trial = answers.purpose == app::SetupAnswers::Purpose::Trial;
    m_purpose->setCurrent(trial ? QStringLiteral("trial") : QStringLiteral("domain"));
    if (!trial)
        m_name->setText(answers.serverName);
    m_url->setText(answers.publicBaseUrl);
    m_localAddress = app::localAddress(answers.port);
    showPurpose();
}

void AddressPage::store(app::SetupAnswers &answers) const {
    const auto before = answers.serverName;
    answers.purpose =
        isTrial() ? app::SetupAnswers::Purpose::Trial : app::SetupAnswers::Purpose::OwnDomain;
    answers.serverName =
        isTrial() ? QStringLiteral("localhost") : app::cleanServerName(m_name->text());
    answers.publicBaseUrl = isTrial() ? QString() : app::cleanBaseUrl(m_url->text());
    if (isTrial())
        answers.listenEverywhere = false;
}

void AddressPage::showPurpose() {
    m_domainFields->setVisible(!isTrial());
    if (isTrial())
        m_message->setMessage(MessageKind::Info,
                              tr("People, rooms and settings work as on a permanent server. If "
                                 "you like it, set up a new one with a domain."),
                              {}, tr("Just to try it out."));
    else
        m_message->setMessage(MessageKind::Warn,
                              tr("Addresses and rooms keep the domain for good. A new domain "
                                 "means a new, empty server."),
                              {}, tr("This can't be changed later."));
    showLooks();
}

void AddressPage::showLooks() {
    const QString typed = app::cleanServerName(m_name->text());
    const QString name = isTrial()         ? QStringLiteral("localhost")
                         : typed.isEmpty() ? QStringLiteral("example.org")
                                           : typed;
    m_person->setText(emphasised(QStringLiteral("@alice:"), name));
    QString address = isTrial() ? QString() : app::cleanBaseUrl(m_url->text());
    if (address.isEmpty())
        address = m_localAddress;
    // Two names have to be joined; one is joined already.
    const QString host = QUrl(address).host();
    m_joinedRow->setVisible(!isTrial() && !host.isEmpty() && host != name &&
                            address != m_localAddress);
    m_joined->setText(
        tr("How they connect: %1 tells apps to use %2. The server answers there as soon as the "
           "domain points to it.")
            .arg(QStringLiteral("<b>%1/.well-known/matrix/client</b>").arg(name.toHtmlEscaped()),
                 QStringLiteral("<b>%1</b>").arg(host.toHtmlEscaped())));
    const auto split = address.indexOf(QStringLiteral("://"));
    m_app->setText(split < 0 ? emphasised({}, address)
                             : emphasised(address.left(split + 3), address.mid(split + 3)));
}

/// Shows what was meant, so that nobody wonders which name the server got.
static void clean(LineField *field, QString (*cleaned)(const QString &)) {
    if (const QString meant = cleaned(field->text()); meant != field->text())
        field->setText(meant);
}

bool AddressPage::checkName() {
    clean(m_name, &app::cleanServerName);
    showLooks();
    const auto problem = app::checkServerName(m_name->text());
    const auto text = problemText(problem);
    if (problem == app::AnswerProblem::None) {
        m_nameRow->clearError(); // well written, but nobody has looked whether it is theirs
        return true;
    }
    if (app::isWarning(problem)) {
        m_nameRow->setWarning(text.what, text.whatToDo);
        return true;
    }
    m_nameRow->setError(text.what, text.whatToDo);
    return false;
}

bool AddressPage::checkUrl() {
    if (m_url->text().trimmed().isEmpty()) {
        m_urlRow->clearError();
        return true;
    }
    clean(m_url, &app::cleanBaseUrl);
    showLooks();
    const auto problem = app::checkPublicBaseUrl(m_url->text());
    if (problem == app::AnswerProblem::None) {
        m_urlRow->clearError();
        return true;
    }
    const auto text = problemText(problem);
    m_urlRow->setError(text.what, text.whatToDo);
    return false;
}

void AddressPage::check(const std::function<void()> &goOn) {
    if (isTrial()) {
        goOn();
        return;
    }
    const bool name = checkName();
    const bool url = checkUrl();
    if (!name)
        m_name->setFocus();
    else if (!url)
        m_url->setFocus();
    else
        goOn();
}

QWidget *AddressPage::firstField() {
    return m_purpose->findChild<ChoiceCard *>();
}

} // namespace hearth::ui
