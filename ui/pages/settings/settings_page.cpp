// SPDX-License-Identifier: Apache-2.0
// The settings screen.
#include "ui/pages/settings/settings_page.hpp"

#include "app/core/futures.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/models/server_session.hpp"
#include "app/platform/autostart.hpp"
#include "app/platform/keep_awake.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/settings/servers_card.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/scroll_area.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QSystemTrayIcon>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Setting;

SettingsPage::SettingsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent) {
    setObjectName(u"settingsPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new PageHead(tr("Settings")));
    auto *content = new QWidget;
    auto *row = new QBoxLayout(QBoxLayout::LeftToRight, content);
    m_columns = row;
    row->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, metrics::pageMargin);
    row->setSpacing(12);
    auto *left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(buildAppearance());
    left->addWidget(buildBehaviour());
    left->addStretch(1);
    auto *right = new QVBoxLayout;
    right->setSpacing(12);
    auto *servers = new ServersCard(context.profiles, context.servers, session().profile().id);
    right->addWidget(servers);
    right->addWidget(buildSignIn());
    right->addWidget(buildHistory());
    right->addStretch(1);
    row->addLayout(left, 1);
    row->addLayout(right, 1);
    m_scroll = new ScrollArea(content);
    column->addWidget(m_scroll, 1);
    connect(servers, &ServersCard::openRequested, this,
            [this](const QString &id) { Q_EMIT serverActionRequested(u"show:"_s + id); });
    connect(servers, &ServersCard::newServerRequested, this,
            [this] { Q_EMIT serverActionRequested(u"new"_s); });
    connect(servers, &ServersCard::connectRequested, this,
            [this] { Q_EMIT serverActionRequested(u"connect"_s); });
    connect(&session(), &app::ServerSession::signedIn, this, &SettingsPage::showSignIn);
    connect(&session(), &app::ServerSession::signedOut, this, &SettingsPage::showSignIn);
    connect(&context.secrets, &app::SecretStore::storageChanged, this, &SettingsPage::showSignIn);
    showSignIn();
}

/// One below the other where large texts leave no room for two columns.
void SettingsPage::resizeEvent(QResizeEvent *event) {
    Page::resizeEvent(event);
    const int letter = QFontMetrics(roleFont(TextRole::Body)).averageCharWidth();
    const bool two = width() >= 90 * letter;
    m_columns->setDirection(two ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void SettingsPage::activated() {
    if (m_startAtLogin && context().autostart) {
        app::onAnswer(m_files.run([entry = *context().autostart] { return entry.isOn(); }), this,
                      [this](bool on) {
                          const QSignalBlocker blocker(m_startAtLogin);
                          m_startAtLogin->setChecked(on);
                          showTrayChoices();
                      });
    }
    showSignIn();
    showKeptPassword();
}

/// The object name of the widget of a setting.
void SettingsPage::openTarget(const QVariant &target) {
    auto *widget = findChild<QWidget *>(target.toString());
    // Of signing in and out only one is on show.
    if (widget == m_signIn && m_signIn->isHidden())
        widget = m_signOut;
    if (!widget)
        return;
    m_scroll->ensureWidgetVisible(widget, 0, 60);
    widget->setFocus(Qt::TabFocusReason);
}

QCheckBox *SettingsPage::addCheck(Card *card, const QString &text, Setting setting,
                                  bool isUnderAnother) {
    auto *box = new QCheckBox(text);
    box->setChecked(context().settings.isOn(setting));
    auto *reason = new Label({}, TextRole::Small, Color::Text2);
    reason->setParagraph();
    reason->setContentsMargins(24, 0, 0, 0);
    reason->hide();
    auto *pair = new QVBoxLayout;
    pair->setSpacing(1);
    pair->addWidget(box);
    pair->addWidget(reason);
    auto *row = new QHBoxLayout;
    if (isUnderAnother)
        row->addSpacing(23);
    row->addLayout(pair, 1);
    card->body()->addLayout(row);
    m_reasons.insert(box, reason);
    connect(box, &QCheckBox::toggled, this,
            [this, setting](bool on) { context().settings.set(setting, on); });
    connect(&context().settings, &app::Settings::changed, box, [this, box, setting](Setting which) {
        if (which == setting)
            box->setChecked(context().settings.isOn(setting));
    });
    return box;
}

/// Where it can't be used, the reason stands below it: a hint would show only to a mouse that
/// rests.
void SettingsPage::setReason(QCheckBox *box, const QString &reason) {
    box->setEnabled(reason.isEmpty());
    box->setAccessibleDescription(reason);
    auto *label = m_reasons.value(box);
    label->setText(reason);
    label->setVisible(!reason.isEmpty());
}

QComboBox *SettingsPage::addChoice(Card *card, const QString &label, Setting setting,
                                   const QList<QPair<QString, QVariant>> &choices,
                                   const QString &hint) {
    auto *combo = new QComboBox;
    for (const auto &[text, value] : choices)
        combo->addItem(text, value);
    const auto show = [this, combo, setting] {
        const int at = combo->findData(context().settings.value(setting));
        const QSignalBlocker blocker(combo);
        combo->setCurrentIndex(at >= 0 ? at : 0);
    };
    show();
    card->body()->addWidget(new FormRow(label, combo, hint));
    connect(combo, &QComboBox::currentIndexChanged, this,
            [this, combo, setting] { context().settings.set(setting, combo->currentData()); });
    connect(&context().settings, &app::Settings::changed, combo, [show, setting](Setting which) {
        if (which == setting)
            show();
    });
    return combo;
}

Card *SettingsPage::buildAppearance() {
    auto *card = new Card;
    card->body()->setContentsMargins(16, 12, 16, 14);
    card->body()->setSpacing(10);
    card->addHead(tr("Appearance"));
    addChoice(
        card, tr("Colours"), Setting::Theme,
        {{tr("Same as desktop"), u"system"_s}, {tr("Light"), u"light"_s}, {tr("Dark"), u"dark"_s}})
        ->setObjectName(u"themeCombo"_s);
    QList<QPair<QString, QVariant>> sizes;
    for (const int percent : {80, 90, 100, 110, 125, 150, 175, 200})
        //: A size of text, in per cent of the desktop's.
        sizes.append({tr("%1 %").arg(percent), percent});
    addChoice(card, tr("Text size"), Setting::TextScalePercent, sizes)
        ->setObjectName(u"textSizeCombo"_s);
    // Each language in its own words, so that it is found from any other.
    addChoice(card, tr("Language"), Setting::Language,
              {{tr("Same as desktop"), QString()},
               {QStringLiteral("English"), u"en"_s},
               {QStringLiteral("Deutsch"), u"de"_s}},
              {})
        ->setObjectName(u"languageCombo"_s);
    addCheck(card, tr("More contrast"), Setting::MoreContrast)
        ->setObjectName(u"moreContrastCheck"_s);
    addCheck(card, tr("Compact rows in lists"), Setting::CompactRows)
        ->setObjectName(u"compactRowsCheck"_s);
    return card;
}

Card *SettingsPage::buildBehaviour() {
    auto *card = new Card;
    card->body()->setContentsMargins(16, 12, 16, 14);
    card->body()->setSpacing(8);
    card->addHead(tr("Behaviour"));
    m_startAtLogin = new QCheckBox(tr("Start Hearth when I sign in to this computer"));
    m_startAtLogin->setObjectName(u"startAtLoginCheck"_s);
    m_startAtLogin->setChecked(context().settings.isOn(Setting::StartAtLogin));
    m_startAtLogin->setEnabled(context().autostart != nullptr);
    card->body()->addWidget(m_startAtLogin);
    m_startMinimized =
        addCheck(card, tr("Then show only the tray icon"), Setting::StartMinimized, true);
    m_startMinimized->setObjectName(u"startMinimizedCheck"_s);
    m_loginMessage = new InlineMessage(MessageKind::Error);
    m_loginMessage->hide();
    card->body()->addWidget(m_loginMessage);
    connect(m_startAtLogin, &QCheckBox::toggled, this, &SettingsPage::setStartAtLogin);
    connect(m_startMinimized, &QCheckBox::toggled, this, [this] {
        if (m_startAtLogin->isChecked())
            setStartAtLogin(true); // the entry carries the choice
    });
    m_trayIcon = addCheck(card, tr("Show an icon in the tray"), Setting::ShowTrayIcon);
    m_trayIcon->setObjectName(u"trayIconCheck"_s);
    m_closeToTray =
        addCheck(card, tr("Keep Hearth in the tray when I close the window"), Setting::CloseToTray);
    m_closeToTray->setObjectName(u"closeToTrayCheck"_s);
    connect(m_trayIcon, &QCheckBox::toggled, this, &SettingsPage::showTrayChoices);
    showTrayChoices();
    auto *awake = addCheck(card, tr("Keep this computer awake while Hearth runs a server"),
                           Setting::KeepAwake);
    awake->setObjectName(u"keepAwakeCheck"_s);
    const auto showAwake = [this, awake] {
        const bool possible = context().keepAwake && context().keepAwake->isPossible();
        setReason(awake, possible ? QString()
                                  : tr("This computer has no service (logind) that can do this."));
    };
    showAwake();
    if (context().keepAwake)
        connect(context().keepAwake, &app::KeepAwake::possibleChanged, awake, showAwake);
    addChoice(card, tr("When Hearth quits, a running server"), Setting::OnQuit,
              {{tr("Ask each time"), u"ask"_s},
               {tr("Keeps running"), u"keep"_s},
               {tr("Stops"), u"stop"_s}})
        ->setObjectName(u"onQuitCombo"_s);
    addCheck(card, tr("Notify me when the server crashes"), Setting::NotifyOnCrash)
        ->setObjectName(u"notifyCrashCheck"_s);
    addCheck(card, tr("Notify me when the disk is nearly full"), Setting::NotifyOnDiskLow)
        ->setObjectName(u"notifyDiskCheck"_s);
    return card;
}

/// Nothing is offered that this desktop can't do.
void SettingsPage::showTrayChoices() {
    const bool hasTray = QSystemTrayIcon::isSystemTrayAvailable();
    const bool shown = hasTray && m_trayIcon->isChecked();
    const QString why = shown ? QString() : tr("Only with an icon in the tray.");
    setReason(m_trayIcon, hasTray ? QString() : tr("This desktop shows no tray icons."));
    setReason(m_closeToTray, why);
    setReason(m_startMinimized, why);
    m_startMinimized->setEnabled(shown && m_startAtLogin->isChecked());
}

void SettingsPage::setStartAtLogin(bool on) {
    showTrayChoices();
    if (!context().autostart)
        return;
    const auto done = m_files.run([entry = *context().autostart, on,
                                   program = QCoreApplication::applicationFilePath(),
                                   minimized = m_startMinimized->isChecked()]() mutable {
        return on ? entry.turnOn(program, minimized) : entry.turnOff();
    });
    app::onAnswer(done, this, [this, on](const app::Result<app::Done> &result) {
        showStartAtLogin(on, result);
    });
}

void SettingsPage::showStartAtLogin(bool on, const app::Result<app::Done> &result) {
    m_loginMessage->setVisible(!result.has_value());
    if (!result) {
        m_loginMessage->setMessage(MessageKind::Error, whatHappened(result.error()),
                                   tr("Check that you have permission to write to your autostart "
                                      "folder."));
        const QSignalBlocker blocker(m_startAtLogin);
        m_startAtLogin->setChecked(!on);
        showTrayChoices();
        return;
    }
    context().settings.set(Setting::StartAtLogin, on);
}

Card *SettingsPage::buildHistory() {
    auto *card = new Card;
    card->body()->setContentsMargins(16, 12, 16, 14);
    card->body()->setSpacing(10);
    card->addHead(tr("What Hearth keeps"));
    QList<QPair<QString, QVariant>> days;
    for (const int count : {1, 3, 7, 14, 30, 90})
        days.append({tr("%n days", nullptr, count), count});
    addChoice(card, tr("Figures for the charts"), Setting::FiguresDays, days)
        ->setObjectName(u"figuresDaysCombo"_s);
    addChoice(card, tr("Log lines"), Setting::LogArchiveDays, days,
              tr("In Hearth's own file, which is limited in size. The server keeps its own log, "
                 "too."))
        ->setObjectName(u"logDaysCombo"_s);
    return card;
}

Card *SettingsPage::buildSignIn() {
    auto *card = new Card;
    card->body()->setContentsMargins(16, 12, 16, 14);
    card->body()->setSpacing(8);
    auto *head = card->addHead(tr("Administrator sign-in"));
    m_signIn = new Button(tr("Sign in…"));
    m_signIn->setSmall();
    m_signIn->setObjectName(u"openSignInButton"_s);
    m_signOut = new Button(tr("Sign out"));
    m_signOut->setSmall();
    m_signOut->setObjectName(u"signOutButton"_s);
    head->addWidget(m_signIn);
    head->addWidget(m_signOut);
    auto *facts = new FactList(130);
    m_signedInAs = facts->addFact(tr("Signed in as"), QString());
    facts->addFact(tr("Server"), session().profile().serverName);
    m_storage = facts->addFact(tr("Access token"), QString());
    card->body()->addWidget(facts);
    card->body()->addWidget(buildKeptPassword());
    connect(m_signIn, &Button::clicked, this, &SettingsPage::signInRequested);
    connect(m_signOut, &Button::clicked, this, [this] { session().signOut(); });
    return card;
}

QWidget *SettingsPage::buildKeptPassword() {
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(8);
    m_keptPassword = new CopyField(tr("Generated password"), {});
    m_keptPassword->setObjectName(u"keptPasswordField"_s);
    m_keptPassword->setSecret(true);
    m_keptRow = new FormRow(tr("Generated password"), m_keptPassword);
    column->addWidget(m_keptRow);
    m_keptArea = area;
    area->hide();
    connect(&session(), &app::ServerSession::keptPasswordForgotten, this,
            &SettingsPage::showKeptPassword);
    return area;
}

/// There is one only for a server whose administrator was created by Hearth's set-up.
void SettingsPage::showKeptPassword() {
    app::onAnswer(session().keptPassword(), this,
                  [this](const app::Result<std::optional<app::KeptPassword>> &kept) {
                      const bool has = kept && kept->has_value();
                      m_keptArea->setVisible(has);
                      m_keptPassword->setValue(has ? (*kept)->password : QString());
                      if (has)
                          m_keptRow->setHint(
                              tr("For %1, from the set-up of this server. Once you change the "
                                 "password in an app, this one no longer works.")
                                  .arg((*kept)->userId));
                  });
}

void SettingsPage::showSignIn() {
    const bool in = session().isSignedIn();
    m_signIn->setVisible(!in);
    m_signOut->setVisible(in);
    m_signedInAs->setText(in ? session().profile().userId : tr("Nobody"));
    switch (context().secrets.storage()) {
    case app::SecretStore::Storage::Keychain:
        m_storage->setText(tr("In this computer's keychain"));
        break;
    case app::SecretStore::Storage::EncryptedFile:
        m_storage->setText(tr("In an encrypted file that only you can read, because no keychain "
                              "could be opened. A keychain is safer."));
        break;
    case app::SecretStore::Storage::Unknown:
        m_storage->setText(u"-"_s);
        break;
    }
}

} // namespace hearth::ui
