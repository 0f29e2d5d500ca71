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
end-transferred = Verbunden
end-forwarded = Weitergeleitet
end-parked = Geparkt
end-takenOver = Von einem anderen Telefon übernommen

## Warum ein Rückruf vorbei ist

call-back-over-reached = Hat abgenommen
call-back-over-givenUp = Aufgegeben
call-back-over-expired = Nicht rechtzeitig frei geworden
call-back-over-tooOften = Oft genug versucht
call-back-over-unwatchable = Das Telefon lässt sich nicht beobachten
call-back-over-refused = Nicht anrufbar oder nicht gewünscht
with-status = { $reason } (SIP { $status })

## Warum ein Konto nicht angemeldet ist

reason-wrongPassword = Der Server nimmt Benutzername oder Passwort nicht an
reason-passwordMissing = Der Server verlangt ein Passwort, es ist aber keines hinterlegt
reason-keyringAwaited = Das Passwort wird beim Schlüsselbund dieses Rechners erfragt
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
refusal-unknownCall = Diesen Anruf gibt es nicht, oder er ist schon zu Ende
refusal-wrongState = Das geht in diesem Moment nicht
refusal-ambiguousCall = Es gibt mehrere Gespräche; welches ist gemeint?
refusal-tooManyCalls = Mehr Gespräche gleichzeitig gehen nicht; bitte erst eines beenden
refusal-invalidDigits = Gesendet werden können nur 0–9, *, # und A–D
refusal-invalidField = „{ $subject }“ ist hier nicht möglich
refusal-duplicateAccount = Diese Adresse hat schon ein anderes Konto
refusal-noSuchService = Die Telefonanlage hat dafür keinen Code ({ $subject }); Codes lassen sich beim Konto ergänzen
refusal-nothingToPickUp = Es gibt keinen Anruf, der sich übernehmen ließe
refusal-noPlace = Kein Parkplatz passt: keiner ist frei, kein Anruf ist geparkt, oder beim Konto ist keiner eingetragen
refusal-nothingDialled = Es wurde noch keine Nummer gewählt
refusal-unknownCallBack = Dieser Rückruf ist schon erledigt
refusal-forwardLoop = Anrufe kämen dorthin zurück, von wo sie umgeleitet werden
refusal-unknownMelody = Diese Melodie gibt es nicht
refusal-unknownSystem = Diese Telefonanlage ist nicht bekannt: { $subject }
refusal-invalidCode = Dieser Code lässt sich nicht lesen: { $subject }
refusal-keyringLocked = Der Schlüsselbund dieses Rechners ist gesperrt. Bitte entsperren und erneut speichern; das Passwort kommt nie in eine Datei
refusal-keyringAbsent = Auf diesem Rechner antwortet kein Schlüsselbund. Bitte einen starten (GNOME-Schlüsselbund oder KWallet) und erneut speichern; das Passwort kommt nie in eine Datei
refusal-keyringFailed = Der Schlüsselbund hat das Passwort nicht angenommen
refusal-storageFailed = Die lokale Datenbank lässt sich nicht lesen oder schreiben: { $subject }
refusal-unknownRecord = Dieser Eintrag steht nicht mehr in der Anrufliste
refusal-unknownReport = Diese Meldung gibt es nicht mehr
refusal-reportEmpty = Bitte in wenigen Worten beschreiben, was nicht stimmt
refusal-noDraft = Es wird gerade keine Meldung geschrieben
refusal-similarReport = Derselbe Fehler ist schon gemeldet: { $subject }. Schließen Sie sich an (draft open, draft join), oder senden Sie mit --sure
refusal-plannedWork = Es wird gerade planmäßig gearbeitet: { $subject }. Ist es trotzdem ein Fehler, senden Sie mit --sure
refusal-unknownFile = Diese Datei ist nicht in der Meldung: { $subject }
refusal-secretInReport = Das sieht nach einem Geheimnis aus und muss zuerst heraus: { $subject }
refusal-overruleNeedsComment = Eine andere Klasse braucht eine Begründung
refusal-unknownProvider = Diesen Anbieter gibt es nicht: { $subject }
refusal-unknownClass = Diese Klasse hat der Anbieter nicht: { $subject }
refusal-missingProviderSetting = Für diesen Anbieter fehlt noch: { $subject }
refusal-invalidProviderSetting = Diese Einstellung kann diesen Wert nicht haben: { $subject }
refusal-notAuthorised = Bei diesem Anbieter dürfen nur Berechtigte des Kunden melden
refusal-nothingOpens = Auf diesem Rechner öffnet das niemand: { $subject }
refusal-noLink = Das Ticket hat keine Adresse, die sich öffnen lässt
refusal-fileFailed = Die Datei lässt sich nicht verwenden: { $subject }
refusal-notSupported = Das kann das Ticketsystem nicht: { $subject }
refusal-unknownDevice = Das Audiogerät „{ $subject }“ ist nicht vorhanden
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
outcome-forwarded = Weitergeleitet

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
report-expected = Ein ausführlicher Bericht des Anbieters wird bis { $by } erwartet.
planned-now = Planmäßige Arbeiten: { $summary }, { $from } bis { $to }
similar-open = Derselbe Fehler ist schon gemeldet: { $report } ({ $at }). Mit draft join schließen Sie sich an.
demo-days-left = Demolizenz: noch { $days } Tage, heute mitgezählt; der Anspruch auf Unterstützung kann abweichen.
profile-kept = Das letzte gültige Profil bleibt in Kraft.

## Was ein Vertrag in Worten sagt, nach Thema

note-handover = Der Übergabepunkt
note-known-issue = Bekannt und keine Störung
note-quality = Qualität, die nicht zugesichert ist
note-duty = Was Sache des Kunden ist
note-ask = Wonach gefragt wird
note-third-party = Wenn andere zuständig sind
note-remote-access = Zugriff aus der Ferne
note-self-check = Was sich selbst prüfen lässt
note-emergency = Notrufe
note-monitoring = Was der Anbieter überwacht
note-scope = Was dazugehört
note-handling = Wie ein Fall behandelt wird

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
provider-setting-remote_access = Stimmen Sie dem Fernzugriff durch den Anbieter zu?
provider-setting-demo_since = Erster Tag der Demolizenz
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

## Was eine Diagnose ansieht

probe-registration = Anmeldung
probe-dns = Namen (DNS)
probe-port = Port
probe-server = Telefonserver
probe-path = Weg zur Telefonanlage
probe-calls = Letzte Gespräche
probe-link = Netzanschluss
probe-gateway = Weg aus dem lokalen Netz
probe-hop = Erste Station
probe-vpn = VPN
probe-proxy = Proxy
probe-dscp = Kennzeichnung von Sprachpaketen
probe-sound = Audiogeräte
probe-engine = Audiosystem
probe-loop = Schleifentest des Tons
probe-load = Prozessorlast
probe-memory = Arbeitsspeicher
probe-disk = Speicherplatz
probe-logs = Platz der Protokolle
probe-clock = Uhr
probe-system = Betriebssystem
probe-patches = Alter der Aktualisierungen
probe-protection = Schutz vor Schadsoftware

## Was ein Befund sagt

finding-out-of-time = Nicht in der vorgesehenen Zeit fertig geworden
finding-cancelled = Vor dem Ende abgebrochen
finding-broken = Die Prüfung selbst ist fehlgeschlagen
finding-registration-stands = Das Konto ist angemeldet
finding-registration-under-way = Das Konto meldet sich gerade an
finding-registration-off = Das Konto ist ausgeschaltet
finding-registration-direct = Das Konto meldet sich nicht an
finding-registration-not-told = Das Programm läuft nicht, daher ist unbekannt, ob das Konto angemeldet ist
finding-registration-credentials = Der Server nimmt Benutzername oder Passwort des Kontos nicht an
finding-registration-keyring = Das Passwort kann nicht aus dem Schlüsselbund dieses Rechners gelesen werden
finding-registration-refused = Der Server lehnt das Konto ab
finding-registration-server-failed = Der Server meldet eine eigene Störung
finding-registration-silent = Der Server antwortet nicht
finding-registration-name = Unter dem Namen des Kontos ist kein Server bekannt
finding-registration-certificate = Dem Zertifikat des Servers wird nicht vertraut
finding-registration-tls = Die verschlüsselte Verbindung zum Server ist fehlgeschlagen
finding-registration-network-down = Dieser Rechner hat keine Netzverbindung
finding-no-account = Es gibt kein Konto
finding-dns-found = Der Name wird gefunden
finding-dns-absent = Die Namensserver sagen, dass es diesen Namen nicht gibt
finding-dns-silent = Kein Namensserver antwortet
finding-dns-failed = Die Namensserver können zu diesem Namen nichts sagen
finding-dns-literal = Eine Adresse braucht keinen Namensserver
finding-port-open = Der Port ist offen
finding-port-refused = Der Port weist die Verbindung ab
finding-port-silent = An diesem Port antwortet nichts
finding-port-unreachable = Das Netz kennt keinen Weg dorthin
finding-port-blocked-here = Die Firewall dieses Rechners lässt es nicht hinaus
finding-port-no-name = Zum Namen des Servers ist keine Adresse bekannt
finding-port-no-target = Die Adresse wird von anderer Stelle vergeben und ist hier nicht bekannt
finding-udp-answered = Der Port antwortet
finding-udp-silent = Keine Antwort; bei UDP heißt das nicht, dass der Port gesperrt ist
finding-udp-refused = Der Port weist Pakete ab
finding-udp-reached = Der Server wird erreicht; ohne Gespräch hört an diesen Ports niemand zu, wie es sein soll
finding-tls-good = Verschlüsselte Verbindung mit gültigem Zertifikat
finding-tls-expiring = Das Zertifikat ist gültig und läuft bald ab
finding-tls-expired = Das Zertifikat ist abgelaufen
finding-tls-not-yet = Das Zertifikat gilt noch nicht
finding-tls-wrong-name = Das Zertifikat gilt für einen anderen Namen
finding-tls-name-unchecked = Das Zertifikat gilt für einen Namen und nicht für diese Adresse, daher lässt sich sein Name nicht prüfen
finding-tls-untrusted = Niemand Vertrauenswürdiges bürgt für das Zertifikat
finding-tls-silent = Der Port ist offen, aber niemand beginnt die Verschlüsselung
finding-tls-failed = Die Verschlüsselung konnte nicht vereinbart werden
finding-stun-good = Der STUN-Server antwortet
finding-stun-silent = Der STUN-Server antwortet nicht
finding-stun-garbled = Was antwortet, ist kein STUN-Server
finding-server-answers = Der Telefonserver antwortet
finding-server-failing = Der Telefonserver meldet eine eigene Störung
finding-server-silent = Keine Antwort; bei UDP heißt das nicht, dass der Server ausgefallen ist
finding-server-refused = Der Port des Telefonservers weist Pakete ab
finding-path-good = Verzögerung, Jitter und Verlust liegen innerhalb der Grenzwerte
finding-path-bad = Verzögerung { $delay }, Jitter { $jitter }, Verlust { $loss }: außerhalb der Grenzwerte
finding-path-unmeasured = Niemand antwortet, daher lässt sich der Weg nicht messen
finding-path-nothing = Es gibt keinen Server, zu dem der Weg gemessen werden könnte
finding-dscp-kept = Das System kennzeichnet Sprachpakete
finding-dscp-dropped = Das System behält die Kennzeichnung von Sprachpaketen nicht
finding-dscp-untold = Dieses System sagt nicht, ob es Sprachpakete kennzeichnet
finding-gateway-found = Es gibt einen Weg aus dem lokalen Netz
finding-gateway-none = Es gibt keinen Weg aus dem lokalen Netz
finding-gateway-untold = Dieses System nennt den Weg aus dem lokalen Netz nicht
finding-hop-answers = Die erste Station antwortet
finding-hop-slow = Die erste Station antwortet langsam oder nicht immer
finding-hop-silent = Die erste Station antwortet nicht; viele Router schweigen
finding-hop-none = Es gibt keine erste Station, die gefragt werden könnte
finding-proxy-none = Kein Proxy ist eingestellt
finding-proxy-set = Ein Proxy ist eingestellt; Telefongespräche laufen nicht über ihn
finding-proxy-untold = Dieses System sagt nicht, ob ein Proxy eingestellt ist
finding-vpn-none = Kein VPN ist aktiv
finding-vpn-beside = Ein VPN ist neben dem gewöhnlichen Weg aktiv
finding-vpn-default = Alles läuft durch ein VPN
finding-link-wired = Über Kabel verbunden
finding-link-wireless = Über WLAN verbunden
finding-link-mobile = Über Mobilfunk verbunden
finding-link-tunnel = Durch einen Tunnel verbunden
finding-link-other = Verbunden
finding-link-down = Die Netzschnittstelle hat keine Verbindung
finding-link-none = Keine Netzschnittstelle führt hinaus
finding-link-untold = Dieses System nennt seinen Netzanschluss nicht
finding-sound-present = Mikrofon und Lautsprecher sind da
finding-sound-missing = Ein ausgewähltes Audiogerät ist nicht da
finding-sound-none = Es ist kein Mikrofon oder kein Lautsprecher da
finding-sound-untold = Audiogeräte wurden nicht angesehen
finding-loop-good = Ton geht vom Mikrofon durch Codec und Netz zum Lautsprecher
finding-loop-silent = Vom Mikrofon kommt kein Ton bis zum Lautsprecher
finding-loop-failed = Ein Audiogerät lässt sich nicht öffnen
finding-loop-none = Es wurde kein Schleifentest gemacht
finding-engine-alive = Das Audiosystem antwortet
finding-engine-hung = Das Audiosystem antwortet nicht
finding-engine-off = Das Audiosystem wird gerade nicht gebraucht
finding-load-fine = Der Prozessor hat Luft
finding-load-high = Der Prozessor ist ausgelastet
finding-memory-fine = Es ist genug Arbeitsspeicher frei
finding-memory-short = Der Arbeitsspeicher ist knapp
finding-disk-fine = Es ist genug Speicherplatz frei
finding-disk-short = Der Speicherplatz ist knapp
finding-disk-full = Der Datenträger ist voll
finding-logs-fine = Protokolle brauchen wenig Platz
finding-logs-large = Protokolle brauchen viel Platz; alte können gelöscht werden
finding-clock-right = Die Uhr geht richtig
finding-clock-off = Die Uhr geht etwas falsch
finding-clock-wrong = Die Uhr geht falsch
finding-clock-untold = Niemand, der die Zeit kennt, hat geantwortet
finding-clock-none = Es gibt niemanden, der nach der Zeit gefragt werden könnte
finding-system-told = Das Betriebssystem ist bekannt
finding-patches-fresh = Das System wurde vor Kurzem aktualisiert
finding-patches-old = Das System wurde lange nicht aktualisiert
finding-protection-on = Der Schutz vor Schadsoftware ist an
finding-protection-off = Der Schutz vor Schadsoftware ist aus
finding-untold = Dieses System sagt es nicht
finding-calls-good = Das Gespräch klang gut
finding-calls-poor = Das letzte Gespräch klang schlecht
finding-calls-were-poor = Ein früheres Gespräch klang schlecht
finding-calls-none = Es gibt kein Gespräch mit Ton

## Was gemessen wird

measured-addresses = Adressen
measured-answers = Antworten
measured-available = Verfügbar
measured-certificate-days = Tage übrig
measured-certificate-until = Zertifikat bis
measured-connect = Verbindung
measured-days = Tage
measured-delay = Verzögerung je Richtung (halbe Umlaufzeit)
measured-device = Gerät
measured-dscp = DSCP
measured-free = Frei
measured-gateway = Gateway
measured-handshake = Aushandlung
measured-highest = Höchstwert
measured-inputs = Mikrofone
measured-interface = Schnittstelle
measured-jitter = Jitter
measured-kernel = Kernel
measured-loss = Verlust
measured-mean = Mittel
measured-missing = Fehlt
measured-mos = MOS (Schätzung)
measured-offset = Abweichung
measured-outputs = Lautsprecher
measured-packets = Pakete
measured-pointers = NAPTR
measured-product = Produkt
measured-proxy = Proxy
measured-reordered = Vertauscht
measured-round-trip = Umlaufzeit
measured-sampled = Geprüfte Ports
measured-seen-as = Von außen gesehen als
measured-server = Server
measured-services = SRV
measured-signal = Signal
measured-sip-errors = Letzte SIP-Fehler
measured-sip-status = SIP-Status
measured-size = Größe
measured-system = System
measured-tls = TLS
measured-total = Insgesamt
measured-tried = Versucht
measured-way = Gemessen mit

## Auf welcher Seite des Übergabepunkts eine Störung liegt

side-healthy = Keine Störung gefunden
side-customer = Auf Ihrer Seite
side-provider = Auf der Seite des Anbieters
side-unclear = Nicht zu sagen
verdict-healthy = Keine Störung gefunden: Alles, was sich messen ließ, liegt innerhalb der Grenzwerte
verdict-customer-network-down = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Dieser Rechner hat keine Netzverbindung
verdict-customer-no-internet = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Außerhalb des lokalen Netzes antwortet nichts
verdict-customer-name-server = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Adressen antworten, aber kein Namensserver
verdict-customer-blocked-here = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Die Firewall dieses Rechners sperrt das Telefon
verdict-customer-firewall = Die Störung deutet auf Ihre Seite des Übergabepunkts: Der Server des Anbieters antwortet, aber nicht an allen Ports, die eine Firewall durchlassen muss
verdict-customer-interception = Die Störung deutet auf Ihre Seite des Übergabepunkts: Etwas in Ihrem Netz setzt sich in verschlüsselte Verbindungen
verdict-customer-clock = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Die Uhr dieses Rechners geht falsch
verdict-customer-credentials = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Benutzername oder Passwort des Kontos wird nicht angenommen oder lässt sich nicht lesen
verdict-customer-local-network = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Schon die erste Station in Ihrem Netz ist langsam oder verliert Pakete
verdict-customer-load = Die Störung deutet auf Ihre Seite des Übergabepunkts: Dieser Rechner ist zu ausgelastet, um gut zu telefonieren
verdict-customer-sound = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Ein Audiogerät arbeitet nicht
verdict-customer-disk = Die Störung liegt auf Ihrer Seite des Übergabepunkts: Der Datenträger dieses Rechners ist voll
verdict-provider-name = Die Störung liegt hinter dem Übergabepunkt: Namen des Anbieters werden nicht gefunden, andere schon
verdict-provider-certificate = Die Störung liegt hinter dem Übergabepunkt: Das Zertifikat des Anbieters ist nicht gültig
verdict-provider-refuses = Die Störung liegt hinter dem Übergabepunkt: Der Server des Anbieters wird erreicht und weist alles ab
verdict-provider-silent = Die Störung liegt hinter dem Übergabepunkt: Der Server des Anbieters antwortet an keinem Port, andere Server antworten
verdict-provider-server-failed = Die Störung liegt hinter dem Übergabepunkt: Der Server des Anbieters meldet selbst eine Störung
verdict-unclear-name = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Der Name der Telefonanlage lässt sich nicht nachschlagen
verdict-unclear-name-absent = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Einen Namen gibt es nicht; er ist hier vertippt oder fehlt beim Anbieter
verdict-unclear-certificate = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Niemand Vertrauenswürdiges bürgt für das Zertifikat eines Servers
verdict-unclear-silent = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Ein Server antwortet an keinem Port, und nichts Vergleichbares zeigt warum
verdict-unclear-registration = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Das Konto ist nicht angemeldet, und der Weg zum Server zeigt keine Störung
verdict-unclear-registration-refused = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Der Server lehnt das Konto ab, ohne zu sagen warum
verdict-unclear-path = Es ist nicht zu sagen, auf welcher Seite die Störung liegt: Der Weg ist schlechter als die Grenzwerte, und das eigene Netz zeigt keine Störung
verdict-unclear-calls = Es ist nicht zu sagen, auf welcher Seite die Störung lag: Das letzte Gespräch klang schlecht, und jetzt wird nichts gefunden
verdict-unclear-both = Es gibt Störungen auf beiden Seiten des Übergabepunkts
verdict-unclear-other = Es ist nicht zu sagen, auf welcher Seite die Störung liegt
verdict-unclear-nothing = Es ist nicht zu sagen: Es gibt niemanden, den man fragen könnte, weder ein Konto noch einen Port des Anbieters
verdict-unclear-unanswered = Es ist nicht zu sagen: Niemand hat geantwortet, und keine Antwort heißt nicht, dass etwas gestört ist
