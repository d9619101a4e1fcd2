<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ErrorText</name>
    <message numerus="yes">
        <source>Try again in %n s.</source>
        <translation>
            <numerusform>Try again in %n s.</numerusform>
            <numerusform>Try again in %n s.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Updated %n s ago</source>
        <translation>
            <numerusform>Updated %n s ago</numerusform>
            <numerusform>Updated %n s ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Updated %n min ago</source>
        <translation>
            <numerusform>Updated %n min ago</numerusform>
            <numerusform>Updated %n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Updated %n h ago</source>
        <translation>
            <numerusform>Updated %n h ago</numerusform>
            <numerusform>Updated %n h ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::app::RoomsModel</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people from this server</source>
        <translation>
            <numerusform>%n person from this server</numerusform>
            <numerusform>%n people from this server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n state events</source>
        <translation>
            <numerusform>%n state event</numerusform>
            <numerusform>%n state events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::app::UsersModel</name>
    <message numerus="yes">
        <source>%Ln devices</source>
        <translation>
            <numerusform>%Ln device</numerusform>
            <numerusform>%Ln devices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::CertificateCard</name>
    <message numerus="yes">
        <source>Expired %n days ago</source>
        <translation>
            <numerusform>Expired %n day ago</numerusform>
            <numerusform>Expired %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::ConnectionsCard</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n apps connected</source>
        <translation>
            <numerusform>%n app connected</numerusform>
            <numerusform>%n apps connected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::DashboardPage</name>
    <message numerus="yes">
        <source>%n active this week</source>
        <translation>
            <numerusform>%n active this week</numerusform>
            <numerusform>%n active this week</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new this week</source>
        <translation>
            <numerusform>%n new this week</numerusform>
            <numerusform>%n new this week</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n cores, %1</source>
        <extracomment>Number of processor cores, range of the chart.</extracomment>
        <translation>
            <numerusform>Of %n core, %1</numerusform>
            <numerusform>Of %n cores, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n background jobs</source>
        <translation>
            <numerusform>%n background job</numerusform>
            <numerusform>%n background jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::DeleteRoomDialog</name>
    <message numerus="yes">
        <source>%n people from this server are removed first.</source>
        <translation>
            <numerusform>%n person from this server is removed first.</numerusform>
            <numerusform>%n people from this server are removed first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rooms?</source>
        <translation>
            <numerusform>Delete %n room?</numerusform>
            <numerusform>Delete %n rooms?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rooms</source>
        <translation>
            <numerusform>Delete %n room</numerusform>
            <numerusform>Delete %n rooms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::FilterBar</name>
    <message numerus="yes">
        <source>%n filters</source>
        <translation>
            <numerusform>%n filter</numerusform>
            <numerusform>%n filters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n filters, remove all</source>
        <translation>
            <numerusform>%n filter, remove it</numerusform>
            <numerusform>%n filters, remove all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::JobsPage</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::ListPage</name>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>And %n more.</numerusform>
            <numerusform>And %n more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows saved to %1.</source>
        <translation>
            <numerusform>%n row saved to %1.</numerusform>
            <numerusform>%n rows saved to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogRecordPanel</name>
    <message numerus="yes">
        <source>Copy %n lines</source>
        <translation>
            <numerusform>Copy %n line</numerusform>
            <numerusform>Copy %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogsPage</name>
    <message numerus="yes">
        <source>Last %n min</source>
        <translation>
            <numerusform>Last %n min</numerusform>
            <numerusform>Last %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines saved to %1</source>
        <translation>
            <numerusform>%n line saved to %1</numerusform>
            <numerusform>%n lines saved to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines copied</source>
        <translation>
            <numerusform>%n line copied</numerusform>
            <numerusform>%n lines copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines, %1 per second</source>
        <translation>
            <numerusform>%Ln line, %1 per second</numerusform>
            <numerusform>%Ln lines, %1 per second</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::NoticeDialog</name>
    <message numerus="yes">
        <source>Server notice to %n people</source>
        <translation>
            <numerusform>Server notice to %n person</numerusform>
            <numerusform>Server notice to %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::QuitDialog</name>
    <message numerus="yes">
        <source>What should happen to the %n running servers?</source>
        <translation>
            <numerusform>What should happen to the %n running server?</numerusform>
            <numerusform>What should happen to the %n running servers?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::RoomPanel</name>
    <message numerus="yes">
        <source>from %n servers</source>
        <translation>
            <numerusform>from %n server</numerusform>
            <numerusform>from %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln person</numerusform>
            <numerusform>%Ln people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln devices</source>
        <translation>
            <numerusform>%Ln device</numerusform>
            <numerusform>%Ln devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln state events</source>
        <translation>
            <numerusform>%Ln state event</numerusform>
            <numerusform>%Ln state events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::RoomsPage</name>
    <message numerus="yes">
        <source>%n people were removed.</source>
        <translation>
            <numerusform>%n person was removed.</numerusform>
            <numerusform>%n people were removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms blocked for new members.</source>
        <translation>
            <numerusform>%n room blocked for new members.</numerusform>
            <numerusform>%n rooms blocked for new members.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms can be joined again.</source>
        <translation>
            <numerusform>%n room can be joined again.</numerusform>
            <numerusform>%n rooms can be joined again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::SettingsPage</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::StateBar</name>
    <message numerus="yes">
        <source>%1 Hearth restarts it in %n s.</source>
        <translation>
            <numerusform>%1 Hearth restarts it in %n s.</numerusform>
            <numerusform>%1 Hearth restarts it in %n s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No answer from %1 since %2. Trying again in %n s.</source>
        <translation>
            <numerusform>No answer from %1 since %2. Trying again in %n s.</numerusform>
            <numerusform>No answer from %1 since %2. Trying again in %n s.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::UserPanel</name>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln person</numerusform>
            <numerusform>%Ln people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::UsersPage</name>
    <message numerus="yes">
        <source>%n devices</source>
        <translation>
            <numerusform>%n device</numerusform>
            <numerusform>%n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms</source>
        <translation>
            <numerusform>%n room</numerusform>
            <numerusform>%n rooms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts locked.</source>
        <translation>
            <numerusform>%n account locked.</numerusform>
            <numerusform>%n accounts locked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts unlocked.</source>
        <translation>
            <numerusform>%n account unlocked.</numerusform>
            <numerusform>%n accounts unlocked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts suspended.</source>
        <translation>
            <numerusform>%n account suspended.</numerusform>
            <numerusform>%n accounts suspended.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts active again.</source>
        <translation>
            <numerusform>%n account active again.</numerusform>
            <numerusform>%n accounts active again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts signed out everywhere.</source>
        <translation>
            <numerusform>%n account signed out everywhere.</numerusform>
            <numerusform>%n accounts signed out everywhere.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts deactivated.</source>
        <translation>
            <numerusform>%n account deactivated.</numerusform>
            <numerusform>%n accounts deactivated.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts deactivated and erased.</source>
        <translation>
            <numerusform>%n account deactivated and erased.</numerusform>
            <numerusform>%n accounts deactivated and erased.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sign out %n accounts everywhere?</source>
        <translation>
            <numerusform>Sign out %n account everywhere?</numerusform>
            <numerusform>Sign out %n accounts everywhere?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deactivate %n accounts?</source>
        <translation>
            <numerusform>Deactivate %n account?</numerusform>
            <numerusform>Deactivate %n accounts?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deactivate %n accounts</source>
        <translation>
            <numerusform>Deactivate %n account</numerusform>
            <numerusform>Deactivate %n accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The notice was sent to %n people.</source>
        <translation>
            <numerusform>The notice was sent to %n person.</numerusform>
            <numerusform>The notice was sent to %n people.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::WarningsCard</name>
    <message numerus="yes">
        <source>%1 (%n times)</source>
        <extracomment>What to do about a warning, and how often it came.</extracomment>
        <translation>
            <numerusform>%1 (%n time)</numerusform>
            <numerusform>%1 (%n times)</numerusform>
        </translation>
    </message>
</context>
</TS>
