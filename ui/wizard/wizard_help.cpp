// SPDX-License-Identifier: Apache-2.0
// Help texts.
#include "ui/wizard/wizard_help.hpp"

#include <QCoreApplication>

#include <array>

namespace hearth::ui {
namespace {

constexpr std::array texts{
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Hearth starts a Matrix server as a program of yours on this computer. No "
                      "administrator rights are needed, and removing one folder removes it all."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "People are called @name:domain, for example @alice:example.org. A trial "
                      "uses the name localhost, which every computer has for itself: only "
                      "programs on this computer can use such a server. With a domain of your own "
                      "the server can be reached from elsewhere once the domain leads to it, "
                      "which is done at the seller of the domain and in your router."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "The folder holds messages, files, keys and settings. Choose a disk with "
                      "room for the pictures that people send. The port is the number that apps "
                      "put after the address; if another program uses it, Hearth offers a free "
                      "one."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "The first account may do everything on the server: add and lock people, "
                      "delete rooms, read the log. Sign in with it in Hearth, and use a second, "
                      "plain account for chatting if you like. Keep the password in a password "
                      "manager; Hearth keeps only a sign-in, not the password."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Nothing has happened yet. Change leads back to the page of an answer. Start "
                      "server writes the files that are listed here and starts the server."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Each step shows what it does; open it to see its log. If a step fails it "
                      "says why and what to do. Try again goes on where it stopped."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Element is the best known Matrix app; others work as well. Enter the server "
                      "address in place of matrix.org, then name and password. A phone reads the "
                      "address from the code if it can reach this computer."),
    QT_TRANSLATE_NOOP("WizardHelp",
                      "Hearth looks after every server that has Synapse's admin API: Synapse "
                      "itself, and Hearth's own. Check looks what answers at the address without "
                      "changing anything. Then sign in with an account that is an administrator "
                      "there; the sign-in is kept in the keychain of this computer. Starting, "
                      "stopping and the log stay with whoever runs that computer."),
};

} // namespace

QString wizardHelp(int step) {
    if (step < 0 || step >= static_cast<int>(texts.size()))
        return {};
    return QCoreApplication::translate("WizardHelp", texts[static_cast<std::size_t>(step)]);
}

} // namespace hearth::ui
