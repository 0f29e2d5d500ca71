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

## The frame

pages = Pages
telephone = Telephone
calls = Calls
accounts = Accounts
settings = Settings
reports = Reports
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

## The demo telephone system

demo-try = Try it
demo-title = Demo: whom to call
demo-lead = Runs on this computer only
demo-badge = Demo
demo-role-echo = Repeats what you say
demo-role-speaks = Answers and speaks to you
demo-role-busy = Is always busy
demo-role-callsBack = Calls you a few seconds later
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

## Calls in progress

unknown-caller = Unknown caller
call-with = Call with { $name }
call-actions = What to do with the call
call-muted = Microphone off
duration = Duration
mute = Mute
hold = Hold
resume = Resume
keypad = Keypad
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

## Incoming calls

incoming-call = Incoming call
incoming-for = for { $account }
incoming-from = Incoming call from { $name }
incoming-second = Accepting puts the present call on hold
accept = Accept
reject = Reject

## Said to screen readers

announce-dialling = Calling { $name }
announce-ringing = Ringing at { $name }
announce-talking = Connected with { $name }
announce-held = Call with { $name } is on hold
announce-ended = Call with { $name }: { $reason }

## The call list

call-list = Call list
filter = Which calls
filter-all = All
filter-incoming = Incoming
filter-outgoing = Outgoing
filter-missed = Missed
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
list-more = Show more
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
record-label = { $name }, { $direction }, { $outcome }, { $at }
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
desk-ca-file = Additional certificate authority
desk-ca-file-hint = Path of a PEM file, for a company’s own authority
desk-invalid-folder = Give a complete path
desk-invalid-url = Give an https address, such as https://rt.example.org
desk-invalid-queue = Give the queue
desk-invalid-caFile = This file cannot be read as PEM
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
keys-report = Report a fault
keys-search = Search the call list
keys-pages = Calls, Accounts, Settings, Reports
settings-about = About
about-text = Telephone at the desk and a way to report faults. Free software under Apache 2.0 or MIT.

## Reporting faults

report-fault = Report a fault
report-lead = In your own words. The technical details are added for you.
report-what = What is wrong?
report-what-hint = What did you do, what happened, since when?
report-affects = Whom does it affect?
affects-onlyMe = Only me
affects-several = Several
affects-site = Whole site
affects-everyone = Everyone
report-works = What still works?
works-nothing = Nothing works
works-partly = Works in part
works-question = Only a question
report-along = Sent along
report-along-call = Your last call: { $name }, { $at }
report-along-this-call = This call: { $name }, { $at }
report-along-no-call = No call yet
report-along-registration = { $count ->
    [0] That no account is set up
    [one] Whether your account is registered, and why not
   *[other] Whether your { $count } accounts are registered, and why not
}
report-along-program = Version, system and sound devices
report-redacted = Numbers and names are made unreadable before sending; passwords never leave the keyring.
report-to-tracker = Goes to { $url }, queue { $queue }.
report-to-folder = Goes to a folder of this computer.
report-send = Send report
report-keeping = Keeping the report …
report-sent = Thank you
report-sent-lead = The report is kept safely, even if this computer is switched off now.
report-show-all = All reports
reports-lead = What you have reported and what became of it.
reports-empty = Nothing reported
reports-empty-text = If something does not work, report it here in a few words.
ticket-retry = Next try: { $at }
ticket-try-again = Try again now
link-copy = Copy link
link-copied = Copied

## Notices

notice-deviceLost = { $device } is gone; another sound device is in use.
notice-noSound = The sound system does not answer; calls are silent. { $detail }
notice-storageFailed = The local database cannot be written; calls are not kept. { $detail }
