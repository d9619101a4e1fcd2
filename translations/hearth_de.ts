<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AccountCard</name>
    <message>
        <source>Account of %1</source>
        <translation>Konto von %1</translation>
    </message>
    <message>
        <source>Your account on %1</source>
        <translation>Ihr Konto auf %1</translation>
    </message>
    <message>
        <source>Open a Matrix app such as Element, choose Sign in, enter the server, then your user name and password. Change the password afterwards.</source>
        <translation>Öffnen Sie eine Matrix-App wie Element, wählen Sie „Anmelden“, geben Sie den Server ein, dann Benutzernamen und Passwort. Ändern Sie das Passwort danach.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The code opens the app with the server and name filled in.</source>
        <translation>Der Code öffnet die App, in der Server und Name schon eingetragen sind.</translation>
    </message>
    <message>
        <source>Save card</source>
        <translation>Karte speichern</translation>
    </message>
    <message>
        <source>PDF documents (*.pdf)</source>
        <translation>PDF-Dokumente (*.pdf)</translation>
    </message>
    <message>
        <source>The card was not saved.</source>
        <translation>Die Karte wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>This name is taken.</source>
        <translation>Dieser Name ist vergeben.</translation>
    </message>
    <message>
        <source>This name contains characters that aren&apos;t allowed.</source>
        <translation>Dieser Name enthält Zeichen, die nicht erlaubt sind.</translation>
    </message>
    <message>
        <source>This name is reserved for a bridge.</source>
        <translation>Dieser Name ist für eine Brücke reserviert.</translation>
    </message>
    <message>
        <source>The password is too weak for this server.</source>
        <translation>Das Passwort ist für diesen Server zu schwach.</translation>
    </message>
    <message>
        <source>This is larger than the server allows.</source>
        <translation>Das ist größer, als der Server erlaubt.</translation>
    </message>
    <message>
        <source>The account is deactivated.</source>
        <translation>Das Konto ist deaktiviert.</translation>
    </message>
    <message>
        <source>The server refused this.</source>
        <translation>Der Server hat das abgelehnt.</translation>
    </message>
    <message>
        <source>The server can&apos;t be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>The request was cancelled.</source>
        <translation>Die Anfrage wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate was not accepted.</source>
        <translation>Das Zertifikat des Servers wurde nicht akzeptiert.</translation>
    </message>
    <message>
        <source>The server at this address is not a Matrix server.</source>
        <translation>Der Server unter dieser Adresse ist kein Matrix-Server.</translation>
    </message>
    <message>
        <source>Your administrator sign-in has ended.</source>
        <translation>Ihre Anmeldung als Administrator ist abgelaufen.</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>Name oder Passwort ist falsch.</translation>
    </message>
    <message>
        <source>This account isn&apos;t allowed to do that.</source>
        <translation>Dieses Konto darf das nicht.</translation>
    </message>
    <message>
        <source>The server couldn&apos;t find this.</source>
        <translation>Der Server kennt das nicht.</translation>
    </message>
    <message>
        <source>This server doesn&apos;t support that.</source>
        <translation>Dieser Server bietet das nicht an.</translation>
    </message>
    <message>
        <source>The server is asking Hearth to slow down.</source>
        <translation>Der Server bittet Hearth, langsamer zu machen.</translation>
    </message>
    <message>
        <source>The server ran into an error.</source>
        <translation>Auf dem Server ist ein Fehler aufgetreten.</translation>
    </message>
    <message>
        <source>Something went wrong on this computer.</source>
        <translation>Auf diesem Computer ist etwas fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Check that the server is running and the network works, then try again.</source>
        <translation>Prüfen Sie, ob der Server läuft und das Netzwerk funktioniert, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s date and the server&apos;s certificate.</source>
        <translation>Prüfen Sie das Datum dieses Computers und das Zertifikat des Servers.</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Melden Sie sich erneut an.</translation>
    </message>
    <message>
        <source>Enter both again. Upper and lower case matter.</source>
        <translation>Geben Sie beides noch einmal ein; Groß- und Kleinschreibung zählt.</translation>
    </message>
    <message>
        <source>Sign in with an administrator account.</source>
        <translation>Melden Sie sich mit einem Administratorkonto an.</translation>
    </message>
    <message>
        <source>Refresh the list: someone else may have removed it.</source>
        <translation>Aktualisieren Sie die Liste: Vielleicht hat es jemand anderes entfernt.</translation>
    </message>
    <message numerus="yes">
        <source>Try again in %n s.</source>
        <translation>
            <numerusform>Versuchen Sie es in %n s erneut.</numerusform>
            <numerusform>Versuchen Sie es in %n s erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Warten Sie einen Moment und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Try again. If it keeps happening, the log says why.</source>
        <translation>Versuchen Sie es erneut. Tritt es wieder auf, steht der Grund im Protokoll.</translation>
    </message>
    <message>
        <source>Change what you entered. The details say what the server expects.</source>
        <translation>Ändern Sie Ihre Eingabe. In den Details steht, was der Server verlangt.</translation>
    </message>
    <message>
        <source>The configuration has an error in line %1: %2</source>
        <translation>Die Konfiguration ist in Zeile %1 fehlerhaft: %2</translation>
    </message>
    <message>
        <source>The configuration has an error: %1</source>
        <translation>Die Konfiguration ist fehlerhaft: %1</translation>
    </message>
    <message>
        <source>Another server is already using this data folder.</source>
        <translation>Ein anderer Server benutzt diesen Datenordner bereits.</translation>
    </message>
    <message>
        <source>The port is in use by another program.</source>
        <translation>Der Port wird von einem anderen Programm benutzt.</translation>
    </message>
    <message>
        <source>This computer doesn&apos;t have the network address it should listen on.</source>
        <translation>Dieser Computer hat die Netzwerkadresse nicht, an der er Verbindungen annehmen soll.</translation>
    </message>
    <message>
        <source>The data folder is not writable.</source>
        <translation>In den Datenordner kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>The database is damaged.</source>
        <translation>Die Datenbank ist beschädigt.</translation>
    </message>
    <message>
        <source>The database does not answer.</source>
        <translation>Die Datenbank antwortet nicht.</translation>
    </message>
    <message>
        <source>The database was made by a newer version of Hearth.</source>
        <translation>Die Datenbank stammt von einer neueren Version von Hearth.</translation>
    </message>
    <message>
        <source>The signing key can&apos;t be read.</source>
        <translation>Der Signaturschlüssel kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The certificate or its key can&apos;t be used.</source>
        <translation>Das Zertifikat oder sein Schlüssel ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>The server program hearthd was not found.</source>
        <translation>Das Serverprogramm hearthd wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>The server started but never became ready.</source>
        <translation>Der Server ist gestartet, wurde aber nicht bereit.</translation>
    </message>
    <message>
        <source>The server stopped without saying why.</source>
        <translation>Der Server hat sich beendet, ohne einen Grund zu nennen.</translation>
    </message>
    <message>
        <source>The server crashed several times in a row, so Hearth no longer restarts it.</source>
        <translation>Der Server ist mehrmals hintereinander abgestürzt, deshalb startet Hearth ihn nicht mehr neu.</translation>
    </message>
    <message>
        <source>The server stopped because of an error.</source>
        <translation>Der Server wurde wegen eines Fehlers beendet.</translation>
    </message>
    <message>
        <source>Correct the configuration, then start the server again.</source>
        <translation>Berichtigen Sie die Konfiguration und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>Correct it in %1, then start the server again.</source>
        <translation>Berichtigen Sie sie in %1 und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>Stop the other program (process %1), then start the server again.</source>
        <translation>Beenden Sie das andere Programm (Prozess %1) und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>Stop the other program, then start the server again.</source>
        <translation>Beenden Sie das andere Programm und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>Choose another port in hearthd.yaml, or stop the other program.</source>
        <translation>Wählen Sie in hearthd.yaml einen anderen Port oder beenden Sie das andere Programm.</translation>
    </message>
    <message>
        <source>Correct bind_addresses in hearthd.yaml.</source>
        <translation>Berichtigen Sie bind_addresses in hearthd.yaml.</translation>
    </message>
    <message>
        <source>Make the folder writable for your account, then start the server again.</source>
        <translation>Geben Sie Ihrem Konto Schreibrechte für den Ordner und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>Free up some space, then start the server again. No confirmed messages are lost.</source>
        <translation>Schaffen Sie Platz und starten Sie den Server dann erneut. Bestätigte Nachrichten gehen nicht verloren.</translation>
    </message>
    <message>
        <source>Restore a backup of the data folder. The damaged file is left as it is.</source>
        <translation>Stellen Sie eine Sicherung des Datenordners wieder her. Die beschädigte Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Start the database server, then start this server again.</source>
        <translation>Starten Sie den Datenbankserver und dann diesen Server erneut.</translation>
    </message>
    <message>
        <source>Install that version of Hearth, or restore a backup.</source>
        <translation>Installieren Sie diese Version von Hearth oder stellen Sie eine Sicherung wieder her.</translation>
    </message>
    <message>
        <source>Restore a copy of the signing key file.</source>
        <translation>Stellen Sie eine Kopie der Schlüsseldatei wieder her.</translation>
    </message>
    <message>
        <source>Check tls_certificate_path and tls_private_key_path.</source>
        <translation>Prüfen Sie tls_certificate_path und tls_private_key_path.</translation>
    </message>
    <message>
        <source>Reinstall Hearth.</source>
        <translation>Installieren Sie Hearth neu.</translation>
    </message>
    <message>
        <source>Read the last lines of the log, then start the server again.</source>
        <translation>Lesen Sie die letzten Zeilen des Protokolls und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>The data folder is not responding.</source>
        <translation>Der Datenordner antwortet nicht.</translation>
    </message>
    <message>
        <source>Free up some space: the server then carries on by itself. No confirmed messages are lost.</source>
        <translation>Schaffen Sie Platz: Der Server läuft dann von selbst weiter. Bestätigte Nachrichten gehen nicht verloren.</translation>
    </message>
    <message>
        <source>Start the database server: Hearth&apos;s server then carries on by itself.</source>
        <translation>Starten Sie den Datenbankserver: Der Server von Hearth läuft dann von selbst weiter.</translation>
    </message>
    <message>
        <source>Read the last lines of the log, or restart the server.</source>
        <translation>Lesen Sie die letzten Zeilen des Protokolls, oder starten Sie den Server neu.</translation>
    </message>
    <message>
        <source>Check that its disk or network drive is connected, then start the server again.</source>
        <translation>Prüfen Sie, ob seine Festplatte oder sein Netzlaufwerk verbunden ist, und starten Sie den Server dann erneut.</translation>
    </message>
    <message>
        <source>The server can&apos;t be administered from here.</source>
        <translation>Der Server lässt sich von hier aus nicht verwalten.</translation>
    </message>
    <message>
        <source>This account is not an administrator of the server.</source>
        <translation>Dieses Konto ist kein Administrator des Servers.</translation>
    </message>
    <message>
        <source>Have the reverse proxy forward /_synapse/admin, at least for this computer.</source>
        <translation>Lassen Sie den Reverse-Proxy /_synapse/admin weiterleiten, zumindest für diesen Computer.</translation>
    </message>
    <message>
        <source>Port %1 is in use by another program.</source>
        <translation>Port %1 wird von einem anderen Programm benutzt.</translation>
    </message>
    <message>
        <source>Port %1 is in use by %2 (process %3).</source>
        <translation>Port %1 wird von %2 benutzt (Prozess %3).</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>Never</source>
        <extracomment>When somebody was seen: never.</extracomment>
        <translation>Nie</translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>vor %n min</numerusform>
            <numerusform>vor %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>vor %n h</numerusform>
            <numerusform>vor %n h</numerusform>
        </translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 h</source>
        <extracomment>A length of time: days and hours.</extracomment>
        <translation>%1 %2 h</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>A length of time: hours and minutes.</extracomment>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Just now</source>
        <translation>Gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>Updated %n s ago</source>
        <translation>
            <numerusform>Vor %n s aktualisiert</numerusform>
            <numerusform>Vor %n s aktualisiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Updated %n min ago</source>
        <translation>
            <numerusform>Vor %n min aktualisiert</numerusform>
            <numerusform>Vor %n min aktualisiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Updated %n h ago</source>
        <translation>
            <numerusform>Vor %n h aktualisiert</numerusform>
            <numerusform>Vor %n h aktualisiert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogAdvice</name>
    <message>
        <source>Free up some space. The server then carries on by itself.</source>
        <translation>Schaffen Sie Platz. Der Server läuft dann von selbst weiter.</translation>
    </message>
    <message>
        <source>Make the data folder writable for the server.</source>
        <translation>Geben Sie dem Server Schreibrechte für den Datenordner.</translation>
    </message>
    <message>
        <source>Allow the server more open files (ulimit -n), then restart it.</source>
        <translation>Erlauben Sie dem Server mehr offene Dateien (ulimit -n), und starten Sie ihn dann neu.</translation>
    </message>
    <message>
        <source>Check that the database server is running. The server reconnects by itself.</source>
        <translation>Prüfen Sie, ob der Datenbankserver läuft. Der Server verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>Nothing to do: the server tries again later.</source>
        <translation>Nichts zu tun: Es wird später erneut versucht.</translation>
    </message>
    <message>
        <source>Check whether the disk is full or the database is gone.</source>
        <translation>Prüfen Sie, ob der Datenträger voll ist oder die Datenbank fehlt.</translation>
    </message>
    <message>
        <source>Restart the server when it suits everyone.</source>
        <translation>Starten Sie den Server neu, wenn es allen passt.</translation>
    </message>
    <message>
        <source>Check tls_certificate_path and tls_private_key_path.</source>
        <translation>Prüfen Sie tls_certificate_path und tls_private_key_path.</translation>
    </message>
    <message>
        <source>Correct hearthd.yaml.</source>
        <translation>Berichtigen Sie hearthd.yaml.</translation>
    </message>
    <message>
        <source>Reinstall Hearth.</source>
        <translation>Installieren Sie Hearth neu.</translation>
    </message>
    <message>
        <source>Check whether the media folder&apos;s disk is full.</source>
        <translation>Prüfen Sie, ob der Datenträger des Medienordners voll ist.</translation>
    </message>
    <message>
        <source>Check that the bridge is running. Messages wait and are sent once it is back.</source>
        <translation>Prüfen Sie, ob die Brücke läuft. Nachrichten warten und werden gesendet, wenn sie zurück ist.</translation>
    </message>
    <message>
        <source>Check that the bridge is running.</source>
        <translation>Prüfen Sie, ob die Brücke läuft.</translation>
    </message>
    <message>
        <source>Check that the sign-in service is running.</source>
        <translation>Prüfen Sie, ob der Anmeldedienst läuft.</translation>
    </message>
    <message>
        <source>Nothing to do, unless it keeps happening.</source>
        <translation>Nichts zu tun, es sei denn, es passiert immer wieder.</translation>
    </message>
    <message>
        <source>Start the job again. The line contains its error.</source>
        <translation>Starten Sie die Aufgabe erneut. Der Fehler steht in dieser Zeile.</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Dashboard</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Background jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
</context>
<context>
    <name>ProbeText</name>
    <message>
        <source>A Matrix server answers at %1.</source>
        <translation>Unter %1 antwortet ein Matrix-Server.</translation>
    </message>
    <message>
        <source>This is not a server address.</source>
        <translation>Das ist keine Serveradresse.</translation>
    </message>
    <message>
        <source>Nothing answers at %1.</source>
        <translation>Von %1 kommt keine Antwort.</translation>
    </message>
    <message>
        <source>The certificate of %1 can&apos;t be trusted.</source>
        <translation>Dem Zertifikat von %1 kann nicht vertraut werden.</translation>
    </message>
    <message>
        <source>The server at %1 is not a Matrix server.</source>
        <translation>Der Server unter %1 ist kein Matrix-Server.</translation>
    </message>
    <message>
        <source>The Matrix server at %1 is too old for Hearth.</source>
        <translation>Der Matrix-Server unter %1 ist zu alt für Hearth.</translation>
    </message>
    <message>
        <source>The Matrix server at %1 can&apos;t be administered from here.</source>
        <translation>Der Matrix-Server unter %1 lässt sich von hier aus nicht verwalten.</translation>
    </message>
    <message>
        <source>This account is not an administrator of %1.</source>
        <translation>Dieses Konto ist kein Administrator von %1.</translation>
    </message>
    <message>
        <source>Enter a domain like example.org, or an address like https://matrix.example.org.</source>
        <translation>Geben Sie eine Domain wie example.org oder eine Adresse wie https://matrix.example.org ein.</translation>
    </message>
    <message>
        <source>Check the spelling, that the server is running, and that this computer is online.</source>
        <translation>Prüfen Sie die Schreibweise, ob der Server läuft und ob dieser Computer online ist.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s date and the name you typed. If both are right, the certificate has to be renewed on the server. Hearth never signs in to a server that can&apos;t prove its identity.</source>
        <translation>Prüfen Sie das Datum dieses Computers und den eingegebenen Namen. Stimmt beides, muss das Zertifikat auf dem Server erneuert werden. Hearth meldet sich bei keinem Server an, der nicht beweisen kann, wer er ist.</translation>
    </message>
    <message>
        <source>Check the spelling. The server may have a different address from the website, for example matrix.example.org.</source>
        <translation>Prüfen Sie die Schreibweise. Der Server kann eine andere Adresse haben als die Website, zum Beispiel matrix.example.org.</translation>
    </message>
    <message>
        <source>Update the server first. Hearth needs Matrix 1.1 or newer, and Synapse 1.94 or newer.</source>
        <translation>Aktualisieren Sie zuerst den Server. Hearth braucht mindestens Matrix 1.1 und Synapse 1.94.</translation>
    </message>
    <message>
        <source>Have the reverse proxy forward /_synapse/admin, at least for this computer. Hearth and Synapse have this interface; other servers may not.</source>
        <translation>Lassen Sie den Reverse-Proxy /_synapse/admin weiterleiten, zumindest für diesen Computer. Hearth und Synapse haben diese Schnittstelle, andere Server vielleicht nicht.</translation>
    </message>
    <message>
        <source>Sign in with an administrator account. On Synapse, another administrator can appoint one, or whoever runs the server can create one: register_new_matrix_user --admin.</source>
        <translation>Melden Sie sich mit einem Administratorkonto an. Bei Synapse kann ein anderer Administrator eines ernennen, oder wer den Server betreibt, legt eines an: register_new_matrix_user --admin.</translation>
    </message>
    <message>
        <source>Sign in with an administrator account, or ask an administrator to make this account one.</source>
        <translation>Melden Sie sich mit einem Administratorkonto an, oder bitten Sie einen Administrator, dieses Konto dazu zu machen.</translation>
    </message>
</context>
<context>
    <name>RoomText</name>
    <message>
        <source>Everyone, without joining</source>
        <translation>Alle, ohne beizutreten</translation>
    </message>
    <message>
        <source>Members, the whole history</source>
        <translation>Mitglieder, vollständig</translation>
    </message>
    <message>
        <source>Members, from when they are invited</source>
        <translation>Mitglieder, ab ihrer Einladung</translation>
    </message>
    <message>
        <source>Members, from when they join</source>
        <translation>Mitglieder, ab ihrem Beitritt</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>Moderator</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Removing the members</source>
        <translation>Mitglieder werden entfernt</translation>
    </message>
    <message>
        <source>Removing messages</source>
        <translation>Nachrichten werden entfernt</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Not deleted</source>
        <translation>Nicht gelöscht</translation>
    </message>
    <message>
        <source>Anyone</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Only people who are invited</source>
        <translation>Nur, wer eingeladen wird</translation>
    </message>
    <message>
        <source>Invited people, others on request</source>
        <translation>Eingeladene, andere auf Anfrage</translation>
    </message>
    <message>
        <source>Members of certain rooms or spaces, and invited people</source>
        <translation>Mitglieder bestimmter Räume oder Spaces und Eingeladene</translation>
    </message>
    <message>
        <source>Members of certain rooms or spaces, others on request</source>
        <translation>Mitglieder bestimmter Räume oder Spaces, andere auf Anfrage</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
</context>
<context>
    <name>ServerText</name>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Crashed, restarting</source>
        <translation>Abgestürzt, startet neu</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>Läuft nicht</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>Antwortet nicht</translation>
    </message>
    <message>
        <source>Not set up</source>
        <translation>Nicht eingerichtet</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>hearthd %1</source>
        <translation>hearthd %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Name of a server program and its version.</extracomment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>WizardHelp</name>
    <message>
        <source>Hearth runs a Matrix server on this computer under your own account. You don&apos;t need administrator rights, and deleting one folder removes everything.</source>
        <translation>Hearth betreibt einen Matrix-Server auf diesem Computer unter Ihrem eigenen Konto. Administratorrechte sind nicht nötig, und wenn Sie einen einzigen Ordner löschen, ist alles wieder entfernt.</translation>
    </message>
    <message>
        <source>People have addresses like @name:domain, for example @alice:example.org. A trial uses the name localhost, which every computer uses for itself: only programs on this computer can use such a server. With your own domain, people elsewhere can reach the server once the domain points to it, which you set up with your domain provider and in your router.</source>
        <translation>Personen haben Adressen wie @name:domain, zum Beispiel @alice:example.org. Ein Probebetrieb nutzt den Namen localhost, mit dem jeder Computer sich selbst meint: Nur Programme auf diesem Computer können einen solchen Server nutzen. Mit einer eigenen Domain ist der Server von anderswo erreichbar, sobald die Domain auf ihn zeigt; das stellen Sie beim Anbieter der Domain und im Router ein.</translation>
    </message>
    <message>
        <source>The folder holds messages, files, keys and settings. Choose a disk with room for the pictures people send. The port is the number apps put after the address; if another program uses it, Hearth offers a free one.</source>
        <translation>Im Ordner liegen Nachrichten, Dateien, Schlüssel und Einstellungen. Wählen Sie einen Datenträger mit Platz für die Bilder, die gesendet werden. Der Port ist die Zahl, die Apps hinter die Adresse setzen; nutzt ihn ein anderes Programm, bietet Hearth einen freien an.</translation>
    </message>
    <message>
        <source>The first account can do everything on the server: add and lock people, delete rooms, read the log. Use it to sign in to Hearth, and a second, ordinary account for chatting if you like. Save the password in a password manager. Hearth never stores a password you typed; one that Hearth generated can be looked up in Settings.</source>
        <translation>Das erste Konto darf auf dem Server alles: Personen hinzufügen und sperren, Räume löschen, das Protokoll lesen. Melden Sie sich damit in Hearth an, und nutzen Sie zum Chatten bei Bedarf ein zweites, gewöhnliches Konto. Bewahren Sie das Passwort in einem Passwortmanager auf. Ein eingegebenes Passwort speichert Hearth nie; ein von Hearth erzeugtes können Sie in den Einstellungen nachsehen.</translation>
    </message>
    <message>
        <source>Nothing has happened yet. Change takes you back to the page of an answer. Start server writes the files listed here and starts the server.</source>
        <translation>Noch ist nichts geschehen. „Ändern“ führt zur Seite einer Antwort zurück. „Server starten“ schreibt die hier genannten Dateien und startet den Server.</translation>
    </message>
    <message>
        <source>Each step shows what it does; open it to see its log. If a step fails, it says why and what to do. Try again carries on where it stopped.</source>
        <translation>Jeder Schritt zeigt, was er tut; aufgeklappt zeigt er sein Protokoll. Scheitert ein Schritt, sagt er warum und was zu tun ist. „Erneut versuchen“ macht dort weiter, wo er stehen blieb.</translation>
    </message>
    <message>
        <source>Element is the best-known Matrix app; others work just as well. Enter the server address instead of matrix.org, then your user name and password. If phones can reach the server, there is a code to scan.</source>
        <translation>Element ist die bekannteste Matrix-App; andere eignen sich genauso gut. Geben Sie statt matrix.org die Serveradresse ein, dann Benutzernamen und Passwort. Wenn Telefone den Server erreichen können, gibt es einen Code zum Scannen.</translation>
    </message>
    <message>
        <source>Hearth can manage any server with Synapse&apos;s admin API: Synapse itself and Hearth&apos;s own. Check finds out what answers at the address without changing anything. Then sign in with an administrator account of that server; the sign-in is kept in this computer&apos;s keychain. Starting, stopping and the log remain with whoever runs that computer.</source>
        <translation>Hearth verwaltet jeden Server mit der Admin-Schnittstelle von Synapse: Synapse selbst und den von Hearth. „Prüfen“ sieht nach, was unter der Adresse antwortet, und ändert nichts. Melden Sie sich dann mit einem Konto an, das dort Administrator ist; die Anmeldung wird im Schlüsselbund dieses Computers aufbewahrt. Starten, Anhalten und das Protokoll bleiben Sache dessen, der den anderen Computer betreibt.</translation>
    </message>
</context>
<context>
    <name>WizardProblem</name>
    <message>
        <source>This is not a domain.</source>
        <translation>Das ist keine Domain.</translation>
    </message>
    <message>
        <source>This is a web address.</source>
        <translation>Das ist eine Webadresse.</translation>
    </message>
    <message>
        <source>Another program uses this port.</source>
        <translation>Ein anderes Programm benutzt diesen Port.</translation>
    </message>
    <message>
        <source>The password is too short.</source>
        <translation>Das Passwort ist zu kurz.</translation>
    </message>
    <message>
        <source>The password is easy to guess.</source>
        <translation>Das Passwort ist leicht zu erraten.</translation>
    </message>
    <message>
        <source>This is still empty.</source>
        <translation>Das Feld ist noch leer.</translation>
    </message>
    <message>
        <source>Fill it in.</source>
        <translation>Füllen Sie es aus.</translation>
    </message>
    <message>
        <source>Write it like example.org, without spaces.</source>
        <translation>Schreiben Sie sie wie example.org, ohne Leerzeichen.</translation>
    </message>
    <message>
        <source>Leave out everything after the domain.</source>
        <translation>Lassen Sie alles nach der Domain weg.</translation>
    </message>
    <message>
        <source>This is an IP address, not a domain.</source>
        <translation>Das ist eine IP-Adresse, keine Domain.</translation>
    </message>
    <message>
        <source>Enter a domain you own. People&apos;s addresses carry it for good, and an IP address can change.</source>
        <translation>Geben Sie eine eigene Domain ein. Sie bleibt für immer Teil der Adressen aller Personen, und eine IP-Adresse kann sich ändern.</translation>
    </message>
    <message>
        <source>With this name, nobody else can ever reach the server.</source>
        <translation>Mit diesem Namen kann nie jemand anderes den Server erreichen.</translation>
    </message>
    <message>
        <source>Choose a domain you own, or set up a trial.</source>
        <translation>Wählen Sie eine eigene Domain oder einen Probebetrieb.</translation>
    </message>
    <message>
        <source>This is not a port number.</source>
        <translation>Das ist keine Portnummer.</translation>
    </message>
    <message>
        <source>Choose a number between 1 and 65535.</source>
        <translation>Wählen Sie eine Zahl zwischen 1 und 65535.</translation>
    </message>
    <message>
        <source>Ports below 1024 are reserved for the system.</source>
        <translation>Ports unter 1024 sind dem System vorbehalten.</translation>
    </message>
    <message>
        <source>Choose a higher one, such as 8008.</source>
        <translation>Wählen Sie einen höheren, zum Beispiel 8008.</translation>
    </message>
    <message>
        <source>Choose another port, or stop that program.</source>
        <translation>Wählen Sie einen anderen Port, oder beenden Sie dieses Programm.</translation>
    </message>
    <message>
        <source>This is not a full path.</source>
        <translation>Das ist kein vollständiger Pfad.</translation>
    </message>
    <message>
        <source>Start with /, or use Browse to choose the folder.</source>
        <translation>Beginnen Sie mit /, oder wählen Sie den Ordner mit „Durchsuchen“.</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>Das ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>You don&apos;t have permission to write to this folder.</source>
        <translation>Sie dürfen nicht in diesen Ordner schreiben.</translation>
    </message>
    <message>
        <source>Choose another one, for example in your home folder.</source>
        <translation>Wählen Sie einen anderen, zum Beispiel in Ihrem persönlichen Ordner.</translation>
    </message>
    <message>
        <source>This folder already contains other files.</source>
        <translation>Dieser Ordner enthält schon andere Dateien.</translation>
    </message>
    <message>
        <source>Choose an empty or a new folder.</source>
        <translation>Wählen Sie einen leeren oder neuen Ordner.</translation>
    </message>
    <message>
        <source>Choose another folder if you want a new server.</source>
        <translation>Wählen Sie einen anderen Ordner, wenn Sie einen neuen Server möchten.</translation>
    </message>
    <message>
        <source>This folder already contains another server.</source>
        <translation>Dieser Ordner enthält schon einen anderen Server.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Less than 2 GB is free there.</source>
        <translation>Dort sind weniger als 2 GB frei.</translation>
    </message>
    <message>
        <source>Free up some space, or choose another disk.</source>
        <translation>Schaffen Sie Platz, oder wählen Sie einen anderen Datenträger.</translation>
    </message>
    <message>
        <source>The full address is too long.</source>
        <translation>Die ganze Adresse ist zu lang.</translation>
    </message>
    <message>
        <source>Choose a shorter name.</source>
        <translation>Wählen Sie einen kürzeren Namen.</translation>
    </message>
    <message>
        <source>Use at least 10 characters.</source>
        <translation>Verwenden Sie mindestens 10 Zeichen.</translation>
    </message>
    <message>
        <source>Make it longer, or let Hearth generate one.</source>
        <translation>Machen Sie es länger, oder lassen Sie Hearth eines erzeugen.</translation>
    </message>
    <message>
        <source>Apps can&apos;t use this address.</source>
        <translation>Diese Adresse können Apps nicht verwenden.</translation>
    </message>
    <message>
        <source>Write it like https://matrix.example.org.</source>
        <translation>Schreiben Sie sie wie https://matrix.example.org.</translation>
    </message>
    <message>
        <source>A name can only contain the letters a to z, digits and . _ = - / +, and can&apos;t start with _.</source>
        <translation>Ein Name darf nur die Buchstaben a bis z, Ziffern und . _ = - / + enthalten und nicht mit _ beginnen.</translation>
    </message>
    <message>
        <source>Remove capital letters, spaces and other characters.</source>
        <translation>Entfernen Sie Großbuchstaben, Umlaute, Leerzeichen und andere Zeichen.</translation>
    </message>
    <message>
        <source>This computer&apos;s keychain may be asking for a password in a window of its own. If nobody answers within a minute, Hearth keeps the sign-in in an encrypted file instead.</source>
        <translation>Der Schlüsselbund dieses Computers fragt vielleicht in einem eigenen Fenster nach einem Passwort. Antwortet eine Minute lang niemand, bewahrt Hearth die Anmeldung stattdessen in einer verschlüsselten Datei auf.</translation>
    </message>
    <message>
        <source>This folder already contains this server. Hearth continues with it and changes none of its settings.</source>
        <translation>Dieser Ordner enthält diesen Server schon. Hearth führt ihn fort und ändert keine seiner Einstellungen.</translation>
    </message>
</context>
<context>
    <name>hearth::app::DevicesModel</name>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
</context>
<context>
    <name>hearth::app::JobsModel</name>
    <message>
        <source>Delete room</source>
        <translation>Raum löschen</translation>
    </message>
    <message>
        <source>Change users</source>
        <translation>Benutzer ändern</translation>
    </message>
    <message>
        <source>Set up server</source>
        <translation>Server einrichten</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>hearth::app::KeepAwake</name>
    <message>
        <source>A server runs on this computer</source>
        <translation>Auf diesem Computer läuft ein Server</translation>
    </message>
</context>
<context>
    <name>hearth::app::LogModel</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>Debug</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>From</source>
        <comment>part of the program a log line comes from</comment>
        <translation>Von</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>A length of time in a column of the log: seconds.</extracomment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <extracomment>A length of time in a column of the log: milliseconds.</extracomment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Status %1</source>
        <translation>Status %1</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>hearth::app::PagedModel</name>
    <message>
        <source>%1, selected</source>
        <translation>%1, ausgewählt</translation>
    </message>
    <message>
        <source>%1, not selected</source>
        <translation>%1, nicht ausgewählt</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
</context>
<context>
    <name>hearth::app::RoomsModel</name>
    <message>
        <source>Anyone</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>On request</source>
        <translation>Auf Anfrage</translation>
    </message>
    <message>
        <source>Space members</source>
        <translation>Mitglieder des Space</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Unnamed room</source>
        <translation>Raum ohne Namen</translation>
    </message>
    <message>
        <source>Listed</source>
        <extracomment>Whether a room is in the public directory.</extracomment>
        <translation>Aufgeführt</translation>
    </message>
    <message>
        <source>Not listed</source>
        <translation>Nicht aufgeführt</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Verschlüsselt</translation>
    </message>
    <message>
        <source>Off</source>
        <comment>encryption of a room</comment>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Space %1</source>
        <translation>Space %1</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n Person</numerusform>
            <numerusform>%n Personen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people from this server</source>
        <translation>
            <numerusform>%n Person dieses Servers</numerusform>
            <numerusform>%n Personen dieses Servers</numerusform>
        </translation>
    </message>
    <message>
        <source>Public directory: %1</source>
        <translation>Öffentliches Verzeichnis: %1</translation>
    </message>
    <message>
        <source>Created by %1</source>
        <translation>Erstellt von %1</translation>
    </message>
    <message>
        <source>Who can join: %1</source>
        <translation>Wer beitreten kann: %1</translation>
    </message>
    <message>
        <source>Encryption: %1</source>
        <translation>Verschlüsselung: %1</translation>
    </message>
    <message>
        <source>Room version %1</source>
        <translation>Raumversion %1</translation>
    </message>
    <message numerus="yes">
        <source>%n state events</source>
        <translation>
            <numerusform>%n Zustandsereignis</numerusform>
            <numerusform>%n Zustandsereignisse</numerusform>
        </translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Local people</source>
        <extracomment>People of a room who have their account on this server.</extracomment>
        <translation>Lokale Personen</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>Erstellt von</translation>
    </message>
    <message>
        <source>Who can join</source>
        <translation>Wer beitreten kann</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>State events</source>
        <translation>Zustandsereignisse</translation>
    </message>
    <message>
        <source>Invited people</source>
        <translation>Eingeladene</translation>
    </message>
</context>
<context>
    <name>hearth::app::UsersModel</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Ausgesetzt</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Deactivated</source>
        <translation>Deaktiviert</translation>
    </message>
    <message>
        <source>Erased</source>
        <translation>Daten gelöscht</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>Gast</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>No display name</source>
        <translation>Kein Anzeigename</translation>
    </message>
    <message>
        <source>Display name %1</source>
        <translation>Anzeigename %1</translation>
    </message>
    <message>
        <source>Created %1</source>
        <translation>Erstellt %1</translation>
    </message>
    <message>
        <source>Last seen %1</source>
        <translation>Zuletzt gesehen %1</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>Benutzer-ID</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>Bot</translation>
    </message>
    <message>
        <source>Support</source>
        <translation>Unterstützung</translation>
    </message>
    <message>
        <source>Number of devices unknown</source>
        <translation>Anzahl der Geräte nicht bekannt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln devices</source>
        <translation>
            <numerusform>%Ln Gerät</numerusform>
            <numerusform>%Ln Geräte</numerusform>
        </translation>
    </message>
    <message>
        <source>Size of files unknown</source>
        <translation>Größe der Dateien nicht bekannt</translation>
    </message>
    <message>
        <source>%1 of files</source>
        <translation>%1 an Dateien</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Medien</translation>
    </message>
</context>
<context>
    <name>hearth::ui::AccountPage</name>
    <message>
        <source>First account</source>
        <translation>Erstes Konto</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Your address is %1</source>
        <translation>Ihre Adresse ist %1</translation>
    </message>
    <message>
        <source>Weak: guessed within a day</source>
        <translation>Schwach: innerhalb eines Tages erraten</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mäßig</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>What others see. You can change it at any time.</source>
        <translation>Was andere sehen. Sie können ihn jederzeit ändern.</translation>
    </message>
    <message>
        <source>Generated for you, or type your own. Hearth keeps a generated password, so that you can look it up in Settings until you change it.</source>
        <translation>Für Sie erzeugt; Sie können auch ein eigenes eingeben. Ein erzeugtes Passwort bewahrt Hearth auf, sodass Sie es in den Einstellungen nachsehen können, bis Sie es ändern.</translation>
    </message>
    <message>
        <source>Very weak: guessed in no time</source>
        <translation>Sehr schwach: sofort erraten</translation>
    </message>
    <message>
        <source>Letters from a to z, digits and . _ = - / +</source>
        <translation>Buchstaben von a bis z, Ziffern und . _ = - / +</translation>
    </message>
    <message>
        <source>This will be your own account, with administrator rights. Use it to sign in to Hearth and to chat apps.</source>
        <translation>Das wird Ihr eigenes Konto mit Administratorrechten. Damit melden Sie sich in Hearth und in Chat-Apps an.</translation>
    </message>
    <message>
        <source>Administrators add people, reset passwords and delete rooms. You can appoint more later.</source>
        <translation>Administratoren fügen Personen hinzu, setzen Passwörter zurück und löschen Räume. Weitere können Sie später ernennen.</translation>
    </message>
    <message>
        <source>If this account already exists on the server, enter its password. If not, it is created with the password you enter here.</source>
        <translation>Wenn es dieses Konto auf dem Server schon gibt, geben Sie sein Passwort ein. Sonst wird es mit dem hier eingegebenen Passwort erstellt.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::AddressPage</name>
    <message>
        <source>Choose a name for the server</source>
        <translation>Wählen Sie einen Namen für den Server</translation>
    </message>
    <message>
        <source>A trial on this computer</source>
        <translation>Ein Probebetrieb auf diesem Computer</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Domain</translation>
    </message>
    <message>
        <source>The part after the colon in @alice:example.org.</source>
        <translation>Der Teil nach dem Doppelpunkt in @alice:example.org.</translation>
    </message>
    <message>
        <source>Address for apps</source>
        <translation>Adresse für Apps</translation>
    </message>
    <message>
        <source>What this looks like</source>
        <translation>So sieht das aus</translation>
    </message>
    <message>
        <source>Where apps connect</source>
        <translation>Womit sich Apps verbinden</translation>
    </message>
    <message>
        <source>Entered once when signing in.</source>
        <translation>Einmal beim Anmelden einzugeben.</translation>
    </message>
    <message>
        <source>This can&apos;t be changed later.</source>
        <translation>Das lässt sich später nicht ändern.</translation>
    </message>
    <message>
        <source>The name is the second half of everyone&apos;s address, just as with e-mail.</source>
        <translation>Der Name ist die zweite Hälfte jeder Adresse, genau wie bei E-Mail.</translation>
    </message>
    <message>
        <source>Purpose of the server</source>
        <translation>Zweck des Servers</translation>
    </message>
    <message>
        <source>No domain needed. Only programs on this computer can reach it, and it can&apos;t connect to other servers later.</source>
        <translation>Keine Domain nötig. Nur Programme auf diesem Computer erreichen ihn, und er lässt sich später nicht mit anderen Servern verbinden.</translation>
    </message>
    <message>
        <source>A domain I own</source>
        <translation>Eine Domain, die mir gehört</translation>
    </message>
    <message>
        <source>For a permanent server. People elsewhere can reach it once the domain points here.</source>
        <translation>Für einen dauerhaften Server. Andere erreichen ihn, sobald die Domain hierher zeigt.</translation>
    </message>
    <message>
        <source>People&apos;s addresses</source>
        <translation>Adressen der Personen</translation>
    </message>
    <message>
        <source>Shown in chats, and typed to invite someone.</source>
        <translation>Steht in Chats und wird beim Einladen eingegeben.</translation>
    </message>
    <message>
        <source>People, rooms and settings work as on a permanent server. If you like it, set up a new one with a domain.</source>
        <translation>Benutzer, Räume und Einstellungen verhalten sich wie auf einem dauerhaften Server. Wenn Ihnen das gefällt, richten Sie einen neuen mit einer Domain ein.</translation>
    </message>
    <message>
        <source>Just to try it out.</source>
        <translation>Nur zum Ausprobieren.</translation>
    </message>
    <message>
        <source>Addresses and rooms keep the domain for good. A new domain means a new, empty server.</source>
        <translation>Adressen und Räume behalten die Domain für immer. Eine neue Domain bedeutet einen neuen, leeren Server.</translation>
    </message>
    <message>
        <source>How they connect: %1 tells apps to use %2. The server answers there as soon as the domain points to it.</source>
        <translation>Wie beides zusammenhängt: %1 verweist Apps auf %2. Der Server antwortet dort, sobald die Domain auf ihn zeigt.</translation>
    </message>
    <message>
        <source>Where apps find the server, through a reverse proxy with a certificate. If you leave this empty, only this computer and its network can reach the server.</source>
        <translation>Wo Apps den Server finden, über einen Reverse-Proxy mit Zertifikat. Bleibt das Feld leer, erreichen ihn nur dieser Computer und sein Netzwerk.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::BulkBar</name>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Actions for the selected rows</source>
        <translation>Aktionen für die ausgewählten Zeilen</translation>
    </message>
    <message>
        <source>%1 of %2 selected</source>
        <extracomment>How many rows of a list are ticked.</extracomment>
        <translation>%1 von %2 ausgewählt</translation>
    </message>
    <message>
        <source>Select all %1</source>
        <translation>Alle %1 auswählen</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 erledigt</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Button</name>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
</context>
<context>
    <name>hearth::ui::CertificateCard</name>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>At the proxy</source>
        <translation>Beim Proxy</translation>
    </message>
    <message>
        <source>Handled by the proxy</source>
        <translation>Liegt beim Proxy</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Not needed here</source>
        <translation>Hier nicht nötig</translation>
    </message>
    <message>
        <source>Only programs on this computer can reach the server.</source>
        <translation>Nur Programme auf diesem Computer erreichen den Server.</translation>
    </message>
    <message>
        <source>No certificate</source>
        <translation>Kein Zertifikat</translation>
    </message>
    <message>
        <source>Connections are not encrypted on their way to the server.</source>
        <translation>Verbindungen sind auf dem Weg zum Server nicht verschlüsselt.</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message numerus="yes">
        <source>Expired %n days ago</source>
        <translation>
            <numerusform>Seit %n Tag abgelaufen</numerusform>
            <numerusform>Seit %n Tagen abgelaufen</numerusform>
        </translation>
    </message>
    <message>
        <source>Expires soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation>
            <numerusform>Noch %n Tag</numerusform>
            <numerusform>Noch %n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>Self-signed, valid until %1</source>
        <translation>Selbst signiert, gültig bis %1</translation>
    </message>
    <message>
        <source>%1, valid until %2</source>
        <translation>%1, gültig bis %2</translation>
    </message>
    <message>
        <source>For %1</source>
        <translation>Für %1</translation>
    </message>
    <message>
        <source>Not valid for %1</source>
        <translation>Gilt nicht für %1</translation>
    </message>
    <message>
        <source>A reverse proxy in front of hearthd has to encrypt the connections. Hearth can&apos;t see its certificate.</source>
        <translation>Ein Reverse-Proxy vor hearthd muss die Verbindungen verschlüsseln. Sein Zertifikat kann Hearth nicht sehen.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ChartTable</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
</context>
<context>
    <name>hearth::ui::CommandPalette</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Matching places and actions</source>
        <translation>Passende Orte und Aktionen</translation>
    </message>
    <message>
        <source>Find a screen, user, room, setting or action</source>
        <translation>Ansicht, Benutzer, Raum, Einstellung oder Aktion suchen</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht …</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ConfirmDialog</name>
    <message>
        <source>This does not match.</source>
        <translation>Das stimmt nicht überein.</translation>
    </message>
    <message>
        <source>To continue, type %1</source>
        <translation>Zum Fortfahren %1 eingeben</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ConnectPage</name>
    <message>
        <source>Connect to an existing server</source>
        <translation>Mit einem bestehenden Server verbinden</translation>
    </message>
    <message>
        <source>Enter the server&apos;s address and an administrator account. Nothing changes until you ask for it.</source>
        <translation>Geben Sie die Adresse des Servers und ein Administratorkonto ein. Nichts ändert sich, bevor Sie es veranlassen.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Domain or address of the server</source>
        <translation>Domain oder Adresse des Servers</translation>
    </message>
    <message>
        <source>The part after the colon in @alice:example.org, or the address apps connect to, such as https://matrix.example.org.</source>
        <translation>Der Teil nach dem Doppelpunkt in @alice:example.org oder die Adresse, mit der sich Apps verbinden, etwa https://matrix.example.org.</translation>
    </message>
    <message>
        <source>The connection is not encrypted: anyone on the way can read your sign-in.</source>
        <translation>Die Verbindung ist nicht verschlüsselt: Unterwegs kann jeder Ihre Anmeldung mitlesen.</translation>
    </message>
    <message>
        <source>Administrator sign-in</source>
        <translation>Anmeldung als Administrator</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Software</source>
        <extracomment>Name of a server program and its version.</extracomment>
        <translation>Software</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Found via</source>
        <translation>Gefunden über</translation>
    </message>
    <message>
        <source>Continue only on this computer or on a network you trust.</source>
        <translation>Fahren Sie nur auf diesem Computer oder in einem Netzwerk fort, dem Sie vertrauen.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ConnectionsCard</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Connected apps over time</source>
        <translation>Verbundene Apps im Verlauf</translation>
    </message>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n offen</numerusform>
            <numerusform>%n offen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n apps connected</source>
        <translation>
            <numerusform>%n App ist verbunden</numerusform>
            <numerusform>%n Apps sind verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>The server announces no address</source>
        <translation>Der Server nennt keine Adresse</translation>
    </message>
    <message>
        <source>Only reachable from this computer</source>
        <translation>Nur auf diesem Computer</translation>
    </message>
    <message>
        <source>The server address for apps</source>
        <translation>Die Serveradresse für Apps</translation>
    </message>
    <message>
        <source>Federation is off</source>
        <translation>Föderation ist aus</translation>
    </message>
    <message>
        <source>Messages stay on this server</source>
        <translation>Nachrichten bleiben hier</translation>
    </message>
    <message>
        <source>Federation</source>
        <translation>Föderation</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Federation is on</source>
        <translation>Föderation ist an</translation>
    </message>
    <message>
        <source>Other servers can connect</source>
        <translation>Andere Server können sich verbinden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::CopyField</name>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DashboardPage</name>
    <message>
        <source>The server is stopped</source>
        <translation>Der Server ist angehalten</translation>
    </message>
    <message>
        <source>Sign in to see this</source>
        <translation>Melden Sie sich an, um das zu sehen</translation>
    </message>
    <message>
        <source>No answer from the server</source>
        <translation>Keine Antwort vom Server</translation>
    </message>
    <message numerus="yes">
        <source>%n active this week</source>
        <translation>
            <numerusform>%n aktiv in dieser Woche</numerusform>
            <numerusform>%n aktiv in dieser Woche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in the database</source>
        <translation>%1 in der Datenbank</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Werte</translation>
    </message>
    <message>
        <source>Peak %1 at %2</source>
        <translation>Höchstwert %1 um %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <extracomment>A share of one processor core.</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Anhalten …</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Neu starten …</translation>
    </message>
    <message>
        <source>Time range of the charts</source>
        <translation>Zeitraum der Diagramme</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Messages today</source>
        <translation>Nachrichten heute</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Medien</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten pro Sekunde</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message numerus="yes">
        <source>%n new this week</source>
        <translation>
            <numerusform>%n neuer diese Woche</numerusform>
            <numerusform>%n neue diese Woche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 new this week</source>
        <translation>%1 neu diese Woche</translation>
    </message>
    <message>
        <source>%1 % more than yesterday</source>
        <translation>%1 % mehr als gestern</translation>
    </message>
    <message>
        <source>last hour</source>
        <translation>letzte Stunde</translation>
    </message>
    <message>
        <source>last 7 days</source>
        <translation>letzte 7 Tage</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>letzte 30 Tage</translation>
    </message>
    <message>
        <source>last 24 hours</source>
        <translation>letzte 24 Stunden</translation>
    </message>
    <message numerus="yes">
        <source>Of %n cores, %1</source>
        <extracomment>Number of processor cores, range of the chart.</extracomment>
        <translation>
            <numerusform>Von %n Kern, %1</numerusform>
            <numerusform>Von %n Kernen, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Of %1, %2</source>
        <translation>Von %1, %2</translation>
    </message>
    <message>
        <source>No background jobs</source>
        <translation>Keine Hintergrundaufgaben</translation>
    </message>
    <message numerus="yes">
        <source>%n background jobs</source>
        <translation>
            <numerusform>%n Hintergrundaufgabe</numerusform>
            <numerusform>%n Hintergrundaufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>On this server</source>
        <translation>Auf diesem Server</translation>
    </message>
    <message>
        <source>%1 reports how many users and rooms it has. Only Hearth&apos;s own server reports messages, memory, disk and certificate, so they can&apos;t be shown here.</source>
        <translation>%1 gibt an, wie viele Benutzer und Räume es gibt. Nachrichten, Arbeitsspeicher, Festplatte und Zertifikat gibt nur der Server von Hearth an, daher steht hier nichts darüber.</translation>
    </message>
    <message>
        <source>What this server reports</source>
        <translation>Was dieser Server angibt</translation>
    </message>
    <message>
        <source>%1, up %2</source>
        <translation>%1, Laufzeit %2</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <extracomment>Name and version of the server&apos;s program, host name of the server.</extracomment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Events today</source>
        <translation>Ereignisse heute</translation>
    </message>
    <message>
        <source>Events per second</source>
        <translation>Ereignisse pro Sekunde</translation>
    </message>
    <message>
        <source>%1 in total</source>
        <translation>%1 insgesamt</translation>
    </message>
    <message>
        <source>About as many as yesterday</source>
        <translation>Etwa so viele wie gestern</translation>
    </message>
    <message>
        <source>%1 % fewer than yesterday</source>
        <translation>%1 % weniger als gestern</translation>
    </message>
    <message>
        <source>Seen by Hearth</source>
        <translation>Von Hearth bemerkt</translation>
    </message>
    <message>
        <source>Messages, reactions and room changes</source>
        <translation>Nachrichten, Reaktionen und Raumänderungen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DataTable</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Couldn&apos;t load more: %1</source>
        <translation>Weiteres konnte nicht geladen werden: %1</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DeleteRoomDialog</name>
    <message>
        <source>Nobody from this server is in it.</source>
        <translation>Niemand von diesem Server ist darin.</translation>
    </message>
    <message numerus="yes">
        <source>%n people from this server are removed first.</source>
        <translation>
            <numerusform>Zuerst wird %n Person dieses Servers entfernt.</numerusform>
            <numerusform>Zuerst werden %n Personen dieses Servers entfernt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rooms?</source>
        <translation>
            <numerusform>%n Raum löschen?</numerusform>
            <numerusform>%n Räume löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>The rooms are deleted from this server for good.</source>
        <translation>Die Räume werden endgültig von diesem Server gelöscht.</translation>
    </message>
    <message>
        <source>On other servers, they carry on without you.</source>
        <translation>Auf anderen Servern gehen sie ohne Sie weiter.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rooms</source>
        <translation>
            <numerusform>%n Raum löschen</numerusform>
            <numerusform>%n Räume löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>The room is deleted from this server for good.</source>
        <translation>Der Raum wird endgültig von diesem Server gelöscht.</translation>
    </message>
    <message>
        <source>On other servers, it carries on without you.</source>
        <translation>Auf anderen Servern geht er ohne Sie weiter.</translation>
    </message>
    <message>
        <source>It only exists on this server.</source>
        <translation>Es gibt ihn nur auf diesem Server.</translation>
    </message>
    <message>
        <source>Delete room</source>
        <translation>Raum löschen</translation>
    </message>
    <message>
        <source>Remove all messages from the database</source>
        <translation>Alle Nachrichten aus der Datenbank entfernen</translation>
    </message>
    <message>
        <source>Block it, so that nobody here can join it again</source>
        <translation>Blockieren, sodass ihm von hier niemand mehr beitreten kann</translation>
    </message>
    <message>
        <source>Block them, so that nobody here can join them again</source>
        <translation>Blockieren, sodass ihnen von hier niemand mehr beitreten kann</translation>
    </message>
    <message>
        <source>Tell their members why, in new rooms</source>
        <translation>Den Mitgliedern in neuen Räumen den Grund nennen</translation>
    </message>
    <message>
        <source>Tell its members why, in a new room</source>
        <translation>Den Mitgliedern in einem neuen Raum den Grund nennen</translation>
    </message>
    <message>
        <source>Message to the members</source>
        <translation>Nachricht an die Mitglieder</translation>
    </message>
    <message>
        <source>For example: This room was closed because …</source>
        <translation>Zum Beispiel: Dieser Raum wurde geschlossen, weil …</translation>
    </message>
    <message>
        <source>A room was closed</source>
        <translation>Ein Raum wurde geschlossen</translation>
    </message>
    <message>
        <source>%1 was closed</source>
        <translation>%1 wurde geschlossen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Desktop</name>
    <message>
        <source>Restart %1?</source>
        <translation>%1 neu starten?</translation>
    </message>
    <message>
        <source>Nobody can reach the server for a few seconds. Apps reconnect by themselves.</source>
        <translation>Für einige Sekunden kann niemand den Server erreichen. Apps verbinden sich von selbst wieder.</translation>
    </message>
    <message>
        <source>Restart server</source>
        <translation>Server neu starten</translation>
    </message>
    <message>
        <source>Stop %1?</source>
        <translation>%1 anhalten?</translation>
    </message>
    <message>
        <source>Nobody can reach the server until it is started again. Nothing is lost.</source>
        <translation>Niemand kann den Server erreichen, bis er wieder gestartet wird. Es geht nichts verloren.</translation>
    </message>
    <message>
        <source>Stop server</source>
        <translation>Server anhalten</translation>
    </message>
    <message>
        <source>It has been asked to stop but is still busy. Confirmed messages are safe; anything being sent right now may have to be sent again.</source>
        <translation>Er wurde zum Anhalten aufgefordert, ist aber noch beschäftigt. Bestätigte Nachrichten sind sicher; was gerade gesendet wird, muss vielleicht noch einmal gesendet werden.</translation>
    </message>
    <message>
        <source>Force stop</source>
        <translation>Beenden erzwingen</translation>
    </message>
    <message>
        <source>The server keeps running.</source>
        <translation>Der Server läuft weiter.</translation>
    </message>
    <message>
        <source>Hearth stays in the tray.</source>
        <translation>Hearth bleibt im Infobereich.</translation>
    </message>
    <message>
        <source>%1 won&apos;t stop. Force it to stop?</source>
        <translation>%1 hält nicht an. Beenden erzwingen?</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DetailPanel</name>
    <message>
        <source>Copy ID</source>
        <translation>ID kopieren</translation>
    </message>
    <message>
        <source>Close details</source>
        <translation>Details schließen</translation>
    </message>
    <message>
        <source>Copy ID of %1</source>
        <translation>ID von %1 kopieren</translation>
    </message>
    <message>
        <source>Details of %1</source>
        <translation>Details zu %1</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DialogFrame</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::DiskCard</name>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Disk usage</source>
        <translation>Belegung des Datenträgers</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Medien</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Other files</source>
        <translation>Andere Dateien</translation>
    </message>
    <message>
        <source>Free space over time</source>
        <translation>Freier Platz im Verlauf</translation>
    </message>
    <message>
        <source>%1 of %2 free</source>
        <extracomment>Free space and size of the disk.</extracomment>
        <translation>%1 von %2 frei</translation>
    </message>
</context>
<context>
    <name>hearth::ui::EditUserDialog</name>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>What others see next to messages. The address itself can&apos;t be changed.</source>
        <translation>Was andere neben den Nachrichten sehen. Die Adresse selbst lässt sich nicht ändern.</translation>
    </message>
    <message>
        <source>Save name</source>
        <translation>Namen speichern</translation>
    </message>
</context>
<context>
    <name>hearth::ui::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Add a filter</source>
        <extracomment>Button that offers more filters for a list.</extracomment>
        <translation>Filter hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>%n filters</source>
        <translation>
            <numerusform>%n Filter</numerusform>
            <numerusform>%n Filter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n filters, remove all</source>
        <translation>
            <numerusform>%n Filter, alle entfernen</numerusform>
            <numerusform>%n Filter, alle entfernen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::ui::FormRow</name>
    <message>
        <source>%1 (optional)</source>
        <translation>%1 (optional)</translation>
    </message>
    <message>
        <source>What to do:</source>
        <translation>Abhilfe:</translation>
    </message>
</context>
<context>
    <name>hearth::ui::HandOver</name>
    <message>
        <source>Link that opens the app</source>
        <translation>Link, der die App öffnet</translation>
    </message>
    <message>
        <source>Save QR…</source>
        <translation>QR-Code speichern …</translation>
    </message>
    <message>
        <source>Hand over the account</source>
        <translation>Das Konto übergeben</translation>
    </message>
    <message>
        <source>Works once you have chosen Create user.</source>
        <translation>Funktioniert, sobald Sie „Benutzer erstellen“ wählen.</translation>
    </message>
    <message>
        <source>No code yet: enter the user name first.</source>
        <translation>Noch kein Code: Geben Sie zuerst den Benutzernamen ein.</translation>
    </message>
    <message>
        <source>Scan this with the phone, or open the link.</source>
        <translation>Mit dem Telefon scannen oder den Link öffnen.</translation>
    </message>
    <message>
        <source>Save QR code</source>
        <translation>QR-Code speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Couldn&apos;t write the picture to %1.</source>
        <translation>Das Bild konnte nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>The code appears once you have entered the user name.</source>
        <translation>Der Code erscheint, sobald der Benutzername eingegeben ist.</translation>
    </message>
    <message>
        <source>The link appears once you have entered the user name.</source>
        <translation>Der Link erscheint, sobald der Benutzername eingegeben ist.</translation>
    </message>
    <message>
        <source>Opens the app with the server and name filled in, but not the password. There is no QR code, because phones can&apos;t reach this server: it only answers on this computer.</source>
        <translation>Öffnet die App mit Server und Namen, aber ohne Passwort. Es gibt keinen QR-Code, weil Telefone diesen Server nicht erreichen: Er antwortet nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>QR code that opens the app with the server and name filled in</source>
        <translation>QR-Code, der die App mit Server und Namen öffnet</translation>
    </message>
    <message>
        <source>Opens the app with the server and name filled in, but not the password.</source>
        <translation>Öffnet die App mit Server und Namen, aber ohne Passwort.</translation>
    </message>
    <message>
        <source>Open the link on this computer.</source>
        <translation>Öffnen Sie den Link auf diesem Computer.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::InlineMessage</name>
    <message>
        <source>Close message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>What to do:</source>
        <translation>Abhilfe:</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>Details ausblenden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::JobsPage</name>
    <message>
        <source>%1, %2 %</source>
        <extracomment>State of a job and how much of it is done.</extracomment>
        <translation>%1, %2 %</translation>
    </message>
    <message>
        <source>Background jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>No background jobs</source>
        <translation>Keine Hintergrundaufgaben</translation>
    </message>
    <message>
        <source>Anything that takes longer, such as deleting a room, shows up here and carries on while you do something else.</source>
        <translation>Was länger als einen Moment dauert, etwa das Löschen eines Raums, erscheint hier und läuft weiter, während Sie etwas anderes tun.</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, took %2</source>
        <extracomment>When a job began, and how long it took.</extracomment>
        <translation>%1, dauerte %2</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ListPage</name>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>Loaded %1 of %2, more as you scroll</source>
        <translation>%1 von %2 geladen, mehr beim Blättern</translation>
    </message>
    <message>
        <source>Loaded %1 of %2</source>
        <translation>%1 von %2 geladen</translation>
    </message>
    <message>
        <source>Your own account was left out.</source>
        <translation>Ihr eigenes Konto wurde ausgenommen.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>One account or room, and why an action on it failed.</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>Und %n weiteres.</numerusform>
            <numerusform>Und %n weitere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry the rest</source>
        <translation>Rest erneut versuchen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Open details</source>
        <translation>Details öffnen</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>ID kopieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Save all rows that match the filters as a table (CSV)</source>
        <translation>Alle Zeilen, die zu den Filtern passen, als Tabelle speichern (CSV)</translation>
    </message>
    <message>
        <source>The table was not saved.</source>
        <translation>Die Tabelle wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message numerus="yes">
        <source>%n rows saved to %1.</source>
        <translation>
            <numerusform>%n Zeile in %1 gespeichert.</numerusform>
            <numerusform>%n Zeilen in %1 gespeichert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Couldn&apos;t write %1: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Choose another folder, or free up some disk space.</source>
        <translation>Wählen Sie einen anderen Ordner, oder schaffen Sie Platz auf dem Datenträger.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogDrawer</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogRecordPanel</name>
    <message>
        <source>Slow, %1 s</source>
        <translation>Langsam, %1 s</translation>
    </message>
    <message>
        <source>Only this request</source>
        <translation>Nur diese Anfrage</translation>
    </message>
    <message>
        <source>Full record</source>
        <translation>Ganzer Eintrag</translation>
    </message>
    <message>
        <source>Line from %1</source>
        <translation>Zeile von %1</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Response</source>
        <extracomment>What the server answered: status code and time in milliseconds.</extracomment>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>%1 in %2 ms</source>
        <translation>%1 in %2 ms</translation>
    </message>
    <message numerus="yes">
        <source>Copy %n lines</source>
        <translation>
            <numerusform>%n Zeile kopieren</numerusform>
            <numerusform>%n Zeilen kopieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Where the time went</source>
        <translation>Wo die Zeit blieb</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogView</name>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::LogsPage</name>
    <message>
        <source>Following</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>Highlight %1</source>
        <translation>%1 hervorgehoben</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Last 24 h</source>
        <translation>Letzte 24 h</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message numerus="yes">
        <source>Last %n min</source>
        <translation>
            <numerusform>Letzte %n min</numerusform>
            <numerusform>Letzte %n min</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>No lines match these filters</source>
        <translation>Keine Zeile passt zu diesen Filtern</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>No log lines yet</source>
        <translation>Noch keine Protokollzeilen</translation>
    </message>
    <message>
        <source>Once the server runs, what it does appears here.</source>
        <translation>Sobald der Server läuft, steht hier, was er tut.</translation>
    </message>
    <message>
        <source>%1 errors and %2 warnings.</source>
        <translation>%1 Fehler und %2 Warnungen.</translation>
    </message>
    <message>
        <source>Save log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Text (*.log)</source>
        <translation>Text (*.log)</translation>
    </message>
    <message>
        <source>Records (*.jsonl)</source>
        <translation>Einträge (*.jsonl)</translation>
    </message>
    <message numerus="yes">
        <source>%n lines saved to %1</source>
        <translation>
            <numerusform>%n Zeile in %1 gespeichert</numerusform>
            <numerusform>%n Zeilen in %1 gespeichert</numerusform>
        </translation>
    </message>
    <message>
        <source>Couldn&apos;t save the log: %1</source>
        <translation>Das Protokoll konnte nicht gespeichert werden: %1</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Lowest level shown</source>
        <translation>Niedrigste gezeigte Stufe</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern …</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Lines over time</source>
        <translation>Zeilen im Zeitverlauf</translation>
    </message>
    <message>
        <source>Keep the newest line in view (F)</source>
        <translation>Bei der neuesten Zeile bleiben (F)</translation>
    </message>
    <message>
        <source>Copy the selected lines</source>
        <translation>Die ausgewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Protokoll durchsuchen</translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation>Hervorheben</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>Debug</translation>
    </message>
    <message numerus="yes">
        <source>%n lines copied</source>
        <translation>
            <numerusform>%n Zeile kopiert</numerusform>
            <numerusform>%n Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1</source>
        <extracomment>A filter of the log: only lines from this part of the program.</extracomment>
        <translation>Von %1</translation>
    </message>
    <message>
        <source>%1, now</source>
        <extracomment>The end of the time axis of the log.</extracomment>
        <translation>%1, jetzt</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>Mindestens</translation>
    </message>
    <message>
        <source>This server&apos;s log can&apos;t be shown</source>
        <translation>Das Protokoll dieses Servers kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>Hide Hearth&apos;s own requests</source>
        <translation>Anfragen von Hearth ausblenden</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Nur Treffer</translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines, %1 per second</source>
        <translation>
            <numerusform>%Ln Zeile, %1 pro Sekunde</numerusform>
            <numerusform>%Ln Zeilen, %1 pro Sekunde</numerusform>
        </translation>
    </message>
    <message>
        <source>Hearth doesn&apos;t run %1 itself. Its log stays on the computer it runs on, and the Matrix admin API doesn&apos;t provide it.</source>
        <translation>Hearth betreibt %1 nicht selbst. Das Protokoll bleibt auf dem Computer, auf dem er läuft; die Admin-Schnittstelle von Matrix gibt es nicht heraus.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::MainWindow</name>
    <message>
        <source>Connected to this computer</source>
        <translation>Mit diesem Computer verbunden</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>Mit %1 verbunden</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>%1 - Hearth</source>
        <translation>%1 - Hearth</translation>
    </message>
    <message>
        <source>Hearth</source>
        <extracomment>Title of the window: name of the server or of what is being done, name of the program.</extracomment>
        <translation>Hearth</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>New server…</source>
        <translation>Neuer Server …</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu …</translation>
    </message>
    <message>
        <source>Administrator sign-in…</source>
        <translation>Als Administrator anmelden …</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>ID kopieren</translation>
    </message>
    <message>
        <source>Copy row</source>
        <translation>Zeile kopieren</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation>Gehe zu …</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Compact rows</source>
        <translation>Kompakte Zeilen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Same as desktop</source>
        <translation>Wie die Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>Normale Textgröße</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Anhalten …</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Neu starten …</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Recent messages</source>
        <translation>Letzte Meldungen</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>About Hearth</source>
        <translation>Über Hearth</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Select a row</source>
        <translation>Eine Zeile auswählen</translation>
    </message>
    <message>
        <source>Select a range</source>
        <translation>Einen Bereich auswählen</translation>
    </message>
    <message>
        <source>Select all loaded rows, or none</source>
        <translation>Alle geladenen Zeilen auswählen, oder keine</translation>
    </message>
    <message>
        <source>Open details</source>
        <translation>Details öffnen</translation>
    </message>
    <message>
        <source>Edit, delete or deactivate</source>
        <translation>Bearbeiten, löschen oder deaktivieren</translation>
    </message>
    <message>
        <source>In the log: follow, next match, next error, highlight the request</source>
        <translation>Im Protokoll: folgen, nächster Treffer, nächster Fehler, Anfrage hervorheben</translation>
    </message>
    <message>
        <source>Hearth %1</source>
        <translation>Hearth %1</translation>
    </message>
    <message>
        <source>Run a Matrix server of your own: chat, calls and files for the people you choose.</source>
        <translation>Betreiben Sie Ihren eigenen Matrix-Server: Chat, Anrufe und Dateien für die Menschen, die Sie auswählen.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. It uses Qt under the LGPL.</source>
        <translation>Freie Software unter der Apache-Lizenz 2.0. Sie verwendet Qt unter der LGPL.</translation>
    </message>
    <message>
        <source>Log drawer</source>
        <translation>Protokollleiste</translation>
    </message>
    <message>
        <source>Details as full page</source>
        <translation>Details als ganze Seite</translation>
    </message>
    <message>
        <source>%1 doesn&apos;t support this: %2.</source>
        <translation>%1 bietet das nicht an: %2.</translation>
    </message>
    <message>
        <source>Connect to a server…</source>
        <translation>Mit einem Server verbinden …</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>Name of a server that is not on show, its state.</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>A room found by a search: name, address.</extracomment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Show all %1 users</source>
        <translation>Alle %1 Benutzer zeigen</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Show all %1 rooms</source>
        <translation>Alle %1 Räume zeigen</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Users and rooms can only be searched while the server is answering.</source>
        <translation>Benutzer und Räume lassen sich nur suchen, solange der Server antwortet.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::MessagesDialog</name>
    <message>
        <source>Recent messages</source>
        <translation>Letzte Meldungen</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ModelPanel</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>Weitere Aktionen</translation>
    </message>
    <message>
        <source>More actions for %1</source>
        <translation>Weitere Aktionen für %1</translation>
    </message>
</context>
<context>
    <name>hearth::ui::NewUserDialog</name>
    <message>
        <source>New user</source>
        <translation>Neuer Benutzer</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>What others see</source>
        <translation>Was andere sehen</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>can see and change everything here</source>
        <translation>kann hier alles sehen und ändern</translation>
    </message>
    <message>
        <source>(can see and change everything here)</source>
        <translation>(kann hier alles sehen und ändern)</translation>
    </message>
    <message>
        <source>Create another</source>
        <translation>Noch einen erstellen</translation>
    </message>
    <message>
        <source>Create user</source>
        <translation>Benutzer erstellen</translation>
    </message>
    <message>
        <source>Enter a user name.</source>
        <translation>Geben Sie einen Benutzernamen ein.</translation>
    </message>
    <message>
        <source>The name is too long.</source>
        <translation>Der Name ist zu lang.</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>Wählen Sie einen kürzeren.</translation>
    </message>
    <message>
        <source>This name contains characters that aren&apos;t allowed.</source>
        <translation>Dieser Name enthält Zeichen, die nicht erlaubt sind.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>The account was not created.</source>
        <translation>Das Konto wurde nicht erstellt.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Give the person these three things. The password is only shown now.</source>
        <translation>Geben Sie der Person diese drei Angaben. Das Passwort wird nur jetzt gezeigt.</translation>
    </message>
    <message>
        <source>%1 is ready.</source>
        <translation>%1 ist bereit.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>In Element, choose Sign in, then Edit next to the server name, enter the server from above, and sign in with the address and password.</source>
        <translation>In Element: „Anmelden“ wählen, dann „Bearbeiten“ neben dem Namen des Servers, den Server von oben eingeben und mit Adresse und Passwort anmelden.</translation>
    </message>
    <message>
        <source>Show in the list</source>
        <translation>In der Liste zeigen</translation>
    </message>
    <message>
        <source>Save card…</source>
        <translation>Karte speichern …</translation>
    </message>
    <message>
        <source>A page to print and hand over, with the server, name and password</source>
        <translation>Eine Seite zum Drucken und Übergeben, mit Server, Name und Passwort</translation>
    </message>
    <message>
        <source>Letters from a to z, digits and . _ = - / + are allowed. It can&apos;t be changed later.</source>
        <translation>Erlaubt sind die Buchstaben a bis z, Ziffern und . _ = - / +. Er lässt sich später nicht ändern.</translation>
    </message>
    <message>
        <source>Use only the letters a to z, digits and . _ = - / +, and don&apos;t start with _.</source>
        <translation>Verwenden Sie nur die Buchstaben a bis z, Ziffern und . _ = - / +, und nicht _ am Anfang.</translation>
    </message>
    <message>
        <source>Available. It can&apos;t be changed later.</source>
        <translation>Frei. Er lässt sich später nicht ändern.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::NoticeDialog</name>
    <message>
        <source>Server notice to %1</source>
        <translation>Servermitteilung an %1</translation>
    </message>
    <message numerus="yes">
        <source>Server notice to %n people</source>
        <translation>
            <numerusform>Servermitteilung an %n Person</numerusform>
            <numerusform>Servermitteilung an %n Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 receives it in a separate room and can&apos;t reply.</source>
        <translation>%1 bekommt sie in einem eigenen Raum und kann nicht antworten.</translation>
    </message>
    <message>
        <source>Each of them receives it in a separate room and can&apos;t reply.</source>
        <translation>Alle bekommen sie in einem eigenen Raum und können nicht antworten.</translation>
    </message>
    <message>
        <source>For example: The server will be down on Sunday from 8 to 9.</source>
        <translation>Zum Beispiel: Der Server ist am Sonntag von 8 bis 9 Uhr aus.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Send notice</source>
        <translation>Mitteilung senden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Notices</name>
    <message>
        <source>The server %1 crashed.</source>
        <translation>Der Server %1 ist abgestürzt.</translation>
    </message>
    <message>
        <source>The disk of %1 is nearly full.</source>
        <translation>Der Datenträger von %1 ist fast voll.</translation>
    </message>
    <message>
        <source>%1 free.</source>
        <translation>%1 frei.</translation>
    </message>
    <message>
        <source>Hearth is restarting it.</source>
        <translation>Hearth startet ihn neu.</translation>
    </message>
    <message>
        <source>The server %1 is running again.</source>
        <translation>Der Server %1 läuft wieder.</translation>
    </message>
    <message>
        <source>The server %1 is not answering.</source>
        <translation>Der Server %1 antwortet nicht.</translation>
    </message>
    <message>
        <source>The server %1 is not running. %2</source>
        <translation>Der Server %1 läuft nicht. %2</translation>
    </message>
    <message>
        <source>The server %1 crashed and is running again.</source>
        <translation>Der Server %1 ist abgestürzt und läuft wieder.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::PasswordChoice</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Type my own</source>
        <translation>Selbst eingeben</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Very weak, easy to guess</source>
        <translation>Sehr schwach, leicht zu erraten</translation>
    </message>
    <message>
        <source>Weak, can be guessed</source>
        <translation>Schwach, kann erraten werden</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mäßig</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>Strong, and easy to read out loud</source>
        <translation>Stark und leicht vorzulesen</translation>
    </message>
    <message>
        <source>Very strong</source>
        <translation>Sehr stark</translation>
    </message>
    <message>
        <source>Enter a password.</source>
        <translation>Geben Sie ein Passwort ein.</translation>
    </message>
    <message>
        <source>Type one, or choose Generate.</source>
        <translation>Geben Sie eines ein oder wählen Sie „Erzeugen“.</translation>
    </message>
    <message>
        <source>The password is too short.</source>
        <translation>Das Passwort ist zu kurz.</translation>
    </message>
    <message>
        <source>Use at least 10 characters.</source>
        <translation>Verwenden Sie mindestens 10 Zeichen.</translation>
    </message>
    <message>
        <source>This password can be guessed.</source>
        <translation>Dieses Passwort kann erraten werden.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::PasswordField</name>
    <message>
        <source>Generate another password</source>
        <translation>Anderes Passwort erzeugen</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>Passwort zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Copy password</source>
        <translation>Passwort kopieren</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>Passwort verbergen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ProgressList</name>
    <message>
        <source>Show what happened</source>
        <translation>Zeigen, was passiert ist</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Copy log</source>
        <translation>Protokoll kopieren</translation>
    </message>
    <message>
        <source>Hide what happened</source>
        <translation>Verbergen, was passiert ist</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>State of a step that has not begun.</extracomment>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>State of a finished step.</extracomment>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>What to do:</source>
        <translation>Abhilfe:</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ProgressPage</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Starting your server</source>
        <translation>Ihr Server wird gestartet</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Safe to try again</source>
        <translation>Erneut versuchen schadet nicht</translation>
    </message>
    <message>
        <source>Check the configuration</source>
        <translation>Konfiguration prüfen</translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation>Server starten</translation>
    </message>
    <message>
        <source>Create the administrator</source>
        <translation>Administrator erstellen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Your choices</source>
        <translation>Ihre Auswahl</translation>
    </message>
    <message>
        <source>Finished steps are not repeated. The files stay where they are.</source>
        <translation>Fertige Schritte werden nicht wiederholt. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Write the configuration, keys and secrets</source>
        <translation>Konfiguration, Schlüssel und Geheimnisse schreiben</translation>
    </message>
    <message>
        <source>Store the sign-in safely</source>
        <translation>Anmeldung sicher aufbewahren</translation>
    </message>
    <message>
        <source>Already done</source>
        <translation>Schon erledigt</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Wartet auf den Server</translation>
    </message>
    <message>
        <source>Waiting for the keychain</source>
        <translation>Wartet auf den Schlüsselbund</translation>
    </message>
    <message>
        <source>Wait until the server is ready</source>
        <translation>Warten, bis der Server bereit ist</translation>
    </message>
</context>
<context>
    <name>hearth::ui::QuitDialog</name>
    <message>
        <source>Quit Hearth?</source>
        <translation>Hearth beenden?</translation>
    </message>
    <message>
        <source>Always do this</source>
        <translation>Immer so verfahren</translation>
    </message>
    <message>
        <source>What should happen to %1?</source>
        <translation>Was soll mit %1 geschehen?</translation>
    </message>
    <message>
        <source>The server can keep running without this window: people can go on chatting, and Hearth finds it again when you come back. If you stop it, nobody can reach it until it is started again.</source>
        <translation>Der Server kann ohne dieses Fenster weiterlaufen: Alle chatten weiter, und Hearth findet ihn wieder, wenn Sie zurückkommen. Wenn Sie ihn anhalten, kann ihn niemand erreichen, bis er wieder gestartet wird.</translation>
    </message>
    <message>
        <source>Stop server</source>
        <translation>Server anhalten</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message numerus="yes">
        <source>What should happen to the %n running servers?</source>
        <translation>
            <numerusform>Was soll mit dem %n laufenden Server geschehen?</numerusform>
            <numerusform>Was soll mit den %n laufenden Servern geschehen?</numerusform>
        </translation>
    </message>
    <message>
        <source>They can keep running without this window: people can go on chatting, and Hearth finds them again when you come back. If you stop them, nobody can reach them until they are started again.</source>
        <translation>Sie können ohne dieses Fenster weiterlaufen: Alle chatten weiter, und Hearth findet sie wieder, wenn Sie zurückkommen. Wenn Sie sie anhalten, kann sie niemand erreichen, bis sie wieder gestartet werden.</translation>
    </message>
    <message>
        <source>Stop all servers</source>
        <translation>Alle Server anhalten</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ReachCard</name>
    <message>
        <source>From the domain to the server</source>
        <translation>Von der Domain zum Server</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Reverse proxy</source>
        <translation>Reverse-Proxy</translation>
    </message>
    <message>
        <source>The lines that point the domain here</source>
        <translation>Die Zeilen, mit denen die Domain hierher zeigt</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Lines for the reverse proxy</source>
        <translation>Zeilen für den Reverse-Proxy</translation>
    </message>
    <message>
        <source>Adjust the names of the certificate files; Caddy gets a certificate by itself. Only what apps need is forwarded: administration stays on this computer.</source>
        <translation>Passen Sie die Namen der Zertifikatsdateien an; Caddy holt sich selbst ein Zertifikat. Weitergeleitet wird nur, was Apps brauchen: Die Verwaltung bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Checking from this computer, the way an app would.</source>
        <translation>Wird von diesem Computer aus geprüft, so wie eine App es täte.</translation>
    </message>
    <message>
        <source>%1 &lt;b&gt;What to do:&lt;/b&gt; %2</source>
        <translation>%1 &lt;b&gt;Abhilfe:&lt;/b&gt; %2</translation>
    </message>
    <message>
        <source>%1 points to this server.</source>
        <translation>%1 zeigt auf diesen Server.</translation>
    </message>
    <message>
        <source>Nothing answers at %1.</source>
        <translation>Von %1 kommt keine Antwort.</translation>
    </message>
    <message>
        <source>Point a DNS record of %1 here (A or AAAA, to the address of your router or this computer), forward port 443 to the reverse proxy, and set up the proxy as shown below.</source>
        <translation>Lassen Sie einen DNS-Eintrag von %1 hierher zeigen (A oder AAAA, auf die Adresse Ihres Routers oder dieses Computers), leiten Sie Port 443 an den Reverse-Proxy weiter und richten Sie ihn wie unten ein.</translation>
    </message>
    <message>
        <source>The certificate at %1 can&apos;t be trusted.</source>
        <translation>Dem Zertifikat unter %1 kann nicht vertraut werden.</translation>
    </message>
    <message>
        <source>Get one for %1: Caddy does so by itself; for nginx, use certbot.</source>
        <translation>Besorgen Sie eines für %1: Caddy tut das von selbst, für nginx macht es certbot.</translation>
    </message>
    <message>
        <source>Something else answers at %1.</source>
        <translation>Unter %1 antwortet etwas anderes.</translation>
    </message>
    <message>
        <source>Add the lines below to the reverse proxy that answers there.</source>
        <translation>Fügen Sie die Zeilen unten dem Reverse-Proxy hinzu, der dort antwortet.</translation>
    </message>
    <message>
        <source>Another Matrix server answers at %1.</source>
        <translation>Unter %1 antwortet ein anderer Matrix-Server.</translation>
    </message>
    <message>
        <source>Have the reverse proxy there forward the domain to this server, as shown below.</source>
        <translation>Lassen Sie den Reverse-Proxy dort die Domain an diesen Server weiterleiten, wie unten gezeigt.</translation>
    </message>
    <message>
        <source>Forward /.well-known/matrix/ of %1 to this server, as shown below.</source>
        <translation>Leiten Sie /.well-known/matrix/ von %1 an diesen Server weiter, wie unten gezeigt.</translation>
    </message>
    <message>
        <source>%1 tells apps to use %2.</source>
        <translation>%1 verweist Apps auf %2.</translation>
    </message>
    <message>
        <source>%1 doesn&apos;t tell apps where its server is.</source>
        <translation>%1 sagt Apps nicht, wo sein Server ist.</translation>
    </message>
    <message>
        <source>%1 sends apps to %2 instead.</source>
        <translation>%1 schickt Apps stattdessen zu %2.</translation>
    </message>
    <message>
        <source>Checked from this computer at %1.</source>
        <translation>Von diesem Computer aus geprüft um %1.</translation>
    </message>
    <message>
        <source>Checked from this computer at %1. Some routers don&apos;t let you reach your own address from inside your network; in that case, try a phone without Wi-Fi.</source>
        <translation>Von diesem Computer aus geprüft um %1. Bei manchen Routern ist die eigene Adresse von innen nicht erreichbar; versuchen Sie es dann mit einem Telefon ohne WLAN.</translation>
    </message>
    <message>
        <source>Type of reverse proxy</source>
        <translation>Art des Reverse-Proxys</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ReadyPage</name>
    <message>
        <source>Server address</source>
        <translation>Serveradresse</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Your server is running</source>
        <translation>Ihr Server läuft</translation>
    </message>
    <message>
        <source>Open Element in the browser</source>
        <translation>Element im Browser öffnen</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>Personen einladen</translation>
    </message>
    <message>
        <source>QR code with the address %1</source>
        <translation>QR-Code mit der Adresse %1</translation>
    </message>
    <message>
        <source>This address works on this computer only. Phones and other computers can&apos;t use it.</source>
        <translation>Diese Adresse funktioniert nur auf diesem Computer. Telefone und andere Computer können sie nicht verwenden.</translation>
    </message>
    <message>
        <source>The server has started</source>
        <translation>Der Server ist gestartet</translation>
    </message>
    <message>
        <source>Apps reach it at %1.</source>
        <translation>Apps erreichen ihn unter %1.</translation>
    </message>
    <message>
        <source>Not reachable yet</source>
        <translation>Noch nicht erreichbar</translation>
    </message>
    <message>
        <source>Sign in with an app</source>
        <translation>Mit einer App anmelden</translation>
    </message>
    <message>
        <source>Element or another Matrix app</source>
        <translation>Element oder eine andere Matrix-App</translation>
    </message>
    <message>
        <source>Scan with your phone</source>
        <translation>Mit dem Telefon scannen</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Checkliste</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Noch offen</translation>
    </message>
    <message>
        <source>Hearth keeps it for you: Settings shows it until you change it.</source>
        <translation>Hearth bewahrt es für Sie auf: Die Einstellungen zeigen es, bis Sie es ändern.</translation>
    </message>
    <message>
        <source>This is the one you typed. Hearth doesn&apos;t keep it.</source>
        <translation>Das haben Sie selbst eingegeben. Hearth bewahrt es nicht auf.</translation>
    </message>
    <message>
        <source>Server set up and started</source>
        <translation>Server eingerichtet und gestartet</translation>
    </message>
    <message>
        <source>Administrator %1 created</source>
        <translation>Administrator %1 erstellt</translation>
    </message>
    <message>
        <source>Hearth is signed in with this account.</source>
        <translation>Hearth ist mit diesem Konto angemeldet.</translation>
    </message>
    <message>
        <source>Save the password</source>
        <translation>Passwort sichern</translation>
    </message>
    <message>
        <source>A password manager is the best place.</source>
        <translation>Am besten in einem Passwortmanager.</translation>
    </message>
    <message>
        <source>Enter the address, user name and password.</source>
        <translation>Geben Sie Adresse, Benutzername und Passwort ein.</translation>
    </message>
    <message>
        <source>Users &gt; New user creates an account and shows what its owner has to enter.</source>
        <translation>„Benutzer &gt; Neuer Benutzer“ erstellt ein Konto und zeigt, was die Person eingeben muss.</translation>
    </message>
    <message>
        <source>Start Hearth with this computer</source>
        <translation>Hearth mit diesem Computer starten</translation>
    </message>
    <message>
        <source>Settings &gt; Start Hearth when I sign in to this computer</source>
        <translation>Einstellungen &gt; Hearth starten, wenn ich mich an diesem Computer anmelde</translation>
    </message>
    <message>
        <source>Checking whether %1 points to it.</source>
        <translation>Es wird geprüft, ob %1 auf ihn zeigt.</translation>
    </message>
    <message>
        <source>The server runs on this computer, and apps here can use it. Apps elsewhere find it once the domain points to it: see below what is missing. You can go on in the meantime.</source>
        <translation>Der Server läuft auf diesem Computer, und Apps hier können ihn benutzen. Apps anderswo finden ihn, sobald die Domain auf ihn zeigt: Was fehlt, steht unten. Sie können inzwischen weitermachen.</translation>
    </message>
    <message>
        <source>In Element, choose Sign in, then Edit next to the server name, and enter this.</source>
        <translation>In Element „Anmelden“ wählen, dann „Bearbeiten“ neben dem Servernamen, und dies eingeben.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ResetPasswordDialog</name>
    <message>
        <source>Reset the password of %1?</source>
        <translation>Passwort von %1 zurücksetzen?</translation>
    </message>
    <message>
        <source>Sign out all devices</source>
        <translation>Alle Geräte abmelden</translation>
    </message>
    <message>
        <source>Reset password</source>
        <translation>Passwort zurücksetzen</translation>
    </message>
    <message>
        <source>The old password stops working. Give the person the new one; Hearth can&apos;t show it again.</source>
        <translation>Das alte Passwort gilt nicht mehr. Geben Sie der Person das neue; Hearth kann es nicht noch einmal zeigen.</translation>
    </message>
    <message>
        <source>Not for your own account: it would sign you out of Hearth.</source>
        <translation>Nicht für Ihr eigenes Konto: Damit würden Sie von Hearth abgemeldet.</translation>
    </message>
    <message>
        <source>Do this if someone else may know the old password. A device may hold the only keys to encrypted messages: what only it can read is lost without a key backup.</source>
        <translation>Tun Sie das, wenn jemand anderes das alte Passwort kennen könnte. Ein Gerät kann die einzigen Schlüssel zu verschlüsselten Nachrichten haben: Was nur es lesen kann, ist ohne Schlüsselsicherung verloren.</translation>
    </message>
    <message>
        <source>The password was not changed.</source>
        <translation>Das Passwort wurde nicht geändert.</translation>
    </message>
    <message>
        <source>New password for %1</source>
        <translation>Neues Passwort für %1</translation>
    </message>
    <message>
        <source>The person is signed out everywhere.</source>
        <translation>Die Person ist überall abgemeldet.</translation>
    </message>
    <message>
        <source>Signed-in devices stay signed in.</source>
        <translation>Angemeldete Geräte bleiben angemeldet.</translation>
    </message>
    <message>
        <source>The password has been changed.</source>
        <translation>Das Passwort wurde geändert.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>Only shown now. Once copied, it is cleared from the clipboard after 60 s.</source>
        <translation>Wird nur jetzt gezeigt. 60 s nach dem Kopieren verschwindet es aus der Zwischenablage.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Save card…</source>
        <translation>Karte speichern …</translation>
    </message>
    <message>
        <source>A page to print and hand over, with the server, name and password</source>
        <translation>Eine Seite zum Drucken und Übergeben, mit Server, Name und Passwort</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ReviewPage</name>
    <message>
        <source>Review and start</source>
        <translation>Prüfen und starten</translation>
    </message>
    <message>
        <source>Files that will be written</source>
        <translation>Dateien, die geschrieben werden</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 ändern</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>localhost, a trial on this computer</source>
        <translation>localhost, ein Probebetrieb auf diesem Computer</translation>
    </message>
    <message>
        <source>Address for apps</source>
        <translation>Adresse für Apps</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>%1, for this network</source>
        <translation>%1, für dieses Netzwerk</translation>
    </message>
    <message>
        <source>%1, for programs on this computer</source>
        <translation>%1, für Programme auf diesem Computer</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>SQLite, in the data folder</source>
        <translation>SQLite, im Datenordner</translation>
    </message>
    <message>
        <source>Sign-up</source>
        <translation>Registrierung</translation>
    </message>
    <message>
        <source>Nothing has been changed yet. Start server applies these choices.</source>
        <translation>Bisher wurde nichts geändert. „Server starten“ setzt diese Auswahl um.</translation>
    </message>
    <message>
        <source>Your choices</source>
        <translation>Ihre Auswahl</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>Alles andere</translation>
    </message>
    <message>
        <source>As set in this server&apos;s configuration</source>
        <translation>Wie in der Konfiguration dieses Servers</translation>
    </message>
    <message>
        <source>Files that are kept</source>
        <translation>Dateien, die bleiben</translation>
    </message>
    <message>
        <source>Only you can read the keys and secrets. Nothing is written anywhere else.</source>
        <translation>Schlüssel und Geheimnisse können nur Sie lesen. Sonst wird nirgends etwas geschrieben.</translation>
    </message>
    <message>
        <source>Only administrators can add people</source>
        <translation>Nur Administratoren können Personen hinzufügen</translation>
    </message>
    <message>
        <source>Hearth continues with the server in this folder: its settings, keys, messages and files stay as they are. If the administrator account doesn&apos;t exist there yet, it is created.</source>
        <translation>Hearth führt den Server in diesem Ordner fort: Seine Einstellungen, Schlüssel, Nachrichten und Dateien bleiben, wie sie sind. Gibt es das Administratorkonto dort noch nicht, wird es erstellt.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::RoomPanel</name>
    <message>
        <source>Deleting the room</source>
        <translation>Raum wird gelöscht</translation>
    </message>
    <message>
        <source>This room is being deleted</source>
        <translation>Dieser Raum wird gelöscht</translation>
    </message>
    <message>
        <source>Remove the members</source>
        <translation>Mitglieder entfernen</translation>
    </message>
    <message>
        <source>Remove the messages</source>
        <translation>Nachrichten entfernen</translation>
    </message>
    <message>
        <source>Show in Background jobs</source>
        <translation>Unter „Aufgaben“ zeigen</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Danger zone</source>
        <translation>Gefahrenbereich</translation>
    </message>
    <message>
        <source>Space</source>
        <extracomment>A room that holds other rooms.</extracomment>
        <translation>Space</translation>
    </message>
    <message>
        <source>Replaced</source>
        <extracomment>A room that was replaced by a newer one.</extracomment>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message numerus="yes">
        <source>from %n servers</source>
        <translation>
            <numerusform>von %n Server</numerusform>
            <numerusform>von %n Servern</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy room ID</source>
        <translation>Raum-ID kopieren</translation>
    </message>
    <message>
        <source>Room ID</source>
        <translation>Raum-ID</translation>
    </message>
    <message>
        <source>Who can join</source>
        <translation>Wer beitreten kann</translation>
    </message>
    <message>
        <source>Directory</source>
        <extracomment>Whether a room is shown in the public directory.</extracomment>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>Listed for everyone</source>
        <translation>Für alle aufgeführt</translation>
    </message>
    <message>
        <source>Not listed</source>
        <translation>Nicht aufgeführt</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>On, the server can&apos;t read messages</source>
        <translation>An, für den Server nicht lesbar</translation>
    </message>
    <message>
        <source>Off</source>
        <comment>encryption of a room</comment>
        <translation>Aus</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Federation</source>
        <translation>Föderation</translation>
    </message>
    <message>
        <source>Open to other servers</source>
        <translation>Offen für andere Server</translation>
    </message>
    <message>
        <source>This server only</source>
        <translation>Nur dieser Server</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>%1, outdated: has known weaknesses</source>
        <translation>%1, veraltet: hat bekannte Schwächen</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>Erstellt von</translation>
    </message>
    <message>
        <source>Local people</source>
        <translation>Lokale Personen</translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1 mit %2</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translation>Ersetzt durch</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Show all people of the room</source>
        <translation>Alle Personen des Raums zeigen</translation>
    </message>
    <message>
        <source>Nobody is in this room.</source>
        <translation>Niemand ist in diesem Raum.</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Become an owner</source>
        <translation>Besitzer werden</translation>
    </message>
    <message>
        <source>Gives you full rights in this room. Everyone in it can see that.</source>
        <translation>Gibt Ihnen alle Rechte in diesem Raum. Alle darin sehen das.</translation>
    </message>
    <message>
        <source>Make me an owner…</source>
        <translation>Mich zum Besitzer machen …</translation>
    </message>
    <message>
        <source>Allow joins again</source>
        <translation>Beitritte wieder erlauben</translation>
    </message>
    <message>
        <source>Block new joins</source>
        <translation>Neue Beitritte blockieren</translation>
    </message>
    <message>
        <source>People from this server can&apos;t join it at the moment.</source>
        <translation>Personen dieses Servers können ihm zurzeit nicht beitreten.</translation>
    </message>
    <message>
        <source>People from this server can no longer join it. Current members stay.</source>
        <translation>Personen dieses Servers können ihm nicht mehr beitreten. Wer darin ist, bleibt.</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Blockieren</translation>
    </message>
    <message>
        <source>Delete room</source>
        <translation>Raum löschen</translation>
    </message>
    <message>
        <source>Can&apos;t be undone. Removes everyone first.</source>
        <translation>Lässt sich nicht rückgängig machen. Entfernt zuerst alle.</translation>
    </message>
    <message>
        <source>Delete room…</source>
        <translation>Raum löschen …</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln Person</numerusform>
            <numerusform>%Ln Personen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln devices</source>
        <translation>
            <numerusform>%Ln Gerät</numerusform>
            <numerusform>%Ln Geräten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln state events</source>
        <translation>
            <numerusform>%Ln Zustandsereignis</numerusform>
            <numerusform>%Ln Zustandsereignisse</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no room %1 on this server.</source>
        <translation>Auf diesem Server gibt es keinen Raum %1.</translation>
    </message>
    <message>
        <source>Open to other servers, but this server&apos;s federation is off</source>
        <translation>Offen für andere Server, aber die Föderation dieses Servers ist aus</translation>
    </message>
</context>
<context>
    <name>hearth::ui::RoomsPage</name>
    <message>
        <source>Nobody from this server can join %1 any more.</source>
        <translation>Niemand von diesem Server kann %1 mehr beitreten.</translation>
    </message>
    <message>
        <source>%1 can be joined again.</source>
        <translation>%1 ist wieder offen für Beitritte.</translation>
    </message>
    <message>
        <source>%1 was not blocked.</source>
        <translation>%1 wurde nicht blockiert.</translation>
    </message>
    <message>
        <source>%1 stays blocked.</source>
        <translation>%1 bleibt blockiert.</translation>
    </message>
    <message>
        <source>Make %1 an owner of %2?</source>
        <translation>%1 zum Besitzer von %2 machen?</translation>
    </message>
    <message>
        <source>Everyone in the room will see this.</source>
        <translation>Alle im Raum sehen es.</translation>
    </message>
    <message>
        <source>The server acts on behalf of an owner who has an account here. If there is none, this isn&apos;t possible. For a private room, you are invited first.</source>
        <translation>Der Server handelt im Namen eines Besitzers, der hier ein Konto hat. Gibt es keinen, ist es nicht möglich. In einen privaten Raum werden Sie zuerst eingeladen.</translation>
    </message>
    <message>
        <source>Make me an owner</source>
        <translation>Mich zum Besitzer machen</translation>
    </message>
    <message>
        <source>You are now an owner of %1.</source>
        <translation>Sie sind jetzt Besitzer von %1.</translation>
    </message>
    <message>
        <source>You were not made an owner of %1.</source>
        <translation>Sie wurden nicht zum Besitzer von %1 gemacht.</translation>
    </message>
    <message>
        <source>This room is already being deleted.</source>
        <translation>Dieser Raum wird bereits gelöscht.</translation>
    </message>
    <message>
        <source>%1 was not deleted.</source>
        <translation>%1 wurde nicht gelöscht.</translation>
    </message>
    <message>
        <source>A room has been deleted.</source>
        <translation>Ein Raum wurde gelöscht.</translation>
    </message>
    <message>
        <source>%1 has been deleted. %2</source>
        <translation>%1 wurde gelöscht. %2</translation>
    </message>
    <message numerus="yes">
        <source>%n people were removed.</source>
        <translation>
            <numerusform>%n Person wurde entfernt.</numerusform>
            <numerusform>%n Personen wurden entfernt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms blocked for new members.</source>
        <translation>
            <numerusform>%n Raum für neue Personen blockiert.</numerusform>
            <numerusform>%n Räume für neue Personen blockiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms can be joined again.</source>
        <translation>
            <numerusform>%n Raum wieder offen für Beitritte.</numerusform>
            <numerusform>%n Räume wieder offen für Beitritte.</numerusform>
        </translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Name, alias or room ID</source>
        <translation>Name, Alias oder Raum-ID</translation>
    </message>
    <message>
        <source>No rooms yet</source>
        <translation>Noch keine Räume</translation>
    </message>
    <message>
        <source>Rooms show up here once someone creates one or joins one on another server.</source>
        <translation>Räume erscheinen hier, sobald jemand einen erstellt oder einem auf einem anderen Server beitritt.</translation>
    </message>
    <message>
        <source>No rooms match these filters</source>
        <translation>Kein Raum passt zu diesen Filtern</translation>
    </message>
    <message>
        <source>Start it to see its rooms.</source>
        <translation>Starten Sie ihn, um seine Räume zu sehen.</translation>
    </message>
    <message>
        <source>%1 is being deleted. You can carry on with something else.</source>
        <translation>%1 wird gelöscht. Sie können mit etwas anderem weitermachen.</translation>
    </message>
    <message>
        <source>being deleted</source>
        <translation>wird gelöscht</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>Öffentlich</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Not public</source>
        <translation>Nicht öffentlich</translation>
    </message>
    <message>
        <source>Not empty</source>
        <translation>Nicht leer</translation>
    </message>
    <message>
        <source>Block new joins</source>
        <translation>Neue Beitritte blockieren</translation>
    </message>
    <message>
        <source>Delete rooms…</source>
        <translation>Räume löschen …</translation>
    </message>
    <message>
        <source>Copy alias</source>
        <translation>Alias kopieren</translation>
    </message>
    <message>
        <source>Make me an owner…</source>
        <translation>Mich zum Besitzer machen …</translation>
    </message>
    <message>
        <source>Delete room…</source>
        <translation>Raum löschen …</translation>
    </message>
    <message>
        <source>No room was changed.</source>
        <translation>Kein Raum wurde geändert.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::SearchField</name>
    <message>
        <source>Clear search</source>
        <translation>Suche leeren</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ServerSwitch</name>
    <message>
        <source>Server %1, %2</source>
        <extracomment>The server switch: name of the server, its state.</extracomment>
        <translation>Server %1, %2</translation>
    </message>
</context>
<context>
    <name>hearth::ui::ServersCard</name>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>New server…</source>
        <translation>Neuer Server …</translation>
    </message>
    <message>
        <source>No server yet.</source>
        <translation>Noch kein Server.</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Aktuell</translation>
    </message>
    <message>
        <source>Start this server when Hearth starts</source>
        <translation>Diesen Server mit Hearth starten</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>Remove %1 from the list?</source>
        <translation>%1 aus der Liste entfernen?</translation>
    </message>
    <message>
        <source>Hearth forgets the server. Its files stay in %1, and a running server keeps running.</source>
        <translation>Hearth vergisst den Server. Seine Dateien bleiben in %1, und ein laufender Server läuft weiter.</translation>
    </message>
    <message>
        <source>Hearth forgets the server. The server itself is not touched.</source>
        <translation>Hearth vergisst den Server. Der Server selbst bleibt unberührt.</translation>
    </message>
    <message>
        <source>Remove server</source>
        <translation>Server entfernen</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Verbinden …</translation>
    </message>
    <message>
        <source>Manage a server that is already running</source>
        <translation>Einen Server betreuen, der schon läuft</translation>
    </message>
</context>
<context>
    <name>hearth::ui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Same as desktop</source>
        <translation>Wie die Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>%1 %</source>
        <extracomment>A size of text, in per cent of the desktop&apos;s.</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Compact rows in lists</source>
        <translation>Kompakte Zeilen in Listen</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>Verhalten</translation>
    </message>
    <message>
        <source>Start Hearth when I sign in to this computer</source>
        <translation>Hearth starten, wenn ich mich an diesem Computer anmelde</translation>
    </message>
    <message>
        <source>Then show only the tray icon</source>
        <translation>Dann nur das Symbol im Infobereich zeigen</translation>
    </message>
    <message>
        <source>Show an icon in the tray</source>
        <translation>Symbol im Infobereich zeigen</translation>
    </message>
    <message>
        <source>When Hearth quits, a running server</source>
        <translation>Wenn Hearth beendet wird, soll ein laufender Server</translation>
    </message>
    <message>
        <source>Ask each time</source>
        <translation>Jedes Mal fragen</translation>
    </message>
    <message>
        <source>Keeps running</source>
        <translation>Weiterlaufen</translation>
    </message>
    <message>
        <source>What Hearth keeps</source>
        <translation>Was Hearth aufbewahrt</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>Administrator sign-in</source>
        <translation>Anmeldung als Administrator</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden …</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>Angemeldet als</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>More contrast</source>
        <translation>Mehr Kontrast</translation>
    </message>
    <message>
        <source>Keep this computer awake while Hearth runs a server</source>
        <translation>Diesen Computer wach halten, solange Hearth einen Server betreibt</translation>
    </message>
    <message>
        <source>Keep Hearth in the tray when I close the window</source>
        <translation>Hearth im Infobereich behalten, wenn ich das Fenster schließe</translation>
    </message>
    <message>
        <source>Notify me when the server crashes</source>
        <translation>Benachrichtigen, wenn der Server abstürzt</translation>
    </message>
    <message>
        <source>Notify me when the disk is nearly full</source>
        <translation>Benachrichtigen, wenn der Datenträger fast voll ist</translation>
    </message>
    <message>
        <source>Figures for the charts</source>
        <translation>Werte für die Diagramme</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons.</source>
        <translation>Diese Arbeitsumgebung zeigt keine Symbole im Infobereich.</translation>
    </message>
    <message>
        <source>This computer has no service (logind) that can do this.</source>
        <translation>Dieser Computer hat keinen Dienst (logind), der das kann.</translation>
    </message>
    <message>
        <source>Stops</source>
        <translation>Angehalten werden</translation>
    </message>
    <message>
        <source>Check that you have permission to write to your autostart folder.</source>
        <translation>Prüfen Sie, ob Sie in Ihren Autostart-Ordner schreiben dürfen.</translation>
    </message>
    <message>
        <source>In Hearth&apos;s own file, which is limited in size. The server keeps its own log, too.</source>
        <translation>In einer eigenen Datei von Hearth, in der Größe begrenzt. Der Server führt auch ein eigenes Protokoll.</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Zugriffstoken</translation>
    </message>
    <message>
        <source>Generated password</source>
        <translation>Erzeugtes Passwort</translation>
    </message>
    <message>
        <source>For %1, from the set-up of this server. Once you change the password in an app, this one no longer works.</source>
        <translation>Für %1, von der Einrichtung dieses Servers. Sobald Sie das Passwort in einer App ändern, gilt dieses nicht mehr.</translation>
    </message>
    <message>
        <source>In this computer&apos;s keychain</source>
        <translation>Im Schlüsselbund dieses Computers</translation>
    </message>
    <message>
        <source>In an encrypted file that only you can read, because no keychain could be opened. A keychain is safer.</source>
        <translation>In einer verschlüsselten Datei, die nur Sie lesen können, weil sich kein Schlüsselbund öffnen ließ. Ein Schlüsselbund ist sicherer.</translation>
    </message>
    <message>
        <source>Only with an icon in the tray.</source>
        <translation>Nur mit Symbol im Infobereich.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::SetupWizard</name>
    <message>
        <source>Where it runs</source>
        <translation>Wo er läuft</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Data and port</source>
        <translation>Daten und Port</translation>
    </message>
    <message>
        <source>First account</source>
        <translation>Erstes Konto</translation>
    </message>
    <message>
        <source>Review and start</source>
        <translation>Prüfen und starten</translation>
    </message>
    <message>
        <source>Finish later</source>
        <translation>Später fertigstellen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Set up a server</source>
        <translation>Server einrichten</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Open dashboard</source>
        <translation>Übersicht öffnen</translation>
    </message>
    <message>
        <source>Start server</source>
        <translation>Server starten</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>Mit einem Server verbinden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Sidebar</name>
    <message>
        <source>Screens</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>hearth::ui::SignInDialog</name>
    <message>
        <source>Administrator sign-in</source>
        <translation>Anmeldung als Administrator</translation>
    </message>
    <message>
        <source>Sign in to %1 with an administrator account.</source>
        <translation>Melden Sie sich bei %1 mit einem Administratorkonto an.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::SignInForm</name>
    <message>
        <source>Hearth</source>
        <translation>Hearth</translation>
    </message>
    <message>
        <source>You are signed in. Close this page and go back to Hearth.</source>
        <translation>Sie sind angemeldet. Schließen Sie diese Seite und gehen Sie zurück zu Hearth.</translation>
    </message>
    <message>
        <source>This page doesn&apos;t belong to a sign-in that Hearth is waiting for.</source>
        <translation>Diese Seite ist keine Antwort auf eine Anmeldung, auf die Hearth wartet.</translation>
    </message>
    <message>
        <source>Sign-in method</source>
        <translation>Art der Anmeldung</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Single sign-on</source>
        <translation>Single Sign-on</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Zugriffstoken</translation>
    </message>
    <message>
        <source>Nothing came back from the browser.</source>
        <translation>Aus dem Browser kam nichts zurück.</translation>
    </message>
    <message>
        <source>Open the browser again.</source>
        <translation>Öffnen Sie den Browser noch einmal.</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Hearth keeps the sign-in, never this password.</source>
        <translation>Hearth behält die Anmeldung, nie das Passwort.</translation>
    </message>
    <message>
        <source>An administrator&apos;s token. Element shows it in Settings &gt; Help and About. A token made just for Hearth is better: signing out in Element ends this one.</source>
        <translation>Das Token eines Administrators. Element zeigt es unter Einstellungen &gt; Hilfe und Info. Besser ist ein Token nur für Hearth: Wer sich in Element abmeldet, beendet auch dieses.</translation>
    </message>
    <message>
        <source>Your browser opens and asks you to sign in, then brings you back to Hearth.</source>
        <translation>Ihr Browser öffnet sich und bittet um die Anmeldung. Danach führt er zu Hearth zurück.</translation>
    </message>
    <message>
        <source>Waiting for the browser.</source>
        <translation>Warten auf den Browser.</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Enter the access token.</source>
        <translation>Geben Sie das Zugriffstoken ein.</translation>
    </message>
    <message>
        <source>Enter both user name and password.</source>
        <translation>Geben Sie Benutzernamen und Passwort ein.</translation>
    </message>
    <message>
        <source>Hearth can&apos;t wait for the browser on this computer.</source>
        <translation>Hearth kann auf diesem Computer nicht auf den Browser warten.</translation>
    </message>
    <message>
        <source>Sign in with an access token instead.</source>
        <translation>Melden Sie sich stattdessen mit einem Zugriffstoken an.</translation>
    </message>
    <message>
        <source>Hearth couldn&apos;t open the browser.</source>
        <translation>Hearth konnte den Browser nicht öffnen.</translation>
    </message>
    <message>
        <source>Copy the link and open it in a browser on this computer.</source>
        <translation>Kopieren Sie den Link und öffnen Sie ihn in einem Browser auf diesem Computer.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::StatCard</name>
    <message>
        <source>%1, loading</source>
        <translation>%1, lädt</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
</context>
<context>
    <name>hearth::ui::StateBar</name>
    <message numerus="yes">
        <source>%1 Hearth restarts it in %n s.</source>
        <translation>
            <numerusform>%1 Hearth startet ihn in %n s neu.</numerusform>
            <numerusform>%1 Hearth startet ihn in %n s neu.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Hearth is restarting it now.</source>
        <translation>%1 Hearth startet ihn jetzt neu.</translation>
    </message>
    <message>
        <source>The server crashed, restarting.</source>
        <translation>Der Server ist abgestürzt und startet neu.</translation>
    </message>
    <message>
        <source>The server is not running.</source>
        <translation>Der Server läuft nicht.</translation>
    </message>
    <message>
        <source>The server is starting.</source>
        <translation>Der Server startet.</translation>
    </message>
    <message>
        <source>The server is stopping.</source>
        <translation>Der Server wird angehalten.</translation>
    </message>
    <message>
        <source>Wait a moment, or restart it.</source>
        <translation>Warten Sie einen Moment oder starten Sie ihn neu.</translation>
    </message>
    <message>
        <source>The server is running but not answering.</source>
        <translation>Der Server läuft, antwortet aber nicht.</translation>
    </message>
    <message>
        <source>The folder %1 has no configuration.</source>
        <translation>Der Ordner %1 enthält keine Konfiguration.</translation>
    </message>
    <message>
        <source>Put the folder back, or set up a new server.</source>
        <translation>Legen Sie den Ordner zurück an seinen Platz oder richten Sie einen neuen Server ein.</translation>
    </message>
    <message>
        <source>The server is stopped.</source>
        <translation>Der Server ist angehalten.</translation>
    </message>
    <message>
        <source>Your administrator sign-in has ended.</source>
        <translation>Ihre Anmeldung als Administrator ist abgelaufen.</translation>
    </message>
    <message>
        <source>Sign in to see and change things. The server itself keeps running.</source>
        <translation>Melden Sie sich an, um etwas zu sehen und zu ändern. Der Server selbst läuft weiter.</translation>
    </message>
    <message numerus="yes">
        <source>No answer from %1 since %2. Trying again in %n s.</source>
        <translation>
            <numerusform>Keine Antwort von %1 seit %2. Neuer Versuch in %n s.</numerusform>
            <numerusform>Keine Antwort von %1 seit %2. Neuer Versuch in %n s.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start now</source>
        <translation>Jetzt starten</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Start server</source>
        <translation>Server starten</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Neu starten …</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>hearth::ui::StepBars</name>
    <message>
        <source>%1 s</source>
        <extracomment>Seconds.</extracomment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <extracomment>Milliseconds.</extracomment>
        <translation>%1 ms</translation>
    </message>
</context>
<context>
    <name>hearth::ui::StoragePage</name>
    <message>
        <source>Where the data goes</source>
        <translation>Wohin die Daten kommen</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Apps on this computer connect to %1.</source>
        <translation>Apps auf diesem Computer verbinden sich mit %1.</translation>
    </message>
    <message>
        <source>Choose the data folder</source>
        <translation>Datenordner wählen</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>One folder holds everything the server needs: messages, files, keys, settings and logs. Copy the folder, and you have a copy of the server.</source>
        <translation>Ein Ordner enthält alles, was der Server braucht: Nachrichten, Dateien, Schlüssel, Einstellungen und Protokolle. Kopieren Sie den Ordner, haben Sie eine Kopie des Servers.</translation>
    </message>
    <message>
        <source>Let other computers on this network connect</source>
        <translation>Anderen Computern in diesem Netzwerk die Verbindung erlauben</translation>
    </message>
    <message>
        <source>Created if it doesn&apos;t exist. Only you can read it.</source>
        <translation>Wird angelegt, falls nicht vorhanden. Nur Sie können ihn lesen.</translation>
    </message>
    <message>
        <source>What stays untouched</source>
        <translation>Was unberührt bleibt</translation>
    </message>
    <message>
        <source>Nothing is installed on the system, no service is created, and no port is opened on your router. To remove the server, delete the folder.</source>
        <translation>Im System wird nichts installiert, kein Dienst angelegt und an Ihrem Router kein Port geöffnet. Um den Server zu entfernen, löschen Sie den Ordner.</translation>
    </message>
    <message>
        <source>This folder already contains the server %1.</source>
        <translation>Dieser Ordner enthält schon den Server %1.</translation>
    </message>
    <message>
        <source>Set in this server&apos;s configuration, hearthd.yaml.</source>
        <translation>In der Konfiguration dieses Servers festgelegt, hearthd.yaml.</translation>
    </message>
    <message>
        <source>Port %1 is in use by another program.</source>
        <translation>Port %1 wird von einem anderen Programm benutzt.</translation>
    </message>
    <message>
        <source>Port %1 is in use by %2 (process %3).</source>
        <translation>Port %1 wird von %2 benutzt (Prozess %3).</translation>
    </message>
    <message>
        <source>Choose another folder. To continue with that server, go back and enter its name.</source>
        <translation>Wählen Sie einen anderen Ordner. Um diesen Server fortzuführen, gehen Sie zurück und geben seinen Namen ein.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::TableStates</name>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>The server is stopped.</source>
        <translation>Der Server ist angehalten.</translation>
    </message>
    <message>
        <source>Start server</source>
        <translation>Server starten</translation>
    </message>
    <message>
        <source>Your administrator sign-in has ended.</source>
        <translation>Ihre Anmeldung als Administrator ist abgelaufen.</translation>
    </message>
    <message>
        <source>Sign in to continue. Filters and selections are kept.</source>
        <translation>Melden Sie sich an, um fortzufahren. Filter und Auswahl bleiben erhalten.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>No answer from the server.</source>
        <translation>Keine Antwort vom Server.</translation>
    </message>
    <message>
        <source>Hearth keeps trying.</source>
        <translation>Hearth versucht es weiter.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::TimeChart</name>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>A point of a chart: its time and its value.</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No data yet.</source>
        <translation>Noch keine Werte.</translation>
    </message>
    <message>
        <source>Now %1, highest %2 at %3.</source>
        <translation>Jetzt %1, Höchstwert %2 um %3.</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Enter shows all values as a table.</source>
        <translation>Die Eingabetaste zeigt alle Werte als Tabelle.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Toast</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Hinweis schließen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::Tray</name>
    <message>
        <source>Open Hearth</source>
        <translation>Hearth öffnen</translation>
    </message>
    <message>
        <source>Start server</source>
        <translation>Server starten</translation>
    </message>
    <message>
        <source>Stop server…</source>
        <translation>Server anhalten …</translation>
    </message>
    <message>
        <source>Restart server…</source>
        <translation>Server neu starten …</translation>
    </message>
    <message>
        <source>Quit Hearth</source>
        <translation>Hearth beenden</translation>
    </message>
    <message>
        <source>Hearth</source>
        <translation>Hearth</translation>
    </message>
    <message>
        <source>No server yet</source>
        <translation>Noch kein Server</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>The tray icon: name of the server and its state.</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Show in Hearth</source>
        <translation>In Hearth zeigen</translation>
    </message>
</context>
<context>
    <name>hearth::ui::UserPanel</name>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Sign out all…</source>
        <translation>Alle abmelden …</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Medien</translation>
    </message>
    <message>
        <source>Danger zone</source>
        <translation>Gefahrenbereich</translation>
    </message>
    <message>
        <source>Change the display name (F2)</source>
        <translation>Anzeigenamen ändern (F2)</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>Gast</translation>
    </message>
    <message>
        <source>Shadow-banned</source>
        <translation>Stummgeschaltet</translation>
    </message>
    <message>
        <source>You</source>
        <extracomment>Tag of the account that is signed in.</extracomment>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>E-mail or phone</source>
        <translation>E-Mail oder Telefon</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>No device is signed in.</source>
        <translation>Kein Gerät ist angemeldet.</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>Couldn&apos;t load the devices.</source>
        <translation>Die Geräte konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Dieses Programm</translation>
    </message>
    <message>
        <source>Sign out…</source>
        <translation>Abmelden …</translation>
    </message>
    <message>
        <source>Sign out %1</source>
        <translation>%1 abmelden</translation>
    </message>
    <message>
        <source>You are using this one. Sign out in Settings instead.</source>
        <translation>Dieses benutzen Sie gerade. Melden Sie sich stattdessen in den Einstellungen ab.</translation>
    </message>
    <message>
        <source>Sign out %1?</source>
        <translation>%1 abmelden?</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>Alle %1 zeigen</translation>
    </message>
    <message>
        <source>Not in any room.</source>
        <translation>In keinem Raum.</translation>
    </message>
    <message>
        <source>Creator</source>
        <translation>Ersteller</translation>
    </message>
    <message>
        <source>No files on this server.</source>
        <translation>Keine Dateien auf diesem Server.</translation>
    </message>
    <message>
        <source>%1 on this server</source>
        <translation>%1 auf diesem Server</translation>
    </message>
    <message>
        <source>Unknown.</source>
        <translation>Unbekannt.</translation>
    </message>
    <message>
        <source>Not for the account you are signed in with.</source>
        <translation>Nicht für das Konto, mit dem Sie angemeldet sind.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The account is closed. Its name can&apos;t be used again.</source>
        <translation>Das Konto ist geschlossen. Sein Name kann nicht wieder verwendet werden.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Daten löschen</translation>
    </message>
    <message>
        <source>Removes the profile and hides old messages from people who join later.</source>
        <translation>Entfernt das Profil und verbirgt alte Nachrichten vor Personen, die später beitreten.</translation>
    </message>
    <message>
        <source>Erase…</source>
        <translation>Daten löschen …</translation>
    </message>
    <message>
        <source>Reset password</source>
        <translation>Passwort zurücksetzen</translation>
    </message>
    <message>
        <source>Sets a new password and shows it once. You can also sign the person out everywhere.</source>
        <translation>Legt ein neues Passwort fest und zeigt es einmal. Sie können die Person auch überall abmelden.</translation>
    </message>
    <message>
        <source>Reset…</source>
        <translation>Zurücksetzen …</translation>
    </message>
    <message>
        <source>Can see and change everything on this server.</source>
        <translation>Kann alles auf diesem Server sehen und ändern.</translation>
    </message>
    <message>
        <source>Remove administrator…</source>
        <translation>Als Administrator entfernen …</translation>
    </message>
    <message>
        <source>Make administrator</source>
        <translation>Zum Administrator machen</translation>
    </message>
    <message>
        <source>Lets the person see and change everything on this server.</source>
        <translation>Lässt die Person alles auf diesem Server sehen und ändern.</translation>
    </message>
    <message>
        <source>Make administrator…</source>
        <translation>Zum Administrator machen …</translation>
    </message>
    <message>
        <source>Lift suspension</source>
        <translation>Aussetzung aufheben</translation>
    </message>
    <message>
        <source>Suspend account</source>
        <translation>Konto aussetzen</translation>
    </message>
    <message>
        <source>A suspended person can read and leave, but not write, join or invite.</source>
        <translation>Eine ausgesetzte Person kann lesen und Räume verlassen, aber nicht schreiben, beitreten oder einladen.</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Aussetzen</translation>
    </message>
    <message>
        <source>Unlock account</source>
        <translation>Konto entsperren</translation>
    </message>
    <message>
        <source>Lock account</source>
        <translation>Konto sperren</translation>
    </message>
    <message>
        <source>No sign-in until you unlock it. Nothing is lost.</source>
        <translation>Keine Anmeldung, bis Sie es entsperren. Es geht nichts verloren.</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Deactivate</source>
        <translation>Deaktivieren</translation>
    </message>
    <message>
        <source>Can&apos;t be undone. The name can never be used again.</source>
        <translation>Lässt sich nicht rückgängig machen. Der Name kann nie wieder verwendet werden.</translation>
    </message>
    <message>
        <source>Deactivate…</source>
        <translation>Deaktivieren …</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln Person</numerusform>
            <numerusform>%Ln Personen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln Datei</numerusform>
            <numerusform>%Ln Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no account %1 on this server.</source>
        <translation>Auf diesem Server gibt es kein Konto %1.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::UsersPage</name>
    <message>
        <source>This is the account you are signed in with. Ask another administrator.</source>
        <translation>Mit diesem Konto sind Sie angemeldet. Bitten Sie einen anderen Administrator.</translation>
    </message>
    <message>
        <source>%1 is locked.</source>
        <translation>%1 ist gesperrt.</translation>
    </message>
    <message>
        <source>%1 was not locked.</source>
        <translation>%1 wurde nicht gesperrt.</translation>
    </message>
    <message>
        <source>%1 is unlocked.</source>
        <translation>%1 ist entsperrt.</translation>
    </message>
    <message>
        <source>%1 was not unlocked.</source>
        <translation>%1 wurde nicht entsperrt.</translation>
    </message>
    <message>
        <source>%1 is suspended.</source>
        <translation>%1 ist ausgesetzt.</translation>
    </message>
    <message>
        <source>%1 was not suspended.</source>
        <translation>%1 wurde nicht ausgesetzt.</translation>
    </message>
    <message>
        <source>%1 is active again.</source>
        <translation>%1 ist wieder aktiv.</translation>
    </message>
    <message>
        <source>%1 stays suspended.</source>
        <translation>%1 bleibt ausgesetzt.</translation>
    </message>
    <message>
        <source>%1 is shadow-banned.</source>
        <translation>%1 ist stummgeschaltet.</translation>
    </message>
    <message>
        <source>%1 was not shadow-banned.</source>
        <translation>%1 wurde nicht stummgeschaltet.</translation>
    </message>
    <message>
        <source>%1 is no longer shadow-banned.</source>
        <translation>%1 ist nicht mehr stummgeschaltet.</translation>
    </message>
    <message>
        <source>%1 stays shadow-banned.</source>
        <translation>%1 bleibt stummgeschaltet.</translation>
    </message>
    <message>
        <source>Make %1 an administrator?</source>
        <translation>%1 zum Administrator machen?</translation>
    </message>
    <message>
        <source>Administrators can see and change everything here.</source>
        <translation>Administratoren können hier alles sehen und ändern.</translation>
    </message>
    <message>
        <source>They can list all people and rooms, reset passwords and close accounts, including yours.</source>
        <translation>Sie können alle Personen und Räume sehen, Passwörter zurücksetzen und Konten schließen, auch Ihres.</translation>
    </message>
    <message>
        <source>Make administrator</source>
        <translation>Zum Administrator machen</translation>
    </message>
    <message>
        <source>Remove %1 as administrator?</source>
        <translation>%1 als Administrator entfernen?</translation>
    </message>
    <message>
        <source>The account becomes an ordinary member.</source>
        <translation>Das Konto wird ein gewöhnliches Mitglied.</translation>
    </message>
    <message>
        <source>The person can no longer use Hearth with this server.</source>
        <translation>Die Person kann Hearth für diesen Server nicht mehr benutzen.</translation>
    </message>
    <message>
        <source>Remove administrator</source>
        <translation>Als Administrator entfernen</translation>
    </message>
    <message>
        <source>%1 is now an administrator.</source>
        <translation>%1 ist jetzt Administrator.</translation>
    </message>
    <message>
        <source>%1 is now an ordinary member.</source>
        <translation>%1 ist jetzt ein gewöhnliches Mitglied.</translation>
    </message>
    <message>
        <source>The role of %1 was not changed.</source>
        <translation>Die Rolle von %1 wurde nicht geändert.</translation>
    </message>
    <message>
        <source>The person is signed out everywhere and leaves all rooms.</source>
        <translation>Die Person wird überall abgemeldet und verlässt alle Räume.</translation>
    </message>
    <message>
        <source>The account is signed out of %1 and leaves %2.</source>
        <translation>Das Konto wird auf %1 abgemeldet und verlässt %2.</translation>
    </message>
    <message numerus="yes">
        <source>%n devices</source>
        <translation>
            <numerusform>%n Gerät</numerusform>
            <numerusform>%n Geräten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rooms</source>
        <translation>
            <numerusform>%n Raum</numerusform>
            <numerusform>%n Räume</numerusform>
        </translation>
    </message>
    <message>
        <source>Erase %1?</source>
        <translation>Daten von %1 löschen?</translation>
    </message>
    <message>
        <source>The profile is removed for good.</source>
        <translation>Das Profil wird endgültig entfernt.</translation>
    </message>
    <message>
        <source>People who join a room later won&apos;t see this account&apos;s old messages. People who already have them keep them.</source>
        <translation>Wer einem Raum später beitritt, sieht die alten Nachrichten dieses Kontos nicht. Wer sie hat, behält sie.</translation>
    </message>
    <message>
        <source>Erase account</source>
        <translation>Daten löschen</translation>
    </message>
    <message>
        <source>Deactivate %1?</source>
        <translation>%1 deaktivieren?</translation>
    </message>
    <message>
        <source>The account is closed for good.</source>
        <translation>Das Konto wird für immer geschlossen.</translation>
    </message>
    <message>
        <source>The name can never be used again. Messages already sent stay.</source>
        <translation>Der Name kann nie wieder verwendet werden. Gesendete Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Deactivate account</source>
        <translation>Konto deaktivieren</translation>
    </message>
    <message>
        <source>%1 is deactivated and erased.</source>
        <translation>%1 ist deaktiviert, die Daten sind gelöscht.</translation>
    </message>
    <message>
        <source>%1 is deactivated.</source>
        <translation>%1 ist deaktiviert.</translation>
    </message>
    <message>
        <source>%1 was not deactivated.</source>
        <translation>%1 wurde nicht deaktiviert.</translation>
    </message>
    <message>
        <source>Also erase the profile and hide old messages</source>
        <translation>Auch das Profil löschen und alte Nachrichten verbergen</translation>
    </message>
    <message>
        <source>Sign out your other devices?</source>
        <translation>Ihre anderen Geräte abmelden?</translation>
    </message>
    <message>
        <source>Sign out %1 everywhere?</source>
        <translation>%1 überall abmelden?</translation>
    </message>
    <message>
        <source>A device may hold the only keys to encrypted messages.</source>
        <translation>Ein Gerät kann die einzigen Schlüssel zu verschlüsselten Nachrichten haben.</translation>
    </message>
    <message>
        <source>What only these devices can read is lost without a key backup. The person can sign in again.</source>
        <translation>Was nur diese Geräte lesen können, ist ohne Schlüsselsicherung verloren. Die Person kann sich wieder anmelden.</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>Überall abmelden</translation>
    </message>
    <message>
        <source>%1 is signed out everywhere.</source>
        <translation>%1 ist überall abgemeldet.</translation>
    </message>
    <message>
        <source>%1 was not signed out.</source>
        <translation>%1 wurde nicht abgemeldet.</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>%1 no longer has a display name.</source>
        <translation>%1 hat keinen Anzeigenamen mehr.</translation>
    </message>
    <message>
        <source>%1 is now called %2.</source>
        <translation>%1 heißt jetzt %2.</translation>
    </message>
    <message>
        <source>The name of %1 was not changed.</source>
        <translation>Der Name von %1 wurde nicht geändert.</translation>
    </message>
    <message>
        <source>This is the account you are signed in with.</source>
        <translation>Mit diesem Konto sind Sie angemeldet.</translation>
    </message>
    <message>
        <source>Erase…</source>
        <translation>Daten löschen …</translation>
    </message>
    <message>
        <source>Change name…</source>
        <translation>Namen ändern …</translation>
    </message>
    <message>
        <source>Reset password…</source>
        <translation>Passwort zurücksetzen …</translation>
    </message>
    <message>
        <source>Sign out everywhere…</source>
        <translation>Überall abmelden …</translation>
    </message>
    <message>
        <source>Remove administrator…</source>
        <translation>Als Administrator entfernen …</translation>
    </message>
    <message>
        <source>Make administrator…</source>
        <translation>Zum Administrator machen …</translation>
    </message>
    <message>
        <source>Lift suspension</source>
        <translation>Aussetzung aufheben</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Aussetzen</translation>
    </message>
    <message>
        <source>Lift shadow-ban</source>
        <translation>Stummschaltung aufheben</translation>
    </message>
    <message>
        <source>Shadow-ban</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Deactivate…</source>
        <translation>Deaktivieren …</translation>
    </message>
    <message numerus="yes">
        <source>%n accounts locked.</source>
        <translation>
            <numerusform>%n Konto gesperrt.</numerusform>
            <numerusform>%n Konten gesperrt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts unlocked.</source>
        <translation>
            <numerusform>%n Konto entsperrt.</numerusform>
            <numerusform>%n Konten entsperrt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts suspended.</source>
        <translation>
            <numerusform>%n Konto ausgesetzt.</numerusform>
            <numerusform>%n Konten ausgesetzt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts active again.</source>
        <translation>
            <numerusform>%n Konto wieder aktiv.</numerusform>
            <numerusform>%n Konten wieder aktiv.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts signed out everywhere.</source>
        <translation>
            <numerusform>%n Konto überall abgemeldet.</numerusform>
            <numerusform>%n Konten überall abgemeldet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts deactivated.</source>
        <translation>
            <numerusform>%n Konto deaktiviert.</numerusform>
            <numerusform>%n Konten deaktiviert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n accounts deactivated and erased.</source>
        <translation>
            <numerusform>%n Konto deaktiviert und seine Daten gelöscht.</numerusform>
            <numerusform>%n Konten deaktiviert und ihre Daten gelöscht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sign out %n accounts everywhere?</source>
        <translation>
            <numerusform>%n Konto überall abmelden?</numerusform>
            <numerusform>%n Konten überall abmelden?</numerusform>
        </translation>
    </message>
    <message>
        <source>Devices may hold the only keys to encrypted messages.</source>
        <translation>Geräte können die einzigen Schlüssel zu verschlüsselten Nachrichten haben.</translation>
    </message>
    <message>
        <source>What only these devices can read is lost without a key backup. The people can sign in again. Your own account is left out.</source>
        <translation>Was nur diese Geräte lesen können, ist ohne Schlüsselsicherung verloren. Die Personen können sich wieder anmelden. Ihr eigenes Konto bleibt ausgenommen.</translation>
    </message>
    <message numerus="yes">
        <source>Deactivate %n accounts?</source>
        <translation>
            <numerusform>%n Konto deaktivieren?</numerusform>
            <numerusform>%n Konten deaktivieren?</numerusform>
        </translation>
    </message>
    <message>
        <source>The accounts are closed for good.</source>
        <translation>Die Konten werden für immer geschlossen.</translation>
    </message>
    <message>
        <source>The people are signed out everywhere and leave all rooms. The names can never be used again. Messages already sent stay.</source>
        <translation>Die Personen werden überall abgemeldet und verlassen alle Räume. Die Namen können nie wieder verwendet werden. Gesendete Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Your own account is left out.</source>
        <translation>Ihr eigenes Konto bleibt ausgenommen.</translation>
    </message>
    <message numerus="yes">
        <source>Deactivate %n accounts</source>
        <translation>
            <numerusform>%n Konto deaktivieren</numerusform>
            <numerusform>%n Konten deaktivieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Also erase the profiles and hide old messages</source>
        <translation>Auch die Profile löschen und alte Nachrichten verbergen</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Search name or ID</source>
        <translation>Name oder ID suchen</translation>
    </message>
    <message>
        <source>No users yet</source>
        <translation>Noch keine Benutzer</translation>
    </message>
    <message>
        <source>People show up here once they have an account.</source>
        <translation>Personen erscheinen hier, sobald sie ein Konto haben.</translation>
    </message>
    <message>
        <source>New user</source>
        <translation>Neuer Benutzer</translation>
    </message>
    <message>
        <source>No users match these filters</source>
        <translation>Kein Benutzer passt zu diesen Filtern</translation>
    </message>
    <message>
        <source>Start it to see its users.</source>
        <translation>Starten Sie ihn, um seine Benutzer zu sehen.</translation>
    </message>
    <message>
        <source>New user (%1)</source>
        <translation>Neuer Benutzer (%1)</translation>
    </message>
    <message>
        <source>The device was not signed out.</source>
        <translation>Das Gerät wurde nicht abgemeldet.</translation>
    </message>
    <message>
        <source>Signed out.</source>
        <translation>Abgemeldet.</translation>
    </message>
    <message>
        <source>State: not deactivated</source>
        <translation>Zustand: nicht deaktiviert</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Ausgesetzt</translation>
    </message>
    <message>
        <source>Deactivated</source>
        <translation>Deaktiviert</translation>
    </message>
    <message>
        <source>Guests: hidden</source>
        <translation>Gäste: ausgeblendet</translation>
    </message>
    <message>
        <source>Guests only</source>
        <translation>Nur Gäste</translation>
    </message>
    <message>
        <source>Administrators</source>
        <translation>Administratoren</translation>
    </message>
    <message>
        <source>Members only</source>
        <translation>Nur Mitglieder</translation>
    </message>
    <message>
        <source>Send server notice…</source>
        <translation>Servermitteilung senden …</translation>
    </message>
    <message>
        <source>No account was changed.</source>
        <translation>Kein Konto wurde geändert.</translation>
    </message>
    <message>
        <source>The notice was not sent.</source>
        <translation>Die Mitteilung wurde nicht gesendet.</translation>
    </message>
    <message numerus="yes">
        <source>The notice was sent to %n people.</source>
        <translation>
            <numerusform>Die Mitteilung wurde an %n Person gesendet.</numerusform>
            <numerusform>Die Mitteilung wurde an %n Personen gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Server notices are off. To turn them on, set server_notices in the server&apos;s configuration, then restart the server.</source>
        <translation>Servermitteilungen sind aus. Um sie einzuschalten, setzen Sie server_notices in der Konfiguration des Servers und starten ihn dann neu.</translation>
    </message>
    <message>
        <source>What only this device can read is lost without a key backup. The person can sign in again.</source>
        <translation>Was nur dieses Gerät lesen kann, ist ohne Schlüsselsicherung verloren. Die Person kann sich wieder anmelden.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::WarningsCard</name>
    <message>
        <source>Latest warnings</source>
        <translation>Letzte Warnungen</translation>
    </message>
    <message>
        <source>last 24 hours</source>
        <translation>letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Open logs</source>
        <translation>Protokoll öffnen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Show in logs</source>
        <translation>Im Protokoll zeigen</translation>
    </message>
    <message>
        <source>Show in logs: %1</source>
        <translation>Im Protokoll zeigen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n times)</source>
        <extracomment>What to do about a warning, and how often it came.</extracomment>
        <translation>
            <numerusform>%1 (%n-mal)</numerusform>
            <numerusform>%1 (%n-mal)</numerusform>
        </translation>
    </message>
    <message>
        <source>No warnings or errors.</source>
        <translation>Keine Warnungen oder Fehler.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::WelcomePage</name>
    <message>
        <source>Where should your server run?</source>
        <translation>Wo soll Ihr Server laufen?</translation>
    </message>
    <message>
        <source>Run on this computer</source>
        <translation>Auf diesem Computer betreiben</translation>
    </message>
    <message>
        <source>About 1 minute</source>
        <translation>Etwa 1 Minute</translation>
    </message>
    <message>
        <source>2 GB free to start with</source>
        <translation>2 GB frei für den Anfang</translation>
    </message>
    <message>
        <source>Connect to an existing server</source>
        <translation>Mit einem bestehenden Server verbinden</translation>
    </message>
    <message>
        <source>Welcome to Hearth</source>
        <translation>Willkommen bei Hearth</translation>
    </message>
    <message>
        <source>Run a Matrix server of your own: chat, calls and files for the people you choose.</source>
        <translation>Betreiben Sie Ihren eigenen Matrix-Server: Chat, Anrufe und Dateien für die Menschen, die Sie auswählen.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Sleep</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>Keep it awake while the server runs</source>
        <translation>Wach halten, solange der Server läuft</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>An administrator account</source>
        <translation>Ein Administratorkonto</translation>
    </message>
    <message>
        <source>%1, %2 free</source>
        <translation>%1, davon %2 frei</translation>
    </message>
    <message>
        <source>%1 free for the server</source>
        <translation>%1 frei für den Server</translation>
    </message>
    <message>
        <source>Only %1 free for the server</source>
        <translation>Nur %1 frei für den Server</translation>
    </message>
    <message>
        <source>Hearth sets up the server here and looks after it. Best for trying it out, or for a computer that is always on.</source>
        <translation>Hearth richtet den Server hier ein und kümmert sich um ihn. Am besten zum Ausprobieren oder für einen Computer, der immer an ist.</translation>
    </message>
    <message>
        <source>Manage a server that is already running. Hearth needs an administrator account and changes nothing until you ask.</source>
        <translation>Einen Server verwalten, der schon läuft. Hearth braucht ein Administratorkonto und ändert nichts ohne Ihren Auftrag.</translation>
    </message>
    <message>
        <source>While this computer sleeps or is switched off, nobody can reach the server.</source>
        <translation>Solange dieser Computer schläft oder ausgeschaltet ist, kann niemand den Server erreichen.</translation>
    </message>
    <message>
        <source>While this computer sleeps, nobody can reach the server.</source>
        <translation>Solange dieser Computer schläft, kann niemand den Server erreichen.</translation>
    </message>
    <message>
        <source>Just checked. Nothing has been changed.</source>
        <translation>Gerade geprüft. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Not connected. A trial on this computer works offline.</source>
        <translation>Nicht verbunden. Ein Probebetrieb auf diesem Computer geht auch offline.</translation>
    </message>
    <message>
        <source>The server lives in one folder. Copy it to move the server to another computer.</source>
        <translation>Der Server liegt in einem Ordner. Kopieren Sie ihn, um mit dem Server auf einen anderen Computer umzuziehen.</translation>
    </message>
</context>
<context>
    <name>hearth::ui::WizardRail</name>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>current step</source>
        <translation>aktueller Schritt</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>noch offen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Set up a server</source>
        <translation>Server einrichten</translation>
    </message>
    <message>
        <source>Saved as you go</source>
        <translation>Laufend gespeichert</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Run a Matrix server of your own.</source>
        <translation>Betreiben Sie Ihren eigenen Matrix-Server.</translation>
    </message>
    <message>
        <source>Show only the tray icon.</source>
        <translation>Nur das Symbol im Infobereich zeigen.</translation>
    </message>
</context>
</TS>
