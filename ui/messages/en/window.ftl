# Words of the window.

## Everywhere

close = Close
cancel = Cancel
save = Save
saved = Saved
back = Back
dismiss = Dismiss
opening = Opening …
copied = Copied: { $text }
yes = Yes
no = No
doctor = Check
path-copy = Copy path
banner-incomplete = The hotline must still be called
banner-call = To the hotline

## The frame

pages = Pages
telephone = Telephone
calls = Calls
accounts = Accounts
settings = Settings
reports = Reports
colleagues = Colleagues
services = Services
colleagues-waiting = { $count ->
    [one] { $count } call rings or waits at a colleague’s
   *[other] { $count } calls ring or wait at colleagues’
}
mailboxes-waiting = New voice messages
line-opening = Opening …
line-none = No account yet
line-all-off = All accounts are switched off
line-ready-count = { $ready } of { $count } accounts ready
accounts-troubled = { $count ->
    [one] { $count } account is not registered
   *[other] { $count } accounts are not registered
}
devices-missing = { $count ->
    [one] { $count } sound device is missing
   *[other] { $count } sound devices are missing
}
reports-troubled = { $count ->
    [one] { $count } report could not be sent
   *[other] { $count } reports could not be sent
}

## The first look

welcome-title = Ready when it rings
welcome-lead = Rufbereit is your telephone at the desk. Connect it to your telephone system, or look around first.
welcome-account-title = I have an account
welcome-account-text = Your administrator or provider gave you an address such as 1001@pbx.example.org and a password. That is all it takes.
welcome-demo-title = I only want to try it
welcome-demo-text = Starts a small telephone system inside this program, with people to call: one repeats what you say, one speaks, one is busy, one calls you back.
welcome-hint = Something does not work? “Report a fault” is always in sight, and works without an account too.
welcome-contract = Whose contract is behind your telephone? Then reports go the right way from the start.
welcome-contract-chosen = Reports follow the contract of { $provider }.
welcome-contract-choose = Choose

## The demo telephone system

demo-try = Try it
demo-title = Demo: whom to call
demo-lead = Runs on this computer only
demo-badge = Demo
demo-role-echo = Repeats what you say
demo-role-speaks = Answers and speaks to you
demo-role-busy = Is always busy
demo-role-callsBack = Calls you a few seconds later
demo-role-speaksToo = Speaks in another voice: for conferences
demo-role-busyForNow = Is busy for 20 seconds, then free for a minute
demo-role-neverAnswers = Rings and never answers
demo-role-ringsColleague = Soon calls a colleague: to be picked up
demo-role-transfersYou = Transfers you after three seconds
demo-role-holdsYou = Puts you on hold again and again
demo-role-takesTransfers = Can be transferred
demo-role-refusesTransfers = Refuses to be transferred
demo-role-earlyMedia = Is heard before answering
demo-role-redirects = Sends you elsewhere before answering
demo-role-callsForService = Soon calls back for the group
demo-role-leavesMessage = Soon leaves a message in your mailbox
demo-role-answeringMachine = Records a message for your mailbox
demo-role-intercom = Soon calls back and wants to be answered at once
demo-role-operator = The operator, with two targets
demo-role-group = Rings at everybody who has joined
demo-role-parkPlace = A call can be parked here
demo-role-mailbox = Plays your messages
demo-role-user = Another user of the demo
demo-on = The demo telephone system is running.
demo-off = The demo telephone system is switched off.
demo-start = Start
demo-stop = Stop
demo-starting = The demo telephone system is starting …
demo-stopping = The demo telephone system is stopping …

## Dialling

dial-form = Dial
number = Number or address
number-placeholder = Number or address
clear-number = Clear number
show-dial-pad = Show dial pad
hide-dial-pad = Hide dial pad
dial = Call
dial-from = Call from
dial-pad = Dial pad
dialling-slow = Still connecting …
key-star = Star
key-hash = Hash
dial-options = Call options
dial-hide-once = Call with number hidden
dial-show-once = Call with number shown
dial-from-account = Call from { $account }
redial = Redial
redial-until-answered = Redial until answered
redial-until-answered-hint = Tries again with growing pauses

## Calls in progress

unknown-caller = Unknown caller
call-with = Call with { $name }
call-actions = What to do with the call
call-muted = Microphone off
duration = Duration
mute = Mute
hold = Hold
resume = Resume
keypad = Key pad
hang-up = Hang up
give-up = Cancel call
digits = Digits
digits-sent = Digits sent
digits-none = Type or press digits
digits-hint = Typed digits are sent to the other side
loss = Loss
loss-long = Share of sound packets lost on the way to you
jitter = Jitter
jitter-long = How unevenly the sound packets arrive
round-trip = Round trip
round-trip-long = How long a packet takes there and back
remote-loss = The other side loses { $loss } of what you say
last-call = Last call
call-again = Call again
call-for = for { $name }
call-hidden = number hidden
call-self-answered = Answered by itself
transfer = Transfer
transfer-form = Transfer the call with { $name }
transfer-to = Transfer to
transfer-now = Transfer now
transfer-now-hint = Without speaking there first
ask-first = Ask first
ask-first-hint = The caller waits while you ask; Enter does the same
target-placeholder = Number or name
target-suggestions = Colleagues and recent calls
transfer-asked = Transferring to { $name } …
transfer-trying = { $name } is being called …
transfer-ringing = It rings at { $name }
transfer-failed = Transfer to { $name } failed: { $reason }
proposal = { $name } wants to connect you with { $target }. Your line makes that call.
proposal-answers = Be connected with { $target }?
back-to = Back to { $name }
consultation = Asking { $name } about { $about }
consultation-ways = How to go on
part-asking = You are asking
part-waiting = Waiting
connect = Connect
connect-hint = Connects { $name } with { $to }; both calls end here
swap = Swap
swap-hint = Speak with { $name }, the other call waits
conference = Conference
conference-you = You
pair-ways = Both calls
split = Split
split-hint = Speak with one; the other waits
split-with = Speak with { $name } alone
hold-one = Hold { $name }
resume-one = Resume { $name }
hang-up-one = Hang up on { $name }
leave = Leave
leave-hint = The two others go on with each other
end-all = End
end-all-hint = Ends the conference for everybody
park = Park
park-where = Where to park
park-at = Park at { $place }: { $standing }
park-first-free = First free place
park-no-places = No places are set up at this account; the telephone system may find one by itself.
place-free = Free
place-taken = Taken
place-unknown = Not known
call-back-when-free = Call back when free
call-back-when-free-hint = As soon as their telephone is free, you are told or called
emergency-address = The control centre gets the registered address: { $address }
emergency-address-unset = The control centre gets the address that is registered for this line.
emergency-elsewhere = You are not at the registered address!
emergency-unknown = Nobody knows whether you are at the registered address!
emergency-mobile = Say where you are, or use a mobile.

## Incoming calls

incoming-call = Incoming call
incoming-for = for { $account }
incoming-from = Incoming call from { $name }
incoming-second = Accepting puts the present call on hold
accept = Accept
reject = Reject
incoming-silent = Incoming call, silent
incoming-others = What else to do with the call
silence = Silence
silence-hint = Stops the ringing; the call goes on being offered
reject-busy = Reject as busy
reject-busy-hint = The telephone system may forward the caller, as it is set for busy
forward = Forward
forward-hint = Sends the caller to somebody else
forward-form = Forward the call of { $name }
forward-to = Forward to
forward-now = Forward now

## Said to screen readers

announce-dialling = Calling { $name }
announce-ringing = Ringing at { $name }
announce-talking = Connected with { $name }
announce-held = Call with { $name } is on hold
announce-ended = Call with { $name }: { $reason }

## Colleagues

colleagues-lead = Whose telephone is free, rings or is busy; parked calls; calls on your other devices.
colleagues-empty = Nobody is watched yet
colleagues-empty-text = Add the colleagues whose telephone you want to see and whose calls you pick up.
watched = Watched telephones
lamp-unknown = Not known
lamp-idle = Free
lamp-ringing = Rings
lamp-ringing-from = { $name } is calling
lamp-talking = In a call
lamp-talking-with = Speaks with { $name }
pick-up = Pick up
pick-up-at = Pick up the call at { $name }
pick-up-group = Pick up from group
pick-up-group-of = Pick up from group, { $account }
pick-up-group-hint = Takes a call that rings in your pick-up group
colleague-add = Add colleague
colleague-add-lead = The telephone system tells how their telephone stands, where it is allowed.
colleague-number = Extension
colleague-name = Name
colleague-account = Account
account-default = Default account
colleague-watch = Add
colleague-remove = Remove { $name }
colleague-remove-text = This telephone is watched no longer.
colleague-remove-do = Remove
nearby = Rings elsewhere
nearby-rings = It rings at { $name }
elsewhere = My other devices
elsewhere-talking = In a call on your other device
elsewhere-ringing = Rings on your other device
pull-here = Take it here
parked = Parked calls
retrieve = Retrieve
retrieve-from = Retrieve the call from { $place }

## Services of the telephone system

services-lead = What happens to calls that you do not answer here. Another device may change it too.
services-empty = No telephone system yet
services-empty-text = Add an account first; what its telephone system can do is shown here.
service-no-code = This telephone system has no code for it.
known-unknown = Not known: never set from here
known-asked = { $value }: asked for, no answer yet
known-set = { $value }: accepted { $at }; another device may have changed it since
known-failed = { $value }: refused – { $reason }
do-not-disturb = Do not disturb
disturb-what = What calls do
disturb-off = Calls ring
disturb-silence = Calls are shown silently
disturb-silence-hint = They appear in the window and do not ring
disturb-reject = Calls are rejected as busy
disturb-reject-hint = The telephone system may forward them, as it is set for busy
turn-away = Telephone system
turn-away-on = turns calls away
turn-away-off = lets calls ring
disturb-end = Switch off
strip-forwarded = All calls go to { $to }
strip-change = Change
messages = Voice messages
messages-hear = Listen
messages-none = No new messages
messages-unknown = The telephone system does not tell
messages-no-number = Nobody knows the number of the mailbox; fill it in at the account.
messages-waiting = New messages wait
messages-new = { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}
messages-new-urgent = { $count ->
    [one] { $count } new message, { $urgent } urgent
   *[other] { $count } new messages, { $urgent } urgent
}
messages-old = · { $count } old
forwards = Forwards
forwards-lead = “Reject as busy” sends a caller where calls go while busy.
forward-always = All calls
forward-busy = While busy
forward-noAnswer = When nobody answers
forward-none = not forwarded
forward-target = Where to: { $when }
forward-placeholder = Number
forward-set = Set
forward-clear = Clear
forward-clear-of = Clear: { $when }
forward-loops = Calls would come back to where they come from: the caller hears busy.
groups = Call groups
groups-lead = Calls to the group ring here while you are in it.
group-in = In
group-out = Out
operator = Operator
operator-target = Calls to the operator go
operator-hint = By day to the first target, by night to the second
operator-first = to the first
operator-second = to the second
own-number = Own number
hide-always = In every call
hide-always-hint = Emergency calls always show it
number-hidden = Hidden
number-shown = Shown

## Call-backs

call-backs = Active call-backs
call-backs-empty = Nobody is called back
call-backs-empty-text = After a call that was busy or not answered, choose “Call back when free” or “Redial until answered”.
call-back-waiting = Waits until the other side is free
call-back-free = Free now
call-back-atSystem = The telephone system waits and calls you
call-back-calling = Calling …
call-back-pausing = Calls again in { $span }
call-back-why-busy = Was busy
call-back-why-noAnswer = Did not answer
call-back-why-redial = Redialled
call-back-attempts = { $count ->
    [0] not tried yet
    [one] tried once
   *[other] tried { $count } times
}
call-back-until = until { $at }
call-back-stop = Stop
call-back-stop-one = Stop calling { $name } back
call-back-ended = Not called any more: { $reason }
call-back-ended-at = ended { $at }
call-back-again = Again
call-back-again-one = Call { $name } back after all
call-back-forget = Remove
call-back-forget-one = Remove the call-back for { $name }
call-now = Call now

## The call list

call-list = Call list
filter = Which calls
filter-all = All
filter-incoming = Incoming
filter-outgoing = Outgoing
filter-missed = Missed
filter-notAnswered = Not answered
filter-callBacks = Call-backs
filter-callBacks-count = Call-backs, active: { $count }
group-by-person = One line per person
person-calls = { $count ->
    [one] { $count } call
   *[other] { $count } calls
}
person-all = Calls with { $name }
new-calls = { $count ->
    [one] { $count } new
   *[other] { $count } new
}
wanted = For
call-hidden-number = Call with number hidden
delete-person = Delete all of this person
delete-person-title = Delete all calls with { $name }?
delete-person-text = Every line of the call list with this person is deleted for good.
delete-person-do = Delete all of them
list-empty-notAnswered = No unanswered calls
search-calls = Search calls
clear-list = Delete call list
clear-list-text = All calls in the list are deleted for good, not only those in sight.
clear-list-do = Delete all
missed-line = { $count ->
    [one] { $count } missed call
   *[other] { $count } missed calls
}
missed-show = Show
missed-seen = Mark as seen
list-loading = Reading the call list …
list-end = { $count ->
    [one] { $shown } call
   *[other] { $shown } calls
}
list-empty = No calls yet
list-empty-text = Type a number and press Enter. Every call is kept here, also those you missed.
list-empty-incoming = No incoming calls
list-empty-outgoing = No outgoing calls
list-empty-missed = No missed calls
list-nothing-found = Nothing found
list-nothing-found-text = No call fits “{ $search }”.
record-label = { $name }, { $direction }, { $outcome }, { $day }, { $at }
direction-incoming = incoming
direction-outgoing = outgoing
talked-for = talked for { $duration }
new = New
account-gone = Removed account
call-back = Call { $name }
show-details = Show details
hide-details = Hide details
address = Address
began = Began
ended = Ended
how-ended = Outcome
codec = Codec
sound = Sound
sound-summary = { $grade } · loss { $loss } · jitter { $jitter }
copy-number = Copy number
report-call = Report a problem with this call
delete-record = Delete

## Accounts

accounts-lead = The telephone numbers this program answers and calls with.
accounts-empty = No account yet
accounts-empty-text = An account connects Rufbereit with your telephone system.
account-add = Add account
account-new = New account
account-new-lead = Address and password are enough.
account-edit = Edit
account-edit-of = Edit account { $label }
account-remove = Remove
account-remove-of = Remove account { $label }
account-remove-title = Remove “{ $label }”?
account-remove-text = The account and its password are deleted from this computer. Calls in the list stay.
account-enabled-of = Account { $label } switched on
account-try-again = Try again now
plan-of = Telephone system of { $label }
plan-lead = How numbers are dialled here and what the telephone system can do.
plan-dialling = Dialling
plan-services = Services
plan-system = Telephone system
plan-system-hint = Brings the codes that it is known to have
plan-country = Country
plan-areaCode = Area code
plan-areaCode-hint = Without its zero; empty if there is none
plan-outsidePrefix = Outside line
plan-outsidePrefix-hint = Digits before a number outside the house; empty if none
plan-internalFrom = Extensions: fewest digits
plan-internalFrom-hint = So short numbers stay within the house
plan-internalTo = Extensions: most digits
plan-internalTo-hint = 0 if there are none
plan-voicemail = Number of the mailbox
plan-voicemail-hint = Empty: as the telephone system tells
plan-pickUp = Picking up
plan-pickUp-hint = How a colleague’s ringing call is taken
reach-replaces = Directly (Replaces)
reach-code = By the telephone system’s code
plan-groups = Call groups
plan-places = Places to park
plan-numbered-hint = One per line: number, then name
plan-codes = Own codes
plan-codes-hint = One per line, such as forward-always = *21*{"{"}number{"}"}#
plan-location = Registered address
plan-location-hint = What the control centre gets, in your words; it only reminds you
plan-emergencyBy = Emergency calls go out
plan-emergencyBy-hint = By number, unless whoever runs the telephone system asks for service names.
emergency-by-number = by their number
emergency-by-service = by the name of the service (RFC 5031)
account-saving = Waiting for the keyring …
account-address = Address
account-address-hint = As your provider gave it, such as 1001@pbx.example.org
account-address-missing = Fill in the address
account-password = Password
account-password-hint = Kept in this computer’s keyring, never in a file
account-password-memory = Kept only until the program ends
account-password-keep = Leave empty to keep the one you have
account-label = Label
account-label-hint = How you call this account; else its address
account-displayName = Your name
account-displayName-hint = What the other side may show
account-more = More settings
account-registers = Register with the telephone system
account-registers-hint = Off: only direct calls between addresses, no password needed
account-authUser = User name for sign-in
account-authUser-hint = Only if it differs from the address
account-registrar = Server
account-registrar-hint = Only if it differs from the address
account-outboundProxy = Outbound proxy
account-outboundProxy-hint = Next hop for all requests, if your provider wants one
account-transport = Transport
account-transport-hint = TLS encrypts the signalling
account-lifetimeS = Registration lifetime in seconds
account-lifetimeS-hint = 60 to 86,400; 600 suits most systems
account-caFile = Additional certificate authority
account-caFile-hint = Path of a PEM file, for a company’s own authority
account-invalid-address = This is no address; it looks like 1001@pbx.example.org
account-invalid-password = This password cannot be used
account-invalid-label = This label cannot be used
account-invalid-displayName = This name cannot be used
account-invalid-authUser = This user name cannot be used
account-invalid-registrar = This is no server; it looks like pbx.example.org or pbx.example.org:5061
account-invalid-outboundProxy = This is no server; it looks like proxy.example.org or proxy.example.org:5061
account-invalid-transport = This transport does not fit the address
account-invalid-registers = This does not fit the address
account-invalid-lifetimeS = A whole number from 60 to 86,400
account-invalid-caFile = This file cannot be read as PEM
registration-direct-detail = Does not register; calls between addresses work
registration-registered-detail = { $server }, renewed before { $until }
registration-retry = Tried again: { $at }
registration-stopped = Not tried again until something is changed
transport-automatic = Automatic
transport-udp = UDP
transport-tcp = TCP
transport-tls = TLS (encrypted)
secrets-in-memory = Passwords are kept only until the program ends.
secrets-in-keyring = Passwords are kept in this computer’s keyring.

## Settings

settings-general = General
settings-language = Language
settings-theme = Appearance
settings-default-account = Call from
settings-default-account-hint = The account that dials when you choose none
settings-saving = Taking over …
language-system = As the system
language-de = Deutsch
language-en = English
theme-system = As the system
theme-light = Light
theme-dark = Dark
settings-sound = Sound
settings-sound-lead = Changes take effect at once, also during a call.
device-input = Microphone
device-output = Loudspeaker
device-ring = Ring on
device-default = System default
device-null = None (silent)
device-missing = { $device } (not connected)
device-missing-text = { $device } is not connected; the system default is in use until it comes back.
settings-ringing = Ringing
settings-ringing-lead = Where it rings and how, apart from the device you speak with.
ring-everywhere = Ring everywhere
ring-everywhere-hint = At every loudspeaker there is
ring-also = Also ring at
ring-volume = Ringing volume
ring-melody = Calls from outside
ring-melodyInternal = Calls from inside
ring-melodyGroup = Calls to a group
melody-play = Play { $melody } ({ $for })
melody-chime = Chime
melody-w48 = Bell of the W 48
melody-warble = Warble
melody-marimba = Marimba
melody-double = Double ring
melody-drops = Drops
melody-quiet = Quiet
melody-urgent = Urgent
volume-off = Off
settings-tones = Tones
settings-tones-lead = What you hear while a call is set up.
tone-country = Tones of
tone-volume = Tone volume
tone-volume-hint = Off: no dial, ringing or busy tone in your ear
key-tones = Keys sound
key-tones-hint = A soft tone in your own ear when a key is pressed
settings-calls = Calls
settings-calls-lead = What a second call does, and who may speak at once.
call-waiting = Call waiting
call-waiting-hint = Off: whoever calls during a call hears busy
waiting-tone = Tone when a second call waits
call-bar = Small window with the call
call-bar-hint = Stays above all others, with the keys for mute, hold and hang up
proposals = When the other side wants to transfer you
proposals-hint = Your line then calls a number of their choosing. Nobody is asked where it leads into a call that stands already; codes and emergency numbers are always asked about.
proposals-ask = Ask
proposals-askOutside = Ask when it leads outside
proposals-follow = Connect
proposals-refuse = Refuse
auto-answer = Answer by itself
auto-answer-hint = Only calls that ask for it, such as an intercom. Your microphone is open at once, so this is off unless you choose it.
auto-answer-nobody = Nobody’s calls
auto-answer-domain = Calls from inside
auto-answer-numbers = These numbers
auto-answer-list = Numbers
auto-answer-list-hint = Separated by commas
emergency = Emergency calls
emergency-lead = { $numbers } are never blocked and never delayed.
emergency-text = Emergency calls always leave through the line’s own connection, and the control centre gets the address that is registered for it, wherever you are. At home, in another office or on the way use a mobile or another telephone.
emergency-acknowledged = Read and confirmed { $at }
emergency-not-acknowledged = Not confirmed yet
location = Where I am
location-hint = An emergency call shows a warning beside it; it is never held back.
location-country = Country
location-country-hint = The emergency numbers of this country hold as well.
location-country-none = That of the line
location-registered = At the registered address
location-elsewhere = Somewhere else
location-unknown = Not known
location-lost = Are you at the registered address?
location-lost-text = The network is another one than usual. Emergency calls would arrive with the registered address.
acknowledge-title = Before you rely on it: emergency calls ({ $numbers })
acknowledge-trunk = This telephone is not tied to a place.
acknowledge-do = I have understood
settings-codecs = Codecs
settings-codecs-lead = The best one both sides know is taken. Move with the buttons or Alt and the arrow keys.
codec-opus = Opus
codec-opus-about = full voice, copes with loss
codec-g722 = G.722
codec-g722-about = wide voice
codec-pcma = G.711 A-law
codec-pcma-about = classic telephone, Europe
codec-pcmu = G.711 µ-law
codec-pcmu-about = classic telephone, America
codec-up = Move { $codec } up
codec-down = Move { $codec } down
codec-moved = { $codec } is now at place { $place }
settings-desk = Reports go to
settings-desk-lead = Where “Report a fault” files its reports.
desk-file = A folder
desk-requestTracker = Request Tracker
desk-folder = Folder
desk-folder-hint = Leave empty for the program’s own folder
desk-url = Address
desk-queue = Queue
desk-token = Token
desk-token-hint = From your profile in Request Tracker; kept in the keyring
desk-token-kept = A token is kept; leave empty to keep it
desk-invalid-folder = Give a complete path
desk-invalid-url = Give an https address, such as https://rt.example.org
desk-invalid-queue = Give the queue
desk-invalid-caFile = This file cannot be read as PEM
contract = Contract
contract-lead = Whose service is behind the telephone. Classes, times and ways of a report follow from it.
contract-provider = Provider
contract-none = None chosen
contract-own = { $name } (own profile)
contract-own-mark = Own profile
contract-hotline = Hotline { $number }
contract-availability = { $share } availability promised
contract-authorised = Only people whom your organisation has authorised may report here.
contract-missing-text = The contract leaves this open, and nothing is guessed.
contract-more = More settings ({ $count })
contract-classes = Classes of this contract ({ $count })
contract-notes = What else the contract says ({ $count })
profile-trouble = A profile could not be read
profile-trouble-at = { $file }, line { $line }: { $field }
setting-missing = still missing
setting-open = Not set
provider-setting-span = { $promise }, class { $grade }
provider-setting-service_hours-why = Decides when clocks run and when the hotline must be called. Such as Mon-Fri 08:00-17:00; Fri 08:00-14:00
provider-setting-state-why = Clocks stand still on its public holidays.
provider-setting-municipality-why = In Bavaria, Saxony and Thuringia some holidays hold only in certain places.
provider-setting-oncall-why = Decides whether anybody is reached outside service hours.
provider-setting-sla-why = Decides whether times are promised at all.
provider-setting-reporter-why = If not, the report goes to your own IT desk.
provider-value-oncall-booked = Booked
provider-value-oncall-not-booked = Not booked
provider-value-sla-with = With agreement
provider-value-sla-without = Without
provider-value-reporter-authorised = Yes, I am authorised
provider-value-reporter-not = No
provider-value-municipality-munich = Mainly Catholic (such as Munich)
provider-value-municipality-augsburg = Augsburg
provider-value-municipality-protestant = Mainly Protestant
provider-value-clock_reaction-business = Business hours
provider-value-clock_reaction-wall = Every hour counts
provider-value-clock_update-business = Business hours
provider-value-clock_update-wall = Every hour counts
provider-value-clock_restoration-business = Business hours
provider-value-clock_restoration-wall = Every hour counts
provider-value-country-DE = Germany
provider-value-country-AT = Austria
provider-value-country-CH = Switzerland
provider-value-state-BW = Baden-Württemberg
provider-value-state-BY = Bavaria
provider-value-state-BE = Berlin
provider-value-state-BB = Brandenburg
provider-value-state-HB = Bremen
provider-value-state-HH = Hamburg
provider-value-state-HE = Hesse
provider-value-state-MV = Mecklenburg-Western Pomerania
provider-value-state-NI = Lower Saxony
provider-value-state-NW = North Rhine-Westphalia
provider-value-state-RP = Rhineland-Palatinate
provider-value-state-SL = Saarland
provider-value-state-SN = Saxony
provider-value-state-ST = Saxony-Anhalt
provider-value-state-SH = Schleswig-Holstein
provider-value-state-TH = Thuringia
provider-value-state-none = Nationwide holidays only
desk-kind = System
desk-redmine = Redmine
desk-mail = Mail
desk-jira = Jira
desk-zammad = Zammad
desk-znuny = Znuny
desk-project = Project
desk-project-hint = Its identifier, as in the address
desk-tracker = Tracker
desk-tracker-hint = Leave empty for the project’s first
desk-server = Mail server
desk-port = Port
desk-port-hint = Leave empty for the usual one
desk-security = Encryption
desk-user = User
desk-user-mail = User name
desk-user-mail-hint = Leave empty where nobody signs in
desk-user-jira = Mail address for the token
desk-user-jira-hint = Only in the cloud; leave empty for a personal access token
desk-user-znuny = Customer’s login
desk-from = Sender
desk-to = Receiver
desk-to-hint = Leave empty for the provider’s address
desk-serviceDesk = Service desk
desk-serviceDesk-hint = Its number in Jira
desk-requestType = Request type
desk-requestType-hint = Its number in Jira
desk-group = Group
desk-webService = Web service
desk-webService-hint = The name under which the administrator imported it
desk-token-redmine = API key
desk-token-redmine-hint = From “My account” in Redmine; kept in the keyring
desk-token-mail = Password
desk-token-mail-hint = Kept in the keyring
desk-token-jira-hint = API token or personal access token; kept in the keyring
desk-token-zammad-hint = From your profile in Zammad, permission ticket.customer; kept in the keyring
desk-token-znuny = Password
desk-token-znuny-hint = Kept in the keyring
desk-caFile = Additional certificate authority
desk-caFile-hint = Path of a PEM file, for a company’s own authority
desk-invalid-project = Give the project
desk-invalid-tracker = There is no such tracker
desk-invalid-server = Give the mail server
desk-invalid-port = A whole number from 1 to 65,535
desk-invalid-security = This encryption is not possible here
desk-invalid-user = Give the user
desk-invalid-from = Give the sender’s mail address
desk-invalid-to = Give the receiver’s mail address
desk-invalid-serviceDesk = Give the number of the service desk
desk-invalid-requestType = Give the number of the request type
desk-invalid-group = Give the group
desk-invalid-webService = Give the web service
desk-invalid-token = This token cannot be used
security-starttls = STARTTLS
security-tls = TLS
security-none = None
security-none-warning = Without encryption everybody on the way can read the report and the password.
watching = Records for reports
watching-lead = What helps to explain a fault afterwards. Stays on this computer until you send a report.
black-box = Keep records of calls
black-box-hint = Signalling and measurements of each call; never sound, never passwords
report-key = Key for a report
report-key-hint = Begins a report from any program. Put the focus here and press the keys, such as Ctrl+Alt+F8.
report-key-none = None
report-key-remove = Remove
keys-send = While you write a report: send it
black-box-days = { $days ->
    [0] None
    [one] { $days } day
   *[other] { $days } days
}
settings-demo = Demo telephone system
settings-demo-lead = To try everything without a provider; reachable from this computer only.
settings-keys = Keyboard
settings-keys-lead = Everything works without a mouse.
keys-type = Begins a number, wherever you are
keys-enter = Calls the number, or the chosen line of the call list
keys-escape = Clears the number
keys-recall = In the empty field: the number dialled last
keys-digits = While the call has the focus: sends digits
keys-mute = Microphone off or on
keys-hold = Hold or resume
keys-hang-up = Hang up
keys-keypad = Key pad of the call
keys-transfer = Transfer the call
keys-connect = Connect the two others, or the one who waits with the one who was asked
keys-swap = Swap between two calls
keys-park = Park the call
keys-pick-up = Pick up what rings at a colleague’s or in the group
keys-disturb = Do not disturb
keys-report = Report a fault
keys-search = Search the call list
keys-pages = Calls, Colleagues, Services, Accounts, Settings, Reports, Check
settings-about = About
about-text = Telephone at the desk and a way to report faults. Free software under Apache 2.0 or MIT.

## Reporting faults

report-fault = Report a fault
report-lead = Collected at { $at }. Add what is missing, or simply send it.
report-what = What is wrong?
report-what-hint = What did you do, what happened, since when?
report-what-prefilled = Filled in by the program. Add what you know.
report-affects = Whom does it affect?
affects-onlyMe = Only me
affects-several = Several
affects-site = Whole site
affects-everyone = Everyone
report-works = What still works?
works-nothing = Nothing works
works-partly = Works in part
works-question = Only a question
report-send = Send report
report-keeping = Keeping the report …
report-sent = Thank you
report-sent-lead = The report is kept safely, even if this computer is switched off now.
reports-lead = What you have reported and what became of it.
reports-empty = Nothing reported
reports-empty-text = If something does not work, report it here in a few words.
ticket-retry = Next try: { $at }
ticket-try-again = Try again now
link-open = Open at { $host }
link-copy = Copy link
link-copied = Copied

## Writing a report

report-lead-collecting = Evidence is being collected since { $at }. You can begin to write.
report-about = It is about the call with { $name }, { $at }.
report-fault-card = The fault
report-opening = Evidence is being collected …
report-saving = The file is being written …
report-save = Save as file
report-discard = Discard
discard-title = Discard this report?
discard-text = Your words and everything that was collected are thrown away. Nothing has been sent.
discard-do = Discard
prefilled = filled in by the program
question-kind = What is it?
kind-incident = A fault
kind-support = Help wanted
kind-change = A change
question-legal = Are emergency calls affected?
question-repeats = Can it be shown again?
question-more = More exactly: since when, how much, what was changed
question-since = Since when?
question-percent = How many calls fail, in %?
question-percent-hint = Leave empty if nobody knows
question-percent-wrong = A number from 0 to 100
question-changed = What was changed before?
question-changed-example = New router, new headset, moved …
question-redundancy = Everything still works, but what stands by for a failure is lost
class-title = Class
class-because = Because: { $rule }
class-definition = What { $grade } means in the contract
promises = Promised by the contract
promises-none = The contract promises no times for this class.
promises-no-provider = No contract is chosen, so no times are promised.
promised-reaction = Somebody begins by { $due }
promised-update = News by { $due }
promised-restoration = Works again by { $due }
counts-business = counts in business hours
counts-wall = counts every hour
overrule = I see it differently
overrule-change = Change my opinion
overrule-undo = Back to the rule
overrule-class = Which class is right?
overrule-comment = Why?
overrule-comment-hint = Goes into the ticket
overrule-do = Take over
overruled = Your opinion: { $comment }
overruled-instead = By the rule: { $rule }
overruled-short = Chosen by the person who reported
rule-told-over-30 = More than 30 % fail (S0-15)
rule-told-over-60 = More than 60 % fail (S0-14)
ways-title = Where it goes
way-demanded = demanded by the contract
goes-to-folder = This program files it in a folder of this computer.
goes-to-mail = This program sends it by mail to { $to }.
goes-to-desk = This program files it in { $desk }, { $url }.
maintenance-now = Planned maintenance is under way
maintenance-soon = Planned maintenance
maintenance-span = { $from } to { $to }
maintenance-question = Is it a fault all the same? Then send it.
similar-filed = The same fault is already reported: { $reference }
similar-waiting = The same fault is already reported and waits to be sent
similar-since = Reported { $at }
similar-join = Add me to it
missing-set = Set it
no-provider = No contract is chosen. The report goes out all the same, but without times and hotline.
no-provider-choose = Choose
must-call = Call { $number } after sending
missing-title = { $count ->
    [one] 1 setting of the contract is missing
   *[other] { $count } settings of the contract are missing
}

## What goes along

along-title = What goes along
along-files = Files
along-replaced = { $count } replaced
along-trimmed = shortened
along-out = stays here
along-goes = { $file } goes along
along-collecting = Files are still being collected …
along-readers = { $provider } and your ticket desk will read it.
along-readers-desk = Whoever looks after your ticket desk will read it.
along-labels = { $count } numbers, names and addresses are replaced by labels
along-labels-text = The same number always has the same label, so that the provider can follow it. You may keep some in the clear:
keep-numbers = Show telephone numbers
keep-names = Show names
keep-hosts = Show servers
keep-addresses = Show network and mail addresses
keep-clear = Stay readable
keep-replaced = { $count } replaced
along-secrets-never = Passwords and keys are never recorded.
secrets-title = This must not leave
secrets-text = This looks like a password or a key. Take it out; until then nothing is sent.
secret-in-file = { $file }, line { $line }
secret-in-words = Your own words, line { $line }
secret-look = Look
secret-take-out = Take the line out
secret-to-words = To my words
secrets-stop = Not sent: something that looks like a secret must go first.
file-summary = Summary
file-registrations = Registrations
file-sound-devices = Sound devices
file-last-call = Last call
file-call-record = Record of the call
file-program = Log of the program
along-sum = { $count ->
    [one] { $count } file, { $size }
   *[other] { $count } files, { $size }
}
along-secrets = { $count ->
    [one] { $count } password or key was removed.
   *[other] { $count } passwords and keys were removed.
}

## Reading a file

reader-take-out = Take out
reader-put-back = Put back
reader-search = Search in this file
reader-file-out = This file stays here.
reader-reading = Reading …
reader-nothing-found = Nothing found
reader-empty = The file is empty
reader-lines = Lines { $from } to { $to } of { $total }
reader-page-before = Before
reader-page-next = Next
reader-line-take-out = Take out line { $line }
reader-line-put-back = Put back line { $line }
reader-line-out = take out
reader-line-back = put back
reader-facts = { $lines ->
    [one] { $size }, { $lines } line
   *[other] { $size }, { $lines } lines
}
reader-found = { $count ->
    [one] { $count } line found
   *[other] { $count } lines found
}

## Measuring

doctor-lead = Measures line, network, sound and this computer, for at most 30 seconds. Nothing leaves this computer except the test packets.
doctor-none = Nothing measured yet
doctor-none-text = Find out on which side a fault lies before you report it.
doctor-report = Report this
diagnosis-title = Diagnosis
diagnosis-none = Nothing was measured yet.
diagnosis-begin = Measure now
diagnosis-again = Measure again
diagnosis-runs = Measuring …
diagnosis-done-of = { $done } of { $count } done
diagnosis-left = at most { $seconds } s more
diagnosis-cancel = Stop
diagnosis-details = All measurements ({ $count })
diagnosis-made-at = Measured { $at }
diagnosis-cancelled-at = Ended early { $at }
verdict-title = Verdict
verdict-none = It was ended before a verdict was possible.
place-here = Your side
place-handover = Handover point
place-provider = Provider
group-line = Line and server
group-path = Path of the voice
group-ports = Ports
group-network = Local network
group-sound = Sound
group-machine = This computer
group-calls = Last calls
outcome-of-good = In order
outcome-of-remark = Worth knowing
outcome-of-bad = Fault
outcome-of-unknown = Cannot be told
outcome-of-skipped = Nothing to look at
outcome-of-running = Being measured
outcome-of-waiting = Not yet measured
limit = Limit { $limit }
limit-kept = within { $limit }
limit-broken = limit { $limit } broken
took = took { $time }
probe-tells = Decides the verdict
group-wrong = { $count ->
    [one] { $count } fault
   *[other] { $count } faults
}
group-count = { $count ->
    [one] { $count } measurement
   *[other] { $count } measurements
}

## The hotline

hotline-title = Hotline
hotline-must = Please call the hotline now
hotline-dial = Call with this program
hotline-cannot-dial = This program cannot telephone at the moment. Use another telephone: the mobile reads the code.
hotline-qr = QR code that calls { $number }
hotline-qr-hint = Point the mobile’s camera here to call
hotline-read-out = Read this out
hotline-called = Called { $at }, spoke with { $who }
called-title = I have called
called-demanded = I have called – only then is the report complete
called-at = At
called-who = Spoke with
called-who-missing = Whom did you speak with?
called-confirm = Confirm

## Following a report

reports-all = All reports
reports-open = Open reports
draft-open = You are writing a report, begun { $at }.
draft-continue = Go on writing
tag-incomplete = Incomplete
tag-fixed = Is it fixed?
report-of = Report, { $at }
report-sent-call = The report is kept safely. The contract also demands a call:
report-look = Look now
report-looking = The ticket system is being asked …
report-show = Show report
report-what-card = What was reported
report-at = Reported
report-id = Report’s id
report-forget = Forget this report
forget-title = Forget this report?
forget-text = It disappears from this computer, with everything that was collected. The ticket stays with the provider.
forget-do = Forget
ticket-title = Ticket
ticket-queued-safe = It goes out by itself as soon as the service desk can be reached, also after a restart.
clock-running = until { $due }, { $left } left
clock-over = was due { $due }, over for { $by }
clock-paused = stands still with { $left } left: { $why }
clock-kept = kept, { $spare } to spare
clock-missed = missed by { $by }
paused-customer = the provider waits for you
paused-third-party = the provider waits for somebody else
paused-appointment = a moment was agreed on
updates = From the provider
timeline = What happened
fixed-title = Is it fixed?
fixed-lead = The provider says that it works again. Only you know.
fixed-yes = Yes, it works
fixed-no = No, it does not
reply-title = Reply
reply-text = To the provider
reply-missing = Write a few words
reply-attach = Attach files
reply-path = Path of a file
reply-path-hint = Copied from the file manager, such as /home/lena/screen.png
reply-add = Add
reply-files = Files that go along
reply-remove = Remove { $file }
reply-kept = Kept; it is sent by itself
reply-send = Send reply
by-hand = Write down by hand
by-hand-lead = For what the provider told by mail or telephone: the clocks reckon with it.
by-hand-stage = How far the provider is
by-hand-at = Since (now if empty)
by-hand-mark = Write down
by-hand-reference = Ticket number
by-hand-set = Write down number
export-title = Evidence
export-lead = What was reported, promised and kept, with the availability of the year.
export-year = Year
export-page = As a page to print
export-csv = As a table (CSV)
reports-over = { $count ->
    [one] { $count } closed report
   *[other] { $count } closed reports
}
updates-new = { $count ->
    [one] { $count } new answer
   *[other] { $count } new answers
}
reply-waiting = { $count ->
    [one] { $count } reply waits to be sent
   *[other] { $count } replies wait to be sent
}

## Notices

notice-deviceLost = { $device } is gone; another sound device is in use.
notice-transferFailed = Transfer to { $target } failed: { $reason }. The other side is back.
notice-serviceRefused = The telephone system refused { $dialled }: { $reason }
notice-callBackFree = { $party } is free now.
notice-callBackOver = { $party } is not called back any more: { $reason }
notice-emergencyTried = { $account } is not registered. The emergency call is tried all the same; if nobody answers, use a mobile.
notice-undisturbed = { $party } called; you do not want to be disturbed.
notice-storageFailed = The local database cannot be written; calls are not kept. { $detail }
notice-saved = Saved: { $path }
notice-reportNews = News about { $reference }
notice-promiseNear = { $reference }: { $promise } is due at { $due }

## When the program cannot start
trouble-title = Rufbereit cannot start
trouble-inUse = Another program uses this profile and does not answer.
trouble-inUse-do = End the other program – log out if need be – and start Rufbereit again.
trouble-newer = The database was written by a later version of the program.
trouble-newer-do = Install the later version again. Nothing was changed in the database.
trouble-damaged = The database is damaged.
trouble-damaged-do = Nothing was changed in the file. Put a backup in its place, or move the file away and start again: Rufbereit then begins with an empty one; accounts and call lists are in the old one.
trouble-foreign = The file belongs to another program.
trouble-foreign-do = Nothing was changed in it. Move it elsewhere, or name another folder with --profile.
trouble-folder = The folder with the data cannot be read or written.
trouble-folder-do = Check the rights of the folder and the free space on the disk, then start again.
trouble-other = Something that Rufbereit needs is not there.
trouble-other-do = The cause stands below; mend it and start again.
trouble-where = Place
trouble-cause = Cause
trouble-emergency = No calls are possible with this program now. In an emergency use another telephone.
trouble-close = Close
trouble-copy = Copy for support
