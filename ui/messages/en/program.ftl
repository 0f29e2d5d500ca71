# Words outside the window: tray, notifications, command line, tickets. Read by the program alone.

## Tray

tray-open = Open Rufbereit
tray-report = Report a fault …
tray-quit = Quit
tray-state-registered = Ready for calls
tray-state-unregistered = Not registered
tray-state-in-call = In a call
tray-state-ringing = A call is ringing

## Notifications

notify-incoming-title = { $caller } is calling
notify-incoming-body = Incoming call for { $account }
notify-accept = Accept
notify-reject = Reject
notify-show = Show
notify-missed-title = Missed call from { $caller }
notify-missed-body = at { $time }
notify-unknown-caller = Unknown caller
notify-key-taken-title = { $key } does not work
notify-key-taken-body = Another program uses this key. Choose another one for reports in the settings.
notify-report-news-title = News about { $reference }
notify-promise-title = { $reference }: time is nearly up
notify-promise-body = { $promise } was promised until { $time }
notify-call-hotline = Call the hotline
notify-incoming-for = For { $called }
notify-transfer-failed = The transfer to { $what } did not work
notify-service-refused = The telephone system refused { $what }
notify-call-back-free = { $party } is free now
notify-call = Call

## Command line

cli-no-program = Rufbereit is not running
cli-password-prompt = Password for { $address }:
cli-accounts-none = No accounts
cli-calls-none = No calls
cli-memory-needs-program = With --secrets memory the password would be gone when this command ends; start the program first (rufbereit --headless --secrets memory)
cli-password-empty = The password on standard input is empty
cli-password-how = No terminal to ask for the password: give it with --password-stdin, or say --no-password
cli-missed = Missed calls: { $count }
cli-disturb-silence = Do not disturb: calls are shown and do not ring
cli-disturb-reject = Do not disturb: calls are rejected as busy
cli-report-unseen = The report is kept; it has not appeared in the list yet (see: rufbereit reports list)
cli-reports-none = No reports
cli-no-hotline = There is no hotline for this report
cli-hotline = Hotline: { $number }
cli-provider-missing = Still to be set for this provider: { $name }
cli-secret-at = Looks like a secret: { $file }, line { $line }
cli-unknown-provider = There is no provider “{ $provider }”; there are { $known }
cli-unknown-class = There is no class “{ $class }”; there are { $known }
cli-class-missing = This provider has classes; name one with --class: { $known }
cli-setting-twice = “{ $name }” is set twice; once will do
cli-year-unknown = { $year } lies outside the years { $first } to { $last }, for which holidays are known
cli-class-is-a-kind = The class “{ $class }” says its kind itself; it cannot be “{ $kind }”
cli-settings-missing = The profile leaves these open; give them with --set NAME=VALUE: { $names }
cli-promises-none = The contract promises no times
cli-way-demanded = Demanded
cli-way-offered = Offered
cli-target-unset = (where to is not set yet)
cli-no-display = There is no desktop to open a window on; start it within a desktop session, or with --headless
cli-other-program = Another program uses this profile: { $profile }
cli-called = for { $name }
cli-forward-always = Every call
cli-forward-busy = While busy
cli-forward-noAnswer = When nobody answers
cli-forward-none = not forwarded
cli-on = on
cli-off = off
cli-operator = Operator
cli-operator-first = first target
cli-operator-second = second target
cli-hidden = Own number hidden
cli-messages = Messages: { $new } new, { $old } old
cli-lamp-unknown = unknown
cli-lamp-idle = free
cli-lamp-ringing = rings
cli-lamp-talking = in a call
cli-place-free = free
cli-call-back-waiting = waits until the other person is free
cli-call-back-free = is free now
cli-call-back-at-system = the telephone system waits
cli-call-back-pausing = dials again at { $at }
cli-call-back-calling = dials
cli-location-registered = The person is where the line is registered
cli-location-elsewhere = The person is elsewhere: emergency calls arrive with the address of the line; use a mobile
cli-location-unknown = Where the person is, nobody has said: emergency calls arrive with the address of the line
cli-acknowledged = Confirmed at { $at }
cli-not-acknowledged = Not confirmed yet
cli-known-unknown = unknown
cli-known-asked = { $value } (asked for)
cli-known-set = { $value } (accepted at { $at })
cli-known-failed = { $value } was refused at { $at }: { $why }

## Tickets

report-subject = Telephone fault: { $what }
report-section-what = What is wrong
report-section-affects = Whom it affects
report-section-works = What still works
report-section-class = Class

## What a diagnosis prints

cli-doctor-progress = { $done } of { $all } tests done …
cli-doctor-limit = limit { $limit }
prefill-not-registered = Telephoning does not work: no account is registered.
prefill-call-bad = My last call sounded bad.
prefill-call-failed = My last call failed.
comment-called = The hotline was called at { $time }, spoke with { $name }.
comment-fixed = It works again. Thank you; this ticket can be closed.
comment-not-fixed = It still does not work. Please go on.
comment-joined = The same fault was reported once more; measurements are attached.
report-yes = yes
report-no = no
report-section-kind = What is asked for
report-kind-incident = Repair
report-kind-support = Help
report-kind-change = A change
report-affects-only-me = Only the person who reports
report-affects-several = Several people
report-affects-site = A whole site
report-affects-everyone = Everyone
report-works-nothing = Nothing
report-works-partly = Partly
report-works-question = Everything; this is a question
report-section-failing = Calls that fail
report-section-repeats = Can be shown again
report-section-legal-duty = Emergency calls or another legal duty are affected
report-section-redundancy = A spare is lost
report-section-since = Since
report-section-changed = Changed before
report-section-overruled = Class chosen by the person, because
report-section-chargeable = Chargeable
report-chargeable-yes = yes
report-chargeable-no = no
report-chargeable-unknown = the contract does not say
report-section-verdict = Diagnosis
report-section-way = Demanded by the contract
report-section-promise = Promised
evidence-title = Faults and promises of { $year }
evidence-made = Made on { $time }
evidence-none = No fault was reported.
evidence-availability = Availability
evidence-period = Period
evidence-promised = Promised
evidence-achieved = Achieved so far
evidence-down = Down
evidence-allowed = Allowed
evidence-excluded = Planned, not counted
evidence-kept = Kept
evidence-source = Source
evidence-yes = yes
evidence-no = no
evidence-reports = Reports
evidence-ticket = Ticket
evidence-class = Class
evidence-what = What
evidence-reported = Reported
evidence-reacted = Reacted
evidence-restored = Works again
evidence-promises = Promises
evidence-running = running
evidence-paused = paused
evidence-missed = missed
