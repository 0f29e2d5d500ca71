# Worte außerhalb des Fensters: Infobereich, Benachrichtigungen, Befehlszeile, Tickets. Nur vom Programm gelesen.

## Infobereich

tray-open = Rufbereit öffnen
tray-report = Störung melden …
tray-quit = Beenden
tray-state-registered = Rufbereit
tray-state-unregistered = Nicht angemeldet
tray-state-in-call = Im Gespräch
tray-state-ringing = Es klingelt

## Benachrichtigungen

notify-incoming-title = { $caller } ruft an
notify-incoming-body = Anruf für { $account }
notify-accept = Annehmen
notify-reject = Abweisen
notify-show = Anzeigen
notify-missed-title = Verpasster Anruf von { $caller }
notify-missed-body = um { $time } Uhr
notify-unknown-caller = Unbekannt
notify-key-taken-title = { $key } geht nicht
notify-key-taken-body = Ein anderes Programm verwendet diese Taste. Wählen Sie in den Einstellungen eine andere für Meldungen.
notify-report-news-title = Neues zu { $reference }
notify-promise-title = { $reference }: die Zeit ist fast um
notify-promise-body = { $promise } war zugesagt bis { $time }
notify-call-hotline = Hotline anrufen
notify-incoming-for = Für { $called }
notify-transfer-failed = Die Weitergabe an { $what } hat nicht geklappt
notify-service-refused = Die Telefonanlage hat { $what } abgelehnt
notify-call-back-free = { $party } ist jetzt frei
notify-call = Anrufen

## Befehlszeile

cli-no-program = Rufbereit läuft nicht
cli-password-prompt = Passwort für { $address }:
cli-accounts-none = Keine Konten
cli-calls-none = Keine Gespräche
cli-memory-needs-program = Mit --secrets memory wäre das Passwort am Ende dieses Befehls verloren; zuerst das Programm starten (rufbereit --headless --secrets memory)
cli-password-empty = Das Passwort auf der Standardeingabe ist leer
cli-password-how = Kein Terminal, um nach dem Passwort zu fragen: mit --password-stdin angeben oder --no-password nennen
cli-missed = Verpasste Anrufe: { $count }
cli-disturb-silence = Nicht stören: Anrufe werden gezeigt und klingeln nicht
cli-disturb-reject = Nicht stören: Anrufe werden als besetzt abgewiesen
cli-report-unseen = Die Meldung ist sicher, steht aber noch nicht in der Liste (siehe: rufbereit reports list)
cli-reports-none = Keine Meldungen
cli-no-hotline = Zu dieser Meldung gibt es keine Hotline
cli-hotline = Hotline: { $number }
cli-provider-missing = Für diesen Anbieter fehlt noch: { $name }
cli-secret-at = Sieht nach einem Geheimnis aus: { $file }, Zeile { $line }
cli-unknown-provider = Es gibt keinen Anbieter „{ $provider }“; es gibt { $known }
cli-unknown-class = Es gibt keine Klasse „{ $class }“; es gibt { $known }
cli-class-missing = Dieser Anbieter hat Klassen; eine ist mit --class zu nennen: { $known }
cli-setting-twice = „{ $name }“ ist zweimal angegeben; einmal genügt
cli-year-unknown = { $year } liegt außerhalb der Jahre { $first } bis { $last }, für die Feiertage bekannt sind
cli-class-is-a-kind = Die Klasse „{ $class }“ nennt ihre Art selbst; sie kann nicht „{ $kind }“ sein
cli-settings-missing = Das Profil lässt diese offen; sie sind mit --set NAME=WERT zu setzen: { $names }
cli-promises-none = Der Vertrag verspricht keine Zeiten
cli-way-demanded = Verlangt
cli-way-offered = Angeboten
cli-target-unset = (wohin, ist noch nicht eingestellt)
cli-no-display = Hier ist kein Desktop, auf dem ein Fenster aufgehen könnte; in einer Desktop-Sitzung starten oder mit --headless
cli-other-program = Ein anderes Programm benutzt dieses Profil: { $profile }
cli-called = für { $name }
cli-forward-always = Jeder Anruf
cli-forward-busy = Bei besetzt
cli-forward-noAnswer = Wenn niemand abnimmt
cli-forward-none = keine Umleitung
cli-on = an
cli-off = aus
cli-operator = Zentrale
cli-operator-first = erstes Ziel
cli-operator-second = zweites Ziel
cli-hidden = Eigene Nummer unterdrückt
cli-messages = Nachrichten: { $new } neue, { $old } alte
cli-lamp-unknown = unbekannt
cli-lamp-idle = frei
cli-lamp-ringing = es klingelt
cli-lamp-talking = im Gespräch
cli-place-free = frei
cli-call-back-waiting = wartet, bis die andere Seite frei ist
cli-call-back-free = ist jetzt frei
cli-call-back-at-system = die Telefonanlage wartet
cli-call-back-pausing = wählt wieder um { $at }
cli-call-back-calling = wählt
cli-location-registered = Am gemeldeten Ort des Anschlusses
cli-location-elsewhere = Woanders: Notrufe kommen mit der Anschrift des Anschlusses an; ein Mobiltelefon benutzen
cli-location-unknown = Ort nicht bekannt: Notrufe kommen mit der Anschrift des Anschlusses an
cli-acknowledged = Bestätigt um { $at }
cli-not-acknowledged = Noch nicht bestätigt
cli-known-unknown = unbekannt
cli-known-asked = { $value } (angefragt)
cli-known-set = { $value } (angenommen um { $at })
cli-known-failed = { $value } wurde um { $at } abgelehnt: { $why }

## Tickets

report-subject = Störung Telefon: { $what }
report-section-what = Was stimmt nicht
report-section-affects = Wer ist betroffen
report-section-works = Was geht noch
report-section-class = Klasse

## Was eine Diagnose druckt

cli-doctor-progress = { $done } von { $all } Prüfungen fertig …
cli-doctor-limit = Grenzwert { $limit }
prefill-not-registered = Telefonieren geht nicht: kein Konto ist angemeldet.
prefill-call-bad = Mein letztes Gespräch war schlecht zu verstehen.
prefill-call-failed = Mein letzter Anruf ist fehlgeschlagen.
comment-called = Die Hotline wurde um { $time } angerufen, gesprochen mit { $name }.
comment-fixed = Es geht wieder. Danke; das Ticket kann geschlossen werden.
comment-not-fixed = Es geht immer noch nicht. Bitte weiter daran arbeiten.
comment-joined = Dieselbe Störung wurde noch einmal gemeldet; Messwerte liegen bei.
report-yes = ja
report-no = nein
report-section-kind = Worum es geht
report-kind-incident = Entstörung
report-kind-support = Hilfe
report-kind-change = Eine Änderung
report-affects-only-me = Nur die meldende Person
report-affects-several = Mehrere
report-affects-site = Ein ganzer Standort
report-affects-everyone = Alle
report-works-nothing = Nichts
report-works-partly = Teilweise
report-works-question = Alles; es ist eine Frage
report-section-failing = Fehlschlagende Anrufe
report-section-repeats = Lässt sich wiederholen
report-section-legal-duty = Notrufe oder eine andere gesetzliche Pflicht sind betroffen
report-section-redundancy = Eine Reserve ist ausgefallen
report-section-since = Seit
report-section-changed = Vorher geändert
report-section-overruled = Klasse von Hand gewählt, weil
report-section-chargeable = Kostenpflichtig
report-chargeable-yes = ja
report-chargeable-no = nein
report-chargeable-unknown = der Vertrag sagt es nicht
report-section-verdict = Diagnose
report-section-way = Vom Vertrag verlangt
report-section-promise = Zugesagt
evidence-title = Störungen und Zusagen { $year }
evidence-made = Erstellt am { $time }
evidence-none = Es wurde keine Störung gemeldet.
evidence-availability = Verfügbarkeit
evidence-period = Zeitraum
evidence-promised = Zugesagt
evidence-achieved = Bisher erreicht
evidence-down = Ausgefallen
evidence-allowed = Erlaubt
evidence-excluded = Geplant, zählt nicht
evidence-kept = Eingehalten
evidence-source = Quelle
evidence-yes = ja
evidence-no = nein
evidence-reports = Meldungen
evidence-ticket = Ticket
evidence-class = Klasse
evidence-what = Was
evidence-reported = Gemeldet
evidence-reacted = Reagiert
evidence-restored = Geht wieder
evidence-promises = Zusagen
evidence-running = läuft
evidence-paused = angehalten
evidence-missed = verfehlt
