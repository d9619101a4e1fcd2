// SPDX-License-Identifier: Apache-2.0
// Help texts.
#include "ui/wizard/wizard_help.hpp"

#include <QCoreApplication>

#include <array>

namespace hearth::ui {
namespace {

constexpr std::array texts{
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Hearth runs a Matrix server on this computer under your own account. "
                      "You don't need administrator rights, and deleting one folder removes "
                      "everything."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "People have addresses like @name:domain, for example "
                      "@alice:example.org. A trial uses the name localhost, which every "
                      "computer uses for itself: only programs on this computer can use such "
                      "a server. With your own domain, people elsewhere can reach the server "
                      "once the domain points to it, which you set up with your domain "
                      "provider and in your router."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "The folder holds messages, files, keys and settings. Choose a disk "
                      "with room for the pictures people send. The port is the number apps "
                      "put after the address; if another program uses it, Hearth offers a "
                      "free one."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "The first account can do everything on the server: add and lock "
                      "people, delete rooms, read the log. Use it to sign in to Hearth, and "
                      "a second, ordinary account for chatting if you like. Save the "
                      "password in a password manager. Hearth never stores a password you "
                      "typed; one that Hearth generated can be looked up in Settings."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Nothing has happened yet. Change takes you back to the page of an "
                      "answer. Start server writes the files listed here and starts the "
                      "server."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Each step shows what it does; open it to see its log. If a step "
                      "fails, it says why and what to do. Try again carries on where it "
                      "stopped."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Element is the best-known Matrix app; others work just as well. Enter "
                      "the server address instead of matrix.org, then your user name and "
                      "password. If phones can reach the server, there is a code to scan."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Hearth can manage any server with Synapse's admin API: Synapse itself "
                      "and Hearth's own. Check finds out what answers at the address without "
                      "changing anything. Then sign in with an administrator account of that "
                      "server; the sign-in is kept in this computer's keychain. Starting, "
                      "stopping and the log remain with whoever runs that computer."),
};

} // namespace

QString wizardHelp(int step) {
    if (step < 0 || step >= static_cast<int>(texts.size()))
        return {};
    return QCoreApplication::translate("WizardHelp", texts[static_cast<std::size_t>(step)]);
}

} // namespace hearth::ui
