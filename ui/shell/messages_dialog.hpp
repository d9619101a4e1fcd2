// SPDX-License-Identifier: Apache-2.0
// Help > Recent messages: every toast and notice, newest first.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

namespace hearth::app {
class RecentMessages;
}

namespace hearth::ui {

class MessagesDialog : public DialogFrame {
    Q_OBJECT
public:
    MessagesDialog(app::RecentMessages &messages, QWidget *parent);
};

} // namespace hearth::ui
