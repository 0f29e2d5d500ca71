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
yes = Ja
no = Nein
doctor = Diagnose
path-copy = Pfad kopieren
banner-incomplete = Die Hotline muss noch angerufen werden
banner-call = Zur Hotline

## Der Rahmen

pages = Seiten
telephone = Telefon
calls = Anrufe
accounts = Konten
settings = Einstellungen
reports = Meldungen
colleagues = Kollegen
services = Dienste
colleagues-waiting = { $count ->
    [one] { $count } Anruf klingelt oder wartet bei Kollegen
   *[other] { $count } Anrufe klingeln oder warten bei Kollegen
}
mailboxes-waiting = Neue Sprachnachrichten
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
welcome-contract = Wessen Vertrag steht hinter Ihrem Telefon? Dann gehen Meldungen von Anfang an den richtigen Weg.
welcome-contract-chosen = Meldungen richten sich nach dem Vertrag von { $provider }.
welcome-contract-choose = Auswählen

## Die Demo-Telefonanlage

demo-try = Ausprobieren
demo-title = Demo: wen Sie anrufen können
demo-lead = Läuft nur auf diesem Rechner
demo-badge = Demo
demo-role-echo = Wiederholt, was Sie sagen
demo-role-speaks = Nimmt ab und spricht mit Ihnen
demo-role-busy = Ist immer besetzt
demo-role-callsBack = Ruft wenige Sekunden später zurück
demo-role-speaksToo = Spricht mit einer anderen Stimme: für Konferenzen
demo-role-busyForNow = Ist 20 Sekunden lang besetzt, danach eine Minute frei
demo-role-neverAnswers = Lässt es klingeln und nimmt nie ab
demo-role-ringsColleague = Ruft gleich eine Kollegin an: zum Übernehmen
demo-role-transfersYou = Verbindet Sie nach drei Sekunden weiter
demo-role-holdsYou = Hält Sie immer wieder
demo-role-takesTransfers = Lässt sich weiterverbinden
demo-role-refusesTransfers = Lässt sich nicht weiterverbinden
demo-role-earlyMedia = Ist schon vor dem Abheben zu hören
demo-role-redirects = Schickt Sie vor dem Abheben woandershin
demo-role-callsForService = Ruft gleich für die Gruppe zurück
demo-role-leavesMessage = Spricht gleich auf Ihre Mailbox
demo-role-answeringMachine = Nimmt eine Nachricht für Ihre Mailbox auf
demo-role-intercom = Ruft gleich zurück und wünscht, dass sofort abgenommen wird
demo-role-operator = Die Zentrale, mit zwei Zielen
demo-role-group = Klingelt bei allen, die beigetreten sind
demo-role-parkPlace = Hier lässt sich ein Anruf parken
demo-role-mailbox = Spielt Ihre Nachrichten ab
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
dial-options = Weitere Arten anzurufen
dial-hide-once = Mit unterdrückter Nummer anrufen
dial-show-once = Mit sichtbarer Nummer anrufen
dial-from-account = Von { $account } anrufen
redial = Wahlwiederholung
redial-until-answered = Wiederholen, bis jemand abnimmt
redial-until-answered-hint = Versucht es mit wachsenden Pausen erneut

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
call-for = für { $name }
call-hidden = Nummer unterdrückt
call-self-answered = Von selbst angenommen
transfer = Verbinden
transfer-form = Gespräch mit { $name } weitergeben
transfer-to = Weitergeben an
transfer-now = Sofort weitergeben
transfer-now-hint = Ohne dort vorher zu sprechen
ask-first = Erst fragen
ask-first-hint = Der Anrufer wartet, während Sie fragen; Eingabe tut dasselbe
target-placeholder = Nummer oder Name
target-suggestions = Kollegen und letzte Gespräche
transfer-asked = Wird an { $name } weitergegeben …
transfer-trying = { $name } wird angerufen …
transfer-ringing = Bei { $name } klingelt es
transfer-failed = Weitergabe an { $name } fehlgeschlagen: { $reason }
proposal = { $name } möchte Sie mit { $target } verbinden. Das Gespräch dorthin führt Ihr Anschluss.
proposal-answers = Mit { $target } verbinden?
back-to = Zurück zu { $name }
consultation = Rückfrage bei { $name } wegen { $about }
consultation-ways = Wie es weitergeht
part-asking = Rückfrage
part-waiting = Wartet
connect = Zusammenschalten
connect-hint = Verbindet { $name } mit { $to }; beide Gespräche enden hier
swap = Makeln
swap-hint = Mit { $name } sprechen, das andere Gespräch wartet
conference = Konferenz
conference-you = Sie
pair-ways = Beide Gespräche
split = Trennen
split-hint = Mit einem sprechen, der andere wartet
split-with = Mit { $name } allein sprechen
hold-one = { $name } halten
resume-one = { $name } zurückholen
hang-up-one = Bei { $name } auflegen
leave = Verlassen
leave-hint = Die beiden anderen sprechen weiter
end-all = Beenden
end-all-hint = Beendet die Konferenz für alle
park = Parken
park-where = Wo geparkt wird
park-at = Auf { $place } parken: { $standing }
park-first-free = Erster freier Platz
park-no-places = Bei diesem Konto sind keine Plätze eingetragen; vielleicht findet die Telefonanlage selbst einen.
place-free = Frei
place-taken = Belegt
place-unknown = Nicht bekannt
call-back-when-free = Rückruf, sobald frei
call-back-when-free-hint = Sobald das Telefon dort frei ist, erfahren Sie es oder werden angerufen
emergency-address = Die Leitstelle bekommt die hinterlegte Adresse: { $address }
emergency-address-unset = Die Leitstelle bekommt die Adresse, die für diesen Anschluss hinterlegt ist.
emergency-elsewhere = Sie sind nicht an der hinterlegten Adresse!
emergency-unknown = Niemand weiß, ob Sie an der hinterlegten Adresse sind!
emergency-mobile = Sagen Sie, wo Sie sind, oder nehmen Sie ein Mobiltelefon.

## Eingehende Anrufe

incoming-call = Eingehender Anruf
incoming-for = für { $account }
incoming-from = Eingehender Anruf von { $name }
incoming-second = Annehmen hält das laufende Gespräch
accept = Annehmen
reject = Abweisen
incoming-silent = Ankommender Anruf, stumm
incoming-others = Was sich sonst mit dem Anruf tun lässt
silence = Klingeln aus
silence-hint = Das Klingeln endet; der Anruf bleibt stehen
reject-busy = Besetzt melden
reject-busy-hint = Die Telefonanlage leitet den Anrufer vielleicht um, wie für Besetzt eingestellt
forward = Weiterleiten
forward-hint = Schickt den Anrufer zu jemand anderem
forward-form = Anruf von { $name } weiterleiten
forward-to = Weiterleiten an
forward-now = Jetzt weiterleiten

## Ansagen für Vorleseprogramme

announce-dialling = { $name } wird angerufen
announce-ringing = Es klingelt bei { $name }
announce-talking = Verbunden mit { $name }
announce-held = Gespräch mit { $name } wird gehalten
announce-ended = Gespräch mit { $name }: { $reason }

## Kollegen

colleagues-lead = Wessen Telefon frei ist, klingelt oder spricht; geparkte Anrufe; Gespräche auf Ihren anderen Geräten.
colleagues-empty = Noch niemand wird beobachtet
colleagues-empty-text = Fügen Sie die Kollegen hinzu, deren Telefon Sie sehen und deren Anrufe Sie heranholen möchten.
watched = Beobachtete Telefone
lamp-unknown = Nicht bekannt
lamp-idle = Frei
lamp-ringing = Klingelt
lamp-ringing-from = { $name } ruft an
lamp-talking = Im Gespräch
lamp-talking-with = Spricht mit { $name }
pick-up = Heranholen
pick-up-at = Heranholen: Anruf bei { $name }
pick-up-group = Aus Gruppe heranholen
pick-up-group-of = Aus Gruppe heranholen, { $account }
pick-up-group-hint = Holt einen Anruf, der in Ihrer Heranholgruppe klingelt
colleague-add = Kollegen hinzufügen
colleague-add-lead = Die Telefonanlage sagt, wie ihr Telefon steht, wo sie es erlaubt.
colleague-number = Nebenstelle
colleague-name = Name
colleague-account = Konto
account-default = Übliches Konto
colleague-watch = Hinzufügen
colleague-remove = { $name } entfernen
colleague-remove-text = Dieses Telefon wird nicht mehr beobachtet.
colleague-remove-do = Entfernen
nearby = Klingelt anderswo
nearby-rings = Bei { $name } klingelt es
elsewhere = Meine anderen Geräte
elsewhere-talking = Im Gespräch auf Ihrem anderen Gerät
elsewhere-ringing = Klingelt auf Ihrem anderen Gerät
pull-here = Hierher holen
parked = Geparkte Anrufe
retrieve = Zurückholen
retrieve-from = Zurückholen: Anruf auf { $place }

## Dienste der Telefonanlage

services-lead = Was mit Anrufen geschieht, die Sie hier nicht annehmen. Auch ein anderes Gerät kann es ändern.
services-empty = Noch keine Telefonanlage
services-empty-text = Legen Sie zuerst ein Konto an; was seine Telefonanlage kann, steht dann hier.
service-no-code = Diese Telefonanlage hat dafür keinen Code.
known-unknown = Nicht bekannt: von hier nie eingestellt
known-asked = { $value }: beauftragt, noch keine Antwort
known-set = { $value }: angenommen { $at }; ein anderes Gerät kann es seither geändert haben
known-failed = { $value }: abgelehnt – { $reason }
do-not-disturb = Bitte nicht stören
disturb-what = Was Anrufe tun
disturb-off = Anrufe klingeln
disturb-silence = Anrufe erscheinen stumm
disturb-silence-hint = Sie stehen im Fenster und klingeln nicht
disturb-reject = Anrufe werden als besetzt abgewiesen
disturb-reject-hint = Die Telefonanlage leitet sie vielleicht um, wie für Besetzt eingestellt
turn-away = Telefonanlage
turn-away-on = weist Anrufe ab
turn-away-off = lässt Anrufe klingeln
disturb-end = Ausschalten
strip-forwarded = Alle Anrufe gehen an { $to }
strip-change = Ändern
messages = Sprachnachrichten
messages-hear = Anhören
messages-none = Keine neuen Nachrichten
messages-unknown = Die Telefonanlage sagt nichts
messages-no-number = Niemand kennt die Nummer der Mailbox; tragen Sie sie beim Konto ein.
messages-waiting = Neue Nachrichten warten
messages-new = { $count ->
    [one] { $count } neue Nachricht
   *[other] { $count } neue Nachrichten
}
messages-new-urgent = { $count ->
    [one] { $count } neue Nachricht, { $urgent } dringend
   *[other] { $count } neue Nachrichten, { $urgent } dringend
}
messages-old = · { $count } alte
forwards = Umleitungen
forwards-lead = „Besetzt melden“ schickt den Anrufer dorthin, wohin Anrufe bei Besetzt gehen.
forward-always = Alle Anrufe
forward-busy = Wenn besetzt
forward-noAnswer = Wenn niemand abnimmt
forward-none = nicht umgeleitet
forward-target = Wohin: { $when }
forward-placeholder = Nummer
forward-set = Setzen
forward-clear = Löschen
forward-clear-of = Löschen: { $when }
forward-loops = Anrufe kämen dorthin zurück, von wo sie kommen: der Anrufer hört Besetzt.
groups = Anrufgruppen
groups-lead = Anrufe an die Gruppe klingeln hier, solange Sie darin sind.
group-in = Drin
group-out = Draußen
operator = Zentrale
operator-target = Anrufe an die Zentrale gehen
operator-hint = Am Tag an das erste Ziel, in der Nacht an das zweite
operator-first = an das erste
operator-second = an das zweite
own-number = Eigene Nummer
hide-always = Bei jedem Anruf
hide-always-hint = Notrufe zeigen sie immer
number-hidden = Unterdrückt
number-shown = Sichtbar

## Rückrufe

call-backs = Aktive Rückrufe
call-backs-empty = Niemand wird zurückgerufen
call-backs-empty-text = Wählen Sie nach einem Anruf, der besetzt war oder nicht angenommen wurde, „Rückruf, sobald frei“ oder „Wiederholen, bis jemand abnimmt“.
call-back-waiting = Wartet, bis die Gegenseite frei ist
call-back-free = Jetzt frei
call-back-atSystem = Die Telefonanlage wartet und ruft Sie an
call-back-calling = Ruft an …
call-back-pausing = Ruft wieder an in { $span }
call-back-why-busy = War besetzt
call-back-why-noAnswer = Nahm nicht ab
call-back-why-redial = Wahlwiederholung
call-back-attempts = { $count ->
    [0] noch nicht versucht
    [one] einmal versucht
   *[other] { $count }-mal versucht
}
call-back-until = bis { $at }
call-back-stop = Beenden
call-back-stop-one = Rückruf bei { $name } beenden
call-back-ended = Wird nicht mehr angerufen: { $reason }
call-back-ended-at = beendet { $at }
call-back-again = Noch einmal
call-back-again-one = { $name } doch zurückrufen
call-back-forget = Entfernen
call-back-forget-one = Den Rückruf für { $name } entfernen
call-now = Jetzt anrufen

## Die Anrufliste

call-list = Anrufliste
filter = Welche Anrufe
filter-all = Alle
filter-incoming = Eingehend
filter-outgoing = Ausgehend
filter-missed = Verpasst
filter-notAnswered = Nicht abgenommen
filter-callBacks = Rückrufe
filter-callBacks-count = Rückrufe, aktiv: { $count }
group-by-person = Eine Zeile je Person
person-calls = { $count ->
    [one] { $count } Anruf
   *[other] { $count } Anrufe
}
person-all = Anrufe mit { $name }
new-calls = { $count ->
    [one] { $count } neuer
   *[other] { $count } neue
}
wanted = Für
call-hidden-number = Mit unterdrückter Nummer anrufen
delete-person = Alle mit dieser Person löschen
delete-person-title = Alle Anrufe mit { $name } löschen?
delete-person-text = Jede Zeile der Anrufliste mit dieser Person wird endgültig gelöscht.
delete-person-do = Alle löschen
list-empty-notAnswered = Keine Anrufe, die nicht abgenommen wurden
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
record-label = { $name }, { $direction }, { $outcome }, { $day }, { $at }
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
plan-of = Telefonanlage von { $label }
plan-lead = Wie hier gewählt wird und was die Telefonanlage kann.
plan-dialling = Wählen
plan-services = Dienste
plan-system = Telefonanlage
plan-system-hint = Bringt die Codes mit, die sie bekanntlich hat
plan-country = Land
plan-areaCode = Vorwahl
plan-areaCode-hint = Ohne die Null; leer, wenn es keine gibt
plan-outsidePrefix = Amtsholung
plan-outsidePrefix-hint = Ziffern vor einer Nummer außer Haus; leer, wenn keine
plan-internalFrom = Nebenstellen: wenigste Ziffern
plan-internalFrom-hint = So kurze Nummern bleiben im Haus
plan-internalTo = Nebenstellen: meiste Ziffern
plan-internalTo-hint = 0, wenn es keine gibt
plan-voicemail = Nummer der Mailbox
plan-voicemail-hint = Leer: wie die Telefonanlage sagt
plan-pickUp = Heranholen
plan-pickUp-hint = Wie ein Anruf bei einem Kollegen geholt wird
reach-replaces = Direkt (Replaces)
reach-code = Mit dem Code der Telefonanlage
plan-groups = Anrufgruppen
plan-places = Parkplätze
plan-numbered-hint = Je Zeile: Nummer, dann Name
plan-codes = Eigene Codes
plan-codes-hint = Je Zeile einer, etwa forward-always = *21*{"{"}number{"}"}#
plan-location = Hinterlegte Adresse
plan-location-hint = Was die Leitstelle bekommt, in Ihren Worten; es erinnert nur Sie
plan-emergencyBy = Notrufe gehen hinaus
plan-emergencyBy-hint = Mit der Nummer, außer der Betreiber der Telefonanlage verlangt Dienstnamen.
emergency-by-number = mit ihrer Nummer
emergency-by-service = mit dem Namen des Dienstes (RFC 5031)
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
settings-ringing = Klingeln
settings-ringing-lead = Wo und wie es klingelt, unabhängig vom Gerät, mit dem Sie sprechen.
ring-everywhere = Überall klingeln
ring-everywhere-hint = An jedem Lautsprecher, den es gibt
ring-also = Auch klingeln an
ring-volume = Lautstärke des Klingelns
ring-melody = Anrufe von außen
ring-melodyInternal = Anrufe von innen
ring-melodyGroup = Anrufe an eine Gruppe
melody-play = { $melody } vorspielen ({ $for })
melody-chime = Glockenspiel
melody-w48 = Wecker des W 48
melody-warble = Triller
melody-marimba = Marimba
melody-double = Doppelton
melody-drops = Tropfen
melody-quiet = Leise
melody-urgent = Dringend
volume-off = Aus
settings-tones = Töne
settings-tones-lead = Was Sie hören, während eine Verbindung aufgebaut wird.
tone-country = Töne aus
tone-volume = Lautstärke der Töne
tone-volume-hint = Aus: weder Wählton noch Freiton oder Besetztton im Ohr
key-tones = Tasten klingen
key-tones-hint = Ein leiser Ton im eigenen Ohr bei jedem Tastendruck
settings-calls = Anrufe
settings-calls-lead = Was ein zweiter Anruf tut, und wer sofort sprechen darf.
call-waiting = Anklopfen
call-waiting-hint = Aus: wer während eines Gesprächs anruft, hört Besetzt
waiting-tone = Ton, wenn ein zweiter Anruf wartet
call-bar = Kleines Fenster mit dem Gespräch
call-bar-hint = Bleibt über allen anderen, mit Tasten für Stumm, Halten und Auflegen
proposals = Wenn die Gegenseite Sie weiterverbinden will
proposals-hint = Ihr Anschluss ruft dann eine Nummer an, die die Gegenseite wählt. Wer Sie in ein Gespräch holt, das schon besteht, wird nicht hinterfragt; Steuercodes und Notrufe immer.
proposals-ask = Fragen
proposals-askOutside = Fragen, wenn es nach draußen geht
proposals-follow = Verbinden
proposals-refuse = Ablehnen
auto-answer = Von selbst annehmen
auto-answer-hint = Nur Anrufe, die darum bitten, etwa eine Gegensprechanlage. Ihr Mikrofon ist dann sofort offen; deshalb ist es aus, bis Sie es wählen.
auto-answer-nobody = Von niemandem
auto-answer-domain = Anrufe von innen
auto-answer-numbers = Diese Nummern
auto-answer-list = Nummern
auto-answer-list-hint = Durch Kommas getrennt
emergency = Notruf
emergency-lead = { $numbers } werden nie gesperrt und nie verzögert.
emergency-text = Notrufe gehen immer über den eigenen Anschluss hinaus, und die Leitstelle bekommt die dafür hinterlegte Adresse, wo immer Sie sind. Zu Hause, in einem anderen Büro oder unterwegs nehmen Sie ein Mobiltelefon oder ein anderes Telefon.
emergency-acknowledged = Gelesen und bestätigt { $at }
emergency-not-acknowledged = Noch nicht bestätigt
location = Wo ich bin
location-hint = Neben einem Notruf steht dann eine Warnung; aufgehalten wird er nie.
location-country = Land
location-country-hint = Die Notrufnummern dieses Landes gelten ebenfalls.
location-country-none = Das des Anschlusses
location-registered = An der hinterlegten Adresse
location-elsewhere = Woanders
location-unknown = Nicht bekannt
location-lost = Sind Sie an der hinterlegten Adresse?
location-lost-text = Das Netz ist ein anderes als sonst. Notrufe kämen mit der hinterlegten Adresse an.
acknowledge-title = Bevor Sie sich darauf verlassen: Notruf ({ $numbers })
acknowledge-trunk = Dieses Telefon ist an keinen Ort gebunden.
acknowledge-do = Ich habe verstanden
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
desk-invalid-folder = Bitte einen vollständigen Pfad angeben
desk-invalid-url = Bitte eine https-Adresse angeben, etwa https://rt.example.org
desk-invalid-queue = Bitte die Queue angeben
desk-invalid-caFile = Diese Datei ist nicht als PEM lesbar
contract = Vertrag
contract-lead = Wessen Leistung hinter dem Telefon steht. Klassen, Zeiten und Wege einer Meldung folgen daraus.
contract-provider = Anbieter
contract-none = Keiner gewählt
contract-own = { $name } (eigenes Profil)
contract-own-mark = Eigenes Profil
contract-hotline = Hotline { $number }
contract-availability = { $share } Verfügbarkeit zugesagt
contract-authorised = Hier dürfen nur Personen melden, die Ihre Organisation dazu berechtigt hat.
contract-missing-text = Der Vertrag lässt das offen, und geraten wird nicht.
contract-more = Weitere Einstellungen ({ $count })
contract-classes = Klassen dieses Vertrags ({ $count })
contract-notes = Was der Vertrag sonst sagt ({ $count })
profile-trouble = Ein Profil ist nicht lesbar
profile-trouble-at = { $file }, Zeile { $line }: { $field }
setting-missing = fehlt noch
setting-open = Nicht gesetzt
provider-setting-span = { $promise }, Klasse { $grade }
provider-setting-service_hours-why = Entscheidet, wann Fristen laufen und wann die Hotline anzurufen ist. Etwa Mon-Fri 08:00-17:00; Fri 08:00-14:00
provider-setting-state-why = An seinen Feiertagen stehen die Fristen still.
provider-setting-municipality-why = In Bayern, Sachsen und Thüringen gelten manche Feiertage nur an bestimmten Orten.
provider-setting-oncall-why = Entscheidet, ob außerhalb der Servicezeiten jemand erreichbar ist.
provider-setting-sla-why = Entscheidet, ob überhaupt Zeiten zugesagt sind.
provider-setting-reporter-why = Wenn nicht, geht die Meldung an Ihre eigene IT.
provider-value-oncall-booked = Gebucht
provider-value-oncall-not-booked = Nicht gebucht
provider-value-sla-with = Mit Vereinbarung
provider-value-sla-without = Ohne
provider-value-reporter-authorised = Ja, ich bin berechtigt
provider-value-reporter-not = Nein
provider-value-municipality-munich = Überwiegend katholisch (etwa München)
provider-value-municipality-augsburg = Augsburg
provider-value-municipality-protestant = Überwiegend evangelisch
provider-value-clock_reaction-business = Geschäftszeit
provider-value-clock_reaction-wall = Jede Stunde zählt
provider-value-clock_update-business = Geschäftszeit
provider-value-clock_update-wall = Jede Stunde zählt
provider-value-clock_restoration-business = Geschäftszeit
provider-value-clock_restoration-wall = Jede Stunde zählt
provider-value-country-DE = Deutschland
provider-value-country-AT = Österreich
provider-value-country-CH = Schweiz
provider-value-state-BW = Baden-Württemberg
provider-value-state-BY = Bayern
provider-value-state-BE = Berlin
provider-value-state-BB = Brandenburg
provider-value-state-HB = Bremen
provider-value-state-HH = Hamburg
provider-value-state-HE = Hessen
provider-value-state-MV = Mecklenburg-Vorpommern
provider-value-state-NI = Niedersachsen
provider-value-state-NW = Nordrhein-Westfalen
provider-value-state-RP = Rheinland-Pfalz
provider-value-state-SL = Saarland
provider-value-state-SN = Sachsen
provider-value-state-ST = Sachsen-Anhalt
provider-value-state-SH = Schleswig-Holstein
provider-value-state-TH = Thüringen
provider-value-state-none = Nur bundesweite Feiertage
desk-kind = System
desk-redmine = Redmine
desk-mail = E-Mail
desk-jira = Jira
desk-zammad = Zammad
desk-znuny = Znuny
desk-project = Projekt
desk-project-hint = Seine Kennung, wie in der Adresse
desk-tracker = Tracker
desk-tracker-hint = Leer lassen für den ersten des Projekts
desk-server = Mailserver
desk-port = Port
desk-port-hint = Leer lassen für den üblichen
desk-security = Verschlüsselung
desk-user = Benutzer
desk-user-mail = Benutzername
desk-user-mail-hint = Leer lassen, wenn keine Anmeldung nötig ist
desk-user-jira = Mailadresse zum Token
desk-user-jira-hint = Nur in der Cloud; leer lassen bei einem persönlichen Zugangstoken
desk-user-znuny = Kundenlogin
desk-from = Absender
desk-to = Empfänger
desk-to-hint = Leer lassen für die Adresse des Anbieters
desk-serviceDesk = Service Desk
desk-serviceDesk-hint = Seine Nummer in Jira
desk-requestType = Anfragetyp
desk-requestType-hint = Seine Nummer in Jira
desk-group = Gruppe
desk-webService = Webservice
desk-webService-hint = Der Name, unter dem die Administration ihn eingerichtet hat
desk-token-redmine = API-Schlüssel
desk-token-redmine-hint = Aus „Mein Konto“ in Redmine; liegt im Schlüsselbund
desk-token-mail = Passwort
desk-token-mail-hint = Liegt im Schlüsselbund
desk-token-jira-hint = API-Token oder persönliches Zugangstoken; liegt im Schlüsselbund
desk-token-zammad-hint = Aus Ihrem Profil in Zammad, Recht ticket.customer; liegt im Schlüsselbund
desk-token-znuny = Passwort
desk-token-znuny-hint = Liegt im Schlüsselbund
desk-caFile = Zusätzliche Zertifizierungsstelle
desk-caFile-hint = Pfad einer PEM-Datei, für die eigene Stelle einer Firma
desk-invalid-project = Bitte das Projekt angeben
desk-invalid-tracker = Diesen Tracker gibt es nicht
desk-invalid-server = Bitte den Mailserver angeben
desk-invalid-port = Eine ganze Zahl von 1 bis 65.535
desk-invalid-security = Diese Verschlüsselung ist hier nicht möglich
desk-invalid-user = Bitte den Benutzer angeben
desk-invalid-from = Bitte die Mailadresse des Absenders angeben
desk-invalid-to = Bitte die Mailadresse des Empfängers angeben
desk-invalid-serviceDesk = Bitte die Nummer des Service Desks angeben
desk-invalid-requestType = Bitte die Nummer des Anfragetyps angeben
desk-invalid-group = Bitte die Gruppe angeben
desk-invalid-webService = Bitte den Webservice angeben
desk-invalid-token = Dieses Token ist nicht verwendbar
security-starttls = STARTTLS
security-tls = TLS
security-none = Keine
security-none-warning = Ohne Verschlüsselung kann unterwegs jeder die Meldung und das Passwort mitlesen.
watching = Aufzeichnungen für Meldungen
watching-lead = Was hilft, eine Störung nachträglich zu erklären. Bleibt auf diesem Rechner, bis Sie eine Meldung senden.
black-box = Aufzeichnungen von Anrufen behalten
black-box-hint = Signalisierung und Messwerte jedes Anrufs; nie Ton, nie Passwörter
report-key = Taste für eine Meldung
report-key-hint = Beginnt eine Meldung aus jedem Programm. Feld wählen und die Tasten drücken, etwa Strg+Alt+F8.
report-key-none = Keine
report-key-remove = Entfernen
keys-send = Beim Schreiben einer Meldung: senden
black-box-days = { $days ->
    [0] Keine
    [one] { $days } Tag
   *[other] { $days } Tage
}
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
keys-keypad = Tastenfeld des Gesprächs
keys-transfer = Gespräch weitergeben
keys-connect = Die beiden anderen zusammenschalten, auch nach einer Rückfrage
keys-swap = Zwischen zwei Gesprächen makeln
keys-park = Gespräch parken
keys-pick-up = Heranholen, was bei Kollegen oder in der Gruppe klingelt
keys-disturb = Bitte nicht stören
keys-report = Störung melden
keys-search = Anrufliste durchsuchen
keys-pages = Anrufe, Kollegen, Dienste, Konten, Einstellungen, Meldungen, Diagnose
settings-about = Über
about-text = Telefon am Schreibtisch und ein Weg, Störungen zu melden. Freie Software unter Apache 2.0 oder MIT.

## Störungen melden

report-fault = Störung melden
report-lead = Gesammelt um { $at }. Ergänzen Sie, was fehlt, oder senden Sie einfach.
report-what = Was stimmt nicht?
report-what-hint = Was haben Sie getan, was ist passiert, seit wann?
report-what-prefilled = Vom Programm ausgefüllt. Ergänzen Sie, was Sie wissen.
report-affects = Wer ist betroffen?
affects-onlyMe = Nur ich
affects-several = Mehrere
affects-site = Ganzer Standort
affects-everyone = Alle
report-works = Was geht noch?
works-nothing = Nichts geht
works-partly = Teilweise
works-question = Nur eine Frage
report-send = Meldung senden
report-keeping = Die Meldung wird gesichert …
report-sent = Vielen Dank
report-sent-lead = Die Meldung ist sicher gespeichert, auch wenn dieser Rechner jetzt ausgeht.
reports-lead = Was Sie gemeldet haben und was daraus wurde.
reports-empty = Nichts gemeldet
reports-empty-text = Wenn etwas nicht geht, melden Sie es hier in wenigen Worten.
ticket-retry = Nächster Versuch: { $at }
ticket-try-again = Jetzt erneut versuchen
link-open = Auf { $host } öffnen
link-copy = Link kopieren
link-copied = Kopiert

## Eine Meldung schreiben

report-lead-collecting = Seit { $at } werden Angaben gesammelt. Sie können schon schreiben.
report-about = Es geht um den Anruf mit { $name }, { $at }.
report-fault-card = Die Störung
report-opening = Angaben werden gesammelt …
report-saving = Die Datei wird geschrieben …
report-save = Als Datei sichern
report-discard = Verwerfen
discard-title = Diese Meldung verwerfen?
discard-text = Ihr Text und alles Gesammelte werden verworfen. Es wurde nichts gesendet.
discard-do = Verwerfen
prefilled = vom Programm ausgefüllt
question-kind = Worum geht es?
kind-incident = Eine Störung
kind-support = Hilfe gesucht
kind-change = Eine Änderung
question-legal = Sind Notrufe betroffen?
question-repeats = Lässt es sich wiederholen?
question-more = Genauer: seit wann, wie viel, was wurde geändert
question-since = Seit wann?
question-percent = Wie viele Anrufe scheitern, in %?
question-percent-hint = Leer lassen, wenn es niemand weiß
question-percent-wrong = Eine Zahl von 0 bis 100
question-changed = Was wurde vorher geändert?
question-changed-example = Neuer Router, neues Headset, Umzug …
question-redundancy = Noch geht alles, aber die Reserve für den Ausfall ist weg
class-title = Klasse
class-because = Weil: { $rule }
class-definition = Was { $grade } im Vertrag bedeutet
promises = Vom Vertrag zugesagt
promises-none = Für diese Klasse sagt der Vertrag keine Zeiten zu.
promises-no-provider = Es ist kein Vertrag gewählt, also sind keine Zeiten zugesagt.
promised-reaction = Jemand beginnt bis { $due }
promised-update = Zwischenstand bis { $due }
promised-restoration = Geht wieder bis { $due }
counts-business = zählt in der Geschäftszeit
counts-wall = zählt rund um die Uhr
overrule = Ich sehe das anders
overrule-change = Meine Einschätzung ändern
overrule-undo = Zurück zur Regel
overrule-class = Welche Klasse ist richtig?
overrule-comment = Warum?
overrule-comment-hint = Steht im Ticket
overrule-do = Übernehmen
overruled = Ihre Einschätzung: { $comment }
overruled-instead = Nach der Regel: { $rule }
overruled-short = Von der meldenden Person gewählt
rule-told-over-30 = Mehr als 30 % fallen aus (S0-15)
rule-told-over-60 = Mehr als 60 % fallen aus (S0-14)
ways-title = Wohin sie geht
way-demanded = vom Vertrag verlangt
goes-to-folder = Dieses Programm legt sie in einem Ordner dieses Rechners ab.
goes-to-mail = Dieses Programm sendet sie per E-Mail an { $to }.
goes-to-desk = Dieses Programm reicht sie bei { $desk } ein, { $url }.
maintenance-now = Es läuft eine geplante Wartung
maintenance-soon = Geplante Wartung
maintenance-span = { $from } bis { $to }
maintenance-question = Ist es trotzdem eine Störung? Dann senden Sie sie.
similar-filed = Dieselbe Störung ist schon gemeldet: { $reference }
similar-waiting = Dieselbe Störung ist schon gemeldet und wartet auf den Versand
similar-since = Gemeldet { $at }
similar-join = Mich dort anschließen
missing-set = Festlegen
no-provider = Es ist kein Vertrag gewählt. Die Meldung geht trotzdem, aber ohne Zeiten und Hotline.
no-provider-choose = Auswählen
must-call = Nach dem Senden { $number } anrufen
missing-title = { $count ->
    [one] 1 Angabe zum Vertrag fehlt
   *[other] { $count } Angaben zum Vertrag fehlen
}

## Was mitgeht

along-title = Was mitgeht
along-files = Dateien
along-replaced = { $count } ersetzt
along-trimmed = gekürzt
along-out = bleibt hier
along-goes = { $file } geht mit
along-collecting = Dateien werden noch gesammelt …
along-readers = { $provider } und Ihr Ticketsystem werden es lesen.
along-readers-desk = Wer Ihr Ticketsystem betreut, wird es lesen.
along-labels = { $count } Nummern, Namen und Adressen sind durch Kürzel ersetzt
along-labels-text = Dieselbe Nummer hat immer dasselbe Kürzel, damit der Anbieter ihr folgen kann. Einiges dürfen Sie offen lassen:
keep-numbers = Telefonnummern zeigen
keep-names = Namen zeigen
keep-hosts = Server zeigen
keep-addresses = Netz- und Mailadressen zeigen
keep-clear = Bleiben lesbar
keep-replaced = { $count } ersetzt
along-secrets-never = Passwörter und Schlüssel werden nie aufgezeichnet.
secrets-title = Das darf nicht hinaus
secrets-text = Das sieht nach einem Passwort oder Schlüssel aus. Bitte herausnehmen; vorher wird nichts gesendet.
secret-in-file = { $file }, Zeile { $line }
secret-in-words = Ihr eigener Text, Zeile { $line }
secret-look = Ansehen
secret-take-out = Zeile herausnehmen
secret-to-words = Zu meinem Text
secrets-stop = Nicht gesendet: Erst muss heraus, was nach einem Geheimnis aussieht.
file-summary = Zusammenfassung
file-registrations = Anmeldungen
file-sound-devices = Audiogeräte
file-last-call = Letzter Anruf
file-call-record = Aufzeichnung des Anrufs
file-program = Protokoll des Programms
along-sum = { $count ->
    [one] { $count } Datei, { $size }
   *[other] { $count } Dateien, { $size }
}
along-secrets = { $count ->
    [one] { $count } Passwort oder Schlüssel wurde entfernt.
   *[other] { $count } Passwörter und Schlüssel wurden entfernt.
}

## Eine Datei lesen

reader-take-out = Herausnehmen
reader-put-back = Wieder mitsenden
reader-search = In dieser Datei suchen
reader-file-out = Diese Datei bleibt hier.
reader-reading = Wird gelesen …
reader-nothing-found = Nichts gefunden
reader-empty = Die Datei ist leer
reader-lines = Zeilen { $from } bis { $to } von { $total }
reader-page-before = Zurück
reader-page-next = Weiter
reader-line-take-out = Zeile { $line } herausnehmen
reader-line-put-back = Zeile { $line } wieder mitsenden
reader-line-out = herausnehmen
reader-line-back = wieder mitsenden
reader-facts = { $lines ->
    [one] { $size }, { $lines } Zeile
   *[other] { $size }, { $lines } Zeilen
}
reader-found = { $count ->
    [one] { $count } Zeile gefunden
   *[other] { $count } Zeilen gefunden
}

## Messen

doctor-lead = Misst Leitung, Netz, Ton und diesen Rechner, höchstens 30 Sekunden lang. Außer den Testpaketen verlässt nichts diesen Rechner.
doctor-none = Noch nichts gemessen
doctor-none-text = Finden Sie heraus, auf welcher Seite ein Fehler liegt, bevor Sie ihn melden.
doctor-report = Das melden
diagnosis-title = Diagnose
diagnosis-none = Es wurde noch nichts gemessen.
diagnosis-begin = Jetzt messen
diagnosis-again = Erneut messen
diagnosis-runs = Es wird gemessen …
diagnosis-done-of = { $done } von { $count } fertig
diagnosis-left = noch höchstens { $seconds } s
diagnosis-cancel = Beenden
diagnosis-details = Alle Messungen ({ $count })
diagnosis-made-at = Gemessen { $at }
diagnosis-cancelled-at = Vorzeitig beendet { $at }
verdict-title = Befund
verdict-none = Es wurde beendet, bevor ein Befund möglich war.
place-here = Ihre Seite
place-handover = Übergabe­punkt
place-provider = Anbieter
group-line = Leitung und Server
group-path = Weg der Sprache
group-ports = Ports
group-network = Eigenes Netz
group-sound = Ton
group-machine = Dieser Rechner
group-calls = Letzte Anrufe
outcome-of-good = In Ordnung
outcome-of-remark = Wissenswert
outcome-of-bad = Fehler
outcome-of-unknown = Nicht feststellbar
outcome-of-skipped = Nichts zu prüfen
outcome-of-running = Wird gemessen
outcome-of-waiting = Noch nicht gemessen
limit = Grenzwert { $limit }
limit-kept = innerhalb von { $limit }
limit-broken = Grenzwert { $limit } verletzt
took = Dauer { $time }
probe-tells = Entscheidet den Befund
group-wrong = { $count ->
    [one] { $count } Fehler
   *[other] { $count } Fehler
}
group-count = { $count ->
    [one] { $count } Messung
   *[other] { $count } Messungen
}

## Die Hotline

hotline-title = Hotline
hotline-must = Bitte jetzt die Hotline anrufen
hotline-dial = Mit diesem Programm anrufen
hotline-cannot-dial = Dieses Programm kann zurzeit nicht telefonieren. Nehmen Sie ein anderes Telefon: Das Handy liest den Code.
hotline-qr = QR-Code, der { $number } anruft
hotline-qr-hint = Mit der Handykamera hierher, dann anrufen
hotline-read-out = Das vorlesen
hotline-called = Angerufen { $at }, gesprochen mit { $who }
called-title = Ich habe angerufen
called-demanded = Ich habe angerufen – erst dann ist die Meldung vollständig
called-at = Um
called-who = Gesprochen mit
called-who-missing = Mit wem haben Sie gesprochen?
called-confirm = Bestätigen

## Eine Meldung verfolgen

reports-all = Alle Meldungen
reports-open = Offene Meldungen
draft-open = Sie schreiben gerade eine Meldung, begonnen { $at }.
draft-continue = Weiterschreiben
tag-incomplete = Unvollständig
tag-fixed = Behoben?
report-of = Meldung, { $at }
report-sent-call = Die Meldung ist sicher gespeichert. Der Vertrag verlangt dazu einen Anruf:
report-look = Jetzt nachsehen
report-looking = Das Ticketsystem wird gefragt …
report-show = Meldung zeigen
report-what-card = Was gemeldet wurde
report-at = Gemeldet
report-id = Kennung der Meldung
report-forget = Diese Meldung vergessen
forget-title = Diese Meldung vergessen?
forget-text = Sie verschwindet von diesem Rechner, mit allem Gesammelten. Das Ticket bleibt beim Anbieter.
forget-do = Vergessen
ticket-title = Ticket
ticket-queued-safe = Sie geht von selbst hinaus, sobald der Service-Desk erreichbar ist, auch nach einem Neustart.
clock-running = bis { $due }, noch { $left }
clock-over = war fällig { $due }, überfällig seit { $by }
clock-paused = steht still, noch { $left }: { $why }
clock-kept = eingehalten, { $spare } Reserve
clock-missed = verfehlt um { $by }
paused-customer = der Anbieter wartet auf Sie
paused-third-party = der Anbieter wartet auf andere
paused-appointment = ein Termin ist vereinbart
updates = Vom Anbieter
timeline = Was geschah
fixed-title = Ist es behoben?
fixed-lead = Der Anbieter sagt, es geht wieder. Nur Sie wissen es.
fixed-yes = Ja, es geht
fixed-no = Nein, es geht nicht
reply-title = Antworten
reply-text = An den Anbieter
reply-missing = Bitte ein paar Worte schreiben
reply-attach = Dateien anhängen
reply-path = Pfad einer Datei
reply-path-hint = Aus der Dateiverwaltung kopiert, etwa /home/lena/bild.png
reply-add = Hinzufügen
reply-files = Dateien, die mitgehen
reply-remove = { $file } entfernen
reply-kept = Gesichert; wird von selbst gesendet
reply-send = Antwort senden
by-hand = Von Hand eintragen
by-hand-lead = Für das, was der Anbieter per E-Mail oder Telefon gesagt hat: Die Fristen rechnen damit.
by-hand-stage = Wie weit der Anbieter ist
by-hand-at = Seit (jetzt, wenn leer)
by-hand-mark = Eintragen
by-hand-reference = Ticketnummer
by-hand-set = Nummer eintragen
export-title = Nachweis
export-lead = Was gemeldet, zugesagt und eingehalten wurde, mit der Verfügbarkeit des Jahres.
export-year = Jahr
export-page = Als Seite zum Drucken
export-csv = Als Tabelle (CSV)
reports-over = { $count ->
    [one] { $count } abgeschlossene Meldung
   *[other] { $count } abgeschlossene Meldungen
}
updates-new = { $count ->
    [one] { $count } neue Antwort
   *[other] { $count } neue Antworten
}
reply-waiting = { $count ->
    [one] { $count } Antwort wartet auf den Versand
   *[other] { $count } Antworten warten auf den Versand
}

## Hinweise

notice-deviceLost = { $device } ist nicht mehr da; ein anderes Audiogerät ist in Gebrauch.
notice-transferFailed = Weitergabe an { $target } fehlgeschlagen: { $reason }. Die Gegenseite ist wieder da.
notice-serviceRefused = Die Telefonanlage lehnte { $dialled } ab: { $reason }
notice-callBackFree = { $party } ist jetzt frei.
notice-callBackOver = { $party } wird nicht mehr zurückgerufen: { $reason }
notice-emergencyTried = { $account } ist nicht angemeldet. Der Notruf wird trotzdem versucht; meldet sich niemand, nehmen Sie ein Mobiltelefon.
notice-undisturbed = { $party } hat angerufen; Sie wollten nicht gestört werden.
notice-storageFailed = Die lokale Datenbank lässt sich nicht beschreiben; Anrufe werden nicht festgehalten. { $detail }
notice-saved = Gesichert: { $path }
notice-reportNews = Neues zu { $reference }
notice-promiseNear = { $reference }: { $promise } fällig um { $due }

## Wenn das Programm nicht starten kann
trouble-title = Rufbereit kann nicht starten
trouble-inUse = Ein anderes Programm benutzt dieses Profil und antwortet nicht.
trouble-inUse-do = Das andere Programm beenden – notfalls den Rechner abmelden – und Rufbereit noch einmal starten.
trouble-newer = Die Datenbank stammt von einer neueren Version des Programms.
trouble-newer-do = Die neuere Version wieder installieren. An der Datenbank wurde nichts geändert.
trouble-damaged = Die Datenbank ist beschädigt.
trouble-damaged-do = An der Datei wurde nichts geändert. Eine Sicherung an ihre Stelle legen oder die Datei beiseitelegen und neu starten: Rufbereit beginnt dann mit einer leeren; Konten und Anruflisten sind in der alten.
trouble-foreign = Die Datei gehört zu einem anderen Programm.
trouble-foreign-do = An ihr wurde nichts geändert. Sie an einen anderen Ort legen oder mit --profile einen anderen Ordner nennen.
trouble-folder = Der Ordner mit den Daten lässt sich nicht lesen oder nicht beschreiben.
trouble-folder-do = Rechte des Ordners und freien Platz auf dem Datenträger prüfen, dann neu starten.
trouble-other = Etwas, das Rufbereit braucht, ist nicht da.
trouble-other-do = Die Ursache steht unten; danach neu starten.
trouble-where = Ort
trouble-cause = Ursache
trouble-emergency = Telefonieren geht mit diesem Programm gerade nicht. Für einen Notruf ein anderes Telefon nehmen.
trouble-close = Schließen
trouble-copy = Für den Support kopieren
