# Was die Codes des Programms in Worten bedeuten. Vom Fenster und vom Programm gelesen.

## Warum ein Gespräch endete

end-hungUp = Beendet
end-hungUp-them = Von der Gegenseite beendet
end-busy = Besetzt
end-declined = Abgelehnt
end-noAnswer = Niemand hat abgenommen
end-cancelled = Vor dem Abnehmen aufgelegt
end-answeredElsewhere = An einem anderen Gerät angenommen
end-unknownNumber = Diese Nummer gibt es nicht
end-incompleteNumber = Die Nummer ist unvollständig
end-notReachable = Zurzeit nicht erreichbar
end-forbidden = Die Telefonanlage erlaubt diesen Anruf nicht
end-wrongPassword = Die Telefonanlage nimmt das Passwort des Kontos nicht an
end-noCommonCodec = Kein gemeinsames Sprachverfahren
end-serverUnreachable = Die Telefonanlage ist nicht erreichbar
end-serverFailed = Die Telefonanlage meldet eine Störung
end-connectionLost = Die Verbindung ist abgerissen
end-failed = Der Anruf kam nicht zustande
with-status = { $reason } (SIP { $status })

## Warum ein Konto nicht angemeldet ist

reason-wrongPassword = Der Server nimmt Benutzername oder Passwort nicht an
reason-passwordMissing = Der Server verlangt ein Passwort, es ist aber keines hinterlegt
reason-keyringLocked = Der Schlüsselbund ist gesperrt; bitte entsperren und erneut versuchen
reason-keyringAbsent = Kein Schlüsselbund antwortet, das Passwort ist nicht lesbar
reason-forbidden = Der Server lässt dieses Konto nicht zu
reason-unknownUser = Der Server kennt diesen Benutzer nicht
reason-serverNotFound = Unter dem Namen { $subject } ist kein Server bekannt
reason-serverUnreachable = Der Server { $subject } ist nicht erreichbar
reason-noAnswer = Der Server antwortet nicht
reason-serverBusy = Der Server ist überlastet oder außer Betrieb
reason-certificateUnknown = Dem Zertifikat des Servers wird nicht vertraut
reason-certificateWrongName = Das Zertifikat des Servers gilt für einen anderen Namen
reason-certificateExpired = Das Zertifikat des Servers ist nicht mehr oder noch nicht gültig
reason-tlsFailed = Die verschlüsselte Verbindung kam nicht zustande
reason-networkDown = Dieser Rechner hat keine Netzwerkverbindung
reason-refused = Der Server hat abgelehnt

## Warum ein Wunsch nicht erfüllt wurde

refusal-nothingToDial = Bitte zuerst eine Nummer oder Adresse eingeben
refusal-invalidTarget = „{ $subject }“ ist weder eine Nummer noch eine Adresse
refusal-noAccount = Es gibt kein Konto zum Telefonieren; bitte eines hinzufügen oder einschalten
refusal-unknownAccount = Ein Konto „{ $subject }“ gibt es nicht
refusal-accountDisabled = Das Konto ist ausgeschaltet
refusal-unknownCall = Dieses Gespräch ist schon zu Ende
refusal-wrongState = Das geht in diesem Moment des Gesprächs nicht
refusal-ambiguousCall = Es gibt mehrere Gespräche; welches ist gemeint?
refusal-tooManyCalls = Mehr Gespräche gleichzeitig gehen nicht; bitte erst eines beenden
refusal-invalidDigits = Gesendet werden können nur 0–9, *, # und A–D
refusal-invalidField = „{ $subject }“ ist hier nicht möglich
refusal-duplicateAccount = Diese Adresse hat schon ein anderes Konto
refusal-keyringLocked = Der Schlüsselbund dieses Rechners ist gesperrt. Bitte entsperren und erneut speichern; das Passwort kommt nie in eine Datei
refusal-keyringAbsent = Auf diesem Rechner antwortet kein Schlüsselbund. Bitte einen starten (GNOME-Schlüsselbund oder KWallet) und erneut speichern; das Passwort kommt nie in eine Datei
refusal-keyringFailed = Der Schlüsselbund hat das Passwort nicht angenommen
refusal-storageFailed = Die lokale Datenbank lässt sich nicht lesen oder schreiben
refusal-unknownRecord = Dieser Eintrag steht nicht mehr in der Anrufliste
refusal-unknownReport = Diese Meldung gibt es nicht mehr
refusal-reportEmpty = Bitte in wenigen Worten beschreiben, was nicht stimmt
refusal-noDraft = Es wird gerade keine Meldung geschrieben
refusal-unknownFile = Diese Datei ist nicht in der Meldung: { $subject }
refusal-secretInReport = Das sieht nach einem Geheimnis aus und muss zuerst heraus: { $subject }
refusal-overruleNeedsComment = Eine andere Klasse braucht eine Begründung
refusal-unknownProvider = Diesen Anbieter gibt es nicht: { $subject }
refusal-unknownClass = Diese Klasse hat der Anbieter nicht: { $subject }
refusal-missingProviderSetting = Für diesen Anbieter fehlt noch: { $subject }
refusal-invalidProviderSetting = Diese Einstellung kann diesen Wert nicht haben: { $subject }
refusal-notAuthorised = Bei diesem Anbieter dürfen nur Berechtigte des Kunden melden
refusal-fileFailed = Die Datei lässt sich nicht verwenden: { $subject }
refusal-notSupported = Das kann das Ticketsystem nicht: { $subject }
refusal-unknownDevice = Das Audiogerät „{ $subject }“ ist nicht vorhanden
refusal-noMediaPort = Für die Sprache ließ sich kein Netzwerkport öffnen
refusal-demoFailed = Die Demo-Telefonanlage ließ sich nicht starten
refusal-closing = Rufbereit wird gerade beendet
refusal-noWindow = Das Programm läuft ohne Fenster
refusal-malformed = Diese Anfrage war nicht lesbar

## Wie ein Anruf in der Liste ausging

outcome-answered = Angenommen
outcome-missed = Verpasst
outcome-rejected = Abgewiesen
outcome-answeredElsewhere = An einem anderen Gerät angenommen
outcome-notAnswered = Niemand hat abgenommen
outcome-busy = Besetzt
outcome-failed = Nicht zustande gekommen

## Wie ein Gespräch klingt

grade-unknown = Ton wird gemessen
grade-good = Guter Ton
grade-fair = Hörbare Störungen
grade-poor = Schlechter Ton

## Wo ein Gespräch steht

call-dialling = Verbindung wird aufgebaut …
call-ringing = Es klingelt dort
call-early = Ansage aus dem Netz
call-offered = Klingelt hier
call-talking = Verbunden
call-held-me = Gehalten
call-held-them = Von der Gegenseite gehalten
call-held-both = Von beiden Seiten gehalten
call-ended = Beendet

## Wie ein Konto bei seinem Server steht

registration-disabled = Ausgeschaltet
registration-direct = Bereit für Direktanrufe
registration-registering = Wird angemeldet …
registration-registered = Angemeldet
registration-waiting = Nicht angemeldet

## Fehlerklassen und die Regeln dahinter

class-FK1 = Ausfall
class-FK2 = Erhebliche Störung
class-FK3 = Leichte Störung
class-FK4 = Frage
rule-legal-duty = Notrufe oder eine andere gesetzliche Pflicht sind betroffen (S0-14)
rule-over-60-percent = { $percent } % fallen aus, das ist mehr als 60 % (S0-14)
rule-total-outage = Für alle oder einen ganzen Standort geht nichts (S0-14)
rule-over-30-percent = { $percent } % fallen aus, das ist mehr als 30 % (S0-15)
rule-redundancy-lost = Was für einen Ausfall bereitsteht, ist verloren (S0-15)
rule-broad-impairment = Alle oder ein ganzer Standort sind beeinträchtigt (S0-15)
rule-outage-for-several = Für mehrere geht nichts (S0-15)
rule-impairment-for-several = Mehrere sind beeinträchtigt (S0-16)
rule-one-place = Ein Platz ist betroffen (S0-16)
rule-question = Nichts ist gestört: Dies ist eine Frage (S0-17, S3-13)
rule-change-request = Gewünscht ist etwas, das der Vertrag nicht enthält (S3-14)
questioned-single-user = Das ist die schwerste Klasse, und nur eine Person ist betroffen. Stimmt das?
questioned-planned-maintenance = Es läuft eine geplante Wartung. Ist es wirklich eine Störung?

## Wo eine Meldung steht

ticket-queued = Sicher gespeichert, wartet auf den Versand
ticket-creating = Wird gesendet …
ticket-attaching = Ticket angelegt, Einzelheiten folgen …
ticket-filed = Eingereicht als { $reference }
ticket-refused = Nicht angenommen

## Warum eine Meldung nicht ankam

trouble-unreachable = Der Service-Desk ist nicht erreichbar
trouble-timed-out = Der Service-Desk hat nicht rechtzeitig geantwortet
trouble-certificate = Dem Zertifikat des Service-Desks wird nicht vertraut
trouble-sign-in = Der Service-Desk nimmt das Zugangstoken nicht an
trouble-forbidden = Das Zugangstoken darf in dieser Queue keine Tickets anlegen
trouble-not-found = Adresse oder Queue des Service-Desks stimmt nicht
trouble-rejected = Der Service-Desk hat die Meldung abgelehnt
trouble-too-large = Die Meldung ist für den Service-Desk zu groß
trouble-server-failed = Der Service-Desk hat selbst eine Störung
trouble-garbled = Der Service-Desk hat unverständlich geantwortet
trouble-no-token = Für den Service-Desk ist kein Zugangstoken hinterlegt
trouble-misconfigured = Die Adresse des Service-Desks fehlt oder ist nicht sicher
trouble-disk = Der Ordner für Meldungen lässt sich nicht beschreiben
trouble-other = Das Senden ist fehlgeschlagen ({ $trouble })

## Wie weit der Anbieter ist

stage-filed = Im Ticketsystem eingegangen
stage-acknowledged = Der Anbieter weiß Bescheid
stage-inWork = In Arbeit
stage-waitingForCustomer = Der Anbieter wartet auf Sie
stage-waitingForThirdParty = Der Anbieter wartet auf andere
stage-waitingForAppointment = Wartet auf einen Termin
stage-restored = Geht wieder, sagt der Anbieter
stage-closed = Geschlossen

## Was mit einer Meldung geschah

event-reported = Gemeldet
event-telephoned = Hotline angerufen
event-reacted = Der Anbieter hat begonnen
event-updated = Neues vom Anbieter
event-paused = Uhr angehalten
event-resumed = Uhr läuft wieder
event-restored = Geht wieder
event-reopened = Geht doch nicht
event-closed = Geschlossen

## Zusagen des Vertrags

promise-reaction = Reaktion
promise-update = Zwischenstand
promise-restoration = Wiederherstellung
standing-running = fällig { $due }
standing-paused-customer = angehalten: der Anbieter wartet auf Sie
standing-paused-third-party = angehalten: der Anbieter wartet auf andere
standing-paused-appointment = angehalten: ein Termin ist vereinbart
standing-kept = eingehalten
standing-missed = verfehlt, war fällig { $due }

## Wege zum Anbieter

way-ticket = Ticketsystem
way-mail = E-Mail
way-telephone = Telefon
way-reseller = Fachhändler
report-incomplete = Unvollständig: der Vertrag verlangt, dass auch die Hotline angerufen wird
report-asks-if-fixed = Der Anbieter sagt, dass es wieder geht. Stimmt das?

## Welche Wege eine Meldung nimmt und warum

channel-ticket-system = Die Meldung geht an das Ticketsystem
channel-starts-next-hours = Das Ticket wird jetzt angenommen; seine Uhr beginnt mit der nächsten Servicezeit (S0-10)
channel-fk1-outside-hours = Außerhalb der Geschäftszeit ist diese Klasse zusätzlich telefonisch anzukündigen (S0-09)
channel-hours-unknown = Die Geschäftszeit ist nicht eingestellt, darum ist diese Klasse sicherheitshalber zusätzlich telefonisch anzukündigen (S0-09)
channel-not-authorised = Das Ticketsystem steht nur berechtigten Meldern offen: Die Meldung geht an Ihre IT (S0-05)
channel-hotline-offered = Sie können auch die Hotline anrufen
channel-mail-offered = Sie können auch eine Mail schicken
channel-written = Die Meldung geht schriftlich
channel-telephone-keeps-reaction = Die Reaktionszeit gilt nur, wenn Sie anrufen (S3-12)
channel-record = Schriftlich als Nachweis Ihres Anrufs
channel-line-closed = Die Telefonleitung ist geschlossen; die Reaktionszeit kann nicht zugesichert werden (S3-12)
channel-oncall-telephone-only = Die Bereitschaft nimmt Meldungen nur telefonisch an (S4-09)
channel-oncall-not-booked = Es ist keine Bereitschaft gebucht: Die Uhr beginnt mit der nächsten Servicezeit (S4-07)
channel-through-reseller = Ihr Wiederverkäufer nimmt die Meldung jederzeit an und gibt sie weiter (S1-166, S1-167)
channel-if-contracted = Telefonisch, wie vereinbart

## Was der Hotline vorzulesen ist

hotline-reference = Guten Tag { $provider }, ich melde eine Störung mit der Nummer { $reference }, Klasse { $class }.
hotline-affected = Sie besteht seit { $since } und betrifft { $affects ->
        [everyone] alle
        [site] einen ganzen Standort
        [several] mehrere Personen
       *[only-me] eine Person
    }.
hotline-affected-count = Sie besteht seit { $since } und betrifft { $count } Personen.
hotline-ask = Bitte bestätigen Sie die Meldung und nennen Sie mir Ihren Namen und die Uhrzeit.

## Was die Arbeit kostet

charge-free = Kostenfrei
charge-effort = Wird nach Aufwand berechnet
charge-hourly = Wird nach Stunden berechnet
charge-hour-package = Verbraucht ein Stundenpaket
charge-time-and-effort = Wird nach Zeit und Aufwand berechnet
chargeable-yes = Kostenpflichtig
chargeable-no = Kostenfrei
chargeable-unknown = Der Vertrag sagt nicht, was es kostet

## Was beim Einrichten gefragt wird

provider-setting-service_hours = Geschäftszeit des Anbieters
provider-setting-country = Land, dessen Feiertage der Anbieter hält
provider-setting-state = Bundesland, dessen Feiertage der Anbieter hält
provider-setting-municipality = Gemeinde, deren Feiertage der Anbieter hält
provider-setting-time_zone = Zeitzone des Vertrags
provider-setting-oncall = Bereitschaft außerhalb der Servicezeit
provider-setting-sla = Service Level Agreement
provider-setting-reporter = Dürfen Sie das Ticketsystem des Anbieters benutzen?
provider-setting-it_desk = Mailadresse der eigenen IT
provider-setting-telephone = Nummer der Hotline des Anbieters
provider-setting-mail = Mailadresse des Anbieters
provider-setting-ticket_url = Adresse des Ticketsystems des Anbieters
provider-setting-reseller = Wie Ihr Wiederverkäufer erreicht wird
provider-setting-sip_trunk = Host der lokalen SIP-Anbindung
provider-setting-clock_reaction = Nach welcher Uhr Reaktionszeiten gemeint sind
provider-setting-clock_update = Nach welcher Uhr Zeiten zwischen Nachrichten gemeint sind
provider-setting-clock_restoration = Nach welcher Uhr Wiederherstellungszeiten gemeint sind
provider-setting-reaction_1 = Reaktionszeit der Kategorie 1 in der Servicezeit
provider-setting-reaction_2 = Reaktionszeit der Kategorie 2 in der Servicezeit
provider-setting-reaction_3 = Reaktionszeit der Kategorie 3 in der Servicezeit

## Feiertage

holiday-new-year = Neujahr
holiday-epiphany = Heilige Drei Könige
holiday-womens-day = Internationaler Frauentag
holiday-good-friday = Karfreitag
holiday-easter-sunday = Ostersonntag
holiday-easter-monday = Ostermontag
holiday-labour-day = Tag der Arbeit
holiday-liberation-day = Tag der Befreiung
holiday-ascension = Christi Himmelfahrt
holiday-whit-sunday = Pfingstsonntag
holiday-whit-monday = Pfingstmontag
holiday-corpus-christi = Fronleichnam
holiday-uprising = Jahrestag des Volksaufstandes in der DDR
holiday-swiss-national-day = Bundesfeiertag
holiday-peace-festival = Augsburger Friedensfest
holiday-assumption = Mariä Himmelfahrt
holiday-childrens-day = Weltkindertag
holiday-unity-day = Tag der Deutschen Einheit
holiday-austrian-national-day = Nationalfeiertag
holiday-reformation-day = Reformationstag
holiday-all-saints = Allerheiligen
holiday-repentance = Buß- und Bettag
holiday-immaculate-conception = Mariä Empfängnis
holiday-christmas-day = Erster Weihnachtstag
holiday-second-christmas-day = Zweiter Weihnachtstag
holiday-saint-stephen = Stefanitag
