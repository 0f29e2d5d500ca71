# Worte des Fensters.

## Überall

close = Schließen
cancel = Abbrechen
save = Speichern
saved = Gespeichert
back = Zurück
dismiss = Ausblenden
opening = Wird geöffnet …
copied = Kopiert: { $text }

## Der Rahmen

pages = Seiten
telephone = Telefon
calls = Anrufe
accounts = Konten
settings = Einstellungen
reports = Meldungen
line-opening = Wird geöffnet …
line-none = Noch kein Konto
line-all-off = Alle Konten sind ausgeschaltet
line-ready-count = { $ready } von { $count } Konten bereit
accounts-troubled = { $count ->
    [one] { $count } Konto ist nicht angemeldet
   *[other] { $count } Konten sind nicht angemeldet
}
devices-missing = { $count ->
    [one] { $count } Audiogerät fehlt
   *[other] { $count } Audiogeräte fehlen
}
reports-troubled = { $count ->
    [one] { $count } Meldung ließ sich nicht senden
   *[other] { $count } Meldungen ließen sich nicht senden
}

## Der erste Blick

welcome-title = Bereit, wenn es klingelt
welcome-lead = Rufbereit ist Ihr Telefon am Schreibtisch. Verbinden Sie es mit Ihrer Telefonanlage, oder sehen Sie sich erst einmal um.
welcome-account-title = Ich habe ein Konto
welcome-account-text = Von Ihrer IT oder Ihrem Anbieter haben Sie eine Adresse wie 1001@pbx.example.org und ein Passwort. Mehr braucht es nicht.
welcome-demo-title = Ich möchte nur probieren
welcome-demo-text = Startet eine kleine Telefonanlage in diesem Programm, mit Leuten zum Anrufen: Einer wiederholt, was Sie sagen, eine spricht, einer ist besetzt, eine ruft zurück.
welcome-hint = Etwas geht nicht? „Störung melden“ ist immer zu sehen und geht auch ohne Konto.

## Die Demo-Telefonanlage

demo-try = Ausprobieren
demo-title = Demo: wen Sie anrufen können
demo-lead = Läuft nur auf diesem Rechner
demo-badge = Demo
demo-role-echo = Wiederholt, was Sie sagen
demo-role-speaks = Nimmt ab und spricht mit Ihnen
demo-role-busy = Ist immer besetzt
demo-role-callsBack = Ruft wenige Sekunden später zurück
demo-role-user = Noch jemand an der Demo-Anlage
demo-on = Die Demo-Telefonanlage läuft.
demo-off = Die Demo-Telefonanlage ist ausgeschaltet.
demo-start = Starten
demo-stop = Beenden
demo-starting = Die Demo-Telefonanlage startet …
demo-stopping = Die Demo-Telefonanlage wird beendet …

## Wählen

dial-form = Wählen
number = Nummer oder Adresse
number-placeholder = Nummer oder Adresse
clear-number = Nummer löschen
show-dial-pad = Wähltasten zeigen
hide-dial-pad = Wähltasten verbergen
dial = Anrufen
dial-from = Anrufen über
dial-pad = Wähltasten
dialling-slow = Verbindung wird noch aufgebaut …
key-star = Stern
key-hash = Raute

## Laufende Gespräche

unknown-caller = Unbekannt
call-with = Gespräch mit { $name }
call-actions = Was mit dem Gespräch geschehen soll
call-muted = Mikrofon aus
duration = Dauer
mute = Stumm
hold = Halten
resume = Weiter
keypad = Tasten
hang-up = Auflegen
give-up = Abbrechen
digits = Ziffern
digits-sent = Gesendete Ziffern
digits-none = Ziffern tippen oder drücken
digits-hint = Getippte Ziffern gehen an die Gegenseite
loss = Verlust
loss-long = Anteil der Sprachpakete, die auf dem Weg zu Ihnen verloren gehen
jitter = Jitter
jitter-long = Wie ungleichmäßig die Sprachpakete ankommen
round-trip = Umlauf
round-trip-long = Wie lange ein Paket hin und zurück braucht
remote-loss = Bei der Gegenseite gehen { $loss } von Ihnen verloren
last-call = Letzter Anruf
call-again = Noch einmal anrufen

## Eingehende Anrufe

incoming-call = Eingehender Anruf
incoming-for = für { $account }
incoming-from = Eingehender Anruf von { $name }
incoming-second = Annehmen hält das laufende Gespräch
accept = Annehmen
reject = Abweisen

## Ansagen für Vorleseprogramme

announce-dialling = { $name } wird angerufen
announce-ringing = Es klingelt bei { $name }
announce-talking = Verbunden mit { $name }
announce-held = Gespräch mit { $name } wird gehalten
announce-ended = Gespräch mit { $name }: { $reason }

## Die Anrufliste

call-list = Anrufliste
filter = Welche Anrufe
filter-all = Alle
filter-incoming = Eingehend
filter-outgoing = Ausgehend
filter-missed = Verpasst
search-calls = Anrufe suchen
clear-list = Anrufliste löschen
clear-list-text = Alle Anrufe der Liste werden endgültig gelöscht, nicht nur die gerade sichtbaren.
clear-list-do = Alle löschen
missed-line = { $count ->
    [one] { $count } verpasster Anruf
   *[other] { $count } verpasste Anrufe
}
missed-show = Zeigen
missed-seen = Gesehen
list-loading = Die Anrufliste wird gelesen …
list-more = Mehr zeigen
list-end = { $count ->
    [one] { $shown } Anruf
   *[other] { $shown } Anrufe
}
list-empty = Noch keine Anrufe
list-empty-text = Nummer tippen und Enter drücken. Hier bleibt jeder Anruf stehen, auch der verpasste.
list-empty-incoming = Keine eingehenden Anrufe
list-empty-outgoing = Keine ausgehenden Anrufe
list-empty-missed = Keine verpassten Anrufe
list-nothing-found = Nichts gefunden
list-nothing-found-text = Kein Anruf passt zu „{ $search }“.
record-label = { $name }, { $direction }, { $outcome }, { $at }
direction-incoming = eingehend
direction-outgoing = ausgehend
talked-for = { $duration } gesprochen
new = Neu
account-gone = Entferntes Konto
call-back = { $name } anrufen
show-details = Einzelheiten zeigen
hide-details = Einzelheiten verbergen
address = Adresse
began = Beginn
ended = Ende
how-ended = Ausgang
codec = Codec
sound = Ton
sound-summary = { $grade } · Verlust { $loss } · Jitter { $jitter }
copy-number = Nummer kopieren
report-call = Problem mit diesem Anruf melden
delete-record = Löschen

## Konten

accounts-lead = Die Rufnummern, unter denen dieses Programm annimmt und anruft.
accounts-empty = Noch kein Konto
accounts-empty-text = Ein Konto verbindet Rufbereit mit Ihrer Telefonanlage.
account-add = Konto hinzufügen
account-new = Neues Konto
account-new-lead = Adresse und Passwort genügen.
account-edit = Bearbeiten
account-edit-of = Konto { $label } bearbeiten
account-remove = Entfernen
account-remove-of = Konto { $label } entfernen
account-remove-title = „{ $label }“ entfernen?
account-remove-text = Das Konto und sein Passwort werden von diesem Rechner gelöscht. Die Anrufe in der Liste bleiben.
account-enabled-of = Konto { $label } eingeschaltet
account-try-again = Jetzt erneut versuchen
account-saving = Der Schlüsselbund ist gefragt …
account-address = Adresse
account-address-hint = Wie vom Anbieter genannt, etwa 1001@pbx.example.org
account-address-missing = Bitte die Adresse eintragen
account-password = Passwort
account-password-hint = Liegt im Schlüsselbund dieses Rechners, nie in einer Datei
account-password-memory = Wird nur bis zum Ende des Programms behalten
account-password-keep = Leer lassen, um das bisherige zu behalten
account-label = Bezeichnung
account-label-hint = Wie Sie dieses Konto nennen; sonst die Adresse
account-displayName = Ihr Name
account-displayName-hint = Was die Gegenseite anzeigen kann
account-more = Weitere Einstellungen
account-registers = An der Telefonanlage anmelden
account-registers-hint = Aus: nur Direktanrufe zwischen Adressen, ohne Passwort
account-authUser = Benutzername zur Anmeldung
account-authUser-hint = Nur wenn er von der Adresse abweicht
account-registrar = Server
account-registrar-hint = Nur wenn er von der Adresse abweicht
account-outboundProxy = Ausgehender Proxy
account-outboundProxy-hint = Nächste Station aller Anfragen, falls Ihr Anbieter das verlangt
account-transport = Transport
account-transport-hint = TLS verschlüsselt die Signalisierung
account-lifetimeS = Gültigkeit der Anmeldung in Sekunden
account-lifetimeS-hint = 60 bis 86.400; 600 passt meistens
account-caFile = Zusätzliche Zertifizierungsstelle
account-caFile-hint = Pfad einer PEM-Datei, für die eigene Stelle einer Firma
account-invalid-address = Das ist keine Adresse; sie sieht aus wie 1001@pbx.example.org
account-invalid-password = Dieses Passwort ist nicht möglich
account-invalid-label = Diese Bezeichnung ist nicht möglich
account-invalid-displayName = Dieser Name ist nicht möglich
account-invalid-authUser = Dieser Benutzername ist nicht möglich
account-invalid-registrar = Das ist kein Server; er sieht aus wie pbx.example.org oder pbx.example.org:5061
account-invalid-outboundProxy = Das ist kein Server; er sieht aus wie proxy.example.org oder proxy.example.org:5061
account-invalid-transport = Dieser Transport passt nicht zur Adresse
account-invalid-registers = Das passt nicht zur Adresse
account-invalid-lifetimeS = Eine ganze Zahl von 60 bis 86.400
account-invalid-caFile = Diese Datei ist nicht als PEM lesbar
registration-direct-detail = Meldet sich nicht an; Anrufe zwischen Adressen gehen
registration-registered-detail = { $server }, wird vor { $until } erneuert
registration-retry = Nächster Versuch: { $at }
registration-stopped = Kein neuer Versuch, bis etwas geändert wird
transport-automatic = Automatisch
transport-udp = UDP
transport-tcp = TCP
transport-tls = TLS (verschlüsselt)
secrets-in-memory = Passwörter werden nur bis zum Ende des Programms behalten.
secrets-in-keyring = Passwörter liegen im Schlüsselbund dieses Rechners.

## Einstellungen

settings-general = Allgemein
settings-language = Sprache
settings-theme = Darstellung
settings-default-account = Anrufen über
settings-default-account-hint = Das Konto, das ohne besondere Wahl anruft
settings-saving = Wird übernommen …
language-system = Wie das System
language-de = Deutsch
language-en = English
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
settings-sound = Ton
settings-sound-lead = Änderungen gelten sofort, auch im Gespräch.
device-input = Mikrofon
device-output = Lautsprecher
device-ring = Klingelton über
device-default = Standard des Systems
device-null = Keines (stumm)
device-missing = { $device } (nicht verbunden)
device-missing-text = { $device } ist nicht verbunden; bis es zurückkommt, gilt der Standard des Systems.
settings-codecs = Codecs
settings-codecs-lead = Genommen wird der beste, den beide Seiten können. Verschieben mit den Tasten oder Alt und Pfeil.
codec-opus = Opus
codec-opus-about = volle Stimme, verträgt Verluste
codec-g722 = G.722
codec-g722-about = breite Stimme
codec-pcma = G.711 A-law
codec-pcma-about = klassisches Telefon, Europa
codec-pcmu = G.711 µ-law
codec-pcmu-about = klassisches Telefon, Amerika
codec-up = { $codec } nach oben
codec-down = { $codec } nach unten
codec-moved = { $codec } steht jetzt an Stelle { $place }
settings-desk = Meldungen gehen an
settings-desk-lead = Wohin „Störung melden“ seine Meldungen gibt.
desk-file = Einen Ordner
desk-requestTracker = Request Tracker
desk-folder = Ordner
desk-folder-hint = Leer lassen für den eigenen Ordner des Programms
desk-url = Adresse
desk-queue = Queue
desk-token = Zugangstoken
desk-token-hint = Aus Ihrem Profil im Request Tracker; liegt im Schlüsselbund
desk-token-kept = Ein Token ist hinterlegt; leer lassen, um es zu behalten
desk-ca-file = Zusätzliche Zertifizierungsstelle
desk-ca-file-hint = Pfad einer PEM-Datei, für die eigene Stelle einer Firma
desk-invalid-folder = Bitte einen vollständigen Pfad angeben
desk-invalid-url = Bitte eine https-Adresse angeben, etwa https://rt.example.org
desk-invalid-queue = Bitte die Queue angeben
desk-invalid-caFile = Diese Datei ist nicht als PEM lesbar
settings-demo = Demo-Telefonanlage
settings-demo-lead = Um alles ohne Anbieter auszuprobieren; nur von diesem Rechner erreichbar.
settings-keys = Tastatur
settings-keys-lead = Alles geht ohne Maus.
keys-type = Beginnt eine Nummer, wo immer Sie sind
keys-enter = Ruft die Nummer an, oder die gewählte Zeile der Anrufliste
keys-escape = Löscht die Nummer
keys-recall = Im leeren Feld: die zuletzt gewählte Nummer
keys-digits = Wenn das Gespräch den Fokus hat: sendet Ziffern
keys-mute = Mikrofon aus oder an
keys-hold = Halten oder weiter
keys-hang-up = Auflegen
keys-report = Störung melden
keys-search = Anrufliste durchsuchen
keys-pages = Anrufe, Konten, Einstellungen, Meldungen
settings-about = Über
about-text = Telefon am Schreibtisch und ein Weg, Störungen zu melden. Freie Software unter Apache 2.0 oder MIT.

## Störungen melden

report-fault = Störung melden
report-lead = In eigenen Worten. Die technischen Einzelheiten kommen von selbst dazu.
report-what = Was stimmt nicht?
report-what-hint = Was haben Sie getan, was ist passiert, seit wann?
report-affects = Wer ist betroffen?
affects-onlyMe = Nur ich
affects-several = Mehrere
affects-site = Ganzer Standort
affects-everyone = Alle
report-works = Was geht noch?
works-nothing = Nichts geht
works-partly = Teilweise
works-question = Nur eine Frage
report-along = Wird mitgesendet
report-along-call = Ihr letzter Anruf: { $name }, { $at }
report-along-this-call = Dieser Anruf: { $name }, { $at }
report-along-no-call = Noch kein Anruf
report-along-registration = { $count ->
    [0] Dass kein Konto eingerichtet ist
    [one] Ob Ihr Konto angemeldet ist, und warum nicht
   *[other] Ob Ihre { $count } Konten angemeldet sind, und warum nicht
}
report-along-program = Version, System und Audiogeräte
report-redacted = Nummern und Namen werden vor dem Senden unkenntlich gemacht; Passwörter verlassen den Schlüsselbund nie.
report-to-tracker = Geht an { $url }, Queue { $queue }.
report-to-folder = Geht in einen Ordner dieses Rechners.
report-send = Meldung senden
report-keeping = Die Meldung wird gesichert …
report-sent = Vielen Dank
report-sent-lead = Die Meldung ist sicher gespeichert, auch wenn dieser Rechner jetzt ausgeht.
report-show-all = Alle Meldungen
reports-lead = Was Sie gemeldet haben und was daraus wurde.
reports-empty = Nichts gemeldet
reports-empty-text = Wenn etwas nicht geht, melden Sie es hier in wenigen Worten.
ticket-retry = Nächster Versuch: { $at }
ticket-try-again = Jetzt erneut versuchen
link-copy = Link kopieren
link-copied = Kopiert

## Hinweise

notice-deviceLost = { $device } ist nicht mehr da; ein anderes Audiogerät ist in Gebrauch.
notice-noSound = Das Tonsystem antwortet nicht; Gespräche sind stumm. { $detail }
notice-storageFailed = Die lokale Datenbank lässt sich nicht beschreiben; Anrufe werden nicht festgehalten. { $detail }
